"""Addresses as people give them."""

from urllib.parse import urlsplit

_NOT_IN_HOSTS = " <>^|%\\"
_WITHOUT_HOST = ("about:", "data:", "file:")


def with_scheme(url: str) -> str:
    """A URL for a browser: `www.shop.example` is one of https."""
    return url if "://" in url or url.startswith(_WITHOUT_HOST) else f"https://{url}"


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
