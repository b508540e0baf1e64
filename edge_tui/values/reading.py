"""The result of decoding an opaque value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import ABSENT, Node


@dataclass(frozen=True, slots=True)
class Reading:
    """One decoded form of a text.

    `kind` is the module's name with hyphens; `fields` is the output of `edge-tui decode --json`;
    `parts` are the same as nodes, and `document` is JSON found inside. `problem` is a sentence
    about a damaged value; `data` is then its bytes. A `secret` text is never part of its
    reading.
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
