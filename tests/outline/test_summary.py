"""The summary of an exchange: a line for each handle and each problem, and nothing left out."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.json.document import JsonValue
from edge_tui.model.request import InteractRequest
from edge_tui.outline import outline
from edge_tui.outline.summary import summary_nodes

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PROBLEM = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-504", "title": "Target timed out", "status": 504}


def exchange(outcome: Response | Failure | None, body: JsonValue = None) -> Exchange:
    request = InteractRequest(
        "r", "https://edge.adobedc.net/ee/v2/interact?requestId=r", (), json.dumps(body), authenticated=False
    )
    return Exchange(Draft("{}"), request, "p", "v", NOW, outcome)


def answered(status: int = 200, body: JsonValue = None, **members: Any) -> Exchange:
    content = json.dumps({"requestId": "r-0123456789abcdef", "handle": [], **members}).encode()
    return exchange(Response(status, (), content, Timings(1.0)), body)


def lines(each: Exchange) -> list[tuple[str, str]]:
    return [(node.label, node.value) for node in summary_nodes(outline(each, NOW))]


def handle(kind: str, *items: JsonValue, event: int | None = None) -> JsonValue:
    return {"type": kind, "payload": list(items)} | ({} if event is None else {"eventIndex": event})


def test_the_outcome_comes_first_and_nodes_are_closed() -> None:
    nodes = list(summary_nodes(outline(answered(handle=[handle("a:b", 1)]), NOW)))
    assert (nodes[0].label, nodes[0].value) == ("200 OK", "1 handle")
    assert not any(node.has_children for node in nodes)


@pytest.mark.parametrize("count", [1, 2, 3, 1001, 2500])
def test_a_line_for_each_handle_however_many_have_its_type(count: int) -> None:
    handles = [handle("a:b", index, event=index) for index in range(count)]
    found = lines(answered(handle=[*handles, handle("visitor", 1), handle("errors", 1), handle("errors", 1)]))
    assert [label for label, _ in found].count("a:b") == count
    assert [label for label, _ in found].count("errors") == 2
    assert count == 1 or ("a:b", f"event {count - 1} · 1 item") in found


def test_problems_are_a_line_each_and_say_what_they_are() -> None:
    found = lines(answered(207, errors=[PROBLEM] * 2, warnings=[PROBLEM]))
    assert found.count(("error EXEG-0201-504", "Target timed out")) == 2
    assert found.count(("warning EXEG-0201-504", "Target timed out")) == 1


def test_many_problems_are_a_line_each() -> None:
    found = lines(answered(207, errors=[PROBLEM] * 2345))
    assert [label for label, _ in found].count("error EXEG-0201-504") == 2345


def test_a_refusal_is_an_error() -> None:
    content = json.dumps(PROBLEM).encode()
    found = lines(exchange(Response(504, (), content, Timings(1.0))))
    assert ("error EXEG-0201-504", "Target timed out") in found


def test_each_scope_without_a_decision_is_named() -> None:
    body = {"event": {}, "query": {"personalization": {"decisionScopes": ["hero", "footer"]}}}
    found = lines(answered(body=body))
    assert [value for label, value in found if label == "No decision for"] == ["scope hero", "scope footer"]


@pytest.mark.parametrize(
    "each",
    [
        answered(handle=[handle("state:store"), "odd", handle("a:b", 1)], extra={"x": 1}),
        exchange(Response(200, (), b"<html>", Timings(1.0))),
        exchange(Response(204, (), b"", Timings(1.0))),
        exchange(Response(200, (), b"[1, 2]", Timings(1.0))),
        exchange(Failure(FailureKind.TIMEOUT, "No response within 10 s.")),
        exchange(None),
    ],
)
def test_every_node_of_the_first_level_has_a_line(each: Exchange) -> None:
    tree = outline(each, NOW)
    labels = [label for label, _ in lines(each)]
    assert {node.label for node in tree.children()} <= set(labels)
