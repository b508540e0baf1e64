"""JSON as people write it: parse errors, pointers, and values put at a pointer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.json.document import (
    JsonValue,
    ParseError,
    at,
    compact,
    join,
    parse,
    patched,
    pretty,
    put,
    split,
    strings,
)
from tests.tables import every_row

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10)
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def _places(draw: st.DrawFn) -> tuple[JsonValue, list[str | int]]:
    """A document and the path to some value in it."""
    document = value = draw(DOCUMENTS)
    tokens: list[str | int] = []
    while isinstance(value, dict | list) and value and draw(st.booleans()):
        token = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
        tokens.append(token)
        value = value[token]
    return document, tokens


@given(DOCUMENTS)
def test_a_written_document_is_read_back(document: JsonValue) -> None:
    assert parse(pretty(document)) == document
    assert parse(compact(document)) == document
    compact(document).encode()


@given(st.text())
def test_any_text_is_a_value_or_a_parse_error_within_it(text: str) -> None:
    read = parse(text)
    if isinstance(read, ParseError):
        assert 0 <= read.offset <= len(text)
        assert 1 <= read.line <= text.count("\n") + 1
        assert read.column >= 1
        assert read.message


@given(_places())
def test_a_joined_pointer_leads_to_its_value(place: tuple[JsonValue, list[str | int]]) -> None:
    document, tokens = place
    value = document
    for token in tokens:
        value = value[token]
    pointer = join("", *tokens)
    assert split(pointer) == [str(token) for token in tokens]
    assert at(document, pointer, default="nothing") == value


@given(_places(), SCALARS)
def test_putting_a_value_changes_nothing_else(place: tuple[JsonValue, list[str | int]], value: JsonValue) -> None:
    document, tokens = place
    before = json.dumps(document)
    pointer = join("", *tokens)
    changed = put(document, pointer, value)
    assert at(changed, pointer, default="nothing") == value
    assert json.dumps(document) == before
    others = {place: text for place, text in strings(document) if not (place + "/").startswith(pointer + "/")}
    assert others.items() <= dict(strings(changed)).items()


@given(DOCUMENTS)
def test_every_string_is_at_its_pointer(document: JsonValue) -> None:
    for pointer, text in strings(document):
        assert at(document, pointer) == text


def test_missing_parents_are_created() -> None:
    assert put({}, "/a/b/c", 1) == {"a": {"b": {"c": 1}}}
    assert put({"a": None}, "/a/b", 1) == {"a": {"b": 1}}


def test_a_dash_appends_to_an_array() -> None:
    assert put({"a": [1]}, "/a/-", 2) == {"a": [1, 2]}
    assert put({"a": [1]}, "/a/1/b", 2) == {"a": [1, {"b": 2}]}


@pytest.mark.parametrize("pointer", ["a", "/a/b", "/l/3", "/l/x", "/l/-1", "/l/²"])
def test_an_invalid_pointer_is_rejected(pointer: str) -> None:
    with pytest.raises(ValueError, match=r"pointer|leads|index"):
        put({"a": 1, "l": [1]}, pointer, 2)


@pytest.mark.parametrize("pointer", ["/a/b", "/l/1", "/l/-", "/l/01x", "/nowhere", "/l/²"])
def test_a_missing_value_gives_the_default(pointer: str) -> None:
    assert at({"a": 1, "l": [1]}, pointer, "nothing") == "nothing"


@every_row(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "expected a JSON object"),
        ("{", 1, 2, "still open"),
        ('{"a": 1,}', 1, 8, "trailing comma before the closing bracket"),
        ('{"a": 1\n "b": 2}', 2, 2, "missing comma"),
        ('{"a" 1}', 1, 6, "missing colon"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": // note\n1}', 1, 7, "allow comments"),
        ('{"a": NaN}', 1, 7, "NaN is not JSON"),
        ('{"NaN": [1, -Infinity]}', 1, 13, "-Infinity is not JSON"),
        ('{"a": "b}', 1, 7, "unterminated string"),
        ('{"a": "b,\n "c": 1}', 1, 10, "missing closing quote"),
        ('{"a": "b,\r\n "c": 1}', 1, 10, "missing closing quote"),
        ('{"a": 1} {', 1, 10, "after the end of the JSON"),
        ('{"a": "\t"}', 1, 8, "control character"),
        ('{"a": "\\x"}', 1, 8, "invalid escape"),
        ("[" * 100_000, 1, 201, "nested deeper than 200 levels"),
        ('{"[[": 1,\n "a": ' + '{"b":' * 250 + "1" + "}" * 251, 2, 7 + 5 * 199, "nested deeper than 200 levels"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_parse_error_has_a_position_and_a_message(text: str, line: int, column: int, words: str) -> None:
    parse_error = parse(text)
    assert isinstance(parse_error, ParseError)
    assert (parse_error.line, parse_error.column) == (line, column)
    assert words in parse_error.message


def test_an_ecid_keeps_all_its_digits() -> None:
    digits = "41861666193140161934276845651148876988"
    assert compact(parse(f'{{"id":{digits}}}')) == f'{{"id":{digits}}}'


def test_a_number_too_long_for_python_does_not_crash() -> None:
    assert parse("[" + "9" * 5000 + "]") == ["9" * 5000]


def test_a_lone_surrogate_is_escaped_because_utf_8_cannot_encode_it() -> None:
    assert compact({"a": "\ud800é"}) == '{"a":"\\ud800\\u00e9"}'
    assert compact({"a": "é"}) == '{"a":"é"}'


@every_row(
    ("document", "patch", "after"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_follows_the_examples_of_rfc_7386(document: object, patch: object, after: object) -> None:
    assert patched(document, patch) == after


@pytest.mark.parametrize("rest", ["", ",", "x", "NaN]", "[", ", NaN]"])
def test_invalid_json_after_a_very_long_number_is_a_parse_error(rest: str) -> None:
    assert isinstance(parse("[" + "9" * 5_000 + rest), ParseError)
