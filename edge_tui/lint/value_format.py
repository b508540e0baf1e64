"""The JSON Schema formats that XDM uses."""

import ipaddress
import re
from datetime import date

from edge_tui.lint.moment import full_offset, offset_of, read_moment

_NOT_IN_A_URI = re.compile(r'[\s<>"{}|\\^`]')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def format_problem(name: str, text: str) -> str | None:
    """Why a text doesn't have a format, as a predicate for its name; None when it does."""
    match name:
        case "date-time":
            return _moment(text)
        case "date":
            return _date(text)
        case "ipv4" | "ipv6":
            return _address(name, text)
        case "email":
            return None if _EMAIL.fullmatch(text) else "isn't an e-mail address"
        case "uri":
            return None if _SCHEME.match(text) and not _NOT_IN_A_URI.search(text) else "isn't a URI with a scheme"
        case "uri-reference":
            found = _NOT_IN_A_URI.search(text)
            return f"isn't a URI reference: it contains {found[0]!r}" if found else None
    return None


def _moment(text: str) -> str | None:
    _, problem = read_moment(text)
    if problem == "colon":
        return f"has an offset that is ISO 8601 but not RFC 3339: write {full_offset(offset_of(text))}"
    if problem == "offset":
        return "has no offset: add Z or an offset such as +02:00"
    return "must be a date and time of RFC 3339, such as 2026-03-01T09:30:00Z" if problem else None


def _date(text: str) -> str | None:
    try:
        date.fromisoformat(text)
    except ValueError:
        return "isn't a date such as 2026-03-01"
    return None


def _address(name: str, text: str) -> str | None:
    try:
        fits = name == f"ipv{ipaddress.ip_address(text).version}"
    except ValueError:
        fits = False
    return None if fits else f"isn't an IPv{name[-1]} address"
