"""The diff of two documents."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.diff import IGNORED_PATHS, Change, Difference, diff
from edge_tui.model.json.document import at, join, split
from edge_tui.model.node import ABSENT
from tests.answers import ANSWER, ANY_JSON, ERROR, HANDLES, TARGET_PROPOSITION, mutated_answers
from tests.compare.patching import patched


def copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def changes(differences: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(str(each.change), each.label) for whole in differences for each in whole.walk()]


def test_equal_documents_do_not_differ() -> None:
    assert diff(ANSWER, copy(ANSWER), ignore=()) == ()


def test_the_order_of_handles_cookies_and_propositions_is_ignored() -> None:
    other = copy(ANSWER)
    other["handle"].reverse()
    for handle in other["handle"]:
        if handle["type"] != "something:special":
            handle["payload"].reverse()
    assert diff({"handle": HANDLES[:5]}, {"handle": list(reversed(HANDLES[:5]))}) == ()
    assert [each for each in changes(diff(ANSWER, other)) if "personalization" not in each[1]] == []


def test_a_changed_experience_is_found_by_its_scope() -> None:
    before = {"handle": [{"type": "personalization:decisions", "payload": [{"scope": "a"}, TARGET_PROPOSITION]}]}
    after = copy(before)
    after["handle"][0]["payload"].reverse()
    after["handle"][0]["payload"][0]["scopeDetails"]["experience"]["id"] = "1"
    (handle,) = (each for each in diff(before, after))
    (change,) = handle.walk()
    assert (change.left, change.right) == ("0", "1")
    assert change.left_pointer == "/handle/0/payload/1/scopeDetails/experience/id"
    assert change.right_pointer == "/handle/0/payload/0/scopeDetails/experience/id"


def test_a_handle_or_an_error_on_one_side_is_one_difference() -> None:
    left, right = {"handle": HANDLES[:2]}, {"handle": HANDLES[:1], "errors": [ERROR]}
    assert changes(diff(left, right)) == [("removed", "identity:exchange"), ("added", "errors")]


def test_always_changing_fields_are_ignored_by_default() -> None:
    other = copy(ANSWER)
    other["requestId"] = "another"
    other["handle"][0]["payload"][0]["id"] = "1" * 38
    other["handle"][-1]["payload"][1]["value"] = "another"
    assert diff(ANSWER, other) == ()
    assert changes(diff(ANSWER, other, ignore=())) == [
        ("changed", "requestId"),
        ("changed", "id"),
        ("changed", "value"),
    ]


def _leaves(value: Any, pointer: str = "") -> Iterator[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not members or not value:
        yield pointer
    for name, member in members:
        yield from _leaves(member, join(pointer, name))


def _with_another(document: Any, pointer: str) -> Any:
    changed = copy(document)
    above, _, name = pointer.rpartition("/")
    holder = at(changed, above)
    holder[int(name) if isinstance(holder, list) else split(pointer)[-1]] = "another"
    return changed


def test_only_always_changing_fields_are_ignored() -> None:
    """Changes every value of a response with handles of every type in turn."""
    ignored = {pointer for pointer in _leaves(ANSWER) if not diff(ANSWER, _with_another(ANSWER, pointer))}
    assert ignored == {
        "/requestId",
        "/handle/0/payload/0/id",  # the ECID
        "/handle/1/payload/0/spec/url",  # of an identity:exchange, which contains the ECID
        "/handle/4/payload/0/id",
        "/handle/4/payload/0/scopeDetails/characteristics/eventToken",
        "/handle/5/payload/0/id",
        "/handle/5/payload/0/activity/etag",
        "/handle/5/payload/0/placement/etag",
        "/handle/5/payload/0/items/0/etag",
        "/handle/5/payload/1/id",
        "/handle/5/payload/1/scopeDetails/correlationID",
        "/handle/7/payload/0/metadata/time",
        "/handle/8/payload/0/sessionId",
        "/handle/13/payload/1/value",  # of the identity cookie
    }


@pytest.mark.parametrize("pattern", ["/a/b", "/**/b", "/*/b", "/a*/**", "/**/b*"])
def test_an_ignored_path_may_have_wildcards(pattern: str) -> None:
    assert diff({"a": {"b": 1}}, {"a": {"b": 2}}, ignore=(pattern,)) == ()
    assert diff({"c": 1}, {"c": 2}, ignore=(pattern,)) != ()


def test_a_boolean_differs_from_a_number() -> None:
    assert changes(diff([True], [1], ignore=())) == [("changed", "0")]


@given(ANY_JSON)
def test_nothing_differs_from_itself(document: Any) -> None:
    assert diff(document, copy(document), ignore=()) == ()


@given(ANY_JSON, ANY_JSON)
def test_a_diff_misses_nothing(left: Any, right: Any) -> None:
    assert diff(patched(left, diff(left, right, ignore=())), right, ignore=()) == ()


@given(st.lists(st.integers()) | st.dictionaries(st.text(), st.integers()), st.lists(st.integers()))
def test_a_diff_of_arrays_without_keys_is_exact(left: Any, right: list[int]) -> None:
    assert patched(left, diff(left, right, ignore=())) == right


@given(mutated_answers(), mutated_answers())
def test_the_pointers_of_a_difference_lead_to_its_values(left: Any, right: Any) -> None:
    for whole in diff(left, right, IGNORED_PATHS):
        for each in whole.walk():
            assert (each.left_pointer is None) == (each.change is Change.ADDED) == (each.left is ABSENT)
            assert (each.right_pointer is None) == (each.change is Change.REMOVED) == (each.right is ABSENT)
            assert each.left_pointer is None or at(left, each.left_pointer) == each.left
            assert each.right_pointer is None or at(right, each.right_pointer) == each.right


@given(mutated_answers(), mutated_answers())
def test_the_number_of_differences_is_the_same_from_both_sides(left: Any, right: Any) -> None:
    assert len(changes(diff(left, right))) == len(changes(diff(right, left)))
