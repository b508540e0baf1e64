"""Two values in two columns: every mark is drawn on its characters, in a text of any length."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.style import Style

from edge_tui.compare.marked_words import mark_words
from edge_tui.tui.compare.value_pair import MAX_MARKED_CHARACTERS, is_large, passages_of, text_of
from edge_tui.tui.textview.long_text import LongText
from edge_tui.tui.themes import Colors
from tests.answers import ANY_JSON

PLAIN = Colors(**{field.name: Style() for field in fields(Colors)})
CONSOLE = Console()
MARKED = Style(reverse=True)


def drawn(text: LongText) -> tuple[str, str]:
    """The text as it is drawn in wide rows, and for each character whether it is marked."""
    for _ in text.read():
        pass
    rows = [text.paint(row, PLAIN) for row in range(text.rows)]
    signs = [
        "".join("x" if row.get_style_at_offset(CONSOLE, at).reverse else "." for at in range(len(row))) for row in rows
    ]
    return "\n".join(row.plain for row in rows), "\n".join(signs)


@given(ANY_JSON, ANY_JSON, st.integers(0, 3000))
def test_marks_are_drawn_where_they_are(one: object, other: object, filler: int) -> None:
    left, right = mark_words(text_of([filler * "a", one]), text_of([filler * "a", other]))
    for marked in (left, right):
        text, signs = drawn(LongText(passages_of(marked, MARKED), 100_000))
        assert text == marked.text
        expected = ["\n" if character == "\n" else "." for character in marked.text]
        for start, end in marked.marks:
            expected[start:end] = ["\n" if each == "\n" else "x" for each in marked.text[start:end]]
        assert signs == "".join(expected)


def test_a_value_too_large_for_marks_is_known_without_writing_it_out() -> None:
    assert not is_large({"a": ["b"] * 10})
    assert is_large(["b"] * MAX_MARKED_CHARACTERS)
    assert is_large({"a": {"b": "c" * MAX_MARKED_CHARACTERS}})
