"""Applying a suggestion changes only the affected part of the text."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.lint.fixes import apply_fix, change
from edge_tui.model.finding import Suggestion

TEXT = """{
  "event": {
    "xdm": {
      "web": {"name":   "home"},
      "n": 1.50
    },
    "data": {}
  }
}"""


def _fixed(pointer: str, **how: Any) -> str:
    return apply_fix(TEXT, Suggestion("", pointer, **how))


def test_renaming_changes_only_the_name() -> None:
    assert _fixed("/event/xdm/web", rename="Web") == TEXT.replace('"web"', '"Web"')


def test_a_new_value_leaves_the_other_whitespace_unchanged() -> None:
    assert _fixed("/event/xdm/n", value=2) == TEXT.replace("1.50", "2")


def test_a_new_object_is_indented_like_its_line() -> None:
    fixed = _fixed("/event/xdm/n", value={"value": 1})
    assert fixed == TEXT.replace("1.50", '{\n        "value": 1\n      }')


def test_a_missing_member_is_added_after_the_last_one() -> None:
    assert _fixed("/event/xdm/_id", value="a") == TEXT.replace("1.50", '1.50,\n      "_id": "a"')


def test_the_first_member_of_an_empty_object_gets_its_own_line() -> None:
    assert _fixed("/event/data/a", value=1) == TEXT.replace('"data": {}', '"data": {\n      "a": 1\n    }')


def test_missing_parents_of_a_new_member_are_created() -> None:
    assert json.loads(_fixed("/meta/state/domain", value="example.com"))["meta"] == {"state": {"domain": "example.com"}}


def test_a_member_on_one_line_is_added_on_that_line() -> None:
    assert _fixed("/event/xdm/web/URL", value="u") == TEXT.replace('"home"}', '"home", "URL": "u"}')


@pytest.mark.parametrize(
    ("pointer", "left"),
    [("/event/xdm", {"data": {}}), ("/event/data", {"xdm": {"web": {"name": "home"}, "n": 1.5}}), ("/event", None)],
)
def test_a_member_is_removed_with_its_comma(pointer: str, left: Any) -> None:
    assert json.loads(_fixed(pointer, remove=True)).get("event") == left


def test_a_member_moves_with_its_value() -> None:
    fixed = json.loads(_fixed("/event/xdm/web/name", move_to="/event/xdm/web/webPageDetails/name"))
    assert fixed["event"]["xdm"]["web"] == {"webPageDetails": {"name": "home"}}


def test_a_suggestion_that_no_longer_applies_changes_nothing() -> None:
    assert _fixed("/event/gone", rename="a") == TEXT
    assert _fixed("/event/gone", remove=True) == TEXT
    assert _fixed("/event/gone", move_to="/event/there") == TEXT
    assert _fixed("/event/xdm/n/deeper", value=1) == TEXT
    assert apply_fix("{", Suggestion("", "/a", value=1)) == "{"


@given(st.text(alphabet="ab\n", max_size=12), st.text(alphabet="ab\n", max_size=12))
def test_applying_a_change_gives_the_new_text(before: str, after: str) -> None:
    edit = change(before, after)
    assert before[: edit.start] + edit.replacement + before[edit.end :] == after
    assert edit.start <= edit.end <= len(before)
