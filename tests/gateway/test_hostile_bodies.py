"""Whatever a gateway sends, memory and deadline hold, and the response is reported or kept."""

import asyncio
import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator

import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.model.exchange import Failure, FailureKind, Response
from edge_tui.model.request import InteractRequest
from tests.gateway.loopback import Loopback, Writes, answering, http

BODY = b'{"handle":[]}'
MEGABYTE = 1024 * 1024
LIMIT_MB = 2.0


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


async def _post(gateway: Loopback, timeout_seconds: float = 60, limit_mb: float = LIMIT_MB) -> Response | Failure:
    client = GatewayClient(gateway.url, max_response_mb=limit_mb)
    try:
        return await client.post(InteractRequest("a", f"{gateway.url}/ee/v2/interact", (), "{}"), timeout_seconds)
    finally:
        await client.close()


def _endless(head: bytes, pieces: Iterable[bytes]) -> Writes:
    """A gateway that sends a head, and then chunks until the client disconnects."""

    async def write(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for piece in pieces:
            if writer.is_closing():
                break
            writer.write(piece)
            await writer.drain()
            # `drain` doesn't yield while the system still takes bytes.
            await asyncio.sleep(0)

    return write


def _chunks(*pieces: bytes) -> Iterator[bytes]:
    """The pieces as HTTP chunks, the last one repeated forever."""
    for piece in itertools.chain(pieces, itertools.repeat(pieces[-1])):
        yield f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def _compressed_forever(window: int) -> Iterator[bytes]:
    """Chunks of an endless compressed stream, a decompressed megabyte each."""
    packer = zlib.compressobj(wbits=window)
    begin = packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b"a" * MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return _chunks(begin, megabyte)


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"transfer-encoding: chunked\r\n\r\n"
BOMB = b"a" * (64 * MEGABYTE)
# Each is made for its test: to compress takes long.
TOO_LARGE: dict[str, Callable[[], bytes | Writes]] = {
    "gzip": lambda: http(gzip.compress(BOMB), content_encoding="gzip"),
    "zlib": lambda: http(zlib.compress(BOMB), content_encoding="deflate"),
    "bare deflate": lambda: http(_raw_deflate(BOMB), content_encoding="deflate"),
    "in endless chunks": lambda: _endless(OK + CHUNKED, _chunks(b"a" * 65536)),
    "without a length": lambda: _endless(OK + b"\r\n", itertools.repeat(b"a" * 65536)),
    "in endless compressed chunks": lambda: _endless(
        OK + b"content-encoding: gzip\r\n" + CHUNKED, _compressed_forever(31)
    ),
    "of endless compressed nothing": lambda: _endless(
        OK + b"content-encoding: gzip\r\n" + CHUNKED, _chunks(gzip.compress(b"") * 500)
    ),
}


@pytest.mark.parametrize("name", TOO_LARGE)
async def test_a_body_beyond_the_limit_is_given_up_and_memory_stays_near_the_limit(name: str) -> None:
    async with answering(TOO_LARGE[name]()) as gateway:
        tracemalloc.start()
        try:
            failure = await _post(gateway)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN
    assert "200" in failure.message
    assert "more than 2 MB" in failure.message
    assert "max_response_mb" in failure.message
    # The server's copies of its data are in this process too.
    assert peak < 4 * LIMIT_MB * MEGABYTE


async def test_a_larger_limit_takes_a_larger_body() -> None:
    async with answering(http(gzip.compress(BOMB), content_encoding="gzip")) as gateway:
        response = await _post(gateway, limit_mb=64)
    assert isinstance(response, Response)
    assert response.body == BOMB


@pytest.mark.parametrize("window", [31, 15, -15], ids=["gzip", "zlib", "bare deflate"])
async def test_the_deadline_holds_while_a_body_is_decompressed(window: int) -> None:
    coding = b"gzip" if window == 31 else b"deflate"
    endless = _endless(OK + b"content-encoding: " + coding + b"\r\n" + CHUNKED, _compressed_forever(window))
    async with answering(endless) as gateway:
        failure = await _post(gateway, 0.3, limit_mb=1_000_000)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT


async def test_other_tasks_get_their_turn_while_one_large_chunk_is_decompressed() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with answering(http(gzip.compress(BOMB), content_encoding="gzip")) as gateway:
        counting = asyncio.create_task(count())
        await _post(gateway, limit_mb=64)
        counting.cancel()
    # 64 kB of network at a time become 64 MB: without a pause there would be a handful of turns.
    assert turns > 20


async def test_the_deadline_holds_while_a_body_comes_byte_by_byte() -> None:
    async with answering(_endless(OK + CHUNKED, itertools.repeat(b"1\r\na\r\n" * 10_000))) as gateway:
        failure = await _post(gateway, 0.3)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize("status", [b"100 Continue", b"103 Early Hints", b"199 Whatever"])
async def test_the_deadline_holds_in_a_flood_of_interim_responses(status: bytes) -> None:
    flood = _endless(b"", itertools.repeat(b"HTTP/1.1 " + status + b"\r\n\r\n"))
    async with answering(flood) as gateway:
        failure = await _post(gateway, 0.3)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMEOUT


async def test_an_interim_response_is_passed_over() -> None:
    async with answering(b"HTTP/1.1 100 Continue\r\n\r\n" + http(BODY)) as gateway:
        response = await _post(gateway)
    assert isinstance(response, Response)
    assert response.body == BODY


@pytest.mark.parametrize("line", [b"x: " + b"a" * 200_000, b"x: a\r\n" * 50_000], ids=["one header", "many"])
async def test_endless_headers_are_given_up(line: bytes) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\n" + line) as gateway:
        failure = await _post(gateway)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN
    assert "headers are longer" in failure.message


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip, deflate", "br", "zstd", "compress", "zip"])
async def test_a_body_in_another_coding_stays_compressed(coding: str) -> None:
    compressed = gzip.compress(gzip.compress(BODY))
    async with answering(http(compressed, "207 Multi-Status", content_encoding=coding)) as gateway:
        response = await _post(gateway)
    assert isinstance(response, Response)
    assert (response.status, response.body) == (207, compressed)
    assert response.header("content-encoding") == coding


@pytest.mark.parametrize(
    ("coding", "compressed", "words"),
    [
        ("gzip", gzip.compress(BODY)[:-3], "ends too early"),
        ("gzip", gzip.compress(BODY)[:5], "ends too early"),
        ("deflate", zlib.compress(BODY)[:-1], "ends too early"),
        ("gzip", b"{}", "isn't valid gzip data"),
        ("gzip", gzip.compress(BODY)[:-8] + b"12345678", "damaged"),
        ("deflate", b"\xff\xff\xff", "isn't valid deflate data"),
    ],
    ids=["cut", "cut in its head", "zlib cut", "not compressed", "another checksum", "no deflate"],
)
async def test_a_body_that_cannot_be_decompressed_is_reported_with_its_status(
    coding: str, compressed: bytes, words: str
) -> None:
    async with answering(http(compressed, "503 Service Unavailable", content_encoding=coding)) as gateway:
        failure = await _post(gateway)
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BROKEN
    assert "responded 503" in failure.message
    assert words in failure.message


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
async def test_an_empty_body_may_have_a_content_encoding(coding: str) -> None:
    async with answering(http(b"", content_encoding=coding)) as gateway:
        response = await _post(gateway)
    assert isinstance(response, Response)
    assert response.body == b""


@pytest.mark.parametrize(
    "location",
    ["http://[", "http://a:b:c/", "//", "http://\x7f/", "http://" + "a" * 5000, "http://%zz@[::1/", ":::", "\xff"],
    ids=range(8),
)
async def test_a_redirect_to_anywhere_is_a_response(location: str) -> None:
    head = b"HTTP/1.1 302 Found\r\nlocation: " + location.encode("latin-1") + b"\r\ncontent-length: 2\r\n\r\n{}"
    async with answering(head) as gateway:
        response = await _post(gateway)
    assert isinstance(response, Response)
    assert response.header("location") == location


@pytest.mark.parametrize(
    "cookie",
    ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 +99999999999999", "=", "a=1; max-age=" + "9" * 400, "; " * 30_000, "\xff"],
    ids=range(5),
)
async def test_no_cookie_prevents_a_response(cookie: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nset-cookie: " + cookie.encode("latin-1") + b"\r\ncontent-length: 2\r\n\r\n{}"
    async with answering(head) as gateway:
        response = await _post(gateway)
    assert isinstance(response, Response)
    assert response.header("set-cookie") == cookie.strip()
