"""`consent:preferences`: the visitor's consents in the profile."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from edge_tui.handles.members import Members
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.text import counted
from edge_tui.values.opening import node_of

TYPE = "consent:preferences"
ABOUT = (
    "The consents stored for this visitor. Returned after set-consent, and occasionally with an event, so that the "
    "client picks up choices made elsewhere."
)
SOURCE = "XDM, consents and preferences data type"

CHOICES = {
    "y": "yes",
    "n": "no",
    "p": "pending verification",
    "u": "unknown",
    "li": "legitimate interest",
    "ct": "contract",
    "cp": "compliance",
    "vi": "vital interest",
    "pi": "public interest",
    "in": "in",
    "out": "out",
}
_PURPOSES = {
    "collect": "Whether data about the visitor may be collected. With n, events are ignored.",
    "share": "Whether the data may be shared with others.",
    "adID": "Whether the advertising ID may be used.",
    "personalize": "Whether the data may be used for personalization.",
    "marketing": "Marketing preferences, by channel.",
    "metadata": "When the consents last changed.",
}


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The consents of one item: `collect yes · personalize no`."""
    if not isinstance(item, dict) or not _choices(item):
        return None
    return Node(
        "consents",
        _summary(item),
        pointer=pointer,
        content=item,
        note="The values are XDM's: y is yes, n is no, p is pending.",
        source=SOURCE,
        opened=True,
        branches=lambda: _consents(item, pointer, now),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`collect yes · personalize no`."""
    known = [item for item in items if isinstance(item, dict) and _choices(item)]
    return _summary(known[0]) if known else counted(len(items), "item")


def _summary(item: dict[str, Any]) -> str:
    return " · ".join(f"{path} {CHOICES.get(choice, choice)}" for path, choice in _choices(item)[:4])


def _choices(item: JsonValue, path: str = "", depth: int = 0) -> list[tuple[str, str]]:
    """`collect`, `personalize.content` … with their `val`, down to XDM's nesting depth."""
    found: list[tuple[str, str]] = []
    for name, value in item.items() if isinstance(item, dict) else ():
        if not isinstance(value, dict) or depth > 3:
            if path == "" and isinstance(value, str) and value in ("in", "out"):
                found.append((name, value))
            continue
        here = f"{path}.{name}" if path else name
        if isinstance(value.get("val"), str):
            found.append((here, value["val"]))
        else:
            found += _choices(value, here, depth + 1)
    return found


def _consents(item: dict[str, Any], pointer: str, now: datetime) -> Iterator[Node]:
    for name, value in item.items():
        place = join(pointer, name)
        choice = value.get("val") if isinstance(value, dict) else value
        if isinstance(choice, str) and (isinstance(value, dict) or choice in CHOICES):
            yield _consent(name, choice, value, place, now)
        elif isinstance(value, dict) and _choices(value):
            yield _category(name, value, place, now)
        else:
            yield node_of(name, value, place, now)


def _category(name: str, value: dict[str, Any], pointer: str, now: datetime) -> Node:
    return Node(
        name,
        _summary(value),
        pointer=pointer,
        content=value,
        note=_PURPOSES.get(name, ""),
        branches=lambda: _consents(value, pointer, now),
    )


def _consent(name: str, choice: str, value: JsonValue, pointer: str, now: datetime) -> Node:
    words = CHOICES.get(choice)
    return Node(
        name,
        f"{one_line(choice)} · {words}" if words and words != choice else one_line(choice),
        Tone.WARNING if choice in ("n", "out") else Tone.PLAIN,
        pointer,
        value,
        _PURPOSES.get(name, ""),
        SOURCE,
        branches=Members(value, pointer, now, {}) if isinstance(value, dict) else None,
    )
