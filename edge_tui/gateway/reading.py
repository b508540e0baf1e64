"""Reads response bodies so that the deadline and a cancellation always take effect."""

import time

import httpx

from edge_tui.model.content_coding import Body, coding_of
from edge_tui.runtime import next_turn

# Other tasks, the deadline and key presses get their turn at least this often.
_MAX_TURN_SECONDS = 0.005


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
