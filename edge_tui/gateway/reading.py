"""The body of a response, read so that the deadline and a cancellation hold whatever comes."""

import asyncio
import time

import httpx

from edge_tui.gateway.content_coding import Body, coding_of

# Other tasks, the deadline and the keys get their turn at least this often.
_LONGEST_TURN_SECONDS = 0.005


async def read_body(response: httpx.Response, limit_bytes: int) -> bytes:
    """A streamed response's body, unpacked; as its bytes are where its coding is not one that is known.

    Raises `TooLargeError` for more than `limit_bytes`, and `DamagedError` for what cannot be unpacked.
    The response itself keeps nothing of it: it stays in memory until the garbage collector comes.
    """
    body = Body(coding_of(response.headers.get_list("content-encoding")), limit_bytes)
    turn_began = time.monotonic()
    async for piece in response.aiter_raw():
        for _ in body.feed(piece):
            if time.monotonic() - turn_began > _LONGEST_TURN_SECONDS:
                await asyncio.sleep(0)
                turn_began = time.monotonic()
        if time.monotonic() - turn_began > _LONGEST_TURN_SECONDS:
            await asyncio.sleep(0)
            turn_began = time.monotonic()
    return body.finish()
