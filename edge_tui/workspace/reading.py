"""What somebody brings, read: its placeholders for numbers give numbers, as the fields that they stand in take."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge_tui.formats import Imported, Reading

_BODY = "request body"


def read(text: str) -> "Reading":
    """The requests in a text. A body that is nothing else stays as it is written."""
    from edge_tui.formats import read as read_requests

    reading = read_requests(text)
    if reading.kind == _BODY or not any("{{" in each.draft.text for each in reading.requests):
        return reading
    return replace(reading, requests=tuple(_with_numbers(each) for each in reading.requests))


def _with_numbers(imported: "Imported") -> "Imported":
    from edge_tui.lint.number_placeholders import with_numbers

    text = with_numbers(imported.draft.text)
    return imported if text == imported.draft.text else replace(imported, draft=replace(imported.draft, text=text))
