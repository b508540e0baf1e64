"""JSON inside a string: plain, percent-encoded or base64. Credentials in it are masked."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.credential_text import masked_document
from edge_tui.model.json.document import JsonValue, ParseError
from edge_tui.model.json.nesting import MAX_DEPTH, nests_deeper
from edge_tui.model.json.received import receive
from edge_tui.model.node import one_line
from edge_tui.values.encoded_text import unpack
from edge_tui.values.reading import Reading

KIND = "encoded-json"
# Base64 of `{"`, `[{`, `["` and `{` plus a line break, and the percent-encoded forms.
MARK = re.compile(
    r"(?:ey[A-Za-z0-9+/_-]{6,}|W(?:3s|yJ|w0|zE)[A-Za-z0-9+/_-]{4,}|ew[ko0][A-Za-z0-9+/_-]{5,})={0,2}(?:%3D){0,2}"
    r"|%(?:7B|5B)\S+|\s*[{\[][\s\S]*[}\]]\s*",
    re.IGNORECASE,
)


def decode(text: str) -> tuple[str, JsonValue]:
    """The encoding (`base64`, `percent-encoded`, `text`) and the object or array inside.

    Raises `ValueError` when there isn't one.
    """
    plain = text.strip()
    if plain[:1] in ("{", "["):
        return "text", _document(plain)
    if plain[:1] == "%":
        return "percent-encoded", _document(unquote(plain, errors="strict"))
    return "base64", _document(unpack(plain).decode())


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """JSON inside a text, or None."""
    try:
        encoding, document = decode(text)
    except ValueError:
        return None
    masked = masked_document(document)
    return Reading(
        KIND,
        "encoded JSON",
        one_line(_summary(masked)),
        {"encoding": encoding, "document": masked},
        (),
        f"JSON inside a string ({encoding}).",
        document=masked,
        secret=masked != document,
    )


def _summary(document: JsonValue) -> str:
    if isinstance(document, list):
        return f"[{len(document)}]"
    return "{" + ", ".join(name for name, _ in zip(document, range(10), strict=False)) + "}"


def _document(text: str) -> JsonValue:
    if nests_deeper(text, MAX_DEPTH):
        raise ValueError("It is nested too deeply.")
    received = receive(text)
    if isinstance(received, ParseError) or not isinstance(received.document, dict | list):
        raise ValueError("It is neither an object nor an array.")
    return received.document
