"""A conversation with a gateway: compose, send, record, and what follows from the response."""
