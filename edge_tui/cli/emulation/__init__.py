"""What `edge-tui emulator` says while it runs."""
