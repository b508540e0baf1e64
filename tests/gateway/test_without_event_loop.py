"""A request without an event loop ends as one in an event loop does, whatever the gateway responds."""

import asyncio
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
import trustme

from edge_tui.gateway.client import GatewayClient
from edge_tui.gateway.ims import ServerToServer
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.profile import Credentials
from edge_tui.model.request import InteractRequest
from edge_tui.runtime import Runtime
from edge_tui.runtime.blocking import Blocking
from edge_tui.runtime.event_loop import EventLoop
from tests.gateway.loopback import Writes, answering, http

BODY = b'{"requestId":"a","handle":[]}'
Auth = Callable[[], httpx.Auth | None]


def _request(base_url: str, *, authenticated: bool = False) -> InteractRequest:
    return InteractRequest(
        "a", f"{base_url}/ee/v2/interact?requestId=a", (("x-note", "ü"),), '{"e":"ø"}', authenticated
    )


async def _post(
    runtime: Runtime, base_url: str, seconds: float, auth: httpx.Auth | None = None, max_mb: float = 0.1
) -> Response | Failure:
    client = GatewayClient(base_url, auth=auth, max_response_mb=max_mb, runtime=runtime)
    try:
        return await client.post(_request(base_url, authenticated=auth is not None), seconds)
    finally:
        await client.close()


async def _without_loop(base_url: str, seconds: float = 30, auth: httpx.Auth | None = None) -> Response | Failure:
    """The outcome without an event loop; this test's own loop serves the gateway."""
    runtime = Blocking()
    return await asyncio.to_thread(lambda: runtime.run(_post(runtime, base_url, seconds, auth)))


async def _both(base_url: str, seconds: float = 30, auth: Auth = lambda: None) -> list[tuple[object, ...]]:
    """What is to be the same of both outcomes: the times aren't."""
    outcomes = await _post(EventLoop(), base_url, seconds, auth()), await _without_loop(base_url, seconds, auth())
    return [
        (each.status, each.headers, each.body) if isinstance(each, Response) else (each.kind, each.message)
        for each in outcomes
    ]


