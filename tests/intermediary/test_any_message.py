"""Whatever a request and a response are made of, they pass as they are."""

import asyncio
import string
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui.model.sightings import Answered, Began
from tests.intermediary.conftest import Running, forwarding, raw_server, without_mark

_TOKEN = st.text(string.ascii_letters + string.digits + "!#$%&'*+.^_`|~-", min_size=1, max_size=12)
_VALUE = st.text([chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x100))], max_size=20)
# Headers with a meaning for the connection or the body have tests of their own.
_MEANING = (
    *("connection", "keep-alive", "te", "trailer", "upgrade", "expect", "host", "date", "accept-encoding", "cookie"),
    *("content-length", "transfer-encoding", "content-encoding", "content-type", "proxy-connection", "set-cookie"),
)
_HEADERS = st.lists(st.tuples(_TOKEN.filter(lambda name: name.lower() not in _MEANING), _VALUE), max_size=6)
_QUERY = st.text([chr(code) for code in range(0x21, 0x7F) if chr(code) != "#"], max_size=30)
_BODY = st.binary(max_size=300)


class Scripted:
    """A server that answers with the bytes that are set, and keeps what it got."""

    def __init__(self) -> None:
        self.response = b""
        self.got = b""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                self.got = head + await reader.readexactly(length)
                writer.write(self.response)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Scripted, str, Running]]:
    server = Scripted()
    with raw_server(server) as url, forwarding(url) as running:
        yield server, url, running


def _message(first: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


@given(query=_QUERY, sent=_HEADERS, body=_BODY, status=st.integers(200, 599), back=_HEADERS, content=_BODY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_call_and_its_response_pass_and_are_recorded_byte_for_byte(
    both: tuple[Scripted, str, Running],
    *,
    query: str,
    sent: list[tuple[str, str]],
    body: bytes,
    status: int,
    back: list[tuple[str, str]],
    content: bytes,
) -> None:
    server, url, running = both
    content = b"" if status in (204, 304) else content
    server.response = _message(f"HTTP/1.1 {status} Reason", back, content)
    first = f"POST /ee/v1/interact?{query} HTTP/1.1"

    async def talk() -> bytes:
        host, port = running.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(_message(first, [("Host", "x"), *sent], body))
        head = await reader.readuntil(b"\r\n\r\n")
        got = head + (b"" if status in (204, 304) else await reader.readexactly(len(content)))
        writer.close()
        return got

    known = len(running.all(Began))
    got = asyncio.run(asyncio.wait_for(talk(), 20))
    began = running.wait(Began, known + 1)[-1]
    answered = running.wait(Answered, known + 1)[-1]
    authority = url.removeprefix("http://")
    assert without_mark(server.got) == _message(first, [("Host", authority), *sent], body)
    assert _sorted(got) == _sorted(server.response)
    assert (began.url, began.body) == (f"{url}/ee/v1/interact?{query}", body)
    assert [pair for pair in began.headers if pair[0] not in ("Host", "Content-Length")] == sent
    assert (answered.call, answered.status, answered.body) == (began.call, status, content)


def _sorted(message: bytes) -> tuple[bytes, list[bytes], bytes]:
    head, _, body = message.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    # A server may leave the length of an empty response out.
    return first, sorted(each for each in headers if each.lower() != b"content-length: 0"), body
