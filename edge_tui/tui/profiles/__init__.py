"""Profiles: listed, picked, edited; and the emulator's datastreams."""
