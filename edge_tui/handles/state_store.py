"""`state:store`: what the client is to keep and to send back, cookie by cookie."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from edge_tui.handles.members import Reader, counted, members, text, told
from edge_tui.handles.question import Question
from edge_tui.model.document import JsonValue
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.values import consent_cookie, identity_cookie, recognise
from edge_tui.values.instants import span
from edge_tui.values.opening import node_of_reading
from edge_tui.values.reading import Reading

TYPE = "state:store"
ABOUT = (
    "What the client keeps for this visitor and sends back unread with the next event, in meta.state.entries "
    "(a browser keeps it as cookies). Of one key the last item wins; a maxAge of zero or less deletes."
)
SOURCE = "Edge Network API guides, client state management"

_KEYS = {
    "identity": "Who the visitor is. Without it the next event is a new visitor's.",
    "cluster": "The edge location that holds this visitor's data; it becomes the location hint in the path.",
    "consent": "What the visitor agreed to. While general is out, events are ignored.",
    "consent_check": "A throttle: until it expires the gateway does not look up the profile's consent again.",
    "optout": "Whether the visitor has opted out of advertising.",
    "personalization_sessionId": "Adobe Target's session: while it lasts, the same session's profile is used.",
    "bc_session_id": "Brand Concierge's session.",
    "at_qa_mode": "Adobe Target's QA mode, which shows activities that are not live.",
    "mbox": "at.js's own cookie, carried along while a site migrates to the Web SDK.",
}

_MEANT = {"identity": identity_cookie.read_meant, "consent": consent_cookie.read_meant}


def short_key(key: str) -> str:
    """`identity` of `kndctr_<org>_AdobeOrg_identity`; any other key as it is."""
    start, found, rest = key.partition("_AdobeOrg_")
    return rest if found and rest and start.startswith("kndctr_") else key


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A cookie: its short name, what it holds, and how long it lasts."""
    key = text(item, "key")
    if not key:
        return None
    name = short_key(key)
    known: dict[str, Reader] = {"maxAge": told(_lasting, "Seconds from now.")}
    holds = text(item, "value")
    if holds and name in _MEANT:
        known["value"] = _reader_of(_MEANT[name])
        reading: Reading | None = _MEANT[name](holds, now)
    else:
        reading = recognise(holds, now)
    told_value = holds if reading is None else "not readable" if reading.problem else reading.summary
    life = _lasting(item.get("maxAge")) if "maxAge" in item else "for the session"
    return Node(
        one_line(name),
        " · ".join(part for part in (told_value[:80], life) if part),
        Tone.DIM if life.startswith("deleted") else Tone.PLAIN,
        pointer,
        item,
        _KEYS.get(name, "An entry to keep and to send back; its value is opaque to clients."),
        SOURCE,
        branches=lambda: members(item, pointer, now, known),
    )


def summarise(items: Sequence[JsonValue], question: Question) -> str:  # noqa: ARG001
    """`2 cookies · identity 395 d · cluster 30 min`."""
    lives = {
        short_key(text(item, "key")): span(item.get("maxAge")) or "session"
        for item in items
        if isinstance(item, dict) and text(item, "key")
    }
    order = sorted(lives, key=lambda name: name != "identity")
    return " · ".join([counted(len(items), "cookie"), *(f"{name[:40]} {lives[name]}" for name in order[:3])])


def _reader_of(read_meant: Callable[[str, datetime], Reading]) -> Reader:
    """How the value of a cookie is read whose name says what it is meant to be."""

    def read_value(name: str, value: Any, pointer: str, now: datetime) -> Node | None:
        return node_of_reading(read_meant(value, now), name, value, pointer, now) if isinstance(value, str) else None

    return read_value


def _lasting(seconds: object) -> str:
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds <= 0:
        return "deleted"
    return span(seconds)
