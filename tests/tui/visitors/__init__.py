"""The controllers of the visitors screen, tested without it."""
