"""An answer on its way to the client, and what may go wrong there."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from edge_tui.emulator.gateway import GatewayAnswer

if TYPE_CHECKING:
    from starlette.types import Scope, Send

# A server that can close a connection for real puts a coroutine function under this name into the scope.
DROP = "edge_tui.drop_connection"

SLOW_PIECES = 12
SLOW_PAUSE_SECONDS = 0.15
STREAM_PAUSE_SECONDS = 0.02

_HTML = b"<!doctype html><html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>"


class ConnectionDropped(Exception):  # noqa: N818 (it is the fault that was asked for)
    """Ends a request without an answer where there is no connection to close."""


async def deliver(answer: GatewayAnswer, scope: "Scope", send: "Send") -> None:
    """Sends an answer, spoiled as its faults say."""
    faults = answer.faults
    if faults.latency_ms:
        await asyncio.sleep(faults.latency_ms / 1000)
    if faults.answer:
        await _deliver_spoiled(answer, scope, send)
    elif len(answer.chunks) > 1:
        await _start(answer.status, answer.headers, send)
        await _pieces(answer.chunks, STREAM_PAUSE_SECONDS, send)
    else:
        body = answer.body
        await _start(answer.status, _with_length(answer, len(body)), send)
        await send({"type": "http.response.body", "body": body})


async def _deliver_spoiled(answer: GatewayAnswer, scope: "Scope", send: "Send") -> None:
    kind, body = answer.faults.answer, answer.body
    half = body[: len(body) // 2]
    if kind == "drop":
        await _drop(scope)
        return
    if kind == "cut":
        await _start(answer.status, _with_length(answer, len(body)), send)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _drop(scope)
        return
    if kind == "slow":
        await _start(answer.status, _with_length(answer, len(body)), send)
        size = max(1, -(-len(body) // SLOW_PIECES))
        pieces = tuple(body[start : start + size] for start in range(0, len(body), size))
        await _pieces(pieces, SLOW_PAUSE_SECONDS, send)
        return
    if kind in ("html", "empty"):
        body = _HTML if kind == "html" else b""
        answer.status = 500
        answer.headers = [pair for pair in answer.headers if pair[0] not in ("content-type", "content-length")]
        if body:
            answer.headers.append(("content-type", "text/html;charset=utf-8"))
    elif kind == "truncated":
        body = half
    await _start(answer.status, _with_length(answer, len(body)), send)
    await send({"type": "http.response.body", "body": body})


async def _drop(scope: "Scope") -> None:
    close: Callable[[], Awaitable[None]] | None = scope.get("extensions", {}).get(DROP)
    if close is None:
        raise ConnectionDropped("The emulator was asked to drop this connection.")
    await close()


async def _start(status: int, headers: list[tuple[str, str]], send: "Send") -> None:
    encoded = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})


async def _pieces(pieces: tuple[bytes, ...], pause_seconds: float, send: "Send") -> None:
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        await asyncio.sleep(pause_seconds)
    await send({"type": "http.response.body", "body": b""})


def _with_length(answer: GatewayAnswer, length: int) -> list[tuple[str, str]]:
    if answer.status == 204 or any(name == "content-length" for name, _ in answer.headers):
        return answer.headers
    return [*answer.headers, ("content-length", str(length))]
