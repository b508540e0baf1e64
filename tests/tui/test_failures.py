"""Gateways that misbehave: each send ends as a clear outcome, in the tree and in history, and the app stays up."""

import asyncio
import json
import ssl

import pytest
import trustme

from edge_tui.model.exchange import FailureKind
from edge_tui.model.node import Node, Tone
from edge_tui.model.profile import Profile
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.workspace import Workspace
from tests.gateway.loopback import Writes, answering, http
from tests.tui.scenes import HOSTILE
from tests.tui.stage import Stage, explorer


async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Never responds."""
    await reader.read()


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hangs up in the middle of the body."""
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{"requestId"')
    await writer.drain()


def to(workspace: Workspace, url: str, timeout_seconds: float = 10.0) -> str:
    """A profile for a gateway; its name."""
    workspace.profiles.add(Profile("odd", url=url, datastream_id="d-1", timeout_seconds=timeout_seconds))
    return "odd"


async def still_works(stage: Stage) -> None:
    """The app is up: with the emulator the next send is answered."""
    before = stage.exchange
    stage.bench.controllers.profiles.use(stage.workspace.profiles.get("emulator"))
    await stage.still()
    await stage.press("f5")
    exchange = await stage.answered(before)
    assert exchange.response is not None
    assert exchange.response.status == 200


async def failure(stage: Stage, kind: FailureKind) -> str:
    """Sends, asserts the failure in tree, status line and history, and returns its message."""
    exchange = await stage.send()
    assert exchange.failure is not None
    assert exchange.failure.kind is kind
    first = stage.tree.root.children[0].data
    assert isinstance(first, Node)
    assert first.tone is Tone.ERROR
    assert exchange.failure.message in first.value + first.note
    assert str(kind) in str(stage.find(StatusLine).render())
    [summary] = stage.workspace.history.recent()
    assert summary.failure == str(kind)
    assert "No response" in stage.drawn
    return exchange.failure.message


async def test_an_unknown_host(workspace: Workspace) -> None:
    async with explorer(workspace, profile=to(workspace, "https://no-such-host.invalid")) as stage:
        assert "no-such-host.invalid" in await failure(stage, FailureKind.UNREACHABLE)
        await still_works(stage)


@pytest.mark.sends
async def test_a_refused_connection(workspace: Workspace) -> None:
    async with explorer(workspace, profile=to(workspace, "http://127.0.0.1:1")) as stage:
        assert "refused" in await failure(stage, FailureKind.UNREACHABLE)
        await still_works(stage)


async def test_an_untrusted_certificate(workspace: Workspace) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    async with (
        answering(http(b"{}"), tls=context) as gateway,
        explorer(workspace, profile=to(workspace, gateway.url)) as stage,
    ):
        assert "certificate" in await failure(stage, FailureKind.TLS)
        await still_works(stage)


@pytest.mark.sends
async def test_a_timeout(workspace: Workspace) -> None:
    async with (
        answering(silence) as gateway,
        explorer(workspace, profile=to(workspace, gateway.url, timeout_seconds=0.2)) as stage,
    ):
        assert "0.2 s" in await failure(stage, FailureKind.TIMEOUT)
        await still_works(stage)


@pytest.mark.sends
async def test_a_broken_connection(workspace: Workspace) -> None:
    async with answering(hang_up) as gateway, explorer(workspace, profile=to(workspace, gateway.url)) as stage:
        assert "broke" in await failure(stage, FailureKind.BROKEN)
        await still_works(stage)


HTML = b"<!doctype html><title>Oops</title><h1>[/bold]Internal error</h1>"
BODIES: dict[str, tuple[bytes | Writes, int, str]] = {
    "a page of HTML": (http(HTML, "500 Internal Server Error", "text/html"), 500, "HTML"),
    "JSON that stops": (http(b'{"requestId": "x", "handle": ['), 200, "JSON"),
    "nothing": (http(b""), 200, "empty"),
    "no envelope": (http(b"[1, 2]"), 200, "1"),
    "bytes": (http(bytes(range(256)), content_type="application/octet-stream"), 200, "JSON"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
    "deep nesting": (http(b"[" * 20_000 + b"]" * 20_000), 200, "deep"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_an_unparsable_body_is_named_and_kept(workspace: Workspace, name: str) -> None:
    response, status, words = BODIES[name]
    async with answering(response) as gateway, explorer(workspace, profile=to(workspace, gateway.url)) as stage:
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == status
        assert words.lower() in stage.drawn.lower()
        line = str(stage.find(StatusLine).render())
        assert str(status) in line
        assert ("accepted" in line) == (name == "no content")
        [summary] = workspace.history.recent()
        assert summary.status == status
        await stage.focus(stage.tree)
        for _ in range(6):
            await stage.use("answer.next-tab")
        await still_works(stage)


def bodies_with(text: str) -> list[bytes]:
    """Responses with a text in every place that can hold one."""
    return [
        http(json.dumps(body).encode())
        for body in (
            {"requestId": text, "handle": [{"type": text, "payload": [{text: text}]}]},
            {"type": text, "title": text, "status": 400, "detail": text, "report": {text: text}},
            {"handle": [{"type": "state:store", "payload": [{"key": text, "value": text, "maxAge": 10}]}]},
            {
                "handle": [
                    {"type": "personalization:decisions", "payload": [{"id": text, "scope": text, "items": [text]}]}
                ]
            },
        )
    ]


@pytest.mark.parametrize("body", bodies_with(HOSTILE), ids=["handle", "problem", "state", "decision"])
async def test_hostile_text_is_shown_literally(workspace: Workspace, body: bytes) -> None:
    async with (
        answering(body) as gateway,
        explorer(workspace, size=(160, 45), profile=to(workspace, gateway.url)) as stage,
    ):
        await stage.send()
        await stage.focus(stage.tree)
        for node in list(stage.tree.root.children):
            stage.tree.move_cursor(node)
            await stage.use("tree.expand")
        assert "[/bold][link=x] ␀␛[31m" in stage.drawn
        for _ in range(6):
            await stage.use("answer.next-tab")
        assert not any(character in stage.drawn for character in "\x00\x1b\u202e\u202c")


async def test_a_hostile_value_is_copied_completely_and_shown_literally(workspace: Workspace) -> None:
    async with (
        answering(bodies_with(HOSTILE)[0]) as gateway,
        explorer(workspace, size=(160, 45), profile=to(workspace, gateway.url)) as stage,
    ):
        await stage.send()
        group = next(node for node in stage.tree.root.children if "[/bold]" in str(node.label))
        await stage.focus(stage.tree)
        stage.tree.move_cursor(group)
        await stage.use("tree.expand")
        leaf = group
        while leaf.children:
            leaf = leaf.children[0]
        stage.tree.move_cursor(leaf)
        await stage.still()
        await stage.use("tree.copy")
        toast = await stage.told("Copied")
        assert "[/bold][link=x]" in toast
        assert stage.app.clipboard == HOSTILE
        assert not any(character in stage.drawn for character in "\x00\x1b\u202e\u202c")


async def test_a_hostile_profile_and_template_are_shown_literally(workspace: Workspace) -> None:
    name = "[/bold][link=x]"
    workspace.profiles.add(Profile(name, url="http://127.0.0.1:1", datastream_id="ds"))
    async with explorer(workspace, size=(160, 45), profile=name) as stage:
        assert name in stage.lines[0]
        await stage.send()
        assert stage.drawn.count(name) >= 2
