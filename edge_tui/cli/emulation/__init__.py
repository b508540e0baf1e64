"""The log that `edge-tui emulator` prints."""
