"""A request of a pasted text, before it is imported."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as a text has it. `line` is where it starts, counted from 1.

    `body` is None when the text has none; `body_source` then names where it is instead, such as
    "the file event.json". `notes` are sentences about what wasn't read.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    method: str = "POST"
    line: int = 1
    body_source: str = ""
    notes: tuple[str, ...] = ()
