"""Calls of the Web SDK as the requests that it would send."""
