"""A reverse proxy: what passes isn't changed, calls are told, and nothing ends without a word."""

import asyncio
import gzip
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from edge_tui.emulator.serve import Serving
from edge_tui.model.passing import PassingRequest, RequestAction
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.model.sightings import Answered, Began, Cause, Failed, SourceNotice
from edge_tui.rewriting.rule_file import Gateways, read_rules
from edge_tui.rewriting.rules import Rules
from edge_tui.runtime import giving_way
from tests.intermediary.conftest import forwarding, raw_server, trusting, without_mark
from tests.tables import every_row

CALL = "/ee/v1/interact?configId=ds&requestId=r"
JSON = {"content-type": "application/json"}
PAGE_VIEW = json.dumps({"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews"}}]})
Answer = Callable[[bytes], bytes | list[bytes]]


def rules(text: str) -> Rules:
    """The rules of a text."""
    return Rules(read_rules(text, "rules.toml", Gateways()))


class Recorded:
    """A server that keeps the requests that it got, and answers with exact bytes."""

    def __init__(self, *pieces: bytes, keep_alive: bool = True) -> None:
        self.requests: list[bytes] = []
        self._pieces = pieces
        self._keep_alive = keep_alive
        self._go_on = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def go_on(self) -> None:
        """Ends the wait between two pieces."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._go_on.set)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head + await _body(head, reader))
                for piece in self._pieces:
                    if piece == b"WAIT":
                        await self._go_on.wait()
                        continue
                    writer.write(piece)
                    await writer.drain()
                if not self._keep_alive:
                    break
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()


async def _body(head: bytes, reader: asyncio.StreamReader) -> bytes:
    lowered = head.lower()
    if b"content-length:" in lowered:
        return await reader.readexactly(int(lowered.partition(b"content-length:")[2].split(b"\r\n")[0]))
    return await reader.readuntil(b"0\r\n\r\n") if b"transfer-encoding: chunked" in lowered else b""


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A response with a length."""
    lines = [f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(*parts: bytes, headers: tuple[str, ...] = ()) -> bytes:
    """A response in chunks."""
    head = "\r\n".join(["HTTP/1.1 200 OK", *headers, "transfer-encoding: chunked", "", ""]).encode()
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_a_call_passes_and_is_recorded_with_both_bodies(gateway: Serving) -> None:
    with forwarding(gateway.url, verify=trusting(gateway)) as running, httpx.Client() as client:
        request_id = str(uuid4())
        target = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId={request_id}"
        got = client.post(
            running.url + target, content=PAGE_VIEW, headers={"referer": "https://shop.example/a", **JSON}
        )
        began, end = running.call()
    assert got.status_code == 200
    assert got.json()["requestId"].startswith(request_id)
    assert (began.method, began.url, began.body) == ("POST", gateway.url + target, PAGE_VIEW.encode())
    assert began.page_url == "https://shop.example/a"
    assert isinstance(end, Answered)
    assert (end.call, end.status, end.body) == (began.call, 200, got.content)
    assert end.address in ("127.0.0.1", "::1")
    assert end.elapsed_ms is not None
    assert end.elapsed_ms > 0


@pytest.mark.skipif(sys.platform == "win32", reason="its event loop has no selector")
def test_whoever_records_waits_while_a_call_is_handled_and_not_while_its_server_is_waited_for() -> None:
    idle: list[bool] = []

    class Asked(Rules):
        def on_request(self, request: PassingRequest) -> RequestAction:
            idle.append(giving_way._is_idle.is_set())
            return super().on_request(request)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        idle.append(await asyncio.to_thread(giving_way._is_idle.wait, 20))
        writer.write(answer(b"{}"))

    with raw_server(serve) as url, forwarding(url, Asked([])) as running:
        assert httpx.post(running.url + CALL, content="{}").status_code == 200
    assert idle == [False, True]


def test_a_request_arrives_with_its_own_headers_in_their_order_and_spelling_and_no_others() -> None:
    server = Recorded(answer(b"{}"))
    lines = ["X-Odd: \xe9", "cookie: a=b; c=d", "Origin: https://shop.example", "content-TYPE: text/plain"]
    with raw_server(server) as url, forwarding(url) as running:
        head = "POST /ee/v1/interact?a=%7C|'b HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
        sent = (head + "\r\n".join(lines) + "\r\nContent-Length: 2\r\n\r\n{}").encode("latin-1")
        _raw(running.url, sent)
        [began] = running.wait(Began)
    authority = url.removeprefix("http://")
    head = f"POST /ee/v1/interact?a=%7C|'b HTTP/1.1\r\nHost: {authority}\r\n"
    expected = (head + "\r\n".join(lines) + "\r\nContent-Length: 2\r\n\r\n{}").encode("latin-1")
    assert [without_mark(each) for each in server.requests] == [expected]
    assert ("X-Odd", "\xe9") in began.headers


def _raw(url: str, sent: bytes) -> bytes:
    """What a server answers to bytes, up to the end of a response with a length."""

    async def talk() -> bytes:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        got = await reader.readuntil(b"\r\n\r\n")
        got += await _body(got, reader)
        writer.close()
        return got

    return asyncio.run(asyncio.wait_for(talk(), 20))


_PACKED = gzip.compress(b'{"handle": []}', mtime=0)


@pytest.mark.parametrize("codings", ["br", "zstd", "br, gzip", "x-odd"])
def test_a_compression_that_was_not_asked_for_passes_and_is_named(codings: str) -> None:
    server = Recorded(answer(_PACKED, f"Content-Encoding: {codings}"))
    request = f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    with raw_server(server) as url, forwarding(url) as running:
        assert _raw(running.url, request).endswith(_PACKED)
        [end] = running.wait(Answered)
    assert (end.body, end.missing.partition(". ")[0]) == (None, f"It is compressed with {codings}")


@every_row(
    ("response", "body"),
    [
        (answer(b'{"handle": []}', "content-type: a/b", "X-Konductor: 1", "x-konductor: 2"), b'{"handle": []}'),
        (answer(_PACKED, "Content-Encoding: gzip"), b'{"handle": []}'),
        (answer(_PACKED, "Content-Encoding: br"), None),
        (answer(_PACKED[:-4], "Content-Encoding: gzip"), None),
        (chunked(b"ab", b"cde", headers=("content-type: text/plain",)), b"abcde"),
        (chunked(_PACKED[:3], _PACKED[3:], headers=("content-encoding: gzip",)), b'{"handle": []}'),
        (answer(b"no", status="503 Odd Reason"), b"no"),
        (b"HTTP/1.1 204 No Content\r\nx: y\r\n\r\n", b""),
        (answer(b"x" * 300_000), b"x" * 300_000),
    ],
    ids=["length", "gzip", "br", "cut-gzip", "chunked", "chunked-gzip", "odd-reason", "no-content", "long"],
)  # fmt: skip
def test_a_response_reaches_the_client_byte_for_byte(response: bytes, body: bytes | None) -> None:
    server = Recorded(response)
    request = f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    with raw_server(server) as url, forwarding(url) as running:
        got = _raw(running.url, request)
        [end] = running.wait(Answered)
    head, _, content = got.partition(b"\r\n\r\n")
    expected_head, _, expected = response.partition(b"\r\n\r\n")
    assert sorted(head.lower().split(b"\r\n")[1:]) == sorted(expected_head.lower().split(b"\r\n")[1:])
    assert head.split(b"\r\n")[0] == expected_head.split(b"\r\n")[0]
    if b"chunked" in response:
        assert _joined(content) == _joined(expected)
    else:
        assert content == expected
    assert end.body == body
    assert (end.missing != "") == (body is None)


def _joined(body: bytes) -> bytes:
    found = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        found, body = found + body[: int(size, 16)], body[int(size, 16) + 2 :]
    return found


def test_a_client_that_can_read_more_codings_is_given_those_that_can_be_recorded() -> None:
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as running, httpx.Client() as client:
        for accepted in ("gzip, deflate, br, zstd", "br", "gzip;q=0.5, br;q=1"):
            client.post(running.url + CALL, content="{}", headers={"accept-encoding": accepted})
        client.get(running.url + "/other", headers={"accept-encoding": "br"})
    heads = [request.split(b"\r\n\r\n")[0] for request in server.requests]
    found = [head.lower().split(b"accept-encoding: ")[1].split(b"\r\n")[0] for head in heads]
    assert found == [b"gzip, deflate", b"identity", b"gzip;q=0.5", b"br"]


def test_an_event_stream_is_not_held_back_whatever_the_rules_want() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    server = Recorded(head, b"7\r\ndata: 1\r\n", b"WAIT", b"7\r\ndata: 2\r\n0\r\n\r\n")
    rewriter = rules("[[rules]]\noffer.scope='a'\noffer.text='b'")

    async def talk(url: str) -> bytes:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        await reader.readuntil(b"\r\n\r\n")
        first = await reader.readuntil(b"data: 1\r\n")
        writer.close()
        return first

    with raw_server(server) as url, forwarding(url, rewriter) as running:
        first = asyncio.run(asyncio.wait_for(talk(running.url), 20))
        server.go_on()
        running.wait(Failed)
    assert first.endswith(b"data: 1\r\n")


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(gateway: Serving) -> None:
    async def talk(url: str) -> bytes:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n".encode())
        asked = await reader.readuntil(b"\r\n\r\n")
        writer.write(b"{}")
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        return asked

    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as running:
        asked = asyncio.run(asyncio.wait_for(talk(running.url), 20))
        running.wait(Answered)
    assert asked.startswith(b"HTTP/1.1 100 ")
    assert b"xpect" not in server.requests[0]


def test_cookies_for_the_real_domain_are_given_for_this_one_and_a_notice_says_so_once() -> None:
    server = Recorded(answer(b"{}", "Set-Cookie: kndctr_a=1; Path=/; Domain=shop.example; Secure", "set-cookie: b=2"))
    with raw_server(server) as url, forwarding(url) as running, httpx.Client() as client:
        got = [client.post(running.url + CALL, content="{}") for _ in range(2)]
        running.wait(Answered, 2)
        notices = running.all(SourceNotice)
    assert got[0].headers.get_list("set-cookie") == ["kndctr_a=1; Path=/; Secure", "b=2"]
    assert len(notices) == 1
    assert "Domain" in notices[0].text


@pytest.mark.parametrize(
    ("method", "target"),
    [("OPTIONS", CALL), ("GET", CALL), ("POST", "/cart"), ("HEAD", "/"), ("PUT", "/a"), ("POST", "/ee/v1/interact/x")],
)
def test_other_requests_pass_and_are_not_recorded(method: str, target: str) -> None:
    server = Recorded(answer(b"" if method == "HEAD" else b"ok"))
    with raw_server(server) as url, forwarding(url) as running, httpx.Client() as client:
        content = b"x" * 200_000 if method in ("POST", "PUT") else None
        got = client.request(method, running.url + target, content=content)
        assert got.content == (b"" if method == "HEAD" else b"ok")
        running.source.stop()
        assert running.all(Began) == []
    assert server.requests[0].startswith(f"{method} {target} HTTP/1.1\r\n".encode())
    assert server.requests[0].endswith(content or b"\r\n\r\n")


def test_a_body_that_is_too_long_for_a_call_passes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.intermediary.forwarding.MAX_CALL_BYTES", 100_000)
    server = Recorded(answer(b"ok"))
    content = bytes(range(256)) * 2000
    with raw_server(server) as url, forwarding(url) as running, httpx.Client() as client:
        assert client.post(running.url + CALL, content=content).text == "ok"
        assert running.all(Began) == []
        assert ["isn't recorded" in each.text for each in running.wait(SourceNotice)] == [True]
    assert server.requests[0].endswith(content)


@pytest.mark.parametrize("target", [CALL, "/cart"])
def test_a_client_that_has_closed_only_its_own_side_gets_its_response(target: str) -> None:
    request = f"POST {target} HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    with raw_server(Recorded(answer(b"whole"))) as url, forwarding(url) as running:
        address = urlsplit(running.url)
        with socket.create_connection((address.hostname, address.port), timeout=20) as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            got = b"".join(iter(lambda: client.recv(1 << 16), b""))
        if target == CALL:
            assert [each.status for each in running.wait(Answered)] == [200]
    assert got.startswith(b"HTTP/1.1 200")
    assert got.endswith(b"whole")


def test_80_calls_at_once_are_all_answered_and_all_told(gateway: Serving) -> None:
    async def many(url: str) -> list[int]:
        limits = httpx.Limits(max_connections=80)
        async with httpx.AsyncClient(timeout=60, limits=limits) as client:
            target = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId="
            sending = (client.post(url + target + str(uuid4()), content=PAGE_VIEW, headers=JSON) for _ in range(80))
            return [each.status_code for each in await asyncio.gather(*sending)]

    with forwarding(gateway.url, verify=trusting(gateway)) as running:
        assert asyncio.run(many(running.url)) == [200] * 80
        began, answered = running.wait(Began, 80), running.wait(Answered, 80)
    assert len({each.call for each in began}) == 80
    assert {each.call for each in began} == {each.call for each in answered}


def test_a_missing_gateway_is_recorded_and_the_client_gets_a_sentence(gateway: Serving) -> None:
    with raw_server(Recorded()) as url:
        pass
    with forwarding(url) as running, httpx.Client() as client:
        got = client.post(running.url + CALL, content="{}")
        [failed] = running.wait(Failed)
    assert got.status_code == 502
    assert "refused the connection" in got.text
    assert failed.cause is Cause.REFUSED
    with forwarding(gateway.url) as running, httpx.Client() as client:
        got = client.post(running.url + CALL, content="{}")
        [failed] = running.wait(Failed)
    assert got.status_code == 502
    assert failed.cause is Cause.TLS


@pytest.mark.parametrize("cut", [b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", b"HTTP/1.1 20"])
def test_a_response_that_breaks_off_breaks_off_for_the_client_too(cut: bytes) -> None:
    with raw_server(Recorded(cut, keep_alive=False)) as url, forwarding(url) as running, httpx.Client() as client:
        try:
            assert client.post(running.url + CALL, content="{}").status_code == 502
        except httpx.RemoteProtocolError:
            assert b"content-length" in cut
        [failed] = running.wait(Failed)
    assert failed.cause is Cause.BROKEN


def test_a_client_that_leaves_does_not_stop_its_call() -> None:
    server = Recorded(answer(b"{}"))

    async def leave(url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {CALL} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    with raw_server(server) as url, forwarding(url) as running:
        asyncio.run(leave(running.url))
        running.wait(Began)
        while not (ends := [*running.all(Failed), *running.all(Answered)]):
            running.seen.append(running.told.get(timeout=60))
    assert len(ends) == 1
    assert server.requests[0].endswith(b"{}")


def test_calls_that_are_open_when_it_stops_are_recorded_as_canceled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.intermediary.server.GRACE_SECONDS", 0.05)
    server = Recorded(b"WAIT")
    with raw_server(server) as url, forwarding(url) as running:
        import threading

        def post() -> None:
            with pytest.raises(httpx.HTTPError):
                httpx.post(running.url + CALL, content="{}")

        thread = threading.Thread(target=post)
        thread.start()
        running.wait(Began)
        running.source.stop()
        thread.join()
        [failed] = running.wait(Failed)
    assert failed.cause is Cause.CANCELED


@pytest.mark.parametrize(
    "sent", [b"hello\r\n\r\n", b"\x16\x03\x01\x02\x00", b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n"]
)
def test_what_is_not_http_is_refused(sent: bytes) -> None:
    with raw_server(Recorded()) as url, forwarding(url) as running:
        assert _raw(running.url, sent + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_rules_change_what_passes_and_what_is_recorded(gateway: Serving) -> None:
    text = f"""
    [[rules]]
    name = "dev"
    to.datastream = "{EMULATOR_DATASTREAM_ID}"
    [[rules]]
    name = "sale"
    offer.scope = "hero"
    offer.html = "<b>Sale</b>"
    [[rules]]
    name = "busy"
    fault.status = 503
    when.nth = 2
    [[rules]]
    name = "cut"
    fault.network = "off"
    when.nth = 3
    """
    with forwarding(gateway.url, rules(text), trusting(gateway)) as running, httpx.Client() as client:
        got = client.post(running.url + CALL, content=PAGE_VIEW, headers={"accept-encoding": "gzip", **JSON})
        busy = client.post(running.url + CALL, content=PAGE_VIEW)
        with pytest.raises(httpx.RemoteProtocolError):
            client.post(running.url + CALL, content=PAGE_VIEW)
        first, second = running.wait(Answered, 2)
        [failed] = running.wait(Failed)
    handles = got.json()["handle"]
    assert any(each["payload"] and each["payload"][-1].get("scope") == "hero" for each in handles)
    assert "content-encoding" not in got.headers
    assert first.changed == ("dev", "sale")
    assert first.body == got.content
    assert first.held_ms > 0
    assert (busy.status_code, second.status, second.changed) == (503, 503, ("busy",))
    assert failed.cause is Cause.BROKEN
    assert "cut" in failed.message
    assert failed.changed == ("cut",)


def test_a_rule_leads_calls_to_another_gateway_without_the_site_s_cookies(gateway: Serving) -> None:
    other = Recorded(answer(b'{"requestId":"x","handle":[]}'))
    with raw_server(other) as url, forwarding(gateway.url, rules(f"[[rules]]\nto.url='{url}'")) as running:
        headers = {"cookie": "session=SECRET; kndctr_x=1", "origin": "https://shop.example"}
        assert httpx.post(running.url + CALL, content=PAGE_VIEW, headers=headers).status_code == 200
        first, second = running.wait(Began, 2)
    assert (first.call, first.url, first.sent_to) == (second.call, second.url, "")
    assert (second.url, second.sent_to) == (gateway.url + CALL, url + CALL)
    assert b"SECRET" not in other.requests[0]
    assert b"kndctr_x=1" in other.requests[0]
    assert other.requests[0].count(b"ost: ") == 1
    assert other.requests[0].startswith(f"POST {CALL} HTTP/1.1\r\n".encode())


def test_it_serves_tls_and_says_who_does_not_trust_it(gateway: Serving, tmp_path: Path) -> None:
    with forwarding(gateway.url, None, trusting(gateway), tmp_path) as running:
        with pytest.raises(httpx.ConnectError):
            httpx.get(running.url)
        [notice] = running.wait(SourceNotice)
        import ssl

        with httpx.Client(verify=ssl.create_default_context(cafile=str(running.ca))) as client:
            target = CALL.replace("=ds", f"={EMULATOR_DATASTREAM_ID}")
            got = client.post(running.url + target, content=PAGE_VIEW, headers=JSON)
    assert "refused the certificate" in notice.text
    assert got.status_code == 200


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_node_sends_through_it(gateway: Serving) -> None:
    script = (
        "const headers = {'content-type': 'application/json'};"
        "const r = await fetch(process.argv[1], {method: 'POST', body: process.argv[2], headers});"
        "console.log(r.status, (await r.json()).handle.length > 0)"
    )
    with forwarding(gateway.url, verify=trusting(gateway)) as running:
        url = running.url + CALL.replace("=ds", f"={EMULATOR_DATASTREAM_ID}")
        done: Any = subprocess.run(
            ["node", "--input-type=module", "-e", script, url, PAGE_VIEW], capture_output=True, text=True, timeout=60
        )
        assert done.stdout.strip() == "200 true", done.stderr
        _, end = running.call()
    assert isinstance(end, Answered)
