"""A body in a HAR, however a tool wrote it: as text, base64, compressed, or as JSON instead of its text."""

import re
from base64 import b64decode

from edge_tui.model.content_coding import Body, DamagedError, TooLargeError
from edge_tui.model.json.document import JsonValue, at, compact, parse

# Far more than a gateway accepts.
_MAX_BODY_BYTES = 5_000_000
_GZIP = b"\x1f\x8b"
_DATA_URL = re.compile(r"data:[\w/+.;= -]{0,100};base64,", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}\s*")


def body_in(holder: JsonValue, size: JsonValue = None) -> bytes | None:
    """The body that a `postData` or `content` holds, decompressed; None without one.

    A body that is damaged is as it is written. `size` is the number of bytes that the file says it has.
    """
    if isinstance(holder, list):
        return None
    text = at(holder, "/text") if isinstance(holder, dict) else holder
    if isinstance(text, dict | list):
        return compact(text).encode("utf-8", "surrogatepass")
    if not isinstance(text, str):
        return None
    encoding = at(holder, "/encoding", at(holder, "/_encoding"))
    if isinstance(encoding, str) and encoding.lower() == "base64":
        data = _from_base64(text)
        return None if data is None else _unpacked(data)
    if (found := _unsaid_base64(text)) is not None:
        return found
    return _unpacked(_bytes_of(text, size))


def is_compressed(body: bytes) -> bool:
    """Whether a body is compressed still, as one that can't be decompressed is."""
    return body.startswith(_GZIP[:1])


def _unsaid_base64(text: str) -> bytes | None:
    """The JSON of a text that is base64, or a data URL of it, although its encoding isn't given."""
    url = _DATA_URL.match(text)
    digits = text[url.end() :] if url else text
    if url is None and _BASE64.fullmatch(text) is None:
        return None
    data = _from_base64(digits)
    if data is None:
        return None
    unpacked = _unpacked(data)
    return unpacked if _is_json(unpacked) else None


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(parse(data.decode("utf-8-sig")), dict)
    except UnicodeDecodeError:
        return False


def _from_base64(text: str) -> bytes | None:
    """Also of the alphabet for URLs, and without the padding."""
    digits = re.sub(r"\s", "", text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except ValueError:
        return None


def _bytes_of(text: str, size: JsonValue) -> bytes:
    """The bytes of a text; of one with a character for each byte, these.

    Such a text is compressed data, or has as many characters as the body has bytes.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) == len(text):
        return encoded
    try:
        each = text.encode("latin-1")
    except UnicodeEncodeError:
        return encoded
    if each.startswith(_GZIP):
        return each
    if size != len(text):
        return encoded
    try:
        each.decode()
    except UnicodeDecodeError:
        return encoded
    return each


def _unpacked(body: bytes) -> bytes:
    """A body without gzip or zlib; as it is when it has neither, or is damaged."""
    is_zlib = body[:1] == b"\x78" and int.from_bytes(body[:2], "big") % 31 == 0
    if not body.startswith(_GZIP) and not is_zlib:
        return body
    unpacked = Body("deflate" if is_zlib else "gzip", _MAX_BODY_BYTES)
    try:
        for _ in unpacked.feed(body):
            pass
        return unpacked.finish()
    except (DamagedError, TooLargeError):
        return body
