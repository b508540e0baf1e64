"""How a request ends: the kind of each failure, the host it names, and the timings."""

import socket
import ssl
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.request import InteractRequest
from tests.gateway.loopback import answering, http

URL = "https://edge.acme.example:8443/ee/v2/interact?requestId=r"
REQUEST = InteractRequest("r", URL, (("x-note", "1"),), '{"event":"ø"}')


class Ending(httpx.AsyncBaseTransport):
    """A network on which every request ends the same way."""

    def __init__(self, end: Callable[[httpx.Request], httpx.Response]) -> None:
        self._end = end
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._end(request)


def broken(error: Exception, *causes: BaseException) -> Ending:
    """A network that raises an error with a chain of causes."""
    above: BaseException = error
    for cause in causes:
        above.__cause__ = cause
        above = cause

    def end(_request: httpx.Request) -> httpx.Response:
        raise error

    return Ending(end)


class Body(httpx.AsyncByteStream):
    """A body in two chunks."""

    def __init__(self, content: bytes) -> None:
        self._pieces = (content[:5], content[5:])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def ssl_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] {reason.lower()}")
    error.reason = reason
    return error


class Ticking:
    """A clock that advances a quarter of a second with each reading."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        self.seconds += 0.25
        return self.seconds


REFUSED, UNKNOWN, NOT_REACHED = "refused the connection", "can't be found", "can't be reached"
TROUBLE: list[tuple[Exception, tuple[BaseException, ...], str, str]] = [
    (httpx.ConnectError("All connection attempts failed"), (ConnectionRefusedError(),), "unreachable", REFUSED),
    (httpx.ConnectError("x"), (OSError(), ConnectionRefusedError(111, "no")), "unreachable", REFUSED),
    (
        httpx.ConnectError(""),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"),),
        "unreachable",
        UNKNOWN,
    ),
    (
        httpx.ConnectError("x"),
        (OSError(), socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")),
        "unreachable",
        UNKNOWN,
    ),
    (httpx.ConnectError("x"), (OSError(101, "Network is unreachable"),), "unreachable", NOT_REACHED),
    (httpx.ConnectError("x"), (ssl_error("CERTIFICATE_VERIFY_FAILED"),), "tls", "certificate"),
    (httpx.ConnectError("x"), (OSError(), ssl_error("WRONG_VERSION_NUMBER")), "tls", "http://"),
    (httpx.ReadError("x"), (ssl_error("DECRYPTION_FAILED"),), "tls", "TLS"),
    (httpx.UnsupportedProtocol("Request URL has an unsupported protocol"), (), "unreachable", "URL"),
    (httpx.DecodingError("Error -3 while decompressing data"), (), "broken", "edge.acme.example"),
    (httpx.ReadError("Connection reset by peer"), (), "broken", "broke"),
    (httpx.ReadError(""), (ConnectionResetError(104, "Connection reset by peer"),), "broken", "reset by peer"),
    (httpx.WriteError(""), (), "broken", "broke"),
    (httpx.RemoteProtocolError("Server disconnected without sending a response."), (), "broken", "broke"),
    (httpx.CloseError("x"), (), "broken", "broke"),
]


@pytest.mark.parametrize(
    ("error", "causes", "kind", "words"), TROUBLE, ids=[f"{type(each[0]).__name__} {each[3]}" for each in TROUBLE]
)
async def test_a_network_error_has_its_kind_and_names_the_host(
    error: Exception, causes: tuple[BaseException, ...], kind: str, words: str
) -> None:
    client = GatewayClient("https://edge.acme.example:8443", transport=broken(error, *causes), monotonic=Ticking())
    failure = await client.post(REQUEST, 30)
    await client.close()

    assert isinstance(failure, Failure)
    assert failure.kind == FailureKind(kind)
    assert words in failure.message
    assert "edge.acme.example:8443" in failure.message
    assert ".." not in failure.message
    assert failure.elapsed_ms > 0
    assert failure.elapsed_ms % 250 == 0


async def test_a_cycle_of_causes_ends() -> None:
    one, other = OSError("one"), OSError("other")
    one.__cause__, other.__cause__ = other, one
    failure = await GatewayClient(URL, transport=broken(httpx.ConnectError("x"), one)).post(REQUEST, 30)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREACHABLE


async def test_a_response_is_kept_unchanged() -> None:
    headers = [(b"Content-Type", b"application/json"), (b"X-Note", b"\xfc"), (b"x-note", b"2")]
    body = b'{"handle":[]}\n'
    network = Ending(lambda _request: httpx.Response(207, headers=headers, stream=Body(body)))
    client = GatewayClient(URL, transport=network, monotonic=Ticking())
    response = await client.post(REQUEST, 30)
    await client.close()

    assert isinstance(response, Response)
    assert (response.status, response.body) == (207, body)
    assert [each for each in response.headers if each[0] in {"content-type", "x-note"}] == [
        ("content-type", "application/json"),
        ("x-note", "ü"),
        ("x-note", "2"),
    ]
    assert response.timings.first_byte is not None
    assert 0 < response.timings.first_byte < response.timings.elapsed_ms
    assert (response.timings.resolved, response.timings.connected, response.timings.secured) == (None, None, None)
    [sent] = network.requests
    assert (sent.method, str(sent.url), sent.content) == ("POST", URL, REQUEST.body.encode())
    assert sent.headers["x-note"] == "1"
    assert sent.headers["user-agent"].startswith("edge-tui/")
    assert "authorization" not in sent.headers


async def test_phases_are_measured_for_a_new_connection_and_not_for_a_reused_one() -> None:
    async with answering(http(b"{}")) as gateway:
        request = InteractRequest("r", gateway.url + "/", (), "{}")
        client = GatewayClient(gateway.url, monotonic=Ticking())
        first, second = await client.post(request, 30), await client.post(request, 30)
        await client.close()
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    made, kept = first.timings, second.timings
    phases = (0.0, made.resolved, made.connected, made.first_byte, made.elapsed_ms)
    times = [each for each in phases if each is not None]
    assert len(times) == len(phases)
    assert times == sorted(set(times))
    assert made.secured is None
    assert (kept.resolved, kept.connected, kept.secured) == (None, None, None)
    assert kept.first_byte is not None
    assert 0 < kept.first_byte < kept.elapsed_ms < made.elapsed_ms
    # Milliseconds, by the client's own clock.
    assert {each % 250 for each in (*times, kept.first_byte, kept.elapsed_ms)} == {0}
