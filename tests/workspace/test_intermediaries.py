"""Proxies of the workspace: what they record, what they never keep, and their certificates."""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from edge_tui.emulator.serve import serving
from edge_tui.loopback.certificates.allowed_hosts import allowed_hosts
from edge_tui.loopback.certificates.authority import kept_hosts
from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Source
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, Profile
from edge_tui.model.visit import Visit
from edge_tui.rewriting import conditions
from edge_tui.workspace import Workspace
from edge_tui.workspace.rewriting import RewritingOptions

TARGET = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId="
JSON = {"content-type": "application/json"}
BODY = '{"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", "timestamp": "2026-03-02T12:00:00Z"}}]}'
SECRET = "SECRETvalue7391"


def recorded(workspace: Workspace, to: str, headers: dict[str, str], count: int = 1, more: str = "") -> Visit:
    """A recording of calls through a reverse proxy."""
    opened = workspace.intermediaries.forward(to, 0)
    live = workspace.captures.begin("visit", Source.FORWARD, opened.make_source, hosts=opened.hosts)
    live.start()
    with httpx.Client() as client:
        for _ in range(count):
            url = f"{opened.announcement['url']}{TARGET}{uuid4()}{more}"
            assert client.post(url, content=BODY, headers=headers).status_code == 200
    return live.stop()


def test_calls_are_in_history_with_their_origin(workspace: Workspace) -> None:
    with serving() as gateway:
        visit = recorded(workspace, gateway.url, {"accept-encoding": "gzip", **JSON}, 3)
    assert len(visit.calls) == 3
    exchanges = [workspace.history.load(key) for key in workspace.history.keys_of_recording("visit")]
    for exchange in exchanges:
        assert exchange is not None
        assert exchange.origin is not None
        assert (exchange.origin.source, exchange.origin.capture) == (Source.FORWARD, "visit")
        assert exchange.request.body == BODY
        assert exchange.response is not None
        assert exchange.response.status == 200
        assert b'"handle"' in exchange.response.body
        assert exchange.request.url.startswith(gateway.url)


def test_the_thread_that_answers_reads_no_body_and_writes_no_history(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []

    def noted(what: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            done.append((what, threading.current_thread().name))
            return do(*arguments, **options)

        return run

    monkeypatch.setattr(conditions, "parse", noted("read", conditions.parse))
    monkeypatch.setattr(workspace.history, "record", noted("written", workspace.history.record))
    with serving() as gateway:
        visit = recorded(workspace, gateway.url, {"referer": "https://www.shop.example/cart", **JSON}, 3)
    assert [call.page.url for call in visit.calls if call.page] == ["https://www.shop.example/cart"] * 3
    assert {*done} == {("read", "recording"), ("written", "recording to history")}


def test_no_secret_of_a_site_is_in_any_byte_that_is_kept(workspace: Workspace, home: Path) -> None:
    headers = {
        "cookie": f"session={SECRET}; kndctr_x_AdobeOrg_identity=kept",
        "authorization": f"Bearer {SECRET}",
        "proxy-authorization": f"Basic {SECRET}",
        "x-internal": SECRET,
        "x-user-token": SECRET,
        "referer": f"https://www.shop.example/cart?token={SECRET}&a=b#{SECRET}",
        **JSON,
    }
    with serving() as gateway:
        visit = recorded(workspace, gateway.url, headers, more=f"&token={SECRET}")
    assert len(visit.calls) == 1
    workspace.history.index_some()
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert kept
    assert [str(path) for path in kept if SECRET.encode() in path.read_bytes()] == []
    [key] = workspace.history.keys_of_recording("visit")
    exchange = workspace.history.load(key)
    # Bodies are compressed in the file, so look at what is read back too.
    assert exchange is not None
    assert SECRET not in repr(exchange)
    assert "kndctr_x_AdobeOrg_identity=kept" in repr(exchange)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Edge.Shop.Example.", "edge.shop.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("192.0.2.7", "192.0.2.7"),
    ],
)
def test_every_host_that_is_asked_for_is_read(workspace: Workspace, asked: str, read: str) -> None:
    opened = workspace.intermediaries.proxy(0, [asked])
    opened.close()
    assert read in opened.announcement["edgeHosts"]
    assert allowed_hosts(opened.hosts).allows(read)


def test_the_authority_keeps_the_hosts_of_earlier_runs_and_reads_only_those_of_this_one(
    workspace: Workspace, home: Path
) -> None:
    workspace.profiles.add(Profile(name="stage", url="https://edge.stage.example", datastream_id="s"))
    workspace.profiles.add(Profile(name="local", url="http://127.0.0.1:8080", datastream_id="s"))
    first = workspace.intermediaries.proxy_certificate(["edge.shop.example"])
    certificate = Path(first["caCertificate"])
    before = certificate.read_bytes()
    opened = workspace.intermediaries.proxy(0)
    opened.close()
    assert certificate.read_bytes() == before
    assert opened.notices == ()
    assert "edge.stage.example" in opened.announcement["edgeHosts"]
    assert "edge.shop.example" not in opened.announcement["edgeHosts"]
    assert kept_hosts(certificate.parent, "proxy") == allowed_hosts({*opened.hosts, "edge.shop.example"})
    more = workspace.intermediaries.proxy(0, ["edge.other.example"])
    more.close()
    assert certificate.read_bytes() != before
    assert "clients that trust it need the new one" in more.notices[0]
    assert workspace.intermediaries.forget_certificate() == certificate
    assert workspace.intermediaries.forget_certificate() is None
    assert home in certificate.parents