def _bytes(response: bytes, pause: float = 0) -> Writes:
    """Sends these bytes, and closes the connection after a pause."""

    async def write(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(response)
        await writer.drain()
        await asyncio.sleep(pause)

    return write


_CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
RESPONSES: dict[str, bytes | Writes] = {
    "plain": http(BODY, set_cookie="a=1", x_adobe_edge="OR2;9"),
    "error": http(b"not JSON", "502 Bad Gateway", "text/plain"),
    "empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "chunked": _CHUNKED,
    "gzip": http(gzip.compress(BODY), content_encoding="gzip"),
    "gzip that is none": http(BODY, content_encoding="gzip"),
    "gzip that is too large": http(gzip.compress(b" " * 200_000), content_encoding="gzip"),
    "too large": http(b" " * 200_000),
    "another coding": http(b"\x0b\x02\x80{}\x03", content_encoding="br"),
    "redirect": http(b"", "302 Found", location="http://127.0.0.1:1/else"),
    "redirect to no URL": http(b"", "307 Temporary Redirect", location="https://[::1/"),
    "two cookies": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=\xfc\r\nContent-Length: 2\r\n\r\n{}",
    "dropped": _bytes(b""),
    "dropped in its headers": _bytes(b"HTTP/1.1 200 OK\r\nConte"),
    "dropped in its body": _bytes(_HEAD + b"{"),
    "not HTTP": _bytes(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "endless headers": _bytes(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 30_000),
    "interim": b"HTTP/1.1 103 Early Hints\r\n\r\n" + http(BODY),
}


@pytest.mark.parametrize("name", RESPONSES)
async def test_a_response_ends_the_same_way_in_both(name: str) -> None:
    async with answering(RESPONSES[name]) as gateway:
        in_loop, without = await _both(gateway.url)
        heads = [head.replace(gateway.url.removeprefix("http://"), "HOST") for head, _ in gateway.requests]
    assert without == in_loop
    assert heads[0] == heads[1]
    assert gateway.requests[0][1] == gateway.requests[1][1] == '{"e":"ø"}'.encode()


_STUCK = {"silent": _bytes(b"", 60), "stuck in its body": _bytes(_HEAD, 60)}


async def _byte_by_byte(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", [*_STUCK, "byte by byte"])
async def test_the_deadline_is_for_all_of_a_response(name: str) -> None:
    async with answering(_STUCK.get(name, _byte_by_byte)) as gateway:
        began = time.monotonic()
        in_loop, without = await _both(gateway.url, 0.3)
    assert without == in_loop
    assert without[0] is FailureKind.TIMEOUT
    assert time.monotonic() - began < 30


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "http://nowhere.invalid", "http://[::1"])
async def test_a_gateway_that_is_not_there_is_the_same_failure(closed_port: int, url: str) -> None:
    in_loop, without = await _both(url.format(port=closed_port))
    assert without == in_loop
    assert without[0] is FailureKind.UNREACHABLE


async def test_a_host_that_no_name_server_can_be_asked_for_is_unreachable() -> None:
    kinds = [each[0] for each in await _both("http://" + "a" * 70)]
    assert kinds == [FailureKind.UNREACHABLE] * 2


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Iterator[trustme.CA]:
    """An authority that this process trusts."""
    authority = trustme.CA()
    with authority.cert_pem.tempfile() as path:
        monkeypatch.setenv("SSL_CERT_FILE", path)
        yield authority


def _server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


async def test_tls_is_spoken_and_timed(authority: trustme.CA) -> None:
    async with answering(http(BODY), tls=_server_context(authority)) as gateway:
        in_loop, without = await _both(gateway.url)
        response = await _without_loop(gateway.url)
    assert without == in_loop
    assert isinstance(response, Response)
    timings = response.timings
    assert timings.connected is not None
    assert timings.secured is not None
    assert timings.first_byte is not None
    assert timings.resolved is not None
    assert 0 < timings.resolved <= timings.connected <= timings.secured <= timings.first_byte <= timings.elapsed_ms


async def test_an_unknown_certificate_is_the_same_failure(authority: trustme.CA) -> None:
    async with answering(http(BODY), tls=_server_context(trustme.CA())) as gateway:
        in_loop, without = await _both(gateway.url)
    assert without == in_loop
    assert without[0] is FailureKind.TLS


async def test_tls_with_a_server_that_has_none_is_the_same_failure() -> None:
    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    in_loop, without = await _both(f"https://{host}:{port}")
    server.close()
    assert without == in_loop
    assert without[0] is FailureKind.TLS


async def test_a_proxy_of_the_environment_gets_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(BODY)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//user:word@"))
        in_loop, without = await _both("http://edge.acme.example")
    assert without == in_loop
    assert in_loop[0] == 200
    assert proxy.requests[0] == proxy.requests[1]
    assert proxy.requests[0][0].startswith("POST http://edge.acme.example/ee/v2/interact?requestId=a HTTP/1.1\r\n")
    assert proxy.header("Proxy-Authorization") is not None


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
async def test_a_proxy_that_refuses_is_the_same_failure(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with answering(http(b"", status)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        in_loop, without = await _both("https://edge.acme.example")
    assert without == in_loop
    assert without[0] is FailureKind.UNREACHABLE
    assert status[:3] in str(without[1])


async def test_a_token_is_requested_first_and_replaced_once_when_it_is_refused() -> None:
    token = http(b'{"access_token":"t0ken","expires_in":86399}')
    refused = http(b"{}", "401 Unauthorized")
    async with answering(token) as ims, answering(http(BODY), refused, http(BODY)) as gateway:
        auth = ServerToServer(Credentials("client", ("a", "b")), ims.url, "s3cret", time.monotonic)
        runtime = Blocking()

        async def twice() -> list[Response | Failure]:
            client = GatewayClient(gateway.url, auth=auth, runtime=runtime)
            sent = [await client.post(_request(gateway.url, authenticated=True), 30) for _ in range(2)]
            await client.close()
            return sent

        outcomes = await asyncio.to_thread(lambda: runtime.run(twice()))
    assert [isinstance(each, Response) and each.status for each in outcomes] == [200, 200]
    assert len(ims.requests) == 2
    assert [gateway.header("Authorization", number) for number in range(3)] == ["Bearer t0ken"] * 3


async def test_a_refused_token_is_the_same_failure_and_nothing_is_sent() -> None:
    refusal = http(b'{"error":"invalid_client"}', "400 Bad Request")
    async with answering(refusal) as ims, answering(http(BODY)) as gateway:

        def auth() -> httpx.Auth:
            return ServerToServer(Credentials("client", ()), ims.url, "s3cret", time.monotonic)

        in_loop, without = await _both(gateway.url, auth=auth)
    assert without == in_loop
    assert without[0] is FailureKind.AUTHENTICATION
    assert gateway.requests == []


async def test_a_request_whose_deadline_passed_while_its_token_was_awaited_is_never_sent() -> None:
    released = asyncio.Event()

    async def late(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.write(http(b'{"access_token":"t0ken","expires_in":86399}'))
        await writer.drain()

    async with answering(late) as ims, answering(http(BODY)) as gateway:
        auth = ServerToServer(Credentials("client", ()), ims.url, "s3cret", time.monotonic)
        before = set(threading.enumerate())
        outcome = await _without_loop(gateway.url, 0.3, auth)
        released.set()
        for thread in set(threading.enumerate()) - before:
            if thread.daemon:
                await asyncio.to_thread(thread.join, 30)
        assert gateway.requests == []
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TIMEOUT


async def test_a_second_request_goes_over_the_connection_of_the_first() -> None:
    async with answering(http(BODY)) as gateway:
        runtime = Blocking()

        async def twice() -> list[Response | Failure]:
            client = GatewayClient(gateway.url, runtime=runtime)
            sent = [await client.post(_request(gateway.url), 30) for _ in range(2)]
            await client.close()
            return sent

        first, second = await asyncio.to_thread(lambda: runtime.run(twice()))
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert first.timings.connected is not None
    assert second.timings.connected is None


async def test_a_body_without_an_end_is_read_no_further_than_the_deadline() -> None:
    async with answering(_byte_by_byte) as gateway:
        before = set(threading.enumerate())
        outcome = await _without_loop(gateway.url, 0.3)
        left = [thread for thread in set(threading.enumerate()) - before if thread.daemon]
        for thread in left:
            await asyncio.to_thread(thread.join, 30)
        assert not any(thread.is_alive() for thread in left)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TIMEOUT


@pytest.fixture
def leads_nowhere() -> Iterator[Callable[[int], str]]:
    """Makes an address at which a port accepts no connection and refuses none."""
    sockets: list[socket.socket] = []

    def fill(port: int) -> str:
        full = socket.socket()
        sockets.append(full)
        try:
            full.bind(("127.0.0.2", port))
        except OSError:
            pytest.skip("only 127.0.0.1 is an address of this machine")
        full.listen(0)
        for _ in range(4):
            waiting = socket.socket()
            sockets.append(waiting)
            waiting.settimeout(0)
            waiting.connect_ex(("127.0.0.2", port))
        return "127.0.0.2"

    yield fill
    for each in sockets:
        each.close()


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every host has these addresses, in this order."""

    def getaddrinfo(_host: object, port: int, *_arguments: object, **_options: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


async def test_an_address_that_leads_nowhere_does_not_keep_from_the_next(
    leads_nowhere: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.gateway.blocking_transport._SECONDS_FOR_ONE_ADDRESS", 0.3)
    async with answering(http(BODY)) as gateway:
        port = int(gateway.url.rpartition(":")[2])
        _resolve_to(monkeypatch, leads_nowhere(port), "127.0.0.1")
        outcome = await _without_loop(f"http://edge.acme.example:{port}", 30)
    assert isinstance(outcome, Response)
    assert len(gateway.requests) == 1


async def test_only_addresses_that_lead_nowhere_end_at_the_deadline(
    leads_nowhere: Callable[[int], str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.gateway.blocking_transport._SECONDS_FOR_ONE_ADDRESS", 0.1)
    _resolve_to(monkeypatch, leads_nowhere(closed_port))
    outcome = await _without_loop(f"http://edge.acme.example:{closed_port}", 1)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TIMEOUT
    assert outcome.elapsed_ms >= 1000
