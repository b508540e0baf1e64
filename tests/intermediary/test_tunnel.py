"""An explicit proxy: the Edge Network's hosts are read, everything else passes sealed."""

import asyncio
import base64
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from edge_tui.emulator.serve import Serving
from edge_tui.intermediary.environment_proxies import EnvironmentProxies
from edge_tui.intermediary.http_headers import RawHeaders
from edge_tui.intermediary.proxy_access import ProxyAccess
from edge_tui.intermediary.trust_watch import TrustWatch
from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.model.sightings import Answered, Began, SourceNotice
from tests.intermediary.conftest import EDGE, Running, proxying, raw_server, trusting
from tests.intermediary.test_forwarding import JSON, PAGE_VIEW
from tests.tables import every_row

URL = f"https://{EDGE}/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId="


@pytest.fixture
def proxy(gateway: Serving, tmp_path: Path) -> Iterator[Running]:
    with proxying(gateway, tmp_path) as running:
        yield running


def client_of(running: Running, **options: Any) -> httpx.Client:
    """A client that goes through the proxy and trusts it."""
    context = ssl.create_default_context(cafile=str(running.ca))
    return httpx.Client(proxy=running.url, verify=context, **options)


def test_a_call_to_an_edge_host_is_read_and_recorded(proxy: Running) -> None:
    request_id = str(uuid4())
    with client_of(proxy) as client:
        got = client.post(URL + request_id, content=PAGE_VIEW, headers={"cookie": "kndctr_a=1", **JSON})
    began, end = proxy.call()
    assert got.status_code == 200
    assert (began.url, began.body) == (URL + request_id, PAGE_VIEW.encode())
    assert dict(began.headers)["Host"] == EDGE
    assert isinstance(end, Answered)
    assert end.body == got.content


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("more", [["--compressed"], ["--http1.1", "-H", "Expect: 100-continue"], ["--http2"]])
def test_curl_sends_through_it(proxy: Running, more: list[str]) -> None:
    done = _curl(proxy, "--cacert", str(proxy.ca), *more)
    assert done.stdout == "200", done.stderr
    _, end = proxy.call()
    assert isinstance(end, Answered)
    assert end.status == 200
    assert (end.body or b"").startswith(b"{")


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_a_client_that_does_not_trust_it_is_named_with_what_to_do(proxy: Running) -> None:
    done = _curl(proxy)
    assert done.returncode == 60
    [notice] = proxy.wait(SourceNotice)
    assert f"A client at 127.0.0.1 refused the certificate of edge-tui for {EDGE} (" in notice.text
    assert "Android 7" in notice.text
    assert "edge-tui proxy trust" in notice.text
    assert proxy.all(Began) == []
    _curl(proxy)
    assert _curl(proxy, "--cacert", str(proxy.ca)).stdout == "200"
    proxy.wait(Answered)
    assert len(proxy.all(SourceNotice)) == 1