def test_with_a_password_it_listens_on_every_network_and_otherwise_here_only(workspace: Workspace) -> None:
    here = workspace.intermediaries.proxy(0)
    network = workspace.intermediaries.proxy(0, password="geheim")
    try:
        assert here.listener.getsockname()[0] == "127.0.0.1"
        assert network.listener.getsockname()[0] == "0.0.0.0"
        assert "0.0.0.0" not in network.announcement["url"]
    finally:
        here.close()
        network.close()


@pytest.mark.parametrize("to", ["edge.adobedc.net", "https://edge.adobedc.net/ee", "ftp://a", "https://me@host", ""])
def test_what_is_not_a_gateway_is_said(workspace: Workspace, to: str) -> None:
    with pytest.raises(SetupError, match="isn't a gateway"):
        workspace.intermediaries.forward(to, 0)


def test_it_does_not_forward_to_itself(workspace: Workspace) -> None:
    probe = workspace.intermediaries.forward("https://edge.adobedc.net", 0)
    port = probe.listener.getsockname()[1]
    probe.close()
    for host in ("localhost", "127.0.0.1"):
        with pytest.raises(SetupError, match="this server itself"):
            workspace.intermediaries.forward(f"http://{host}:{port}", port)


def test_a_port_that_is_taken_is_said_before_anything_is_recorded(workspace: Workspace) -> None:
    opened = workspace.intermediaries.forward("https://edge.adobedc.net", 0)
    port = opened.listener.getsockname()[1]
    try:
        for start in (
            lambda: workspace.intermediaries.forward("https://edge.adobedc.net", port),
            lambda: workspace.intermediaries.proxy(port),
        ):
            with pytest.raises(SetupError, match="is taken"):
                start()
    finally:
        opened.close()
    with pytest.raises(SetupError, match="Give the whole host name"):
        workspace.intermediaries.proxy(0, ["com"])


def test_calls_go_to_the_emulator_where_a_rule_says_so_and_the_recording_says_it(workspace: Workspace) -> None:
    with serving() as gateway, workspace.rewriting.rewriter(RewritingOptions(to_emulator=True)) as rewriter:
        assert rewriter is not None
        opened = workspace.intermediaries.forward(gateway.url, 0, rewriter=rewriter)
        live = workspace.captures.begin(
            "visit", Source.FORWARD, opened.make_source, hosts=opened.hosts, rules=rewriter.sentences
        )
        live.start()
        url = f"{opened.announcement['url']}/ee/v1/interact?configId=unknown&requestId={uuid4()}"
        assert httpx.post(url, content=BODY, headers=JSON).status_code == 200
        visit = live.stop()
    [call] = visit.calls
    assert call.exchange.origin is not None
    assert call.exchange.origin.changed == ("--to-emulator",)
    assert visit.recording.rules == rewriter.sentences


def test_a_source_can_be_stopped_twice_and_its_port_is_free_again(workspace: Workspace) -> None:
    opened = workspace.intermediaries.forward("https://edge.adobedc.net", 0)
    source = opened.make_source(queue.SimpleQueue().put)
    assert source.start() == "forward to edge.adobedc.net"
    port = opened.listener.getsockname()[1]
    source.stop()
    source.stop()
    again = workspace.intermediaries.forward("https://edge.adobedc.net", port)
    again.close()


def test_why_a_call_failed_is_in_history_in_the_proxy_s_words(workspace: Workspace, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rules]]\nname = 'cut'\nfault.network = 'off'\nwhen.nth = 2\n")
    with workspace.rewriting.rewriter(RewritingOptions((rules,))) as rewriter:
        gone = workspace.intermediaries.forward("https://edge.adobedc.net", 0)
        port = gone.listener.getsockname()[1]
        gone.close()
        opened = workspace.intermediaries.forward(f"http://127.0.0.1:{port}", 0, rewriter=rewriter)
        live = workspace.captures.begin("visit", Source.FORWARD, opened.make_source, hosts=opened.hosts)
        live.start()
        for _ in range(2):
            try:
                httpx.post(f"{opened.announcement['url']}{TARGET}{uuid4()}", content=BODY, headers=JSON)
            except httpx.RemoteProtocolError:
                continue
        visit = live.stop()
    failures = [call.exchange.failure for call in visit.calls]
    assert [failure.message for failure in failures if failure] == [
        "127.0.0.1 refused the connection.",
        "A rule of edge-tui cut it off: cut.",
    ]
    assert [call.exchange.origin.changed for call in visit.calls if call.exchange.origin] == [(), ("cut",)]
