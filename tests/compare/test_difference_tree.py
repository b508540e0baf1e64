"""Differences are drawn without lines that say nothing, and each shows what differs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.brief import brief_pair, common_length, pair_in
from edge_tui.compare.diff import diff
from edge_tui.compare.difference_tree import difference_tree
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node


def tree_of(left: JsonValue, right: JsonValue) -> Node:
    return difference_tree(Arranged(diff(left, right, ())), "stage", "prod")


def labels(node: Node) -> list[str]:
    return [node.label, *(label for child in node.children() for label in labels(child))]


def decided(experience: str) -> JsonValue:
    proposition = {"scope": "hero", "scopeDetails": {"decisionProvider": "TGT", "experience": {"id": experience}}}
    return {"type": "personalization:decisions", "payload": [proposition]}


def test_a_group_with_one_group_in_it_is_on_its_line_without_the_lists_that_hold_it() -> None:
    found = tree_of({"handle": [decided("0")]}, {"handle": [decided("1")]})
    (group,) = found.children()
    assert group.label == "personalization:decisions TGT · hero · scopeDetails · experience"
    assert [(leaf.label, leaf.value) for leaf in group.children()] == [("~ id", "0 → 1")]


def test_members_of_the_same_names_elsewhere_keep_their_lines() -> None:
    left = {"xdm": {"handle": {"payload": {"a": 1, "b": 1}}}}
    (group,) = tree_of(left, {"xdm": {"handle": {"payload": {"a": 2, "b": 2}}}}).children()
    assert group.label == "xdm · handle · payload"


def test_handles_of_one_side_are_named_and_decisions_come_first() -> None:
    handles = [{"type": "state:store", "payload": []}, decided("0")]
    (removed,) = tree_of({"handle": handles}, {}).children()
    names = ["personalization:decisions TGT", "state:store"]
    assert [each.label for each in removed.children()] == names
    assert removed.value == f"only in stage · {', '.join(names)}"


def test_lists_of_one_side_are_counted() -> None:
    (added,) = tree_of({}, {"others": [1, 2]}).children()
    assert (added.label, added.value) == ("+ others", "only in prod · [2]")


@given(st.text(max_size=500))
def test_the_side_that_has_a_value_is_said_before_it(value: str) -> None:
    (added,) = tree_of({}, {"name": value}).children()
    assert added.value.startswith("only in prod · ")


@pytest.mark.parametrize("blank", ["", " ", "\t \n"])
def test_a_blank_value_is_in_quotes(blank: str) -> None:
    (changed,) = tree_of({"name": "home"}, {"name": blank}).children()
    assert changed.value == f"home → {json.dumps(blank)}"


@given(st.text(max_size=200), st.text(max_size=90), st.text(max_size=90))
def test_the_beginning_of_both_is_as_long_as_they_are_alike(same: str, left: str, right: str) -> None:
    length = common_length(same + left, same + right)
    assert length >= len(same)
    assert (same + left)[:length] == (same + right)[:length]
    assert (same + left)[length : length + 1] != (same + right)[length : length + 1] or same + left == same + right


@given(st.text(max_size=300), st.text(max_size=90), st.text(max_size=90))
def test_two_strings_that_differ_are_shown_differently(same: str, left: str, right: str) -> None:
    one, other = brief_pair(same + left, same + right)
    assert (one == other) == (same + left == same + right)
    assert max(len(one), len(other)) <= 62


def test_a_difference_far_inside_is_in_sight() -> None:
    page = "20 % off every shoe. " * 50_000
    assert brief_pair(f"{page}until Sunday", f"{page}until Monday") == (
        "…shoe. until Sunday",
        "…shoe. until Monday",
    )


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80), st.integers(14, 120))
def test_both_sides_of_a_change_share_its_row_and_show_where_they_differ(
    same: str, one: str, other: str, room: int
) -> None:
    if same + one == same + other:
        return
    shown = pair_in(same + one, same + other, room)
    assert len(shown) <= room
    sides = shown.split(" → ") if " → " not in same + one + other else []
    assert not sides or sides[0] != sides[1]


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (80, "5f1c0000-0000-4000-8000-000000000004 → 5f1c0000-0000-4000-8000-000000000001"),
        (40, "…8000-000000000004 → …-8000-000000000001"),
    ],
)
def test_a_change_too_long_for_its_row_begins_shortly_before_the_difference(room: int, shown: str) -> None:
    (changed,) = tree_of({"id": shown_id(4)}, {"id": shown_id(1)}).children()
    assert changed.value_in(room) == shown


def shown_id(last: int) -> str:
    return f"5f1c0000-0000-4000-8000-00000000000{last}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"type": "activation:pull", "payload": [{"segments": [{}, {}]}]}, "1 destination · 2 segments"),
        ({"key": "kndctr_x_consent_check", "value": "1", "maxAge": 7200}, "key kndctr_x_consent_check · value 1"),
        ({"type": "unknown", "payload": [1]}, "type unknown"),
        ({"a": {}, "b": []}, "{2}"),
    ],
)
def test_an_object_of_one_side_says_what_is_in_it(value: JsonValue, words: str) -> None:
    (added,) = tree_of({}, {"thing": value}).children()
    assert added.value.startswith(f"only in prod · {words}")
