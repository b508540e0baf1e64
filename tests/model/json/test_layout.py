"""JSON formatted line by line."""

from typing import Any

from hypothesis import given

from edge_tui.model.json.document import pretty
from edge_tui.model.json.layout import pretty_lines
from edge_tui.model.json.received import Received, receive
from tests.answers import ANY_JSON


@given(ANY_JSON)
def test_the_lines_are_those_of_pretty(value: Any) -> None:
    assert "\n".join(pretty_lines(value)) == pretty(value)


def test_a_duplicate_name_is_written_twice() -> None:
    received = receive('{"a": 1, "b": [], "a": {"c": 2}}')
    assert isinstance(received, Received)
    assert list(pretty_lines(received.document)) == [
        "{",
        '  "a": 1,',
        '  "a": {',
        '    "c": 2',
        "  },",
        '  "b": []',
        "}",
    ]


def test_depth_is_unlimited_and_indentation_is_capped() -> None:
    value: Any = "deepest"
    for _ in range(5_000):
        value = [value]
    lines = list(pretty_lines(value))
    assert len(lines) == 10_001
    assert lines[5_000].strip() == '"deepest"'
    assert max(len(line) for line in lines) < 100
