"""The command palette: what can be done here, by name."""
