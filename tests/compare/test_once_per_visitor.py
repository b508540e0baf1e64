"""The order of differences between two exchanges, and what Edge sends once per visitor."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.difference_tree import compare_exchanges, compare_with_visitors, difference_tree
from edge_tui.compare.once_per_visitor import arrange
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Tone
from tests.answers import mutated_answers
from tests.compare.test_side_by_side import decisions, exchange, exchange_of

ORG = "kndctr_X_AdobeOrg_"
SYNCS = {"type": "identity:exchange", "payload": [{"type": "url", "id": 1, "spec": {"url": "//a.example"}}]}
HINT = {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2"}]}


def stored(*keys: str) -> dict[str, Any]:
    return {"type": "state:store", "payload": [{"key": ORG + key, "value": "1", "maxAge": 60} for key in keys]}


def sending(*keys: str) -> str:
    return json.dumps({"meta": {"state": {"entries": [{"key": ORG + key, "value": "1"} for key in keys]}}})


def labels(left: Exchange, right: Exchange) -> tuple[list[str], list[str]]:
    arranged = compare_with_visitors(left, right, ())
    return tuple(  # type: ignore[return-value]
        [leaf.label for each in group for leaf in each.walk() if leaf.label != "requestId"]
        for group in (arranged.first, arranged.once)
    )


def test_what_a_new_visitor_gets_comes_last() -> None:
    first = exchange(SYNCS, stored("identity", "cluster"))
    second = exchange(stored("cluster"), errors=("EXEG-0201-503",), body=sending("identity", "cluster"))
    assert labels(first, second) == (["errors"], ["identity:exchange", ORG + "identity"])
    assert labels(second, first) == (["errors"], [ORG + "identity", "identity:exchange"])


def test_for_two_known_visitors_a_missing_sync_is_a_difference_like_any_other() -> None:
    known = sending("identity", "cluster")
    assert labels(exchange(SYNCS, HINT, body=known), exchange(HINT, body=known)) == (["identity:exchange"], [])
    assert labels(exchange(SYNCS, HINT), exchange(HINT)) == (["identity:exchange"], [])


def test_an_entry_that_the_client_has_and_edge_deletes_is_a_difference() -> None:
    first, second = exchange(stored("optout")), exchange(stored("cluster"), body=sending("identity"))
    assert ORG + "optout" in labels(first, second)[0]


def test_problems_and_decisions_come_before_the_rest() -> None:
    left = exchange(HINT, decisions("1"), body=sending("identity"))
    right = exchange({**HINT, "payload": []}, decisions("2"), errors=("EXEG-0201-503",), status=207)
    arranged = compare_with_visitors(left, right, ())
    assert [each.label for each in arranged.first] == ["status", "errors", "handle"]
    assert [each.label for each in arranged.first[2].inside] == ["personalization:decisions TGT", "locationHint:result"]


def test_the_group_of_what_is_sent_once_is_dim_and_says_why() -> None:
    first, second = exchange(SYNCS, HINT), exchange(HINT, body=sending("identity"))
    (group,) = difference_tree(compare_with_visitors(first, second, ()), "left", "right").children()
    assert (group.label, group.value, group.tone) == ("sent once per visitor", "1 removed", Tone.DIM)
    assert "say nothing about the datastream" in group.note
    assert [each.tone for each in group.children()] == [Tone.DIM]


@given(mutated_answers(), mutated_answers(), st.sampled_from(["identity", "consent_check", "cluster"]))
def test_arranging_loses_no_difference(one: Any, other: Any, key: str) -> None:
    left, right = exchange_of(one, body=sending(key)), exchange_of(other)
    found = compare_exchanges(left, right, ())

    def leaves(differences: Any) -> list[str]:
        return sorted(repr(leaf) for each in differences for leaf in each.walk())

    assert leaves(arrange(found, left, right).all) == leaves(found)
