"""Requests and responses of the gateway client, over real connections."""

import asyncio
import gc
import gzip
import ssl
from collections.abc import AsyncIterator

import httpx
import pytest
import trustme

from edge_tui.gateway.client import GatewayClient
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.json.document import ParseError
from edge_tui.model.request import InteractRequest
from tests.gateway.loopback import answering, http

BODY = b'{"requestId":"a-0123456789abcdef","handle":[]}'


def _request(base_url: str, *, authenticated: bool = False) -> InteractRequest:
    headers = (("content-type", "application/json"),)
    return InteractRequest("a", f"{base_url}/ee/v2/interact?requestId=a", headers, '{"event":{}}', authenticated)


async def _post(base_url: str, timeout_seconds: float = 30) -> Response | Failure:
    client = GatewayClient(base_url)
    try:
        return await client.post(_request(base_url), timeout_seconds)
    finally:
        await client.close()


async def test_a_response_keeps_status_headers_and_the_bytes_of_its_body() -> None:
    async with answering(http(BODY, set_cookie="a=1", x_adobe_edge="OR2;9")) as gateway:
        response = await _post(gateway.url)
    assert isinstance(response, Response)
    assert (response.status, response.body) == (200, BODY)
    assert response.header("X-Adobe-Edge") == "OR2;9"
    assert gateway.requests[0][1] == b'{"event":{}}'
    assert gateway.requests[0][0].startswith("POST /ee/v2/interact?requestId=a HTTP/1.1\r\n")


async def test_only_the_response_keeps_its_body() -> None:
    gc.disable()
    try:
        async with answering(http(BODY.ljust(100_000))) as gateway:
            response = await _post(gateway.url)
        assert isinstance(response, Response)
        assert not [each for each in gc.get_referrers(response.body) if isinstance(each, httpx.Response)]
    finally:
        gc.enable()


async def test_the_phases_of_a_send_are_timed_in_their_order() -> None:
    async with answering(http(BODY)) as gateway:
        response = await _post(gateway.url)
    assert isinstance(response, Response)
    timings = response.timings
    assert timings.connected is not None
    assert timings.first_byte is not None
    assert timings.resolved is not None
    assert 0 < timings.resolved <= timings.connected <= timings.first_byte <= timings.elapsed_ms
    assert timings.secured is None


async def test_a_second_request_goes_over_the_connection_of_the_first() -> None:
    async with answering(http(BODY)) as gateway:
        client = GatewayClient(gateway.url)
        first = await client.post(_request(gateway.url), 30)
        second = await client.post(_request(gateway.url), 30)
        await client.close()
    assert isinstance(first, Response)
    assert isinstance(second, Response)
    assert first.timings.connected is not None
    assert second.timings.connected is None


async def test_two_headers_of_one_name_are_both_kept() -> None:
    raw = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\n{}"
    async with answering(raw) as gateway:
        response = await _post(gateway.url)
    assert isinstance(response, Response)
    assert [value for name, value in response.headers if name == "set-cookie"] == ["a=1", "b=2"]


async def test_a_cookie_of_one_response_is_not_sent_with_the_next_request() -> None:
    async with answering(http(BODY, set_cookie="kndctr_X_identity=secret; Path=/")) as gateway:
        client = GatewayClient(gateway.url)
        await client.post(_request(gateway.url), 30)
        await client.post(_request(gateway.url), 30)
        await client.close()
    assert gateway.header("cookie") is None


async def test_a_compressed_body_is_decompressed() -> None:
    packed = gzip.compress(BODY)
    async with answering(http(packed, content_encoding="gzip")) as gateway:
        response = await _post(gateway.url)
    assert isinstance(response, Response)
    assert response.body == BODY


async def test_a_body_with_a_wrong_content_encoding_is_a_broken_connection_with_an_explanation() -> None:
    async with answering(http(BODY, content_encoding="gzip")) as gateway:
        failure = await _post(gateway.url)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN
    assert "can't be decompressed" in failure.message


