"""Base64 in cookies and JSON: either alphabet, with or without padding, possibly percent-encoded."""

import binascii
import re
from base64 import b64decode, urlsafe_b64encode
from urllib.parse import unquote

_MAX_ROUNDS = 4
_ALPHABET = re.compile(r"[A-Za-z0-9+/]*")


def unpack(text: str) -> bytes:
    """The bytes behind a base64 text.

    Takes `+/` and `-_`, with or without padding, percent-encoded or not. Raises `ValueError`
    with one sentence when it isn't base64.
    """
    plain = unquote(text.strip(), encoding="latin-1").replace("-", "+").replace("_", "/")
    digits = plain.rstrip("=")
    if not digits:
        raise ValueError("It is empty.")
    matched = _ALPHABET.match(digits)
    end = matched.end() if matched else 0
    if end < len(digits):
        raise ValueError(f"It isn't base64: character {end + 1}, {digits[end]!r}, isn't in the base64 alphabet.")
    if len(digits) % 4 == 1:
        raise ValueError(f"It isn't base64: {len(digits)} characters is not a valid length.")
    try:
        return b64decode(digits + "=" * (-len(digits) % 4))
    except binascii.Error as error:
        raise ValueError(f"It isn't base64: {error}.") from error


def bytes_of(text: str) -> bytes:
    """The bytes of a base64 text; empty when it isn't base64."""
    try:
        return unpack(text)
    except ValueError:
        return b""


def pack(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def fully_unquoted(text: str) -> str:
    """A text without percent-encoding, however often it was encoded."""
    for _ in range(_MAX_ROUNDS):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return text
