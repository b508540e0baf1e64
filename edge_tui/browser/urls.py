"""Addresses as people give them."""

import re
from urllib.parse import urlsplit

# A site of this machine, which rarely has TLS.
_LOCAL = re.compile(r"(?:[\w.-]+\.)?localhost(?![\w.-])|127(?:\.\d{1,3}){3}(?![\w.-])|\[::1\]", re.IGNORECASE)
_NOT_IN_HOSTS = " <>^|%\\"
_WITHOUT_HOST = ("about:", "data:", "file:")


def with_scheme(url: str) -> str:
    """A URL for a browser: `www.shop.example` is one of https, `localhost:3000` one of http."""
    if "://" in url or url.startswith(_WITHOUT_HOST):
        return url
    return f"{'http' if _LOCAL.match(url) else 'https'}://{url}"


def can_be_opened(url: str) -> bool:
    """Whether a URL is one that a browser takes, as far as it can be known without asking it."""
    url = with_scheme(url)
    if url.startswith(_WITHOUT_HOST):
        return True
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    has_host = bool(host) and port != 0 and not any(each in host for each in _NOT_IN_HOSTS)
    return has_host and parts.scheme in ("http", "https")