_NODE = """
import http from "node:http"; import tls from "node:tls"; import fs from "node:fs"; import https from "node:https";
const [proxy, ca, url, body] = process.argv.slice(1);
const { hostname, port } = new URL(proxy), target = new URL(url);
const asked = http.request({ hostname, port, method: "CONNECT", path: `${target.hostname}:443` }).end();
asked.on("connect", (_, socket) => {
  const secured = tls.connect({ socket, servername: target.hostname, ca: fs.readFileSync(ca) });
  const headers = { "content-type": "application/json" };
  https.request(url, { method: "POST", headers, createConnection: () => secured }, (response) => {
    response.resume(); response.on("end", () => { console.log(response.statusCode); process.exit(0); });
  }).end(body);
});
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_node_sends_through_it(proxy: Running) -> None:
    arguments = ["node", "--input-type=module", "-e", _NODE, proxy.url, str(proxy.ca), URL + str(uuid4()), PAGE_VIEW]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "200", done.stderr
    _, end = proxy.call()
    assert isinstance(end, Answered)


def _curl(running: Running, *more: str) -> "subprocess.CompletedProcess[str]":
    sending = ["-d", PAGE_VIEW, "-H", "content-type: application/json", URL + str(uuid4())]
    asking = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-x", running.url]
    return subprocess.run([*asking, *more, *sending], capture_output=True, text=True, timeout=60)


def test_a_client_that_leaves_without_a_request_is_named(proxy: Running) -> None:
    context = ssl.create_default_context(cafile=str(proxy.ca))
    with _tunnel(proxy, EDGE) as raw:
        context.wrap_socket(raw, server_hostname=EDGE).close()
    [notice] = proxy.wait(SourceNotice)
    assert "made no request" in notice.text


def _tunnel(running: Running, host: str, port: int = 443, *headers: str) -> socket.socket:
    """A socket with an open tunnel."""
    own = httpx.URL(running.url)
    raw = socket.create_connection((own.host, own.port or 0), 60)
    raw.sendall("\r\n".join([f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", *headers, "", ""]).encode())
    got = b""
    while not got.endswith(b"\r\n\r\n"):
        got += raw.recv(1)
    assert got.startswith(b"HTTP/1.1 200 "), got
    return raw


def test_bytes_to_another_host_pass_unread_both_ways(proxy: Running) -> None:
    """Whatever they are: the proxy can't tell TLS from anything else here, and doesn't try."""
    arrived: list[bytes] = []
    sent = bytes(range(256)) * 4096
    back = bytes(reversed(range(256))) * 4096

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        arrived.append(await reader.read(-1))
        writer.write(back)
        await writer.drain()
        writer.close()

    with raw_server(serve) as url, _tunnel(proxy, "127.0.0.1", httpx.URL(url).port or 0) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        got = b""
        while chunk := raw.recv(65536):
            got += chunk
    assert arrived == [sent]
    assert got == back
    proxy.source.stop()
    assert proxy.all(Began) == []


def test_the_certificate_of_another_host_is_the_host_s_and_its_calls_are_not_recorded(
    proxy: Running, gateway: Serving
) -> None:
    """A site with a path of the API stays sealed: what its server shows is what the client sees."""
    target = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId=r"
    port = httpx.URL(gateway.url).port or 0
    with _tunnel(proxy, "localhost", port) as raw:
        tls = trusting(gateway).wrap_socket(raw, server_hostname="other.example")
        shown = tls.getpeercert(binary_form=True)
        assert shown is not None
        tls.sendall(f"POST {target} HTTP/1.1\r\nHost: other.example\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        assert tls.recv(12) == b"HTTP/1.1 400"
        tls.close()
    proxy.source.stop()
    assert proxy.all(Began) == []


def test_requests_without_tls_pass_and_are_recorded_for_edge_hosts_only(proxy: Running, gateway: Serving) -> None:
    with client_of(proxy) as client:
        other = client.post("http://other.example/ee/v1/interact?configId=a", content="{}")
        assert other.status_code == 400
        client.post(URL.replace("https:", "http:"), content="{}")
        proxy.wait(Answered)
    [began] = proxy.all(Began)
    assert began.url == URL.replace("https:", "http:")


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", True), ("::1", True), ("192.0.2.1", False), ("a..b", False)],
)
async def test_what_only_this_machine_reaches_is_known_by_its_address(host: str, here: bool) -> None:
    from edge_tui.intermediary.outgoing import Server
    from edge_tui.intermediary.tunnel import _leads_here

    assert await _leads_here(Server("http", host, 80)) is here


def test_a_client_of_the_network_does_not_reach_servers_of_this_machine(
    proxy: Running, gateway: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edge_tui.intermediary.client_connection import ClientConnection

    monkeypatch.setattr(ClientConnection, "client", property(lambda _: "192.0.2.55"))
    own = httpx.URL(proxy.url)
    port = httpx.URL(gateway.url).port
    for asked in (f"GET http://localhost:{port}/ HTTP/1.1", f"CONNECT localhost:{port} HTTP/1.1"):
        with socket.create_connection((own.host, own.port or 0), 60) as raw:
            raw.sendall(f"{asked}\r\nHost: localhost:{port}\r\n\r\n".encode())
            assert raw.recv(12) == b"HTTP/1.1 403"


def test_a_host_that_is_not_there_is_a_bad_gateway(proxy: Running) -> None:
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    with raw_server(close) as url:
        port = httpx.URL(url).port
    with pytest.raises(httpx.ProxyError), client_of(proxy) as client:
        client.get(f"https://127.0.0.1:{port}/")


@pytest.mark.parametrize("target", ["edge.adobedc.net", "edge.adobedc.net:0", "edge.adobedc.net:x", ":443", "a:99999"])
def test_a_tunnel_to_nowhere_is_a_bad_request(proxy: Running, target: str) -> None:
    own = httpx.URL(proxy.url)
    with socket.create_connection((own.host, own.port or 0), 60) as raw:
        raw.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert raw.recv(12) == b"HTTP/1.1 400"


def test_80_calls_at_once_are_all_answered_and_all_told(proxy: Running) -> None:
    context = ssl.create_default_context(cafile=str(proxy.ca))

    async def many() -> list[int]:
        limits = httpx.Limits(max_connections=80)
        async with httpx.AsyncClient(proxy=proxy.url, verify=context, timeout=60, limits=limits) as client:
            sending = (client.post(URL + str(uuid4()), content=PAGE_VIEW, headers=JSON) for _ in range(80))
            return [each.status_code for each in await asyncio.gather(*sending)]

    assert asyncio.run(many()) == [200] * 80
    assert {each.call for each in proxy.wait(Began, 80)} == {each.call for each in proxy.wait(Answered, 80)}


def test_a_password_is_needed_for_everything_but_the_certificate(gateway: Serving, tmp_path: Path) -> None:
    with proxying(gateway, tmp_path, password="pass word:1") as running:
        with pytest.raises(httpx.ProxyError, match="407"), client_of(running) as client:
            client.post(URL, content="{}")
        assert httpx.get("http://shop.example/", proxy=running.url).status_code == 407
        assert httpx.get(running.url + "/edge-tui-ca.pem").content == (running.ca or tmp_path).read_bytes()
        context = ssl.create_default_context(cafile=str(running.ca))
        proxy = httpx.Proxy(running.url, auth=("edge-tui", "pass word:1"))
        with httpx.Client(proxy=proxy, verify=context) as client:
            assert client.post(URL + "r", content=PAGE_VIEW, headers=JSON).status_code == 200
        wrong = f"http://edge-tui:geheim@{running.url.removeprefix('http://')}"
        assert httpx.get("http://shop.example/", proxy=wrong).status_code == 407
        [notice] = running.wait(SourceNotice)
        [began] = running.wait(Began)
    assert "gave a wrong user or password" in notice.text
    assert "geheim" not in notice.text
    assert not any("authorization" in name.lower() for name, _ in began.headers)


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ("edge-tui:geheim", True),
        ("edge-tui:Geheim", False),
        ("edge-tui:", False),
        ("other:geheim", False),
        ("", False),
    ],
)
def test_a_password_is_compared_whole(given: str, allowed: bool) -> None:
    headers: RawHeaders = [(b"Proxy-Authorization", b"basic " + base64.b64encode(given.encode()))]
    assert ProxyAccess("geheim").allows(headers) is allowed
    assert ProxyAccess("").allows([])
    assert not ProxyAccess("geheim").allows([(b"proxy-authorization", b"Bearer x")])


def test_another_proxy_on_the_way_is_used_for_sealed_connections_too(gateway: Serving, tmp_path: Path) -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.write(await reader.read(100))
        await writer.drain()
        writer.close()

    with raw_server(serve) as url:
        upstream = EnvironmentProxies({"HTTPS_PROXY": url.replace("://", "://me:secret@")})
        with proxying(gateway, tmp_path, proxies=upstream) as running, _tunnel(running, "shop.example") as raw:
            raw.sendall(b"sealed")
            assert raw.recv(100) == b"sealed"
    assert asked[0].startswith(b"CONNECT shop.example:443 HTTP/1.1\r\n")
    assert base64.b64encode(b"me:secret") in asked[0]


@every_row(
    ("environ", "scheme", "host", "expected"),
    [
        ({"HTTPS_PROXY": "http://p:3128"}, "https", "edge.adobedc.net", "http://p:3128"),
        ({"https_proxy": "p:3128"}, "https", "edge.adobedc.net", "http://p:3128"),
        ({"HTTPS_PROXY": "http://p:3128"}, "http", "edge.adobedc.net", None),
        ({"ALL_PROXY": "http://p"}, "http", "edge.adobedc.net", "http://p:80"),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "adobedc.net"}, "https", "edge.adobedc.net", None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "*"}, "https", "edge.adobedc.net", None),
        ({"HTTPS_PROXY": "http://p"}, "https", "localhost", None),
        ({"HTTPS_PROXY": "http://p"}, "https", "127.0.0.1", None),
        ({"HTTPS_PROXY": "http://127.0.0.1:8888"}, "https", "edge.adobedc.net", None),
        ({"HTTPS_PROXY": "http://127.0.0.1:8889"}, "https", "edge.adobedc.net", "http://127.0.0.1:8889"),
        ({}, "https", "edge.adobedc.net", None),
    ],
)
def test_the_environment_s_proxy_is_used_unless_it_is_this_one(
    environ: dict[str, str], scheme: str, host: str, expected: str | None
) -> None:
    found = EnvironmentProxies(environ, own=(8888,)).to(scheme, host, 443)
    assert (found.url if found else None) == expected


@pytest.mark.parametrize("url", ["socks5://p:1", "http://p:99999", "http://me:pw@"])
def test_a_proxy_that_can_not_be_used_is_an_error_that_does_not_quote_it(url: str) -> None:
    with pytest.raises(SetupError) as raised:
        EnvironmentProxies({"HTTPS_PROXY": url})
    assert url not in str(raised.value)


def test_who_was_trusting_once_is_not_named_for_closing_a_connection() -> None:
    watch = TrustWatch()
    watch.made_request("a", EDGE)
    assert watch.left("a", EDGE) == ""
    assert watch.failed("a", EDGE, ConnectionResetError()) == ""
    assert watch.left("b", EDGE) != ""
    assert watch.left("b", EDGE) == ""
    assert watch.failed("b", EDGE, ConnectionResetError()) != ""
    assert watch.failed("b", EDGE, ConnectionResetError()) == ""
