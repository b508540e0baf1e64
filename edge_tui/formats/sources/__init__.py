"""Texts that hold HTTP requests, one module per dialect; each returns `HttpRequest`s, which become a `Reading`."""
