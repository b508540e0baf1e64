"""The rules for client state between requests, as tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.client_state import EDGE_NETWORK, ClientState, LocationHint, StateEntry, entry_of
from edge_tui.model.json.document import compact
from edge_tui.model.response import InteractResponse, read_response
from tests.tables import every_row

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def response(*handles: Any) -> InteractResponse:
    read = read_response(compact({"handle": list(handles)}).encode())
    assert isinstance(read, InteractResponse)
    return read


def store(*items: Any) -> dict[str, Any]:
    return {"type": "state:store", "payload": list(items)}


def hints(*items: Any) -> dict[str, Any]:
    return {"type": "locationHint:result", "payload": list(items)}


@every_row(
    ("key", "is_cookie_only"),
    [
        ("FPID", True),
        ("s_ecid", True),
        ("demdex", True),
        ("mbox", True),
        ("mboxEdgeCluster", True),
        ("AMCV_0123@AdobeOrg", True),
        ("AMCVS_0123@AdobeOrg", True),
        ("fpid", False),
        ("kndctr_0123_AdobeOrg_identity", False),
        ("kndctr_FPID", False),
        ("at_qa_mode", False),
        ("", False),
    ],
)
def test_cookies_of_the_site_are_recognized_by_prefix(key: str, is_cookie_only: bool) -> None:
    assert StateEntry(key, "v").is_cookie_only is is_cookie_only


@pytest.mark.parametrize(("left", "is_live"), [(1, True), (0.000001, True), (0, False), (-0.000001, False)])
def test_an_entry_is_gone_at_the_moment_it_expires(left: float, is_live: bool) -> None:
    entry, hint = StateEntry("k", "v", 60, seconds(left)), LocationHint("or2", seconds(left))
    other = replace(hint, scope="Target")
    assert entry.is_live(NOW) is hint.is_live(NOW) is is_live
    live = ClientState((entry,), hint, (other,)).live(NOW)
    assert live == (ClientState((entry,), hint, (other,)) if is_live else ClientState())


def test_only_expired_entries_are_dropped_and_the_order_is_kept() -> None:
    lasting = [
        StateEntry(key, "v", None, expiry) for key, expiry in (("b", None), ("a", seconds(1)), ("c", seconds(9)))
    ]
    gone = StateEntry("gone", "v", 1, NOW)
    others = (LocationHint("9", seconds(1), "AAM"), LocationHint("35", NOW, "Target"))
    state = ClientState((lasting[0], gone, *lasting[1:]), LocationHint("or2", NOW), others)
    assert state.live(NOW) == ClientState(tuple(lasting), None, others[:1])


@every_row(
    ("item", "entry"),
    [
        ({"key": "k", "value": "v", "maxAge": 60}, StateEntry("k", "v", 60, seconds(60), "sent")),
        ({"key": "k", "value": "v", "maxAge": 1}, StateEntry("k", "v", 1, seconds(1), "sent")),
        ({"key": "k", "value": "v", "maxAge": 1.9}, StateEntry("k", "v", 1, seconds(1), "sent")),
        ({"key": "k", "value": "v", "maxAge": 0}, None),
        ({"key": "k", "value": "v", "maxAge": 0.5}, None),
        ({"key": "k", "value": "v", "maxAge": -1}, None),
        ({"key": "k", "value": "v"}, StateEntry("k", "v", None, None, "sent")),
        ({"key": "k", "value": "v", "maxAge": None}, StateEntry("k", "v", None, None, "sent")),
        ({"key": "k", "value": "v", "maxAge": "60"}, StateEntry("k", "v", None, None, "sent")),
        ({"key": "k", "value": "v", "maxAge": True}, StateEntry("k", "v", None, None, "sent")),
        ({"key": "k", "value": "v", "maxAge": False}, StateEntry("k", "v", None, None, "sent")),
        ({"key": "k", "value": "v", "maxAge": 10**15}, StateEntry("k", "v", 10**15 - 1, LATEST, "sent")),
        (
            {"key": "k", "value": "v", "maxAge": 10**15 - 1},
            StateEntry("k", "v", 10**15 - 1, LATEST, "sent"),
        ),
        ({"key": "k"}, StateEntry("k", "", None, None, "sent")),
        ({"key": "k", "value": 7}, StateEntry("k", "", None, None, "sent")),
        ({"key": "k", "value": None}, StateEntry("k", "", None, None, "sent")),
        ({"key": "", "value": "v"}, StateEntry("", "v", None, None, "sent")),
    ],
)
def test_an_item_of_the_store_becomes_its_entry_or_deletes_it(item: Any, entry: StateEntry | None) -> None:
    before = ClientState((StateEntry("k", "old", 99, seconds(99)), StateEntry("other", "o")))
    after = before.apply_response(response(store(item)), NOW, "sent")
    if entry is None:
        assert after.entries == before.entries[1:]
    elif entry.key == "k":
        assert after.entries == (entry, before.entries[1])
    else:
        assert after.entries == (*before.entries, entry)


@every_row("item", ["k", 1, None, [], {}, {"value": "v"}, {"key": 7, "value": "v"}, {"key": None}])
def test_an_invalid_item_is_skipped_and_the_next_one_applied(item: Any) -> None:
    good, hint = {"key": "k", "value": "v"}, {"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 60}
    after = ClientState().apply_response(response(store(item, good), hints(item, hint)), NOW)
    assert [entry.value for entry in after.entries] == ["v"]
    assert after.hint == LocationHint("or2", seconds(60))


def test_a_deletion_is_applied_and_so_are_later_items() -> None:
    before = ClientState((StateEntry("k", "old"),))
    gone, again = {"key": "k", "maxAge": 0}, {"key": "k", "value": "new"}
    assert before.apply_response(response(store(gone, again)), NOW).entries == (StateEntry("k", "new"),)
    assert before.apply_response(response(store(again, gone)), NOW).entries == ()
    assert before.apply_response(response(store(again), store(gone)), NOW).entries == ()
    assert before.apply_response(response(store({"key": "never there", "maxAge": 0})), NOW) == before


def test_only_the_two_handles_of_state_change_it() -> None:
    item = {"key": "k", "value": "v", "scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 60}
    others = ("identity:persist", "state:stor", "state:store2", "locationHint", "")
    handles = [{"type": kind, "payload": [item]} for kind in others]
    assert ClientState().apply_response(response(*handles), NOW) == ClientState()
    assert ClientState().apply_response(response(store(item)), NOW).hint is None
    assert ClientState().apply_response(response(hints(item)), NOW).entries == ()


def test_expired_entries_are_dropped_with_any_response() -> None:
    before = ClientState((StateEntry("old", "v", 1, NOW),), LocationHint("or2", NOW))
    assert before.apply_response(response(), NOW) == ClientState()


OLD = LocationHint("old", seconds(99))


@every_row(
    ("item", "hint"),
    [
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 60}, LocationHint("or2", seconds(60))),
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 1}, LocationHint("or2", seconds(1))),
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 0}, None),
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": -5}, None),
        ({"scope": EDGE_NETWORK, "hint": "or2"}, OLD),
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": "60"}, OLD),
        ({"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": True}, OLD),
        ({"scope": EDGE_NETWORK, "hint": "", "ttlSeconds": 60}, OLD),
        ({"scope": EDGE_NETWORK, "hint": "", "ttlSeconds": 0}, OLD),
        ({"scope": EDGE_NETWORK, "hint": 35, "ttlSeconds": 60}, OLD),
        ({"scope": EDGE_NETWORK, "ttlSeconds": 60}, OLD),
        ({"scope": 7, "hint": "or2", "ttlSeconds": 60}, OLD),
        ({"hint": "or2", "ttlSeconds": 60}, OLD),
        ({"scope": "Target", "hint": "or2", "ttlSeconds": 60}, OLD),
        ({"scope": "edgenetwork", "hint": "or2", "ttlSeconds": 60}, OLD),
    ],
)
def test_the_last_hint_of_the_edge_network_wins(item: Any, hint: LocationHint | None) -> None:
    assert ClientState((), OLD).apply_response(response(hints(item)), NOW).hint == hint


def test_hints_of_other_scopes_follow_the_same_rules() -> None:
    items = [
        {"scope": "Target", "hint": "35", "ttlSeconds": 60},
        {"scope": EDGE_NETWORK, "hint": "or2", "ttlSeconds": 60},
        {"scope": "AAM", "hint": "9", "ttlSeconds": 30},
        {"scope": "Gone", "hint": "1", "ttlSeconds": 0},
    ]
    others = (LocationHint("1", seconds(99), "Gone"), LocationHint("2", seconds(99), "Stays"))
    state = ClientState((), None, others).apply_response(response(hints(*items)), NOW)
    assert state.hint == LocationHint("or2", seconds(60))
    assert {each.scope: each.hint for each in state.other_hints} == {"Stays": "2", "Target": "35", "AAM": "9"}
    assert state.hints == (state.hint, *state.other_hints)
    assert state.without_hint() == replace(state, hint=None)
    assert state.without_hint().hints == state.other_hints


def test_an_entry_replaces_the_one_with_its_key_or_is_appended() -> None:
    state = ClientState((StateEntry("a", "1"), StateEntry("b", "2")), OLD)
    assert state.with_entry(StateEntry("a", "9")) == ClientState((StateEntry("a", "9"), StateEntry("b", "2")), OLD)
    assert [each.key for each in state.with_entry(StateEntry("c", "3")).entries] == ["a", "b", "c"]
    assert state.without_entry("a") == ClientState((StateEntry("b", "2"),), OLD)
    assert state.without_entry("never there") == state


def test_one_entry_or_everything_can_be_expired() -> None:
    other = LocationHint("35", seconds(99), "Target")
    state = ClientState((StateEntry("a", "1", 60, seconds(60)), StateEntry("b", "2")), OLD, (other,))
    one = state.expired(NOW, "a")
    assert one == replace(state, entries=(StateEntry("a", "1", 60, NOW), StateEntry("b", "2")))
    assert one.live(NOW).entries == (StateEntry("b", "2"),)
    everything = state.expired(NOW)
    assert [entry.key for entry in everything.entries] == ["a", "b"]
    assert everything.hint == LocationHint("old", NOW)
    assert everything.other_hints == (replace(other, expires_at=NOW),)
    assert everything.live(NOW) == ClientState()
    assert ClientState((StateEntry("a", "1"),)).expired(NOW).hint is None
    assert state.expired(NOW, "never there") == state
    # An empty name is a key like any other.
    assert state.expired(NOW, "") == state


@pytest.mark.parametrize(
    ("suffix", "value"),
    [("identity", "first"), ("cluster", "or2"), ("consent", None), ("dentity", None), ("", None)],
)
def test_a_value_is_found_by_the_suffix_of_its_key(suffix: str, value: str | None) -> None:
    entries = (("k_identity", "first"), ("other_identity", "second"), ("identity", "bare"), ("k_cluster", "or2"))
    assert ClientState(tuple(StateEntry(key, each) for key, each in entries)).value_of(suffix) == value


def test_an_entry_expires_after_its_max_age_in_any_time_zone() -> None:
    eastward = datetime(2026, 3, 1, 15, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert entry_of("k", "v", 60, eastward, "r") == StateEntry("k", "v", 60, seconds(60), "r")
    assert entry_of("k", "v", None, NOW) == StateEntry("k", "v")
    forever = entry_of("k", "v", 10**14, eastward).expires_at
    assert forever is not None
    assert forever == LATEST.replace(tzinfo=eastward.tzinfo)


# Merging the changes of one state into another.

A, A2, A3, B = StateEntry("a", "1"), StateEntry("a", "2"), StateEntry("a", "3"), StateEntry("b", "1")
CHANGES = [
    ((A, B), (A,), (A2,), (A2, B), "changed"),
    ((A3, B), (A,), (A2,), (A2, B), "changed by both"),
    ((B,), (A,), (A2,), (B, A2), "changed here, deleted there"),
    ((A, B), (A,), (), (B,), "deleted"),
    ((A3, B), (A,), (), (A3, B), "deleted here, changed there"),
    ((B,), (A,), (), (B,), "deleted by both"),
    ((A3, B), (A,), (A,), (A3, B), "left alone here, changed there"),
    ((B,), (A,), (A,), (B,), "left alone here, deleted there"),
    ((B,), (), (A,), (B, A), "added"),
    ((A, B), (), (), (A, B), "untouched"),
]


@every_row(("here", "before", "after", "entries"), [each[:4] for each in CHANGES], ids=[e[4] for e in CHANGES])
def test_changes_are_merged_key_by_key(
    here: tuple[StateEntry, ...],
    before: tuple[StateEntry, ...],
    after: tuple[StateEntry, ...],
    entries: tuple[StateEntry, ...],
) -> None:
    assert ClientState(here).changed(ClientState(before), ClientState(after)) == ClientState(entries)


def test_changes_of_hints_are_merged_scope_by_scope() -> None:
    or2, va6 = LocationHint("or2", seconds(60)), LocationHint("va6", seconds(60))
    target, aam = LocationHint("35", seconds(60), "Target"), LocationHint("9", seconds(60), "AAM")
    here = ClientState((), or2, (target,))
    assert here.changed(ClientState((), or2), ClientState((), va6)) == ClientState((), va6, (target,))
    assert here.changed(ClientState((), or2), ClientState()) == ClientState((), None, (target,))
    assert here.changed(ClientState(), ClientState((), None, (aam,))) == ClientState((), or2, (target, aam))
    assert here.changed(ClientState((), None, (target,)), ClientState()) == ClientState((), or2)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-1, 3) | st.none()), max_size=6))
def test_a_store_behaves_like_a_dictionary_that_deletes(items: list[tuple[str, int | None]]) -> None:
    wanted: dict[str, int | None] = {}
    for key, age in items:
        if age is not None and age <= 0:
            wanted.pop(key, None)
        else:
            wanted[key] = age
    payload = [{"key": key, "value": "v", **({} if age is None else {"maxAge": age})} for key, age in items]
    entries = ClientState().apply_response(response(store(*payload)), NOW).entries
    assert {entry.key: entry.max_age_seconds for entry in entries} == wanted
