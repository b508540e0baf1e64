"""Events that name another page than the one that sent them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, named, text_at

# What comes after a semicolon may be a session.
_PARAMETERS = re.compile(r"(?:;|%3[bB])[^/]*")
_POINTER = "/xdm/web/webPageDetails/URL"
_FIX = "Read the address when the event is sent: a value that was set before stays from page to page."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Another host, or the address of an earlier page. A path of no page may be one that a script has set."""
    addresses = {page.number: _address(page.url) for page in visit.pages}
    first: dict[tuple[str, str], int] = {}
    for number in sorted(addresses):
        first.setdefault(addresses[number], number)
    for call in visit.calls:
        own = addresses.get(call.page_number)
        if own is None or own[0] == "":
            continue
        for pointer, event in call.events:
            url = text_at(event, _POINTER)
            said = _address(url)
            is_earlier = first.get(said, call.page_number) < call.page_number
            if url and said != own and (said[0] != own[0] or (is_earlier and not call.is_unload)):
                yield _finding(call, pointer + _POINTER, said, own)


def _finding(call: Call, pointer: str, said: tuple[str, str], own: tuple[str, str]) -> VisitFinding:
    message = f"{named(call)} names {''.join(said)[:200] or 'no web address'}, but {''.join(own)[:200]} sent it."
    return VisitFinding("page-url", Severity.WARNING, message, _FIX, keys((call,)), call.page_number, pointer)


def _address(url: str) -> tuple[str, str]:
    """Host and path: schemes, ports, queries and a final slash may differ."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, _PARAMETERS.sub("", parts.path).rstrip("/") or "/"
