"""Rows of the tree: columns, sentences over several rows, and the colors of values."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.widgets import Tree

from edge_tui.model.node import Node, Tone
from edge_tui.tui.response.tree_lines import Rest, TreeLines
from edge_tui.tui.response.tree_rows import (
    column_of,
    column_of_sentences,
    cut,
    is_sentence,
    rows_of_sentence,
    value_text,
)
from edge_tui.tui.themes import Colors
from edge_tui.tui.widgets.further_rows import FurtherRow
from tests.tables import every_row

PALETTE = Colors(**{field.name: Style(meta={"name": field.name}) for field in fields(Colors)})


def test_short_labels_align_and_a_long_one_does_not_push_them() -> None:
    assert column_of(["id", "scope", "items"], 60) == len("scope") + 2
    assert column_of(["id", "scope", "a" * 50], 60) == len("scope") + 2
    assert column_of(["a" * 50, "b" * 50, "id"], 60) == 0


def test_values_beside_a_sentence_that_has_no_room_are_not_aligned_either() -> None:
    labels, sentence = ["why", "organization"], Node("why", "the gateway returned the ECID of the identity entry")
    assert column_of_sentences(labels, [sentence], 60) == column_of(labels, 60) == len("organization") + 2
    assert column_of_sentences(labels, [sentence], 40) == 2
    assert column_of_sentences(labels, [Node("why", "it is the same")], 40) == len("organization") + 2


@every_row(
    ("value", "room", "expected"),
    [
        ("2 scopes · hero, __view__", 11, "2 scopes …"),
        ("2 scopes · hero, __view__", 20, "2 scopes · hero …"),
        ("1 destination · 1 segment", 20, "1 destination …"),
        ("2 propositions", 14, "2 propositions"),
        ("2 propositions", 13, "2 propositio…"),
        ("41861666193140161934276845651148876988", 20, "4186166619314016193…"),
        ("ECID 41861666193140161934276845651148876988", 30, "ECID 418616661931401619342768…"),
        ("ECID 41861666193140161934276845651148876988", 12, "ECID 418616…"),
    ],
)
def test_a_value_is_cut_at_a_word_and_an_id_anywhere(value: str, room: int, expected: str) -> None:
    assert cut(Text(value), room).plain == expected


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_cut_value_is_the_start_of_the_value_and_fits(value: str, room: int) -> None:
    shown = cut(Text(value), room)
    assert shown.cell_len <= room
    assert shown.plain == value or value.startswith(shown.plain.removesuffix("…").removesuffix(" "))


def test_a_sentence_that_fits_is_one_row() -> None:
    rows = rows_of_sentence("Fix", "Retry after a pause.", 10, 60)
    assert (rows.first, rows.column, rows.further) == ("Retry after a pause.", 10, [])


def test_a_long_sentence_goes_on_beside_its_label_or_below_it() -> None:
    sentence = "Retry after a pause, or after the time in retry-after, if given."
    beside = rows_of_sentence("Fix", sentence, 15, 60)
    assert beside.indent == 15
    assert " ".join([beside.first, *beside.further]) == sentence
    below = rows_of_sentence("Fix", sentence, 15, 40)
    assert (below.indent, below.column) == (2, 5)
    assert " ".join([below.first, *below.further]) == sentence


@given(st.text(min_size=1, max_size=300), st.integers(0, 28), st.integers(16, 120))
def test_no_row_is_wider_than_its_room_and_there_are_at_most_three(value: str, column: int, room: int) -> None:
    rows = rows_of_sentence("label", "a " + value, min(column, room), room)
    assert len(rows.further) <= 3
    assert all("\n" not in row for row in (rows.first, *rows.further))
    if value.isascii():
        assert all(cell_len(row) <= max(room, 16) for row in rows.further)


def test_a_long_sentence_says_that_it_goes_on() -> None:
    rows = rows_of_sentence("Fix", "word " * 100, 8, 60)
    assert rows.further[-1].endswith(" …")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Node("a", "text here of five words", content="text here of five words"), False),
        (Node("a", "a sentence of five words"), True),
        (Node("returned", "ECID 41861666193140161934276845651148876988"), False),
        (Node("a", "a sentence of five words", branches=lambda: ()), False),
    ],
)
def test_sentences_are_told_from_values(node: Node, expected: bool) -> None:
    assert is_sentence(node) is expected


@every_row(
    ("node", "styles"),
    [
        (Node("a", "text", content="text"), ["string"]),
        (Node("a", "34128000 · 395 d", content=34128000), ["number", "dim"]),
        (Node("a", "true", content=True), ["keyword"]),
        (Node("a", "null", content=None), ["keyword"]),
        (Node("a", "{2}", content={"a": 1, "b": 2}), ["dim"]),
        (Node("hero", "activity 1 · 2 items", Tone.NAME, content={"a": 1}), ["plain"]),
        (Node("state:store", "3 cookies", Tone.HEADING, content={"a": 1}), ["dim"]),
        (Node("id", "activity 1", content="AT:eyJh"), ["plain"]),
    ],
)
def test_a_value_has_the_color_of_its_type(node: Node, styles: list[str]) -> None:
    text = value_text(node, PALETTE)
    assert text.plain == node.value
    whole = [text.style] if isinstance(text.style, Style) and text.style.meta else []
    found = [*whole, *(span.style for span in text.spans)]
    assert [style.meta["name"] for style in found if isinstance(style, Style)] == styles


@pytest.mark.parametrize("label", ["id", "identity:result", "personalization:decisions"])
def test_the_rows_of_a_title_begin_below_each_other_beside_later_labels_too(label: str) -> None:
    lines = TreeLines(2)
    lines.rows.width = 59
    title = "The event was ignored because the visitor has opted out, or hasn't decided yet where consent is required"
    warning = Node("EXEG-0301-200", title, Tone.WARNING, opened=True, branches=lambda: [Node("Fix", "Ask.")])
    tree: Tree[Node | Rest | FurtherRow] = Tree("root")
    lines.add(tree.root, (warning, Node(label, "ECID 1")))
    line = tree.root.children[0]
    layout = lines.rows.layout(line, warning)
    assert layout is not None
    further = [child.data for child in line.children if isinstance(child.data, FurtherRow)]
    # The title's rows are one level below it.
    assert {row.indent for row in further} == {layout.indent - 2}
    assert " ".join([layout.first, *(row.text for row in further)]) == title
