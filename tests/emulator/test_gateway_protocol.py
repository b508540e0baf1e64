"""HTTP/1.1 with the emulator: however a request arrives, it gets the response that ASGI would give."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from edge_tui.emulator.app import EmulatorApp, create_app
from edge_tui.emulator.delivery import head_of
from edge_tui.emulator.faults import Faults
from edge_tui.emulator.gateway import GatewayResponse
from edge_tui.emulator.in_process import InProcess
from edge_tui.emulator.request import GatewayRequest
from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import Serving, serving
from tests.emulator.edge import ALL_ON, ECID, PAGE_VIEW, PREFIX

INTERACT = f"/ee/v2/interact?datastreamId={ALL_ON}&requestId=r"
BODY = json.dumps({"event": PAGE_VIEW}).encode()


def fixed_app() -> EmulatorApp:
    """An emulator that gives the same request the same bytes."""
    return create_app(
        clock=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC), new_uuid=lambda: UUID(int=7), entropy=lambda: "0" * 16
    )


@pytest.fixture(scope="module")
def emulator() -> Iterator[Serving]:
    with serving(app=fixed_app()) as served:
        yield served


def post(body: bytes = BODY, *headers: str, target: str = INTERACT, version: str = "1.1") -> bytes:
    """A request as it's sent."""
    lines = [f"POST {target} HTTP/{version}", "host: edge.example", "content-type: application/json", *headers]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", ""]).encode() + body


def talk(emulator: Serving, *pieces: bytes, ends: int = 1, pause: float = 0.0) -> bytes:
    """What the emulator sends for these pieces, until it has sent so many responses or closes."""
    url = httpx.URL(emulator.url)
    got = b""
    with socket.create_connection((url.host, url.port or 0), 60) as connection:
        for piece in pieces:
            connection.sendall(piece)
            if pause:
                connection.settimeout(pause)
                with contextlib.suppress(TimeoutError):
                    got += connection.recv(65536)
                connection.settimeout(60)
        while len(split(got)) < ends and (more := connection.recv(65536)):
            got += more
    return got


def split(received: bytes) -> list[tuple[bytes, bytes]]:
    """The responses that are complete, with a length each: head and body."""
    found = []
    while b"\r\n\r\n" in received:
        head, _, rest = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or b"0")
        if len(rest) < length:
            break
        found.append((head, rest[:length]))
        received = rest[length:]
    return found


async def by_asgi(method: str, target: str, headers: dict[str, str], body: bytes) -> httpx.Response:
    """The response of an equal emulator through ASGI."""
    async with httpx.AsyncClient(transport=InProcess(fixed_app()), base_url="http://edge.example") as client:
        return await client.request(method, target, headers=headers, content=body)


