"""What differs between any two sends comes last, and nothing that was written differently is among it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.changing_values import compare_requests
from edge_tui.compare.diff import Difference
from edge_tui.compare.difference_tree import compare_exchanges, compare_with_visitors, difference_tree
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import parse
from edge_tui.model.node import Tone
from edge_tui.model.placeholders import KNOWN, Sources, fill, is_new_each_send
from edge_tui.model.request import InteractRequest
from tests.answers import mutated_answers
from tests.compare.test_side_by_side import exchange_of
from tests.tables import every_row

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENTRY = "kndctr_X_AdobeOrg_identity"


def sends(*texts: str, url: str = "https://x/ee/interact?configId=1") -> Iterator[Exchange]:
    """Each text sent as a draft, a minute apart, by a visitor whose cookie is another one every time."""
    for number, text in enumerate(texts, 1):
        ids = iter(str(UUID(int=number * 1000 + index)) for index in range(9))
        sources = Sources(NOON + timedelta(minutes=number), ids.__next__, "1", {"PAGE": f"page {number}"})
        filled = fill(parse(text), sources).document
        assert isinstance(filled, dict)
        body = {**filled, "meta": {"state": {"entries": [{"key": ENTRY, "value": str(number)}]}}}
        request = InteractRequest(str(number), f"{url}&requestId={number}", (), json.dumps(body))
        yield replace(exchange_of({}), draft=Draft(text), request=request)


def event(**members: str) -> str:
    return json.dumps({"event": {"xdm": {"_id": "{{uuid}}", "timestamp": "{{now}}", **members}}})


def pointers(differences: tuple[Difference, ...]) -> list[str]:
    return [str(leaf.right_pointer or leaf.left_pointer) for each in differences for leaf in each.walk()]


def compared(one: str, other: str) -> Arranged:
    return compare_requests(*sends(one, other), ())


def test_the_same_event_sent_twice_differs_only_in_what_every_send_has_new() -> None:
    found = compared(event(), event())
    assert found.first == found.once == ()
    assert pointers(found.changing) == [
        "/parameters/requestId",
        "/body/event/xdm/_id",
        "/body/event/xdm/timestamp",
        "/body/meta/state/entries/0/value",
    ]


def test_the_datastream_and_what_was_edited_come_before_it() -> None:
    ((one,), (other,)) = (
        sends(event(eventType="a")),
        sends(event(eventType="b"), url="https://x/ee/interact?configId=2"),
    )
    other = replace(other, request=replace(other.request, url=f"{other.request.url}0"))
    found = compare_requests(one, other, ())
    assert pointers(found.first) == ["/parameters/configId", "/body/event/xdm/eventType"]
    assert pointers(found.changing) == ["/parameters/requestId"]


@every_row(
    ("one", "other", "is_new"),
    [
        ("{{uuid}}", "{{uuid}}", True),
        ("order-{{ uuid }}", "order-{{ uuid }}", True),
        ("{{now-5m}}", "{{now-5m}}", True),
        ("{{now-5m}}", "{{now-9m}}", False),
        ("A {{uuid}}", "B {{uuid}}", False),
        ("{{env:PAGE}}", "{{env:PAGE}}", False),
        ("{{env:PAGE}} {{now}}", "{{env:PAGE}} {{now}}", False),
        ("{{uuid}}", "7", False),
        ("6", "7", False),
    ],
)
def test_what_placeholders_make_is_new_only_if_both_drafts_say_the_same(one: str, other: str, *, is_new: bool) -> None:
    found = compared(event(orderID=one), event(orderID=other))
    place = "/body/event/xdm/orderID"
    assert (place in pointers(found.changing), place in pointers(found.first)) == (is_new, not is_new)


@every_row("known", KNOWN)
def test_only_the_time_and_ids_are_new_whatever_anybody_enters(known: str) -> None:
    assert is_new_each_send(known) == (known in ("now", "uuid", "now-5m"))


def test_a_value_that_only_one_side_sends_stays_in_front() -> None:
    found = compared(event(), json.dumps({"event": {"xdm": {"timestamp": "{{now}}"}}}))
    assert pointers(found.first) == ["/body/event/xdm/_id"]


def test_the_group_is_dim_last_and_counted_apart() -> None:
    tree = difference_tree(compared(event(name="a"), event(name="b")), "left", "right")
    assert tree.value == "1 changed · 4 new in every send"
    group = tree.children()[-1]
    assert (group.label, group.value, group.tone, group.opened) == ("new in every send", "4 changed", Tone.DIM, False)
    assert {each.tone for each in group.children()} == {Tone.DIM}


@given(mutated_answers(), mutated_answers(), st.sampled_from(["/requestId", "/handle", "/**/timestamp"]))
def test_setting_it_apart_loses_no_difference(one: Any, other: Any, ignored: str) -> None:
    left, right = exchange_of(one), exchange_of(other)
    whole = pointers(compare_exchanges(left, right, (ignored,)))
    found = compare_with_visitors(left, right, (ignored,))
    visitors = [each for each in found.first if each.label == "visitor"]
    assert len(pointers(found.all)) - len(visitors) == len(whole)
    assert set(whole) <= set(pointers(found.all))


def test_a_response_compared_in_full_ends_with_its_ids_and_times() -> None:
    left, right = (exchange_of({"requestId": name, "handle": [], "name": name}) for name in "ab")
    found = compare_with_visitors(left, right, ())
    assert (pointers(found.first), pointers(found.changing)) == (["/name"], ["/requestId"])
