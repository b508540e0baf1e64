"""How findings name calls and pages, and what more than one check asks of them."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from edge_tui.model.addresses import shown_address
from edge_tui.model.json.document import JsonObject, JsonValue, at
from edge_tui.model.origin import Page
from edge_tui.model.visit import Call, CallState

_MAX_LISTED = 8
_MAX_NAME_LENGTH = 100
# What comes after a semicolon may be a session.
_PARAMETERS = re.compile(r"(?:;|%3[bB])[^/]*")


def named(call: Call) -> str:
    """A call in a finding: its event's type, else its endpoint."""
    return _cut(shown_address(call.event_type)) or str(call.action)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, each once: the first few of them, for a page may make up any number of any length."""
    distinct = [_cut(each) for each in dict.fromkeys(names)]
    more = len(distinct) - _MAX_LISTED
    return ", ".join(distinct[:_MAX_LISTED]) + (f" and {more} more" if more > 0 else "")


def _cut(name: str) -> str:
    return name if len(name) <= _MAX_NAME_LENGTH else f"{name[:_MAX_NAME_LENGTH]}…"


def keys(calls: Iterable[Call]) -> tuple[str, ...]:
    """The keys of calls, each once."""
    return tuple(dict.fromkeys(call.key for call in calls))


def page_host(page: Page) -> str:
    """The host of a page."""
    try:
        return urlsplit(page.url).hostname or ""
    except ValueError:
        return ""


def address_of(url: str) -> tuple[str, str]:
    """Host and path: schemes, ports, queries and a final slash may differ."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, _PARAMETERS.sub("", parts.path).rstrip("/") or "/"


def host_and_path(url: str) -> str:
    """A URL in a finding: without scheme and query, and short."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "an unreadable address"
    return _cut(f"{host}{parts.path}" if host else parts.path)


def reached(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls that may have reached Edge, a repeated attempt in the place of the one that failed."""
    states = (CallState.ANSWERED, CallState.CANCELED, CallState.WAITING)
    listed = [call for call in calls if call.state in states and not call.is_redirected]
    last = {call.exchange.request_id: call for call in listed}
    return (call for call in listed if last[call.exchange.request_id] is call)


def propositions_of(event: JsonObject) -> Iterator[JsonObject]:
    """The propositions that an event reports on."""
    listed = at(event, "/xdm/_experience/decisioning/propositions")
    return (each for each in (listed if isinstance(listed, list) else []) if isinstance(each, dict))


def is_display(event: JsonObject) -> bool:
    """Whether an event says that propositions were displayed: by its type, or added to another event."""
    display = at(event, "/xdm/_experience/decisioning/propositionEventType/display")
    return at(event, "/xdm/eventType") == "decisioning.propositionDisplay" or display in (1, True)


def text_at(document: JsonValue, pointer: str) -> str:
    """A text in a document; empty without one."""
    found = at(document, pointer)
    return found if isinstance(found, str) else ""
