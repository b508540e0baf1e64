"""The Edge Network's vocabulary: frozen values, the standard library, no input or output."""
