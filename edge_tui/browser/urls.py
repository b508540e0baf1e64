"""Addresses as people give them."""


def with_scheme(url: str) -> str:
    """A URL for a browser: `www.shop.example` is one of https."""
    return url if "://" in url or url.startswith(("about:", "data:", "file:")) else f"https://{url}"
