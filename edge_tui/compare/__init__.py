"""Responses compared: two past exchanges, one event on several datastreams, a response and what was expected."""
