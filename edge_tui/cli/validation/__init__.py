"""What `edge-tui lint` reads and prints."""