@pytest.mark.parametrize(
    ("method", "target", "headers", "body"),
    [
        ("POST", INTERACT, {}, BODY),
        ("POST", INTERACT, {"origin": "https://shop.example", "cookie": f"{PREFIX}consent=general%3Dout"}, BODY),
        ("POST", INTERACT.replace("interact", "collect").replace("v2", "v1"), {}, json.dumps({"events": [PAGE_VIEW]})),
        ("POST", INTERACT, {}, b"{"),
        ("POST", INTERACT, {}, b""),
        ("POST", "/ee/v2/nothing", {}, BODY),
        ("POST", "/ee/v1/identity/acq%75ire?configId=" + ALL_ON, {}, b'{"query": {"identity": {"fetch": ["ECID"]}}}'),
        ("OPTIONS", INTERACT, {"origin": "https://a.example", "access-control-request-headers": "x-a"}, b""),
        ("GET", INTERACT, {}, b""),
        ("POST", INTERACT, {"connection": "upgrade", "upgrade": "h2c"}, BODY),
        ("PUT", INTERACT, {}, BODY),
        ("POST", INTERACT, {"x-emulator-faults": '{"answer": "truncated"}'}, BODY),
        ("POST", INTERACT, {"x-emulator-faults": '{"latency_ms": 5}'}, BODY),
        ("POST", INTERACT, {"x-emulator-faults": '{"upstreams": {"target": "timeout"}}'}, BODY),
        ("POST", "/ims/token/v3", {}, b""),
    ],
)  # fmt: skip
async def test_a_socket_gets_what_asgi_gives(
    emulator: Serving, method: str, target: str, headers: dict[str, str], body: Any
) -> None:
    body = body.encode() if isinstance(body, str) else body
    sent = {"content-type": "application/json", "host": "edge.example", **headers}
    expected = await by_asgi(method, target, sent, body)
    async with httpx.AsyncClient(base_url=emulator.url) as client:
        got = await client.request(method, target, headers=sent, content=body)
    assert (got.status_code, got.content) == (expected.status_code, expected.content)
    assert sorted(got.headers.raw) == sorted(expected.headers.raw)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_request_may_arrive_in_pieces(emulator: Serving, size: int) -> None:
    request = post()
    whole = talk(emulator, request)
    url = httpx.URL(emulator.url)
    with socket.create_connection((url.host, url.port or 0), 60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(request), size):
            connection.sendall(request[start : start + size])
        got = b""
        while not split(got):
            got += connection.recv(65536)
    assert split(got)[0][1] == split(whole)[0][1]
    assert split(got)[0][0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_that_arrive_together_are_answered_in_their_order(emulator: Serving) -> None:
    slow = post(BODY, 'x-emulator-faults: {"latency_ms": 60}', target=INTERACT + "2")
    requests = [post(target=f"{INTERACT}1"), slow, post(target=f"{INTERACT}3"), post(b"", target="/nowhere")] * 20
    found = split(talk(emulator, b"".join(requests), ends=len(requests)))
    assert [head[9:12] for head, _ in found] == [b"200", b"200", b"200", b"404"] * 20
    ids = [json.loads(body)["requestId"] if body else "" for _, body in found]
    zeros = "-" + "0" * 16
    assert ids == [f"r1{zeros}", f"r2{zeros}", f"r3{zeros}", ""] * 20


def test_chunks_are_joined(emulator: Serving) -> None:
    head = (
        f"POST {INTERACT} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:5], BODY[5:]))
    [(first, _)] = split(talk(emulator, head.encode() + chunks + b"0\r\n\r\n"))
    assert first.startswith(b"HTTP/1.1 200 ")


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(emulator: Serving) -> None:
    request = post(BODY, "expect: 100-continue")
    head = request[: -len(BODY)]
    received = talk(emulator, head, BODY, ends=2, pause=0.5)
    assert received.startswith(b"HTTP/1.1 100 ")
    assert split(received)[1][0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("version", "header"), [("1.1", "connection: close"), ("1.0", "x: y")])
def test_a_connection_ends_where_its_client_wants_it(emulator: Serving, version: str, header: str) -> None:
    received = talk(emulator, post(BODY, header, version=version), ends=2)
    [(head, body)] = split(received)
    assert b"connection: close" in head.lower()
    assert json.loads(body)["handle"]


@pytest.mark.parametrize(
    "sent", [b"hello\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n", b"\x16\x03\x01\x02"]
)
def test_what_is_not_http_is_refused(emulator: Serving, sent: bytes) -> None:
    assert talk(emulator, sent).startswith(b"HTTP/1.1 400 ")


def test_damaged_chunks_after_a_head_are_refused(emulator: Serving) -> None:
    head = f"POST {INTERACT} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"
    received = talk(emulator, head.encode())
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1") == 1


def test_a_header_can_not_be_made_of_what_a_client_sent() -> None:
    """The value of a state entry becomes a cookie; a line break in it would begin a header."""
    for value in ("a\r\nx-evil: 1", "a\nb", "a\0"):
        response = GatewayResponse(200, [("set-cookie", value)], (b"{}",))
        assert head_of(response) is None
    assert head_of(GatewayResponse(200, [("a", "b"), ("content-length", "0")])) == (b"a: b\r\n", b"0")
    assert head_of(GatewayResponse(204, [("a", "\xe9")])) == (b"a: \xe9\r\n", b"")
    assert head_of(GatewayResponse(200, [], (b"a", b"b"))) is None
    assert head_of(GatewayResponse(200, [], (b"a",), Faults(latency_ms=1))) is None


def test_a_state_with_a_line_break_does_not_add_a_header(emulator: Serving) -> None:
    state = {"cookiesEnabled": True, "domain": "edge.example"}
    entries = [{"key": f"{PREFIX}identity", "value": "a\r\nx-evil: 1"}]
    event = {**PAGE_VIEW, "xdm": {**PAGE_VIEW["xdm"], "identityMap": {"ECID": [{"id": ECID}]}}}
    body = json.dumps({"event": event, "meta": {"state": {**state, "entries": entries}}}).encode()
    received = talk(emulator, post(body, "cookie: mbox=session%0d%0ax-evil: 1"))
    assert b"\r\nx-evil" not in received


def test_an_error_in_the_gateway_is_a_500_and_the_server_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as emulator:
        respond = emulator.app.gateway.respond
        monkeypatch.setattr(emulator.app.gateway, "respond", lambda _: 1 / 0)
        assert talk(emulator, post()).startswith(b"HTTP/1.1 500 ")
        monkeypatch.setattr(emulator.app.gateway, "respond", respond)
        assert talk(emulator, post()).startswith(b"HTTP/1.1 200 ")


def test_a_client_that_does_not_read_holds_up_itself_alone(emulator: Serving) -> None:
    url = httpx.URL(emulator.url)
    with socket.create_connection((url.host, url.port or 0), 60) as connection:
        connection.settimeout(0.5)
        sent = 0
        request = post()
        with contextlib.suppress(TimeoutError):
            while sent < 40_000:
                sent += connection.send(request * 50) // len(request)
        assert sent < 40_000
        assert talk(emulator, post()).startswith(b"HTTP/1.1 200 ")


def test_a_client_with_many_requests_at_once_leaves_others_their_turn() -> None:
    """The other's request arrives while the many are answered, and is answered before the last of them."""
    answered: list[str] = []
    other: socket.socket
    app = fixed_app()
    respond = app.gateway.respond

    def recorded(request: GatewayRequest) -> GatewayResponse:
        answered.append(request.headers["x-client"])
        if len(answered) == 1:
            other.sendall(post(BODY, "x-client: other"))
        return respond(request)

    app.gateway.respond = recorded  # type: ignore[method-assign]
    with serving(app=app) as served:
        url = httpx.URL(served.url)
        with socket.create_connection((url.host, url.port or 0), 60) as other:
            assert len(split(talk(served, post(BODY, "x-client: many") * 200, ends=200))) == 200
            assert other.recv(64).startswith(b"HTTP/1.1 200 ")
    assert answered.count("many") == 200
    assert answered.index("other") < 100


@pytest.mark.parametrize(
    "open_request",
    [
        post()[:-5],
        post(BODY, 'x-emulator-faults: {"latency_ms": 60000}'),
        post(BODY, 'x-emulator-faults: {"answer": "slow"}') + post(BODY, 'x-emulator-faults: {"latency_ms": 60000}'),
    ],
    ids=["body awaited", "response delayed", "pipelined"],
)
def test_stopping_ends_open_requests_without_a_report(
    open_request: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.emulator.serve.GRACE_SECONDS", 0.1)
    with serving(app=fixed_app()) as served:
        url = httpx.URL(served.url)
        with socket.create_connection((url.host, url.port or 0), 60) as connection:
            connection.sendall(open_request)
            time.sleep(0.3)
            served.stop()
            with contextlib.suppress(ConnectionResetError):
                while got := connection.recv(65536):
                    assert b"500 Internal" not in got
    assert not [record for record in caplog.records if record.exc_info]


async def test_each_request_is_logged_once(emulator: Serving) -> None:
    lines: list[RequestLogLine] = []
    with serving(on_request=lines.append) as served:
        await asyncio.to_thread(talk, served, post() + post(BODY, 'x-emulator-faults: {"latency_ms": 1}'), ends=2)
    assert [(line.status, line.request_id[:2]) for line in lines] == [(200, "r-"), (200, "r-")]
