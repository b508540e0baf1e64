"""Compares two past exchanges, or one event's responses from several datastreams."""
