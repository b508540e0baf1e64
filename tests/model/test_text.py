"""Text of any origin made safe to draw."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.text import visible, visible_lines


@given(st.text())
def test_nothing_that_a_terminal_acts_upon_is_left(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs")]
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff") & set(shown)
    shown.encode()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"))))
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert visible_lines(text) == text


def test_each_control_character_has_its_own_picture() -> None:
    assert visible("a\x00\n\x1b[31m\x7f\x9b\u202eb") == "a␀␊␛[31m␡⟨U+009B⟩⟨U+202E⟩b"


def test_lines_stay_lines() -> None:
    assert visible_lines("a\r\n\tb\x00") == "a\n    b␀"