@pytest.mark.parametrize(
    ("response", "status", "words"),
    [
        (http(b"<html>oops</html>", "500 Internal Server Error", "text/html"), 500, "expected a value"),
        (http(b'{"handle": [{"type": "sta'), 200, "unterminated string"),
        (http(b""), 200, "expected a JSON object"),
        (http(b"\xff\xfe\x00"), 200, "expected a value"),
    ],
    ids=["a page of HTML", "truncated JSON", "an empty body", "no UTF-8"],
)
async def test_a_body_that_is_not_json_is_still_a_response(response: bytes, status: int, words: str) -> None:
    async with answering(response) as gateway:
        outcome = await _post(gateway.url)
    assert isinstance(outcome, Response)
    assert outcome.status == status
    parse_error = outcome.parsed()
    assert isinstance(parse_error, ParseError)
    assert words in parse_error.message


async def test_a_redirect_is_shown_and_not_followed() -> None:
    async with answering(http(b"", "302 Found", location="http://elsewhere.example/")) as gateway:
        outcome = await _post(gateway.url)
    assert isinstance(outcome, Response)
    assert outcome.status == 302
    assert len(gateway.requests) == 1


async def test_a_refused_connection_is_unreachable() -> None:
    async with answering(http(BODY)) as gateway:
        pass
    failure = await _post(gateway.url)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREACHABLE
    assert "refused the connection" in failure.message
    assert gateway.url.removeprefix("http://") in failure.message


async def test_a_host_that_does_not_exist_is_unreachable() -> None:
    failure = await _post("http://no-such-host.invalid")
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREACHABLE
    assert "no-such-host.invalid" in failure.message


@pytest.mark.parametrize("url", ["http://[::1", "ftp://127.0.0.1", "http://"])
async def test_an_invalid_url_is_a_failure_and_not_a_crash(url: str) -> None:
    failure = await _post(url, 10)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREACHABLE


async def test_a_gateway_that_says_nothing_ends_at_the_deadline() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with answering(silent) as gateway:
        failure = await _post(gateway.url, 0.2)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT
    assert "0.2 s" in failure.message


async def test_a_body_that_never_ends_ends_at_the_deadline() -> None:
    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"1\r\n{\r\n")
            await writer.drain()
            await asyncio.sleep(0)

    async with answering(trickle) as gateway:
        failure = await _post(gateway.url, 0.3)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    "begun",
    [b"", b"HTTP/1.1 200", http(BODY)[:-10], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\r\n"],
    ids=["before the status", "in the status", "in the body", "in a chunk"],
)
async def test_a_connection_that_is_dropped_is_broken(begun: bytes) -> None:
    async def drop(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await writer.drain()

    async with answering(drop) as gateway:
        failure = await _post(gateway.url)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN
    assert "broke before the response was complete" in failure.message


async def test_a_response_that_is_not_http_is_broken() -> None:
    async with answering(b"SSH-2.0-OpenSSH_9.6\r\n\r\n") as gateway:
        failure = await _post(gateway.url)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN


@pytest.fixture
async def untrusted() -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    async with answering(http(BODY), tls=context) as gateway:
        yield gateway.url


async def test_an_untrusted_certificate_is_a_tls_failure(untrusted: str) -> None:
    failure = await _post(untrusted)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TLS
    assert "certificate" in failure.message


async def test_tls_with_a_server_that_has_none_is_a_tls_failure() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(http(b"", "400 Bad Request"))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        failure = await _post(f"https://{host}:{port}")
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TLS
    assert "not with TLS" in failure.message


async def test_plain_http_to_a_server_with_tls_is_broken(untrusted: str) -> None:
    failure = await _post(untrusted.replace("https:", "http:"))
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN


async def test_canceling_ends_the_connection() -> None:
    received = asyncio.Event()
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        received.set()
        await reader.read()
        gone.set()

    async with answering(silent) as gateway:
        client = GatewayClient(gateway.url)
        sending = asyncio.create_task(client.post(_request(gateway.url), 60))
        await received.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await asyncio.wait_for(gone.wait(), 30)
        await client.close()
