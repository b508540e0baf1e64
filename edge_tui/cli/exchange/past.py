"""A past exchange by its request id."""
