"""What the history screen does, a layer each."""
