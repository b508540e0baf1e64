"""Search in an outline."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.node import Node
from edge_tui.outline import outline_of_body
from edge_tui.outline.search import Index, Search
from tests.answers import ANSWER, ENVELOPES, IDENTITY

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def index_of(document: Any) -> tuple[Node, Index]:
    root = outline_of_body(json.dumps(document).encode(), NOW)
    index = Index(root)
    assert list(index.grow())[-1] == index.size
    return root, index


def search(index: Index, text: str) -> Search:
    """A search through everything the index has read."""
    started = index.search(text)
    list(started.scan())
    return started


def hits(root: Node, index: Index, text: str) -> list[Node]:
    """The matching nodes: the index numbers them in the order of the tree."""
    nodes = list(root.walk())[1:]
    return [nodes[number] for number in search(index, text).numbers]


def paths(root: Node, above: tuple[str, ...] = ()) -> list[str]:
    """The labels from the root's child down to every node, in the order of the tree."""
    found = []
    for node in root.children():
        labels = (*above, node.label)
        found += [" > ".join(labels), *paths(node, labels)]
    return found


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
    root, index = index_of(ANSWER)
    assert paths(root)[search(index, text).numbers[0]] == first


def test_hits_are_in_tree_order() -> None:
    root, index = index_of(ANSWER)
    order = [node.pointer for node in root.walk() if node.pointer and not node.has_children]
    places = [order.index(node.pointer) for node in hits(root, index, "i") if node.pointer in order]
    assert places == sorted(places)
    assert len(places) > 20


def test_the_tree_of_a_search_has_the_hits_and_their_ancestors() -> None:
    _, index = index_of(ANSWER)
    tree = index.tree_of(search(index, "oregon"), 500)
    (group,) = tree.children()
    (hint,) = group.children()
    assert (tree.value, group.label, hint.label) == ("1 found", "locationHint:result", "EdgeNetwork")
    assert group.opened
    assert [node.label for node in hint.children()] == ["scope", "hint", "ttlSeconds"]


def test_a_search_can_start_before_everything_is_read() -> None:
    document = {"handle": [{"type": "a:b", "payload": [f"item {number}" for number in range(5000)]}]}
    index = Index(outline_of_body(json.dumps(document).encode(), NOW))
    growing = index.grow()
    next(growing)
    assert len(search(index, "item 1").numbers) > 0
    assert len(search(index, "item 4999").numbers) == 0
    assert list(growing)[-1] == index.size
    assert len(search(index, "item 4999").numbers) == 1


def test_a_search_continues_as_the_index_grows() -> None:
    document = {"handle": [{"type": "a:b", "payload": [f"item {number}" for number in range(5000)]}]}
    index = Index(outline_of_body(json.dumps(document).encode(), NOW))
    growing = index.grow()
    next(growing)
    started = index.search("ITEM 4")
    assert 0 < list(started.scan())[-1] < 1111
    for _ in growing:
        list(started.scan())
    assert len(started.numbers) == 1111
    assert list(started.scan()) == []


@given(ENVELOPES, st.text(min_size=1, max_size=2), st.text(max_size=1), st.integers(0, 20))
def test_narrowing_a_search_finds_the_same_as_a_new_search(document: Any, text: str, more: str, slices: int) -> None:
    root = outline_of_body(json.dumps(document).encode(), NOW)
    index = Index(root)
    growing = index.grow()
    before = index.search(text)
    for _ in zip(range(slices), growing, strict=False):
        list(before.scan())
    list(growing)
    narrowed = index.search(text + more, before)
    list(narrowed.scan())
    assert narrowed.numbers == search(index, text + more).numbers
    assert hits(root, index, text + more) == [
        node for node in hits(root, index, text) if (text + more).casefold() in _line_of(node)
    ]


def _line_of(node: Node) -> str:
    content = node.content if isinstance(node.content, str) else ""
    return f"{node.label} {node.value} {content}".casefold()


def test_many_hits_are_counted_and_the_first_shown() -> None:
    _, index = index_of({"handle": [{"type": "a:b", "payload": ["same"] * 1500}]})
    tree = index.tree_of(search(index, "same"), 100)
    assert tree.value == "first 100 of 1,500"
    assert sum(node.value == "same" for node in tree.walk()) == 100


def test_an_empty_or_unknown_text_finds_nothing() -> None:
    _, index = index_of(ANSWER)
    assert len(search(index, "").numbers) == 0
    assert index.tree_of(search(index, "no such text"), 500).children() == ()


@given(ENVELOPES, st.text(max_size=2))
def test_every_hit_matches_and_every_match_is_found(document: Any, text: str) -> None:
    root, index = index_of(document)
    found = hits(root, index, text)
    assert index.size == sum(1 for _ in root.walk()) - 1
    wanted = text.casefold()
    assert all(wanted in f"{node.label} {node.value} {node.content}".casefold() for node in found)
    seen = [f"{node.label} {node.value}" for node in list(root.walk())[1:]]
    assert len(found) >= sum(bool(wanted) and wanted in line.casefold() for line in seen)
