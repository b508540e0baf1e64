"""What `edge-tui lint` shares with nobody: its subject, and how it tells of findings."""
