"""What the responses of a datastream show of its configuration."""
