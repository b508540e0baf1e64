"""A group of differences is shown from its first difference on."""

from edge_tui.compare.diff import diff
from edge_tui.model.json.document import at
from edge_tui.tui.compare.screen import first_place
from edge_tui.tui.compare.value_pair import line_at, text_of


def test_the_place_is_relative_to_the_group_on_each_side() -> None:
    left = {"handle": [{"type": "a", "payload": [{"key": "x", "value": 1}]}]}
    right = {"handle": [{"type": "b", "payload": []}, {"type": "a", "payload": [{"key": "x", "value": 2}]}]}
    (handles,) = diff(left, right, ())
    group = handles.inside[0]
    place = first_place(group)
    assert place is not None
    assert [at(value, pointer or "") for value, pointer in zip((group.left, group.right), place, strict=True)] == [1, 2]
    assert first_place(next(group.walk())) is None


def test_what_only_one_side_has_is_a_place_of_that_side() -> None:
    (group,) = diff({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, ())
    assert first_place(group) == (None, "/c")


def test_the_line_of_a_place_is_found_in_the_text_that_is_shown() -> None:
    text = text_of({"a": [1, {"b": "c"}]})
    assert text.splitlines()[line_at(text, "/a/1/b")].strip() == '"b": "c"'
    assert line_at("no JSON", "/a") == line_at(text, "/missing") == 0
