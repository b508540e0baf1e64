"""The printed tree: drawn from columns, the same as if every node were made and drawn alone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from click import style
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui import outline
from edge_tui.cli.terminal.tree import tree_lines, tree_text, width_in_columns
from edge_tui.model.node import Node, Tone, branch, columns_of
from edge_tui.model.text import visible
from tests.answers import ENVELOPES, mutated_answers
from tests.outline.test_fuzz import CAPTURES, DAMAGES, damaged

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STYLES: dict[Tone, dict[str, Any]] = {
    Tone.HEADING: {"bold": True},
    Tone.DIM: {"dim": True},
    Tone.GOOD: {"fg": "green"},
    Tone.WARNING: {"fg": "yellow"},
    Tone.ERROR: {"fg": "red"},
    Tone.NAME: {"fg": "cyan"},
}
_BOUNDED = settings(suppress_health_check=[HealthCheck.too_slow])
_HOSTILE = st.text(
    st.sampled_from("a0é✓東👍\u200d\ufe0f\u202e\u3164\x1b\x7f\x00\n\r\t\ud800~/{}[]· "), min_size=0, max_size=40
)
_HOSTILE_JSON = st.recursive(
    _HOSTILE | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_HOSTILE, inner, max_size=5),
)


def styled(text: str, tone: Tone, *, color: bool) -> str:
    """A text in the style of a tone."""
    return style(text, **STYLES[tone]) if color and tone in STYLES else text


def line(node: Node, label_width: int, *, color: bool) -> str:
    """A node without its guide."""
    label = visible(node.label)
    if not node.value:
        return styled(label, node.tone, color=color)
    gap = " " * (max(0, label_width - width_in_columns(label)) + 2)
    value_tone = Tone.PLAIN if node.tone in (Tone.HEADING, Tone.NAME) else node.tone
    return styled(label, node.tone, color=color) + gap + styled(visible(node.value), value_tone, color=color)


def node_by_node(parent: Node, margin: str = "", *, color: bool) -> Iterator[str]:
    """The lines below a node, from nodes only."""
    children = parent.children()
    widths = [width_in_columns(visible(child.label)) for child in children if child.value]
    label_width = max((width for width in widths if width <= 32), default=0)
    for child in children:
        guide, below = ("└─ ", "   ") if child is children[-1] else ("├─ ", "│  ")
        yield styled(margin + guide, Tone.DIM, color=color) + line(child, label_width, color=color)
        yield from node_by_node(child, margin + below, color=color)


def is_drawn_the_same(body: bytes) -> None:
    """Compares both ways, with and without color, for the body parsed whole and split first."""
    with pytest.MonkeyPatch.context() as patch:
        for huge_bytes in (outline.HUGE_BYTES, 0):
            patch.setattr(outline, "HUGE_BYTES", huge_bytes)
            root = outline.outline_of_body(body, NOW)
            for color in (False, True):
                expected = [line(root, 0, color=color), *node_by_node(root, color=color)]
                assert list(tree_lines(root, color=color)) == expected
                assert "".join(tree_text(root, color=color)) == "\n".join(expected) + "\n"


@pytest.mark.parametrize("body", CAPTURES.values(), ids=CAPTURES)
def test_a_capture_is_drawn_as_its_nodes_are(body: bytes) -> None:
    is_drawn_the_same(body)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_capture_is_drawn_as_its_nodes_are(damage: Any) -> None:
    for body in damaged("answer", damage, rounds=20):
        is_drawn_the_same(body)


@given(document=ENVELOPES | mutated_answers())
@_BOUNDED
def test_any_envelope_is_drawn_as_its_nodes_are(document: Any) -> None:
    is_drawn_the_same(json.dumps(document).encode())


@given(items=st.lists(_HOSTILE_JSON, max_size=6), handle_type=_HOSTILE)
@_BOUNDED
def test_hostile_text_is_drawn_as_its_nodes_are(items: list[Any], handle_type: str) -> None:
    document = {"handle": [{"type": handle_type, "payload": items, "other": items}], "requestId": handle_type}
    is_drawn_the_same(json.dumps(document).encode())


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
@pytest.mark.parametrize("is_object", [False, True])
def test_ranges_are_drawn_as_their_nodes_are(count: int, is_object: bool) -> None:
    members = [{"n": number} if number % 7 == 0 else number for number in range(count)]
    value = {f"name {number}": member for number, member in enumerate(members)} if is_object else members
    is_drawn_the_same(json.dumps({"handle": [{"type": "x", "payload": [value, value]}], "more": value}).encode())


def test_duplicate_names_are_drawn_as_their_nodes_are() -> None:
    is_drawn_the_same(
        b'{"handle":[{"type":"state:store","payload":[{"key":"a","key":"b","n":{"x":1,"x":[2],"y":""}}]}]}'
    )


def test_columns_hold_what_nodes_hold() -> None:
    waiting = [outline.outline_of_body(CAPTURES["answer"], NOW)]
    while waiting:
        node = waiting.pop()
        if node.branches is not None:
            children = node.children()
            columns = columns_of(node.branches)
            assert columns.labels == tuple(child.label for child in children)
            assert columns.values == [child.value for child in children]
            assert (columns.tones or [Tone.PLAIN] * len(children)) == [child.tone for child in children]
            opened = columns.branches or [None] * len(children)
            assert [each is not None for each in opened] == [child.has_children for child in children]
            waiting += children


def test_the_first_chunk_is_a_screenful_and_comes_before_the_rest_is_read() -> None:
    read: list[int] = []

    def leaf(number: int) -> list[Node]:
        read.append(number)
        return [Node("leaf", "y")]

    nodes = [Node(f"{number}", "x", branches=partial(leaf, number)) for number in range(200)]
    first = next(tree_text(Node("root", branches=branch(*nodes)), color=False))
    assert 40 <= first.count("\n") <= 60
    assert len(read) < 60
