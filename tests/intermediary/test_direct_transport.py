"""Servers asked without a proxy: what passes, when a connection is used again, and why it failed."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from edge_tui.intermediary.direct_transport import SENT, DirectTransport
from edge_tui.intermediary.failures import UPSTREAM_ERRORS, cause_of
from edge_tui.loopback.listening import LOOPBACK
from edge_tui.model.sightings import Cause
from tests.intermediary.conftest import raw_server
from tests.intermediary.test_forwarding import Recorded, answer, chunked

TIMEOUT = {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": 5.0}


def transport(**options: Any) -> DirectTransport:
    """A transport that trusts nobody in particular."""
    return DirectTransport(ssl.create_default_context(), **options)


async def ask(used: DirectTransport, url: str, content: Any = b"{}", **extensions: Any) -> httpx.Response:
    """A response with its body."""
    request = httpx.Request("POST", url, content=content, extensions={"timeout": TIMEOUT, **extensions})
    response = await used.handle_async_request(request)
    try:
        await response.aread()
    finally:
        await response.aclose()
    return response


class Counting(Recorded):
    """Counts the connections, too."""

    connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await super().__call__(reader, writer)


INTERIM = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "options", "pause", "connections"),
    [
        ((answer(b"{}"),), {}, 0.0, 1),
        ((chunked(b"{", b"}"),), {}, 0.0, 1),
        ((INTERIM, answer(b"{}")), {}, 0.0, 1),
        ((answer(b"{}", "connection: close"),), {}, 0.0, 3),
        ((answer(b"{}"),), {"idle_seconds": 0.05}, 0.15, 3),
        ((answer(b"{}"),), {"max_idle": 0}, 0.0, 3),
        # More than the response: whatever it is, it isn't the next one.
        ((answer(b"{}") + answer(b"{}"),), {}, 0.0, 3),
    ],
    ids=["a length", "chunks", "early hints", "closed", "idle too long", "none kept", "too much"],
)
async def test_a_connection_is_used_again_as_long_as_it_may_be(
    pieces: tuple[bytes, ...], options: dict[str, Any], pause: float, connections: int
) -> None:
    server = Counting(*pieces)
    with raw_server(server) as url:
        used = transport(**options)
        for _ in range(3):
            assert (await ask(used, url)).content == b"{}"
            await asyncio.sleep(pause)
        await used.aclose()
    assert (server.connections, len(server.requests)) == (connections, 3)


async def test_a_connection_that_the_server_has_closed_is_not_used_again() -> None:
    server = Counting(answer(b"{}"), keep_alive=False)
    with raw_server(server) as url:
        used = transport()
        for _ in range(3):
            assert (await ask(used, url)).status_code == 200
            await asyncio.sleep(0.05)
        await used.aclose()
    assert server.connections == 3


async def test_a_request_leaves_as_it_is() -> None:
    server = Recorded(answer(b"{}"))

    async def arriving() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"c" * 30_000

    with raw_server(server) as url:
        used = transport()
        sent: list[str] = []
        await ask(used, url, target=b"/a%2fb?c=[d]", **{SENT: lambda: sent.append("bytes")})
        await ask(used, url, arriving(), **{SENT: lambda: sent.append("stream")})
        await used.aclose()
    assert server.requests[0].startswith(b"POST /a%2fb?c=[d] HTTP/1.1\r\n")
    assert server.requests[0].endswith(b"\r\n\r\n{}")
    assert server.requests[1].count(b"c") > 30_000
    assert sent == ["bytes", "stream"]


async def test_a_request_that_has_left_is_reported_before_its_response() -> None:
    server = Recorded(b"WAIT", answer(b"{}"))
    with raw_server(server) as url:
        used = transport()
        await ask(used, url, **{SENT: server.go_on})
        await used.aclose()
    assert len(server.requests) == 1


async def test_no_more_connections_than_allowed_are_open() -> None:
    server = Counting(b"WAIT", answer(b"{}"))
    with raw_server(server) as url:
        used = transport(max_connections=3)
        asked = [asyncio.create_task(ask(used, url)) for _ in range(12)]
        await asyncio.sleep(0.3)
        assert server.connections == 3
        server.go_on()
        assert [each.status_code for each in await asyncio.gather(*asked)] == [200] * 12
        await used.aclose()
    assert server.connections == 3


async def test_a_response_that_is_given_up_frees_its_place() -> None:
    server = Counting(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", b"WAIT")
    with raw_server(server) as url:
        used = transport(max_connections=1)
        for _ in range(3):
            request = httpx.Request("POST", url, content=b"{}", extensions={"timeout": TIMEOUT})
            response = await used.handle_async_request(request)
            await response.aclose()
        server.go_on()
    assert server.connections == 3


async def failure(url: str, **limits: float) -> tuple[Cause, str]:
    """What is said when a server isn't reached, or breaks off."""
    used = transport(max_connections=1)
    for _ in range(2):
        # Twice: a failure frees its place.
        with pytest.raises(UPSTREAM_ERRORS) as caught:
            await ask(used, url, timeout=TIMEOUT | limits)
    return cause_of(caught.value, "a host")


@pytest.mark.parametrize("host", ["localhost", LOOPBACK])
async def test_a_port_that_nobody_listens_on_refuses(host: str) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    assert await failure(f"http://{host}:{port}/") == (Cause.REFUSED, "a host refused the connection.")


@pytest.mark.parametrize(
    ("pieces", "keep_alive", "cause"),
    [
        ((), False, Cause.BROKEN),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",), False, Cause.BROKEN),
        ((b"not HTTP at all\r\n\r\n",), False, Cause.BROKEN),
        ((b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",), True, Cause.BROKEN),
        ((b"WAIT",), True, Cause.TIMED_OUT),
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", b"WAIT"), True, Cause.TIMED_OUT),
    ],
    ids=["nothing", "half", "no HTTP", "another protocol", "silence", "silence after half"],
)
async def test_why_a_server_did_not_respond_in_full_is_known(
    pieces: tuple[bytes, ...], keep_alive: bool, cause: Cause
) -> None:
    server = Recorded(*pieces, keep_alive=keep_alive)
    with raw_server(server) as url:
        assert (await failure(url, read=0.3))[0] is cause
        if pieces[-1:] == (b"WAIT",):
            server.go_on()


class Refusing:
    """A server that says something else than TLS at once."""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(answer(b"no"))
        writer.close()


async def test_a_server_without_tls_is_known_as_such() -> None:
    with raw_server(Refusing()) as url:
        assert (await failure(url.replace("http://", "https://")))[0] is Cause.TLS
