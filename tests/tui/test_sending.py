"""Sending from the screen: by key and by click, one at a time, canceled by escape."""

import asyncio
import json

import pytest
from textual.widgets import Button

from edge_tui.model.exchange import FailureKind
from edge_tui.model.profile import Environment, Profile
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering, http
from tests.tui.stage import Stage, explorer


@pytest.mark.sends
@pytest.mark.parametrize("key", ["f5", "ctrl+r"])
async def test_the_send_key_posts_the_event_and_its_handles_appear(workspace: Workspace, key: str) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send(key)
        assert exchange.response is not None
        assert exchange.response.status == 200
        groups = {str(node.label) for node in stage.tree.root.children}
        assert {"state:store", "locationHint:result"} <= groups
        assert "200 OK" in str(stage.find(ResponsePane).border_title)
        assert exchange.request_id in str(stage.find(StatusLine).render())
        assert f"requestId={exchange.request_id}" in exchange.request.url


@pytest.mark.sends
async def test_a_click_on_send_sends_too(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.click("#send")
        exchange = await stage.answered()
        assert exchange.response is not None
        assert exchange.response.status == 200


@pytest.mark.sends
async def test_a_second_event_carries_the_state_the_first_was_given(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        first = await stage.send()
        ecid = stage.bench.state.session.ecid
        second = await stage.send()
        assert "meta" not in json.loads(first.request.body)
        entries = json.loads(second.request.body)["meta"]["state"]["entries"]
        assert any(entry["key"].endswith("_identity") for entry in entries)
        assert "/ee/or2/v2/interact" in second.request.url
        assert stage.bench.state.session.ecid == ecid is not None


@pytest.mark.sends
async def test_a_new_visitor_shares_nothing_with_the_last_one(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        first = stage.bench.state.session.ecid
        await stage.use("visitor.new")
        await stage.shows(Question)
        await stage.press("escape")
        assert stage.bench.state.visitor.value == "default", "a stray key changes nothing"
        await stage.use("visitor.new")
        await stage.shows(Question)
        await stage.press("enter")
        exchange = await stage.send()
        assert "meta" not in json.loads(exchange.request.body)
        assert "/or2/" not in exchange.request.url
        assert stage.bench.state.session.ecid != first


async def test_a_parse_error_is_marked_at_its_line_and_column_and_nothing_is_sent(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{\n  "event": {\n    "xdm": {},\n  }\n}')
        await stage.use("pane.next")
        await stage.press("f5")
        assert await stage.told("Not sent") == "Not sent: fix the parse error first."
        assert stage.editor.area.cursor_location == (2, 13)
        assert stage.editor.area.has_focus
        assert "✖ 3:14" in stage.drawn
        assert stage.exchange is None
        assert workspace.history.count() == 0


async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Never responds."""
    await reader.read()


def to(workspace: Workspace, url: str, **fields: object) -> str:
    """A profile for a gateway on loopback; its name."""
    workspace.profiles.add(Profile("loopback", url=url, datastream_id="d-1", **fields))  # type: ignore[arg-type]
    return "loopback"


async def under_way(stage: Stage) -> None:
    """Sends, and waits until the request is in flight."""
    await stage.press("f5")
    await stage.until(lambda: stage.bench.query_one(RequestLine).sending_seconds is not None)


async def test_escape_cancels_the_send(workspace: Workspace) -> None:
    async with answering(silence) as gateway, explorer(workspace, profile=to(workspace, gateway.url)) as stage:
        await under_way(stage)
        await stage.until(lambda: gateway.requests)
        assert "esc cancels" in stage.drawn
        await stage.press("escape")
        exchange = await stage.answered()
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.CANCELED
        [summary] = workspace.history.recent()
        assert summary.failure == "cancelled"
        assert "canceled" in str(stage.find(StatusLine).render()).lower()


async def test_the_button_cancels_the_send(workspace: Workspace) -> None:
    async with answering(silence) as gateway, explorer(workspace, profile=to(workspace, gateway.url)) as stage:
        await under_way(stage)
        await stage.until(lambda: gateway.requests)
        assert "Cancel" in str(stage.find(Button, "#send").label)
        await stage.click("#send")
        exchange = await stage.answered()
        assert exchange.failure is not None
        assert exchange.failure.kind is FailureKind.CANCELED
        assert "Send" in str(stage.find(Button, "#send").label)


@pytest.mark.sends
async def test_the_response_on_screen_belongs_to_its_request_id_after_two_quick_sends(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.pilot.press("f5", "f5")
        exchange = await stage.answered()
        parsed = exchange.response.parsed() if exchange.response else None
        assert parsed.request_id.startswith(exchange.request_id)  # type: ignore[union-attr]
        assert exchange.request_id in str(stage.find(StatusLine).render())


async def test_the_previous_response_is_dimmed_until_the_new_one_arrives(workspace: Workspace) -> None:
    async with (
        answering(http(b'{"requestId": "first", "handle": []}'), silence) as gateway,
        explorer(workspace, profile=to(workspace, gateway.url)) as stage,
    ):
        first = await stage.send()
        pane = stage.find(ResponsePane)
        assert not pane.has_class("-old")
        await under_way(stage)
        assert pane.has_class("-old")
        assert stage.exchange is first
        await stage.press("escape")
        await stage.answered(first)
        assert not pane.has_class("-old")


async def test_the_layout_is_stable_during_a_send(workspace: Workspace) -> None:
    async with (
        answering(silence) as gateway,
        explorer(workspace, profile=to(workspace, gateway.url, timeout_seconds=60.0)) as stage,
    ):
        places = {widget.id: widget.region for widget in stage.bench.query("*") if widget.id and widget.region}
        await under_way(stage)
        # The check for other edge-tui processes must not mistake this send for one of theirs.
        await stage.until(lambda: gateway.requests)
        stage.bench.notice_changes()
        await stage.still()
        sending = {widget.id: widget.region for widget in stage.bench.query("*") if widget.id and widget.region}
        assert sending == places


async def test_production_is_confirmed_once_per_run(workspace: Workspace) -> None:
    async with answering(http(b'{"requestId": "r", "handle": []}')) as gateway:
        name = to(workspace, gateway.url, environment=Environment.PROD)
        async with explorer(workspace, profile=name) as stage:
            assert "PROD" in stage.lines[0]
            await stage.press("f5")
            await stage.shows(Question)
            assert "production datastream" in stage.drawn
            await stage.press("escape")
            await stage.shows(Workbench)
            await stage.until(lambda: not stage.is_sending)
            assert not gateway.requests
            assert workspace.history.count() == 0
            await stage.press("f5")
            await stage.shows(Question)
            await stage.press("enter")
            first = await stage.answered()
            await stage.send()
            assert stage.exchange is not first
            assert len(gateway.requests) == 2


async def test_the_response_comes_to_the_front_on_a_narrow_screen(workspace: Workspace) -> None:
    async with explorer(workspace, size=(80, 24)) as stage:
        await stage.send()
        assert stage.bench.panes.pane == "answer"
        assert stage.tree.has_focus
        assert "3 Response 200" in stage.drawn
