"""Calls of two page loads, paired."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.calls import pair_calls, request_differences, same_calls
from edge_tui.model.visit import Call
from tests.tui.capture.shop_visit import PlayedFeed, began, event, whole


def calls_of(kinds: str, prefix: str) -> list[Call]:
    """A call for each letter, which is its event's type."""
    feed = PlayedFeed(began(f"{prefix}{n}", n + 0.1, event(kind, "/", "home")) for n, kind in enumerate(kinds))
    return list(feed.observer.visit.calls)


def shown(left: str, right: str) -> list[str]:
    """The pairs as letters, a dot for a side that lacks the call."""
    pairs = pair_calls(calls_of(left, "l"), calls_of(right, "r"))
    return [f"{p.left.event_type if p.left else '.'}{p.right.event_type if p.right else '.'}" for p in pairs]


def test_calls_are_paired_by_kind_in_their_order() -> None:
    assert shown("abc", "abc") == ["aa", "bb", "cc"]
    assert shown("abc", "ac") == ["aa", "b.", "cc"]
    assert shown("ac", "abc") == ["aa", ".b", "cc"]
    assert shown("aa", "a") == ["aa", "a."]
    assert shown("ab", "ba") == ["aa", "bb"]
    assert shown("", "ab") == [".a", ".b"]
    assert shown("", "") == []


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_every_call_is_in_exactly_one_pair(left: str, right: str) -> None:
    ours, theirs = calls_of(left, "l"), calls_of(right, "r")
    pairs = pair_calls(ours, theirs)
    assert [pair.left for pair in pairs if pair.left] == ours
    assert sorted((pair.right.key for pair in pairs if pair.right), key=str) == sorted(
        (call.key for call in theirs), key=str
    )
    assert all(pair.left or pair.right for pair in pairs)
    assert all(p.left.event_type == p.right.event_type for p in pairs if p.left and p.right)
    common = sum(min(left.count(kind), right.count(kind)) for kind in "abc")
    assert sum(pair.is_on_both for pair in pairs) == common


def test_two_requests_do_not_differ_in_what_always_changes() -> None:
    visit = PlayedFeed(
        [
            began("1", 1.0, event("a", "/", "home", _id="1")),
            began("2", 2.0, event("a", "/", "home", _id="2")),
            began("3", 3.0, event("a", "/", "other")),
        ]
    ).observer.visit
    first, second, third = (call.exchange for call in visit.calls)
    assert request_differences(first, second) == ()
    (different,) = [
        each for found in request_differences(first, third) for each in found.walk() if each.label == "name"
    ]
    assert (different.left, different.right) == ("home", "other")
    waited = [
        replace(first, request=replace(first.request, body=f'{{"events": [], "meta": {{"queueTimeMillis": {ms}}}}}'))
        for ms in (4, 128)
    ]
    assert request_differences(*waited) == ()


def test_the_same_calls_of_other_pages_are_found() -> None:
    visit = PlayedFeed(whole()).observer.visit
    view = visit.by_key["a2"]
    assert [call.key for call in same_calls(view, visit.calls)] == ["b1", "b2"]
