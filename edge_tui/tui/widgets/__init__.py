"""One module a widget; a widget draws, has its own keys, and posts messages."""
