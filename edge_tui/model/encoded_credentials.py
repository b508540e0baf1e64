"""The encodings that a credential may be behind: base64, also compressed, and percent-encoding, one in another."""

import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from urllib.parse import unquote

MAX_LAYERS = 4
# Fewer characters have no credential behind them.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
# What is between two separators of a URL or a form.
_WORD = re.compile(r"[^\s\"'`&?=#;,<>\\]{6,}")
# A name and its value, of which the name has a character encoded: only together they tell.
_BETWEEN = r"\s\"'`&?=#;,<>\\"
_PAIR = re.compile(rf"(?<![^{_BETWEEN}])[^{_BETWEEN}%]*+%[^{_BETWEEN}]*+=[^{_BETWEEN}]++")
_PRINTABLE = bytes((*range(0x20, 0x7F), *b"\t\r\n"))
_COMPRESSED = (b"\x1f\x8b", b"\x78")
_ANY_HEADER, _NO_HEADER = zlib.MAX_WBITS + 32, -zlib.MAX_WBITS
_MAX_BYTES = 256 * 1024
# Text is rarely compressed further; of more only the beginning is looked into.
_MAX_RATIO = 40
# A longer run is data, such as a picture; only its beginning is looked into.
_MAX_RUN = 256 * 1024


def encoded_runs(text: str) -> Iterator[re.Match[str]]:
    """The parts of a text that may be encoded."""
    yield from _BASE64.finditer(text)
    if "%" in text:
        yield from _PAIR.finditer(text)
        yield from (word for word in _WORD.finditer(text) if "%" in word[0])


def replaced(text: str, replace: Callable[[re.Match[str]], str]) -> str:
    """A text with each of its encoded parts replaced."""
    text = _BASE64.sub(replace, text)
    if "%" not in text:
        return text
    return _WORD.sub(lambda word: replace(word) if "%" in word[0] else word[0], _PAIR.sub(replace, text))


def text_behind(run: str) -> str:
    """The text that an encoded part stands for; empty for bytes that aren't text.

    Other characters of its alphabet before base64, such as a path, shift where it begins.
    """
    if "%" in run:
        return unquote(run)
    digits = run[:_MAX_RUN].rstrip("=").replace("-", "+").replace("_", "/")
    for start in range(4):
        whole = digits[start:]
        whole = whole[: len(whole) - 1] if len(whole) % 4 == 1 else whole
        data = b64decode(whole + "=" * (-len(whole) % 4))
        if data.startswith(_COMPRESSED):
            data = _expanded(data, _ANY_HEADER)
        if text := _printable(data) or _printable(_expanded(data, _NO_HEADER)):
            return text
    return ""


def _printable(data: bytes) -> str:
    """Text; empty for bytes that aren't. UTF-16 of ASCII has a NUL beside each letter."""
    letters = data.replace(b"\0", b"")
    is_text = len(letters.translate(None, _PRINTABLE)) * 5 <= len(letters)
    return letters.decode("utf-8", "replace") if is_text else ""


def _expanded(data: bytes, header: int) -> bytes:
    try:
        return zlib.decompressobj(header).decompress(data, min(_MAX_BYTES, _MAX_RATIO * len(data) + 1))
    except zlib.error:
        return b""
