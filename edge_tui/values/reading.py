"""What an opaque text turns out to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_tui.model.document import JsonValue
from edge_tui.model.node import ABSENT, Node


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    `kind` is the module's name with hyphens; `fields` is what `edge-tui decode --json` prints;
    `parts` are the same for people, and `document` is JSON found inside. `problem` says in a
    sentence what is wrong with a text that is meant to be of this kind and is not; `data` then
    holds its bytes. A `secret` text is never part of its own reading.
    """

    kind: str
    title: str
    summary: str
    fields: Mapping[str, JsonValue]
    parts: tuple[Node, ...] = ()
    note: str = ""
    source: str = ""
    problem: str = ""
    data: bytes = b""
    document: JsonValue = field(default=ABSENT, repr=False)
    secret: bool = False
