"""`state:store`: client state (cookies) to store and return with the next event."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from edge_tui.handles.members import Members, Reader, annotated, text
from edge_tui.handles.query import Query
from edge_tui.model.client_state import short_key
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.text import counted
from edge_tui.values import VALUES, consent_cookie, identity_cookie, recognize
from edge_tui.values.instants import span
from edge_tui.values.opening import node_of_reading
from edge_tui.values.reading import Reading

TYPE = "state:store"
ABOUT = (
    "State to store for this visitor and return unchanged with the next event, in meta.state.entries (browsers use "
    "cookies). If a key repeats, the last one wins; maxAge ≤ 0 deletes it."
)
SOURCE = "Edge Network API guides, client state management"

_KEYS = {
    "identity": "The visitor's identity. Without it the next event counts as a new visitor.",
    "cluster": "The edge location with this visitor's data; sent as the location hint in the path.",
    "consent": "The visitor's consent. While general is out, events are ignored.",
    "consent_check": "Until it expires, the gateway doesn't look up the profile's consent again.",
    "optout": "Whether the visitor has opted out of advertising.",
    "personalization_sessionId": "Adobe Target's session ID; Target keeps the session's profile while it is valid.",
    "bc_session_id": "Brand Concierge's session ID.",
    "advertising": "Click and display IDs of advertising; the Web SDK writes it itself.",
    "at_qa_mode": "Adobe Target's QA mode, which shows activities that aren't live.",
    "mbox": "The at.js cookie, kept while a site migrates to the Web SDK.",
    "mboxEdgeCluster": "Target's edge cluster that knows the session of at.js, kept while a site migrates.",
}


def _read_named(kind: str, name: str) -> Callable[[str, datetime], Reading | None]:
    """A reader that is loaded with the first such cookie; it reads a value after its name."""
    return lambda value, now: VALUES[kind].read(f"{name}={value}", now)


_READERS: dict[str, Callable[[str, datetime], Reading | None]] = {
    "identity": identity_cookie.read_cookie,
    "consent": consent_cookie.read_cookie,
    "advertising": _read_named("state-cookie", "advertising"),
    "mbox": _read_named("mbox-cookie", "mbox"),
}


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A cookie: its short name, its decoded value, and its lifetime."""
    key = text(item, "key")
    if not key:
        return None
    name = short_key(key)
    known: dict[str, Reader] = {"maxAge": annotated(_lifetime, "Seconds from now.")}
    value = text(item, "value")
    if value and name in _READERS:
        known["value"] = _reader_of(_READERS[name])
        reading: Reading | None = _READERS[name](value, now)
    else:
        reading = recognize(value, now)
    shown = value if reading is None else "unreadable" if reading.problem else reading.summary
    life = _lifetime(item.get("maxAge")) if "maxAge" in item else "for this session"
    return Node(
        one_line(name),
        " · ".join(part for part in (shown[:80], life) if part),
        Tone.DIM if life.startswith("deleted") else Tone.PLAIN,
        pointer,
        item,
        _KEYS.get(name, "State to store and return; its value is opaque to clients."),
        SOURCE,
        branches=Members(item, pointer, now, known),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`2 cookies · identity 395 d · cluster 30 min`."""
    lives = {
        short_key(text(item, "key")): span(item.get("maxAge")) or "session"
        for item in items
        if isinstance(item, dict) and text(item, "key")
    }
    order = sorted(lives, key=lambda name: name != "identity")
    return " · ".join([counted(len(items), "cookie"), *(f"{name[:40]} {lives[name]}" for name in order[:3])])


def _reader_of(read_cookie: Callable[[str, datetime], Reading | None]) -> Reader:
    """A reader for the value of a cookie whose format is known from its name."""

    def read_value(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        reading = read_cookie(value, now) if isinstance(value, str) else None
        return node_of_reading(reading, name, value, pointer, now) if reading else None

    return read_value


def _lifetime(seconds: object) -> str:
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds <= 0:
        return "deleted"
    return span(seconds)
