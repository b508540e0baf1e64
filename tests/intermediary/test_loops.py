"""Proxies that lead back to each other: a request isn't passed on forever, and the Edge Network sees nothing of it."""

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

from edge_tui.emulator.serve import Serving
from edge_tui.intermediary.environment_proxies import EnvironmentProxies
from edge_tui.intermediary.hops import Hops, names_in, without_names
from edge_tui.intermediary.outgoing import Outgoing, Server
from edge_tui.intermediary.upstream import Upstream
from edge_tui.loopback.listening import LOOPBACK
from edge_tui.model.sightings import Began, Cause, Failed, SourceNotice
from tests.intermediary.conftest import Running, forwarding, proxying, raw_server
from tests.intermediary.test_forwarding import CALL, PAGE_VIEW, Recorded, answer
from tests.intermediary.test_tunnel import _tunnel


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


def ring(stack: contextlib.ExitStack, count: int, monkeypatch: pytest.MonkeyPatch) -> list[Running]:
    """So many reverse proxies, of which each leads to the next, and the last one to the first."""
    ports = [free_port() for _ in range(count)]
    running = []
    for number, port in enumerate(ports):
        own = socket.create_server((LOOPBACK, port))
        monkeypatch.setattr("tests.intermediary.conftest.listen", lambda *_, own=own: own)
        running.append(stack.enter_context(forwarding(f"http://{LOOPBACK}:{ports[(number + 1) % count]}")))
    return running


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_request_that_comes_back_is_refused_and_recorded_so(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as stack:
        running = ring(stack, count, monkeypatch)
        got = httpx.post(running[0].url + CALL, content=PAGE_VIEW, timeout=60)
        [notice] = running[0].wait(SourceNotice)
        for each in running:
            [began], [failed] = each.wait(Began), each.wait(Failed)
            assert (failed.call, failed.cause) == (began.call, Cause.REFUSED)
            assert "leads back to the edge-tui that asked it" in failed.message
            assert not any(name.lower() == "via" for name, _ in began.headers)
        assert all(each.all(SourceNotice) == [] for each in running[1:])
    assert got.status_code == 508
    assert "leads back to this edge-tui" in got.text
    assert notice.text.startswith(f"http://{LOOPBACK}:")
    assert "status 508" in notice.text


def test_what_is_not_a_call_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as stack:
        running = ring(stack, 2, monkeypatch)
        assert httpx.post(running[0].url + "/cart", content=b"x" * 300_000, timeout=60).status_code == 508
        assert httpx.get(running[1].url, timeout=60).status_code == 508


def test_two_proxies_that_are_no_ring_pass_a_request_on(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url, forwarding(url) as inner, forwarding(inner.url) as outer:
        for _ in range(2):
            assert httpx.post(outer.url + CALL, content="{}", headers={"via": "1.0 fred"}).status_code == 200
    lines = [line for request in server.requests for line in request.split(b"\r\n") if line.lower().startswith(b"via:")]
    assert [line.lower() for line in lines[::2]] == [b"via: 1.0 fred"] * 2
    assert all(line.count(b"edge-tui-") == 2 for line in lines[1::2])


def test_tunnels_that_come_back_are_refused(gateway: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, each would open another one, until no socket is left."""
    ports = [free_port() for _ in range(2)]
    with contextlib.ExitStack() as stack:
        running = []
        for number, port in enumerate(ports):
            own = socket.create_server((LOOPBACK, port))
            monkeypatch.setattr("tests.intermediary.conftest.listen", lambda *_, own=own: own)
            other = EnvironmentProxies({"HTTPS_PROXY": f"http://{LOOPBACK}:{ports[1 - number]}"})
            running.append(stack.enter_context(proxying(gateway, tmp_path / str(number), proxies=other)))
        with pytest.raises(AssertionError, match="502"):
            _tunnel(running[0], "shop.example")
        [notice] = running[0].wait(SourceNotice)
    assert "HTTPS_PROXY leads back to this edge-tui" in notice.text


def test_a_name_is_near_once_it_led_here() -> None:
    hops = Hops()
    assert [hops.is_near(host) for host in ("localhost", "127.0.0.1", "::1", "10.1.2.3")] == [True] * 4
    assert [hops.is_near(host) for host in ("8.8.8.8", "2606:4700::1111")] == [False] * 2
    assert hops.is_near("edge.shop.example") is None
    assert hops.learn("edge.shop.example", "127.0.0.1", "127.0.0.1")
    assert hops.is_near("edge.shop.example") is True
    assert not hops.learn("edge.adobedc.net", "63.140.62.1", "192.168.1.7")
    assert hops.is_near("edge.adobedc.net") is False
    # This machine may have an address of the internet.
    assert hops.learn("own.example", "63.140.62.1", "63.140.62.1")


async def test_a_name_that_leads_here_is_learned_when_it_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(LOOPBACK, 0, type=socket.SOCK_STREAM)
    resolve = loop.getaddrinfo

    async def lead_here(host: Any, port: Any, **options: Any) -> Any:
        if host in ("edge.shop.example", b"edge.shop.example"):
            return [(*each[:4], (LOOPBACK, port)) for each in found]
        return await resolve(host, port, **options)

    monkeypatch.setattr(loop, "getaddrinfo", lead_here)
    server = Recorded(answer(b"{}"))
    with raw_server(server) as url:
        upstream = Upstream(EnvironmentProxies({}))
        target = Server("http", "edge.shop.example", httpx.URL(url).port or 0)
        for _ in range(2):
            sent = Outgoing(target, "POST", CALL.encode(), [(b"Host", b"edge.shop.example")], b"{}")
            response = await upstream.send(sent)
            await response.aread()
            await response.aclose()
        await upstream.close()
    assert [request.count(b"Via: 1.1 edge-tui-") for request in server.requests] == [0, 1]


async def test_a_server_of_the_internet_sees_no_mark() -> None:
    asked: list[httpcore.Request] = []

    class Network(httpcore.AsyncConnectionPool):
        async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
            asked.append(request)
            return httpcore.Response(200)

    upstream = Upstream(EnvironmentProxies({}), lambda _: Network())
    for host in ("8.8.8.8", "edge.adobedc.net"):
        await upstream.send(
            Outgoing(Server("https", host, 443), "POST", b"/", [(b"Host", b"x")], b"", (b"edge-tui-1",))
        )
    assert [[name.lower() for name, _ in request.headers] for request in asked] == [[b"host", b"content-length"]] * 2


def test_only_own_names_are_taken_out_of_via() -> None:
    ours = Hops().via((b"edge-tui-0123456789abcdef",))
    headers = [(b"via", b"1.0 fred, " + ours), (b"Via", ours), (b"a", ours)]
    assert len(names_in(headers)) == 4
    assert without_names(headers) == [(b"via", b"1.0 fred"), (b"a", ours)]
    assert without_names([(b"Via", b"1.1 edge-tui-xyz, 1.1 nginx")]) == [(b"Via", b"1.1 edge-tui-xyz, 1.1 nginx")]
