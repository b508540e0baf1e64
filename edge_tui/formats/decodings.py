"""All plausible decodings of a text, to find data encoded in it."""

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote

from edge_tui.model.json.document import JsonValue

BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}){6,}(?![0-9A-Za-z])")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def has_duplicates(text: str) -> bool:
    """Whether an object in a JSON text has a duplicate name; true for a text that isn't JSON."""
    found = False

    def note(pairs: list[tuple[str, JsonValue]]) -> None:
        nonlocal found
        found = found or len({name for name, _ in pairs}) < len(pairs)

    try:
        json.loads(text, object_pairs_hook=note)
    except (ValueError, RecursionError):
        return True
    return found


def decodings(text: str) -> Iterator[bytes]:
    """The text in each decoding that applies: percent, HTML and JSON escapes, base64, hexadecimal."""
    for read in (unquote(text, "latin-1"), html.unescape(text), unescaped(text)):
        if read != text:
            yield read.encode("utf-8", "replace")
    for match in BASE64.finditer(text):
        standard = match[0].rstrip("=").replace("-", "+").replace("_", "/")
        yield from (base64_bytes(standard[start:]) for start in range(4))
    yield from (bytes.fromhex(match[0]) for match in HEXADECIMAL.finditer(text))


def base64_bytes(word: str) -> bytes:
    """The bytes of a base64 word in the standard alphabet without padding; an incomplete last group is dropped."""
    usable = word[: len(word) - 1] if len(word) % 4 == 1 else word
    return b64decode(usable + "=" * (-len(usable) % 4))


def unescaped(text: str) -> str:
    """A text with JSON and JavaScript escapes decoded."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
