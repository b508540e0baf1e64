"""What a request needs before it leaves."""

from collections.abc import AsyncIterator

from edge_tui.intermediary.http_headers import RawHeaders
from edge_tui.intermediary.outgoing import Content, Outgoing, Server, framed
from tests.tables import every_row

HOST = (b"host", b"a.example")


async def _body() -> AsyncIterator[bytes]:
    yield b"{}"


@every_row(
    ("method", "headers", "content", "expected"),
    [
        ("POST", [HOST], b"{}", [HOST, (b"Content-Length", b"2")]),
        ("POST", [HOST, (b"content-LENGTH", b"2")], b"{}", [HOST, (b"content-LENGTH", b"2")]),
        ("POST", [HOST], None, [HOST, (b"Content-Length", b"0")]),
        ("GET", [HOST], None, [HOST]),
        ("PUT", [HOST], _body(), [HOST, (b"Transfer-Encoding", b"chunked")]),
        ("PUT", [HOST, (b"Content-Length", b"9")], _body(), [HOST, (b"Content-Length", b"9")]),
        ("GET", [(b"a", b"b")], None, [(b"Host", b"shop.example:81"), (b"a", b"b")]),
        ("GET", [(b"Host", b"")], None, [(b"Host", b"")]),
    ],
)
def test_a_request_has_a_host_and_says_how_long_its_body_is(
    method: str, headers: RawHeaders, content: Content, expected: RawHeaders
) -> None:
    sent = Outgoing(Server("http", "shop.example", 81), method, b"/", headers, content)
    assert framed(sent) == expected
