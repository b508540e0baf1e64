"""Untrusted text made safe to draw, and escaped for copying without changing its meaning."""

import ast
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.text import (
    escaped,
    escaped_json,
    is_visible,
    short_datastream,
    visible,
    visible_lines,
    without_marks,
)
from tests.tables import every_row

# Any text, including lone surrogates.
TEXT = st.text(st.characters())
# By name, not by the ranges in the code: characters that reorder a line, and those that draw nothing.
REORDERING = [
    *("ARABIC LETTER MARK", "LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK"),
    *("LEFT-TO-RIGHT EMBEDDING", "RIGHT-TO-LEFT EMBEDDING", "POP DIRECTIONAL FORMATTING"),
    *("LEFT-TO-RIGHT OVERRIDE", "RIGHT-TO-LEFT OVERRIDE"),
    *("LEFT-TO-RIGHT ISOLATE", "RIGHT-TO-LEFT ISOLATE", "FIRST STRONG ISOLATE", "POP DIRECTIONAL ISOLATE"),
]
UNSEEN = [
    *("ZERO WIDTH SPACE", "ZERO WIDTH NON-JOINER", "ZERO WIDTH JOINER", "ZERO WIDTH NO-BREAK SPACE", "WORD JOINER"),
    *(
        "SOFT HYPHEN",
        "COMBINING GRAPHEME JOINER",
        "MONGOLIAN VOWEL SEPARATOR",
        "INVISIBLE TIMES",
        "FUNCTION APPLICATION",
    ),
    *("HANGUL FILLER", "HALFWIDTH HANGUL FILLER", "HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER"),
    *("INHIBIT SYMMETRIC SWAPPING", "NOMINAL DIGIT SHAPES", "INTERLINEAR ANNOTATION ANCHOR"),
    *("VARIATION SELECTOR-1", "VARIATION SELECTOR-16", "VARIATION SELECTOR-17", "VARIATION SELECTOR-256"),
    *("LANGUAGE TAG", "TAG LATIN SMALL LETTER A", "CANCEL TAG", "MUSICAL SYMBOL BEGIN BEAM"),
    *("LINE SEPARATOR", "PARAGRAPH SEPARATOR"),
]
NAMED = [unicodedata.lookup(name) for name in (*REORDERING, *UNSEEN)]
HOSTILE = [
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    "\ud800",
    "\udcff",
    "\udfff",
    "\ufffe",
    "\uffff",
    *NAMED,
]


@given(TEXT)
def test_no_active_character_is_left(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    shown.encode()


@every_row("character", HOSTILE, ids=lambda character: f"U+{ord(character):04X}")
def test_active_and_invisible_characters_are_shown_and_escaped(character: str) -> None:
    text = f"pay{character}load"
    assert character not in visible(text)
    assert character in "\n\t" or character not in visible_lines(text)
    assert is_visible(text) == (character == "\n")
    written = json.dumps(text, ensure_ascii=False)
    assert character not in escaped_json(written)
    assert json.loads(escaped_json(written)) == text
    assert character not in escaped(text)
    assert ast.literal_eval(f'"{escaped(text)}"') == text


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Cn", "Zl", "Zp", "Mn", "Lo"))))
def test_harmless_text_is_unchanged(text: str) -> None:
    assert visible(text) == text
    assert visible_lines(text) == text
    assert escaped_json(text) == text


@every_row("text", ["Größe", "日本語", "한국어", "עברית", "العربية", "हिन्दी", "👩‍👩‍👧‍👦", "❤️‍🔥", "1️⃣", "☎️", "👍🏽"])
def test_words_and_emoji_are_unchanged(text: str) -> None:
    assert visible(text) == text


@given(st.recursive(TEXT | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_escaped_json_is_equivalent(value: object) -> None:
    for indent in (None, 2):
        text = escaped_json(json.dumps(value, ensure_ascii=False, indent=indent))
        # Two adjacent halves of a surrogate pair are one character to any JSON parser.
        assert json.loads(text) == json.loads(json.dumps(value))
        assert is_visible(text)


def test_each_control_character_has_its_own_picture() -> None:
    assert visible("a\x00\n\x1b[31m\x7f\x9b\u202eb") == "a␀␊␛[31m␡⟨U+009B⟩⟨U+202E⟩b"


def test_lines_stay_lines() -> None:
    assert visible_lines("a\r\n\tb\x00") == "a\n    b␀"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("`podPosition` counts from 1", "podPosition counts from 1"),
        ("Send it after *Media session start*; `va/v1/adStart` returns 204.", None),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("an * alone, a ` alone", "an * alone, a ` alone"),
    ],
)
def test_a_summary_is_shown_without_its_marks(text: str, plain: str | None) -> None:
    assert without_marks(text) == (plain or text.replace("*", "").replace("`", ""))


@every_row(
    ("datastream_id", "end", "with_start"),
    [
        ("4f1c6d02-7c5e-4000-8000-000000009e2b", "…9e2b", "4f1c…9e2b"),
        ("4f1c6d02-7c5e-4000-8000-000000009e2b:dev", "…9e2b:dev", "4f1c…9e2b:dev"),
        ("4f1c6d02-7c5e-4000-8000-000000009e2b:stage", "…9e2b:stage", "4f1c…9e2b:stage"),
        ("acme-web:dev", "acme-web:dev", "acme-web:dev"),
        ("", "", ""),
    ],
)
def test_a_short_datastream_still_names_it_and_its_environment(datastream_id: str, end: str, with_start: str) -> None:
    assert short_datastream(datastream_id) == end
    assert short_datastream(datastream_id, 4) == with_start
