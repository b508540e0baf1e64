"""Requests from elsewhere: pasted, summarized, picked."""
