"""A large response is shown before it is parsed, and completed in place."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from textual.widgets import Input

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.profile import Profile
from edge_tui.model.request import InteractRequest
from edge_tui.outline import handle_groups
from edge_tui.tui.response.early_look import LARGE_BYTES
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.workspace import Workspace
from tests.answers import HANDLES
from tests.gateway.loopback import answering, http
from tests.tui.stage import NOON, Stage, explorer

PROPOSITION = {
    "id": "p-1",
    "scope": "hero",
    "scopeDetails": {"decisionProvider": "TGT"},
    "items": [{"id": "0", "schema": "s", "data": {"content": "x" * 200}}] * 10,
}


def document(propositions: int) -> dict[str, Any]:
    decisions = {"type": "personalization:decisions", "payload": [PROPOSITION] * propositions}
    return {"requestId": "sent-0123456789abcdef", "handle": [decisions, HANDLES[0], HANDLES[1]]}


def exchange(body: bytes) -> Exchange:
    request = InteractRequest("sent", "https://edge.adobedc.net/ee/v2/interact", (), "{}")
    return Exchange(Draft("{}"), request, "p", "default", NOON, Response(200, (), body, Timings(1.0)))


def large() -> Exchange:
    return exchange(json.dumps(document(LARGE_BYTES // 2_000)).encode())


def labels(stage: Stage) -> list[str]:
    tree = stage.tree
    nodes = [tree.get_node_at_line(line) for line in range(tree.last_line + 1)]
    return [node.data.label for node in nodes if node is not None and isinstance(node.data, Node)]


async def announce(stage: Stage, shown: Exchange) -> None:
    await stage.bench.state.received.announce(shown)
    await stage.still()


async def test_a_large_response_is_shown_unparsed_then_completed_in_place(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        shown = large()
        await announce(stage, shown)
        assert shown.response is not None
        assert not shown.response._read
        before = labels(stage)
        assert "personalization:decisions" in before
        await stage.focus(stage.tree)
        stage.tree.cursor_line = before.index("personalization:decisions")
        await stage.press("right", "down")
        opened, cursor = labels(stage), stage.tree.cursor_line
        assert len(opened) > len(before)
        assert not shown.response._read
        assert not any("display" in words for _, words in stage.bench.response.steps)
        stage.bench.state.exchange.value = shown
        await stage.still()
        assert (labels(stage), stage.tree.cursor_line) == (opened, cursor)
        group = next(
            line.data
            for line in stage.tree.root.children
            if isinstance(line.data, Node) and line.data.label == "personalization:decisions"
        )
        assert group.content is not ABSENT
        assert any("display" in words for _, words in stage.bench.response.steps)
        assert stage.find(ExplainPane).node is stage.tree.cursor_node.data  # type: ignore[union-attr]


async def test_the_body_waits_and_a_filter_and_a_path_work_before_and_after(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        shown = large()
        await announce(stage, shown)
        pane = stage.find(ResponsePane)
        pane.query_one("#answer-tabs", TabView).active = "Body"
        await stage.until(lambda: "Reading the response" in stage.drawn)
        assert shown.response is not None
        assert not shown.response._read
        pane.query_one("#answer-tabs", TabView).active = "Handles"
        await stage.focus(stage.tree)
        await stage.press("slash")
        await stage.write("hero")
        await stage.until(lambda: labels(stage)[:1] == ["personalization:decisions"] and stage.tree.found == "hero")
        stage.bench.state.exchange.value = shown
        await stage.still()
        assert stage.tree.found == "hero"
        stage.find(Input, "#find-handles Input").value = "$.handle[0].payload[0].scope"
        await stage.until(lambda: labels(stage) == ["/handle/0/payload/0/scope"])
        await stage.press("escape")
        pane.query_one("#answer-tabs", TabView).active = "Body"
        await stage.until(lambda: pane.query("#body-text TextRows") and "requestId" in stage.drawn)
        assert pane.query_one("#body-text TextRows", TextRows).virtual_size.height > 10


async def test_what_is_unusual_is_added_once_it_is_known(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        body = json.dumps(document(LARGE_BYTES // 2_000)).encode().replace(b'"id": "p-1"', b'"id": "p", "id": "p-1"', 1)
        shown = exchange(body)
        await announce(stage, shown)
        assert "duplicate names" not in labels(stage)
        stage.bench.state.exchange.value = shown
        await stage.until(lambda: "duplicate names" in labels(stage))


async def test_another_outcome_replaces_the_early_look(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        shown = large()
        await announce(stage, shown)
        failure = Failure(FailureKind.CANCELED, "Canceled before a response arrived.")
        stage.bench.state.exchange.value = Exchange(shown.draft, shown.request, "p", "default", NOON, failure)
        await stage.still()
        assert "personalization:decisions" not in labels(stage)


async def test_small_and_unparsable_responses_are_not_shown_early(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        for body in (json.dumps(document(1)).encode(), b"<html>".ljust(LARGE_BYTES + 1)):
            await announce(stage, exchange(body))
            assert labels(stage) == []


async def test_a_send_and_a_look_into_history_end_with_the_parsed_response(workspace: Workspace) -> None:
    body = json.dumps(document(LARGE_BYTES // 2_000)).encode()
    seen: list[Exchange] = []

    async def note(received: Exchange) -> None:
        seen.append(received)

    async with answering(http(body)) as gateway:
        workspace.profiles.add(Profile("large", url=gateway.url, datastream_id="d-1"))
        async with explorer(workspace, profile="large") as stage:
            stage.bench.state.received.listen(note)
            await stage.send()
            assert len(seen) == 1
            [latest] = workspace.history.recent()
            await stage.bench.controllers.past.show(latest)
            assert len(seen) == 2
            assert stage.exchange is not None
            assert stage.exchange.response is not None
            assert stage.exchange.response._read


async def test_the_outline_of_a_large_response_is_made_once_and_not_where_keys_are_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: list[int] = []
    groups = handle_groups.handle_groups

    def noting(*given: Any) -> Iterator[Node]:
        makers.append(threading.get_ident())
        return groups(*given)

    monkeypatch.setattr("edge_tui.outline.envelope.handle_groups", noting)
    async with explorer(workspace) as stage:
        shown = large()
        await announce(stage, shown)
        await stage.bench.state.show(shown)
        await stage.still()
        # Once before the response is parsed, once after.
        assert len(makers) == 2
        assert threading.get_ident() not in makers
