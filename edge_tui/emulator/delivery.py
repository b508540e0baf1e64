"""Sending a response, with the faults it was asked to have."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from edge_tui.emulator.faults import NO_FAULTS
from edge_tui.emulator.gateway import GatewayResponse

if TYPE_CHECKING:
    from starlette.types import Scope, Send

# Scope extension: a coroutine function that closes the connection, from a server that can.
DROP = "edge_tui.drop_connection"

SLOW_PIECES = 12
SLOW_PAUSE_SECONDS = 0.15
STREAM_PAUSE_SECONDS = 0.02

_LENGTH = "content-length"
# What a line of a head may hold (RFC 9110, 5.5).
_TEXT = bytes((0x09, *range(0x20, 0x7F), *range(0x80, 0x100)))

_HTML = b"<!doctype html><html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>"


class ConnectionDropped(Exception):  # noqa: N818 (the requested fault, not an error)
    """Ends a request without a response where there is no connection to close."""


async def deliver(response: GatewayResponse, scope: "Scope", send: "Send") -> None:
    """Sends a response, with its faults."""
    faults = response.faults
    if faults.latency_ms:
        await asyncio.sleep(faults.latency_ms / 1000)
    if faults.answer:
        await _deliver_faulty(response, scope, send)
    elif len(response.chunks) > 1:
        await _start(response.status, response.headers, send)
        await _pieces(response.chunks, STREAM_PAUSE_SECONDS, send)
    else:
        body = response.body
        await _start(response.status, _with_length(response, len(body)), send)
        await send({"type": "http.response.body", "body": body})


def head_of(response: GatewayResponse) -> tuple[bytes, bytes] | None:
    """The header lines of a response, each with its end, and its length (empty without one), to be sent at once.

    None when it must be delivered, because it takes a while or breaks, or when a header isn't one: a value may
    hold what a client sent, such as a cookie's.
    """
    if response.faults is not NO_FAULTS or len(response.chunks) > 1:
        return None
    length = "" if response.status == 204 else str(len(response.body))
    kept = [f"{name}: {value}" for name, value in response.headers if name != _LENGTH]
    lines = "\r\n".join([*kept, ""]).encode("latin-1", "replace")
    is_text = lines.translate(None, _TEXT) == b"\r\n" * len(kept)
    return (lines, length.encode("ascii")) if is_text else None


async def _deliver_faulty(response: GatewayResponse, scope: "Scope", send: "Send") -> None:
    kind, body = response.faults.answer, response.body
    half = body[: len(body) // 2]
    if kind == "drop":
        await _drop(scope)
        return
    if kind == "cut":
        await _start(response.status, _with_length(response, len(body)), send)
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _drop(scope)
        return
    if kind == "slow":
        await _start(response.status, _with_length(response, len(body)), send)
        size = max(1, -(-len(body) // SLOW_PIECES))
        pieces = tuple(body[start : start + size] for start in range(0, len(body), size))
        await _pieces(pieces, SLOW_PAUSE_SECONDS, send)
        return
    if kind in ("html", "empty"):
        body = _HTML if kind == "html" else b""
        response.status = 500
        response.headers = [pair for pair in response.headers if pair[0] not in ("content-type", _LENGTH)]
        if body:
            response.headers.append(("content-type", "text/html;charset=utf-8"))
    elif kind == "truncated":
        body = half
    await _start(response.status, _with_length(response, len(body)), send)
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


def _with_length(response: GatewayResponse, length: int) -> list[tuple[str, str]]:
    # A response without a body may come with its length.
    if response.status == 204 or (not length and any(name == _LENGTH for name, _ in response.headers)):
        return response.headers
    return [*response.headers, (_LENGTH, str(length))]
