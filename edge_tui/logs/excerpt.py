"""What was found in a log: JSON documents of the Edge Network, each with its kind and its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from edge_tui.model.json.document import JsonValue
from edge_tui.model.text import counted


class Kind(StrEnum):
    """What a JSON document is, as a noun for people."""

    RESPONSE = "response"
    PROBLEM = "problem"
    HANDLES = "array of handles"
    HANDLE = "handle"
    SDK_RESULT = "Web SDK result"
    PROPOSITIONS = "array of propositions"
    PROPOSITION = "proposition"
    ADOBE_IO_ERROR = "Adobe I/O error"
    IMS_ERROR = "IMS error"
    REQUEST = "request"
    EVENT = "event"
    SENT_BY_SDK = "Web SDK network request"
    RECEIVED_BY_SDK = "Web SDK network response"
    ASSURANCE_EVENT = "Assurance event"


_PLURALS = {Kind.HANDLES: "arrays of handles", Kind.PROPOSITIONS: "arrays of propositions"}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A JSON document in a text.

    `text` is its JSON, without prefixes and escapes; `line` is where it starts, from 1. `url` and
    `status` were in the text before it; empty and None when they weren't. `cut_off` is a sentence
    when the document is incomplete: `text` is then completed with closing brackets.
    """

    kind: Kind
    document: JsonValue = field(repr=False)
    text: str = field(repr=False)
    line: int
    url: str = ""
    status: int | None = None
    cut_off: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """A text with JSON in it. `source` names the text: `Android log`, or `text` if it is unknown.

    `others` counts JSON documents that aren't of the Edge Network. `is_all` is False when the text
    has more JSON than is read.
    """

    source: str
    excerpts: tuple[Excerpt, ...] = ()
    others: int = 0
    is_all: bool = True

    @property
    def sentence(self) -> str:
        """What was read, in one sentence; empty when there was nothing of the Edge Network."""
        if not self.excerpts:
            return ""
        cut_off = next((each.cut_off for each in self.excerpts if each.cut_off), "")
        if len(self.excerpts) == 1:
            (only,) = self.excerpts
            place = f" from {named(self.source)}, line {only.line}" if self.source != "text" else ""
            words = f"Read {named(only.kind)}{place}."
        else:
            source = "a text" if self.source == "text" else named(self.source)
            words = f"Read {source}: {', '.join(self._counts())}."
        if self.others:
            words += f" {counted(self.others, 'other JSON value')} not shown."
        if not self.is_all:
            words += " There is more JSON after that, which isn't read."
        return f"{words} {cut_off}".rstrip()

    @property
    def summary(self) -> str:
        """The number of documents of each kind: `2 requests · 1 response`."""
        return " · ".join(self._counts())

    def _counts(self) -> Iterator[str]:
        for kind, number in Counter(each.kind for each in self.excerpts).items():
            yield counted(number, kind, _PLURALS.get(kind, ""))


def named(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[:1] in 'aeiouAEIO' or noun.startswith('HTTP') else 'a'} {noun}"
