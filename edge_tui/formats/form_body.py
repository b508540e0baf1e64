"""JSON that was sent as a form, percent-encoded or in parts: the Edge Network reads none, but people mean it."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from edge_tui.model.json.document import JsonObject, parse

NOTE = "The body is a form, which the Edge Network doesn't read: the JSON in it was taken."
_BOUNDARY = re.compile(r"\s*--([^\s]{1,70})[ \t]*\n")
_ENCODED_BRACE = "%7b"
_MAX_FIELDS = 100


def json_in_form(body: str) -> JsonObject | None:
    """The first JSON object in the fields of a form; None for any other body."""
    for text in _fields(body):
        if text.lstrip()[:1] == "{" and isinstance(document := parse(text), dict):
            return document
    return None


def _fields(body: str) -> Iterator[str]:
    if boundary := _BOUNDARY.match(body):
        parts = body.split(f"--{boundary[1]}", _MAX_FIELDS)
        yield from (part.partition("\n\n")[2] for part in parts)
        return
    if _ENCODED_BRACE in body[:1_000_000].lower():
        for pair in body.split("&", _MAX_FIELDS):
            decoded = unquote_plus(pair)
            yield decoded
            yield decoded.partition("=")[2]
    yield body.partition("=")[2]
