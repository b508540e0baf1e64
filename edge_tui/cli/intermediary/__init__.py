"""What `edge-tui forward` and `edge-tui proxy` share, and how to trust their certificates."""
