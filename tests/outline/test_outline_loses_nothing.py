"""Everything in a response can be reached in its outline."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui.model.json.document import join, parse
from edge_tui.model.node import Node
from edge_tui.outline import outline_of_body
from edge_tui.outline.json_text import json_line, json_text
from tests.answers import ANSWER, ANY_JSON, ENVELOPES, HANDLES, REFUSAL, mutated_answers
from tests.tables import every_row

HANDLE_TYPE = re.compile(r"(?:/[0-9]+)?/handle/[0-9]+/type")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def scalars(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [found for name, each in value.items() for found in scalars(each, join(pointer, name))]
    if isinstance(value, list):
        return [found for index, each in enumerate(value) for found in scalars(each, join(pointer, index))]
    return [(pointer, value)]


def unreachable(document: Any) -> list[tuple[str, Any]]:
    """The scalars without a node. A handle's type is the label of its group."""
    return unreachable_of(json.dumps(document).encode(), parse(json.dumps(document)))


def unreachable_of(body: bytes, document: Any) -> list[tuple[str, Any]]:
    nodes = list(outline_of_body(body, NOW).walk())
    reached = {(node.pointer, repr(node.content)) for node in nodes}
    labels = {node.label for node in nodes}
    missing = [(place, value) for place, value in scalars(document) if (place, repr(value)) not in reached]
    return [each for each in missing if not (HANDLE_TYPE.fullmatch(each[0]) and each[1] in labels)]


def test_every_scalar_of_a_full_response_is_reachable() -> None:
    assert unreachable(ANSWER) == []
    assert unreachable(REFUSAL) == []


@given(ANY_JSON)
def test_every_scalar_of_any_json_is_reachable(document: Any) -> None:
    assert unreachable(document) == []


@given(ENVELOPES)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_scalar_of_any_envelope_is_reachable(document: Any) -> None:
    assert unreachable(document) == []


@given(mutated_answers())
def test_every_scalar_of_a_mutated_response_is_reachable(document: Any) -> None:
    assert unreachable(document) == []


@given(st.lists(ENVELOPES, min_size=2, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_scalar_of_any_stream_is_reachable(documents: list[Any]) -> None:
    body = "".join(f"\0{json.dumps(each)}\n" for each in documents).encode()
    assert unreachable_of(body, documents) == []


@every_row("handle", HANDLES, ids=lambda handle: handle["type"])
def test_every_item_has_a_node(handle: dict[str, Any]) -> None:
    root = outline_of_body(json.dumps({"handle": [handle]}).encode(), NOW)
    group = next(node for node in root.children() if node.label == handle["type"])
    items = [node for node in group.children() if (node.pointer or "").startswith("/handle/0/payload/")]
    assert [node.content for node in items] == handle["payload"]


@given(st.binary(max_size=200))
def test_any_bytes_have_an_outline(body: bytes) -> None:
    assert all(isinstance(node.label, str) for node in outline_of_body(body, NOW).walk())


@given(st.integers(0, 3000), st.binary(max_size=6))
def test_a_damaged_response_has_an_outline(place: int, damage: bytes) -> None:
    good = json.dumps(ANSWER).encode()
    damaged = good[: place % len(good)] + damage + good[place % len(good) + len(damage) :]
    outline = outline_of_body(damaged, NOW)
    assert list(outline.walk())
    line = json_line({"a": 1, "outline": outline})
    assert line.count("\n") == 1
    assert json.loads(line) == {"a": 1, "outline": json.loads("".join(json_text(outline)))}


@given(st.integers(0, 5000))
def test_a_truncated_response_shows_where_it_ends(length: int) -> None:
    body = json.dumps(ANSWER).encode()
    cut = body[: length % len(body)]
    labels = [node.label for node in outline_of_body(cut, NOW).children()]
    assert labels[0] == ("not JSON" if cut else "body")


@pytest.mark.parametrize("text", ["[/bold][link=x]", "\0\x1b[31m", "🛒 \u202eabc", "a\nb", "\udcff"])
def test_hostile_text_passes_through_unchanged(text: str) -> None:
    document = {"handle": [{"type": text, "payload": [{text: text, "key": text, "value": text}]}]}
    nodes = list(outline_of_body(json.dumps(document).encode(), NOW).walk())
    assert any(node.label == text for node in nodes)
    assert any(node.content == text and node.value == text for node in nodes)


def test_many_items_open_in_ranges() -> None:
    body = json.dumps({"handle": [{"type": "a:b", "payload": list(range(2500))}]}).encode()
    group = outline_of_body(body, NOW).children()[0]
    assert [node.label for node in group.children()] == ["0 … 999", "1000 … 1999", "2000 … 2499"]
    assert _leaves(group) == list(range(2500))


def _leaves(node: Node) -> list[Any]:
    return [each.content for each in node.walk() if not each.has_children]
