"""The controllers of the history screen, tested without it."""
