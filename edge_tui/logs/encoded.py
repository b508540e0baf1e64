"""Texts that something has encoded as a whole: a page's source, a URL, a table's cell, Base64."""

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

# How often a text can have been encoded, such as a cell with a part of a URL.
MAX_LAYERS = 2
_MAX_LENGTH = 4_000_000
_ENTITIES = re.compile(r"&(?:quot|#34|#x22);", re.IGNORECASE)
_PERCENT = re.compile(r"(?:^|=)%(?:7B|5B)(?:%22|%0A|%7B|\+|%20)", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_CELL = re.compile(r'"\s*[\[{]')


def decodings(text: str) -> Iterator[tuple[str, str]]:
    """The plausible texts behind an encoded one, each with a sentence on how it was encoded."""
    bare = text.strip()
    if len(bare) > _MAX_LENGTH:
        return
    if _ENTITIES.search(bare):
        yield html.unescape(bare), "The text had the entities of HTML in place of quotes."
    if _PERCENT.search(bare):
        encoded = bare[bare.index("=%") + 1 :] if "=%" in bare[:200] else bare
        decode = unquote_plus if "+" in encoded and "%20" not in encoded else unquote
        yield decode(encoded.partition("&")[0]), "The text was percent-encoded."
    if (cell := _CELL.search(bare)) and '""' in bare[cell.end() :]:
        yield bare.replace('""', '"'), "The text is a table's cell, with its quotes doubled."
    joined = "".join(bare.split())
    decoded = _from_base64(joined) if _BASE64.fullmatch(joined) else ""
    if decoded.lstrip()[:1] in ("{", "["):
        yield decoded, "The text was Base64."


def _from_base64(text: str) -> str:
    try:
        plain = text.replace("-", "+").replace("_", "/").rstrip("=")
        return b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
