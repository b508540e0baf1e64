"""Pointers and positions in a JSON text convert into each other."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.json.document import join
from edge_tui.model.json.positions import Positions

TEXT = '{\n  "a/b": [10, {"ü": "x"}],\n  "c": {}, "c": null\n}'

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def test_a_value_is_found_by_its_pointer() -> None:
    positions = Positions(TEXT)
    span = positions.value("/a~1b/1/ü")
    assert span is not None
    assert TEXT[span.start : span.end] == '"x"'
    assert positions.line_and_column(span.start) == (2, 21)


def test_a_name_is_found_with_its_value() -> None:
    member = Positions(TEXT).member("/a~1b")
    assert member is not None
    assert member.name is not None
    assert TEXT[member.name.start : member.name.end] == '"a/b"'


def test_the_last_of_two_duplicate_names_counts_and_both_are_listed() -> None:
    positions = Positions(TEXT)
    span = positions.value("/c")
    assert span is not None
    assert TEXT[span.start : span.end] == "null"
    assert [member.token for member in positions.members("")] == ["a/b", "c", "c"]


def test_a_missing_value_has_no_position() -> None:
    positions = Positions(TEXT)
    assert positions.value("/nowhere") is None
    assert positions.value("/a~1b/7") is None
    assert positions.value("/a~1b/0/deeper") is None
    assert positions.member("") is None


def test_a_text_that_is_not_json_has_no_positions() -> None:
    positions = Positions('{"a": }')
    assert positions.value("") is None
    assert positions.members("") == ()
    assert positions.pointer_at(3) == ""


def test_an_offset_gives_the_innermost_pointer() -> None:
    positions = Positions(TEXT)
    assert positions.pointer_at(TEXT.index("10")) == "/a~1b/0"
    assert positions.pointer_at(TEXT.index('"ü"')) == "/a~1b/1/ü"
    assert positions.pointer_at(0) == ""


def _leaves(document: Any, pointer: str = "") -> list[tuple[str, Any]]:
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    return [(pointer, document), *(leaf for token, each in inner for leaf in _leaves(each, join(pointer, token)))]


@given(documents, st.sampled_from([None, 2]))
def test_every_value_of_any_document_is_at_its_pointer(document: Any, indent: int | None) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    positions = Positions(text)
    for pointer, value in _leaves(document):
        span = positions.value(pointer)
        assert span is not None
        assert json.loads(text[span.start : span.end]) == value
        assert positions.pointer_at(span.start) == pointer or isinstance(value, dict | list)
