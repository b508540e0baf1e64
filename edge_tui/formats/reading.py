"""What a text that somebody brings turned out to be."""

from dataclasses import dataclass

from edge_tui.formats.imported import Imported
from edge_tui.model.origin import Recording


@dataclass(frozen=True, slots=True)
class Reading:
    """The requests in a text, or why it has none.

    `kind` names the text for people, as a noun: "curl command", "HAR file", "Web SDK call".
    `notes` are sentences about the text as a whole: what was left out, and why, with line and column;
    those about one request are in `Imported.notes`. `missing` says what was there instead when
    `requests` is empty, such as "The curl command has no body."; `fix` what to do about it.
    `recording` is there when the text is the record of a visit, whose exchanges belong in history;
    `others` counts what else was recorded.
    """

    kind: str
    requests: tuple[Imported, ...] = ()
    notes: tuple[str, ...] = ()
    missing: str = ""
    fix: str = ""
    recording: Recording | None = None
    others: int = 0


def only_the_first(count: int, noun: str) -> str:
    """The sentence for a text of which a limit left out the rest."""
    return f"Only the first {count:,} {noun} were read."


def place(text: str, offset: int) -> str:
    """An offset in a text as people count: `line 3, column 5`."""
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return f"line {line}, column {column}"
