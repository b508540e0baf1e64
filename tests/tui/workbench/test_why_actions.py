"""The ladder of checks on the workbench: what it knows, and what it sends when it is asked again."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.node import Node
from edge_tui.model.profile import EMULATOR_PROFILE, Environment
from edge_tui.outline.ladder import Mark
from edge_tui.outline.why import scope_of
from edge_tui.tui.workbench.why_actions import without_identity, without_overrides
from tests.tui.workbench.bench import Bench, open_bench


def asking(scope: str, **members: Any) -> str:
    return json.dumps({"event": {"xdm": {}}, "query": {"personalization": {"decisionScopes": [scope]}}, **members})


def words(bench: Bench) -> list[str]:
    return [rung.words for rung in bench.panes.ladders[-1].rungs]


async def test_without_a_response_there_is_nothing_to_explain(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.why.explain(None)
    assert bench.panes.ladders == []
    assert "Send an event first" in bench.toasts


async def test_the_services_of_the_datastream_and_past_decisions_are_known(home: Path) -> None:
    bench = open_bench(home)
    await bench.send(asking("hero"))
    await bench.send(asking("heroo"))
    await bench.controllers.why.explain(None)
    assert "Target is on in this datastream" in words(bench)
    assert "heroo never had a decision, but hero did" in words(bench)
    assert bench.panes.ladders[-1].next_step == "Request hero instead, then send again."


async def test_asked_again_the_event_is_sent_as_a_new_visitor_that_is_gone_afterwards(home: Path) -> None:
    bench = open_bench(home)
    await bench.send(asking("nobody-decides-this"))
    shown = bench.state.exchange.value
    await bench.controllers.why.explain(None)
    assert bench.panes.ladders[-1].can_try
    count, visitors = bench.workspace.history.count(), bench.workspace.visitors.names()
    await bench.controllers.why.explain(None)
    assert words(bench)[-1] == "a new visitor gets nothing either"
    assert not bench.panes.ladders[-1].can_try
    assert bench.workspace.history.count() == count + 1
    assert bench.workspace.visitors.names() == visitors
    assert bench.state.exchange.value is shown, "the response on screen is still the one that is explained"
    latest = bench.workspace.history.recent(limit=1)[0]
    assert latest.visitor == "new visitor 1"
    await bench.controllers.why.explain(None)
    assert bench.workspace.history.count() == count + 1


async def test_an_event_with_overrides_is_also_sent_without_them(home: Path) -> None:
    bench = open_bench(home)
    overrides = {"configOverrides": {"com_adobe_target": {"propertyToken": "1b2c3d4e-0000-4000-8000-000000000001"}}}
    exchange = await bench.send(asking("nobody-decides-this", meta=overrides))
    assert exchange.response is not None
    await bench.controllers.why.explain(None)
    if exchange.response.status < 300:
        await bench.controllers.why.explain(None)
        assert "without the event's overrides there is nothing either" in words(bench)
    else:
        assert bench.panes.ladders[-1].question == "Why was the event refused?"


async def test_production_is_asked_about_before_anything_is_sent(home: Path) -> None:
    production = replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD)
    bench = open_bench(home, "send", "back", profile=production)
    await bench.send(asking("nobody-decides-this"))
    bench.controllers.sender._confirmed.clear()
    count = bench.workspace.history.count()
    await bench.controllers.why.explain(None)
    await bench.controllers.why.explain(None)
    assert bench.workspace.history.count() == count
    assert not any("new visitor" in each for each in words(bench))


async def test_another_response_begins_again(home: Path) -> None:
    bench = open_bench(home)
    await bench.send(asking("nobody-decides-this"))
    await bench.controllers.why.explain(None)
    await bench.send(asking("nobody-decides-this"))
    count = bench.workspace.history.count()
    await bench.controllers.why.explain(None)
    assert bench.workspace.history.count() == count


async def test_a_response_that_is_complete_says_so(home: Path) -> None:
    bench = open_bench(home)
    await bench.send(asking("hero"))
    await bench.controllers.why.explain(None)
    assert all(rung.mark is Mark.PASSED for rung in bench.panes.ladders[-1].rungs)
    assert "Nothing that the event requested is missing." in bench.panes.ladders[-1].conclusion


@pytest.mark.parametrize(
    ("node", "scope"),
    [
        (None, ""),
        (Node("No decision for", "hero", content="hero"), "hero"),
        (Node("scope", "hero", content="hero"), "hero"),
        (Node("surface", "web://x/#a", content="web://x/#a"), "web://x/#a"),
        (Node("identity:result", content={"type": "identity:result"}), ""),
        (Node("title", "hero", content="hero"), ""),
    ],
)
def test_the_scope_is_that_of_the_node(node: Node | None, scope: str) -> None:
    assert scope_of(node) == scope


def test_an_experiment_changes_nothing_else_of_the_event() -> None:
    text = json.dumps(
        {"event": {"xdm": {"identityMap": {"ECID": [{"id": "1"}], "Email": [{"id": "a"}]}}}, "meta": {"x": 1}}
    )
    changed = json.loads(without_identity(Draft(text)).text)
    assert changed["event"]["xdm"]["identityMap"] == {"Email": [{"id": "a"}]}
    assert changed["meta"] == {"x": 1}
    assert without_overrides(Draft(text)).text == text
    overridden = json.dumps({"event": {}, "meta": {"x": 1, "configOverrides": {"a": 1}}})
    assert json.loads(without_overrides(Draft(overridden)).text) == {"event": {}, "meta": {"x": 1}}
    assert without_identity(Draft("{")).text == "{"
    assert without_overrides(Draft("{")).text == "{"
