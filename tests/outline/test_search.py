"""Finding in an outline."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.node import Node
from edge_tui.outline import outline_of_body
from edge_tui.outline.search import Index
from tests.answers import ANSWER, ENVELOPES, IDENTITY

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def index_of(document: Any) -> tuple[Node, Index]:
    root = outline_of_body(json.dumps(document).encode(), NOW)
    index = Index(root)
    assert list(index.grow())[-1] == index.size
    return root, index


def labels(index: Index, text: str) -> list[str]:
    return [" > ".join(node.label for node in (*hit.ancestors[1:], hit.node)) for hit in index.find(text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("oregon", "locationHint:result > EdgeNetwork"),
        ("Home HERO", "personalization:decisions > handle 1 > __view__ > items > dom-action setHtml > meta"),
        ("third_party", "identity:persist > identity > value > source"),
        (IDENTITY[20:40], "identity:persist > identity > value"),
        ("activity 649328", "personalization:decisions > handle 1 > __view__"),
    ],
)
def test_labels_values_readings_and_raw_texts_are_found(text: str, first: str) -> None:
    assert labels(index_of(ANSWER)[1], text)[0] == first


def test_hits_come_in_the_order_of_the_tree() -> None:
    root, index = index_of(ANSWER)
    order = [node.pointer for node in root.walk() if node.pointer and not node.has_children]
    places = [order.index(hit.node.pointer) for hit in index.find("i") if hit.node.pointer in order]
    assert places == sorted(places)
    assert len(places) > 20


def test_the_filtered_tree_holds_the_hits_and_what_is_above_them() -> None:
    tree = index_of(ANSWER)[1].filtered("oregon")
    (group,) = tree.children()
    (hint,) = group.children()
    assert (tree.value, group.label, hint.label) == ("1 found", "locationHint:result", "EdgeNetwork")
    assert group.opened
    assert [node.label for node in hint.children()] == ["scope", "hint", "ttlSeconds"]


def test_a_search_can_begin_before_everything_is_read() -> None:
    document = {"handle": [{"type": "a:b", "payload": [f"item {number}" for number in range(5000)]}]}
    index = Index(outline_of_body(json.dumps(document).encode(), NOW))
    growing = index.grow()
    next(growing)
    assert index.count("item 1") > 0
    assert index.count("item 4999") == 0
    assert list(growing)[-1] == index.size
    assert index.count("item 4999") == 1


def test_a_search_goes_on_as_the_index_grows() -> None:
    document = {"handle": [{"type": "a:b", "payload": [f"item {number}" for number in range(5000)]}]}
    index = Index(outline_of_body(json.dumps(document).encode(), NOW))
    growing = index.grow()
    next(growing)
    search = index.search("ITEM 4")
    assert 0 < list(search.look())[-1] < 1111
    for _ in growing:
        list(search.look())
    assert len(search.numbers) == 1111
    assert list(search.look()) == []


@given(ENVELOPES, st.text(min_size=1, max_size=2), st.text(max_size=1), st.integers(0, 20))
def test_whoever_types_on_finds_what_a_search_of_its_own_finds(
    document: Any, text: str, more: str, slices: int
) -> None:
    index = Index(outline_of_body(json.dumps(document).encode(), NOW))
    growing = index.grow()
    before = index.search(text)
    for _ in zip(range(slices), growing, strict=False):
        list(before.look())
    list(growing)
    narrowed = index.search(text + more, before)
    list(narrowed.look())
    assert len(narrowed.numbers) == index.count(text + more)
    assert [hit.node for hit in index.find(text + more)] == [
        hit.node for hit in index.find(text) if (text + more).casefold() in _line_of(hit.node)
    ]


def _line_of(node: Node) -> str:
    content = node.content if isinstance(node.content, str) else ""
    return f"{node.label} {node.value} {content}".casefold()


def test_a_great_many_hits_are_counted_and_the_first_shown() -> None:
    _, index = index_of({"handle": [{"type": "a:b", "payload": ["same"] * 1500}]})
    tree = index.filtered("same", most=100)
    assert tree.value == "first 100 of 1,500"
    assert sum(node.value == "same" for node in tree.walk()) == 100


def test_nothing_is_found_by_nothing() -> None:
    _, index = index_of(ANSWER)
    assert index.count("") == 0
    assert index.filtered("no such text").children() == ()


@given(ENVELOPES, st.text(max_size=2))
def test_what_is_found_is_what_the_tree_shows(document: Any, text: str) -> None:
    root, index = index_of(document)
    found = [hit.node for hit in index.find(text)]
    assert index.size == sum(1 for _ in root.walk()) - 1
    wanted = text.casefold()
    assert all(wanted in f"{node.label} {node.value} {node.content}".casefold() for node in found)
    seen = [f"{node.label} {node.value}" for node in list(root.walk())[1:]]
    assert len(found) >= sum(bool(wanted) and wanted in line.casefold() for line in seen)
