"""Requests as bytes for httpx, which would otherwise guess the encoding, and the bodies of its responses."""

import re
import time

import httpx

from edge_tui.model.content_coding import Body, coding_of
from edge_tui.model.request import InteractRequest
from edge_tui.runtime import next_turn

# RFC 9110, 5.5 and 5.6.2. Values are sent as Latin-1, exactly as `model/headers.py` allows.
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(rb"[\x09\x20-\x7e\x80-\xff]*")
# Other tasks, the deadline and key presses get their turn at least this often.
_MAX_TURN_SECONDS = 0.005


class UnsendableError(Exception):
    """A part of a request can't be sent over HTTP; the message names the part, and never quotes a value."""


def header_fields(request: InteractRequest) -> list[tuple[bytes, bytes]]:
    """The headers of a request as bytes. Raises `UnsendableError`."""
    return [_field(name, value) for name, value in request.headers]


def body_bytes(request: InteractRequest) -> bytes:
    """The body of a request in UTF-8. Raises `UnsendableError` for a lone surrogate."""
    try:
        return request.body.encode()
    except UnicodeEncodeError as error:
        raise UnsendableError(f"the body has half a surrogate pair at character {error.start + 1}") from None


def _field(name: str, value: str) -> tuple[bytes, bytes]:
    try:
        encoded_name = name.encode("ascii")
    except UnicodeEncodeError:
        encoded_name = b""
    if not _NAME.fullmatch(encoded_name):
        raise UnsendableError(f"{name!r} can't be the name of a header")
    # Whitespace around a value isn't part of it.
    stripped = value.strip(" \t")
    try:
        encoded = stripped.encode("latin-1")
    except UnicodeEncodeError as error:
        position = error.start + 1
    else:
        if _VALUE.fullmatch(encoded):
            return encoded_name, encoded
        position = next(index for index, byte in enumerate(encoded, 1) if not _VALUE.fullmatch(bytes([byte])))
    raise UnsendableError(
        f"the value of the header {name} has a character at position {position} that HTTP can't carry"
    )


async def read_body(response: httpx.Response, limit_bytes: int) -> bytes:
    """A streamed response's body, decompressed if its coding is known.

    Raises `TooLargeError` for more than `limit_bytes`, and `DamagedError` for invalid data. The
    response doesn't store the body: it may stay in memory until the next garbage collection.
    """
    body = Body(coding_of(response.headers.get_list("content-encoding")), limit_bytes)
    turn_began = time.monotonic()
    async for piece in response.aiter_raw():
        for _ in body.feed(piece):
            if time.monotonic() - turn_began > _MAX_TURN_SECONDS:
                await next_turn()
                turn_began = time.monotonic()
        if time.monotonic() - turn_began > _MAX_TURN_SECONDS:
            await next_turn()
            turn_began = time.monotonic()
    return body.finish()
