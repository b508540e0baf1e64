"""Client state from responses, with several processes using one visitor at the same time."""

import json
import multiprocessing
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.client_state import EDGE_NETWORK, ClientState, LocationHint, StateEntry
from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.model.request import InteractRequest
from edge_tui.session.client_state_updater import ClientStateStore
from edge_tui.workspace import Workspace

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PROFILE = replace(EMULATOR_PROFILE, org_id="ORG@AdobeOrg")
ROUNDS = 25


def answered(*items: tuple[str, str, int], hint: str = "") -> Exchange:
    """An exchange whose response has these entries (key, value, seconds), and a hint."""
    handles = [{"type": "state:store", "payload": [{"key": k, "value": v, "maxAge": s} for k, v, s in items]}]
    if hint:
        location_hint = {"scope": EDGE_NETWORK, "hint": hint, "ttlSeconds": 1800}
        handles.append({"type": "locationHint:result", "payload": [location_hint]})
    body = json.dumps({"requestId": "r", "handle": handles}).encode()
    request = InteractRequest("r", "http://emulator/ee/v2/interact", (), "{}")
    return Exchange(Draft("{}"), request, "p", "anna", NOW, Response(200, (), body, Timings(1.0)))


def state_store(home: Path, profile: Profile = PROFILE) -> ClientStateStore:
    """The visitor anna, as another process would open it."""
    return ClientStateStore(profile, "anna", Workspace({"EDGE_TUI_HOME": str(home)}).visitors, lambda: NOW)


def values(state: ClientState) -> dict[str, str]:
    return {entry.key: entry.value for entry in state.entries}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_concurrent_processes_with_one_visitor_lose_nothing(home: Path) -> None:
    def work(number: int) -> None:
        for each in range(ROUNDS):
            kept = state_store(home).apply_response(
                answered((f"p{number}-{each}", "v", 60), (f"p{number}-last", str(each), 60))
            )
            assert kept.notes == ()

    processes = [multiprocessing.get_context("fork").Process(target=work, args=(number,)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * 3
    kept = values(state_store(home).state)
    assert len(kept) == 3 * (ROUNDS + 1)
    assert [kept[f"p{number}-last"] for number in range(3)] == [str(ROUNDS - 1)] * 3


def test_of_one_key_the_last_one_wins(home: Path) -> None:
    one, other = state_store(home), state_store(home)
    one.apply_response(answered(("identity", "first", 60), ("consent", "in", 60), hint="or2"))
    other.apply_response(answered(("identity", "second", 60), hint="va6"))

    assert values(one.state) == {"identity": "second", "consent": "in"}
    assert one.state.hint is not None
    assert one.state.hint.hint == "va6"


def test_an_entry_deleted_by_a_gateway_is_gone_for_every_process(home: Path) -> None:
    one, other = state_store(home), state_store(home)
    one.apply_response(answered(("identity", "abc", 60), ("consent", "in", 60)))
    other.apply_response(answered(("consent", "", 0)))

    assert values(one.state) == {"identity": "abc"}


def test_organizations_of_one_visitor_do_not_overwrite_each_other(home: Path) -> None:
    state_store(home).apply_response(answered(("identity", "abc", 60)))
    state_store(home, replace(PROFILE, org_id="OTHER@AdobeOrg")).apply_response(answered(("identity", "xyz", 60)))

    assert values(state_store(home).state) == {"identity": "abc"}


def test_unwritten_state_is_merged_with_the_next_response_and_other_processes_changes(home: Path) -> None:
    one = state_store(home)
    (home / "visitors").write_text("in the way")
    [note] = one.apply_response(answered(("identity", "abc", 60))).notes
    assert "for this run only" in note
    (home / "visitors").unlink()
    state_store(home).apply_response(answered(("consent", "in", 60)))

    assert one.apply_response(answered(("cluster", "or2", 60))).notes == ()
    assert values(state_store(home).state) == {"consent": "in", "identity": "abc", "cluster": "or2"}


def test_a_state_that_was_finally_saved_gives_way_to_later_changes(home: Path) -> None:
    mine = state_store(home)
    visitors = home / "visitors"
    visitors.write_text("a file where the folder should be")
    assert "for this run only" in mine.apply_response(answered(("a", "1", 60))).notes[0]
    assert values(mine.state) == {"a": "1"}
    visitors.unlink()
    assert mine.apply_response(answered(("b", "2", 60))).notes == ()
    state_store(home).apply_response(answered(("a", "changed by another", 60)))
    state_store(home).apply_response(answered(("b", "", 0)))
    assert values(mine.state) == {"a": "changed by another"}


def test_a_newer_edge_tuis_visitor_collects_state_for_this_run_and_its_file_is_unchanged(home: Path) -> None:
    (home / "visitors").mkdir()
    path = home / "visitors" / "anna.json"
    path.write_text('{"version": 99, "states": {}}')
    mine = state_store(home)
    assert mine.state == ClientState()
    for number in (1, 2):
        assert "newer edge-tui" in mine.apply_response(answered((f"k{number}", "v", 60))).notes[0]
    assert values(mine.state) == {"k1": "v", "k2": "v"}
    assert path.read_text() == '{"version": 99, "states": {}}'


def test_a_hint_that_another_process_received_meanwhile_is_not_dropped(home: Path) -> None:
    state_store(home).apply_response(answered(hint="or2"))
    visitors = Workspace({"EDGE_TUI_HOME": str(home)}).visitors
    state = visitors.get("anna").state(PROFILE.org_id)
    state_store(home).apply_response(answered(hint="va6"))
    changed = visitors.get("anna").state(PROFILE.org_id).changed(state, state.without_hint())

    assert changed.hint is not None
    assert changed.hint.hint == "va6"


keys = st.sampled_from(["a", "b", "c"])
entries = st.lists(
    st.builds(StateEntry, keys, st.sampled_from(["1", "2"])), max_size=3, unique_by=lambda entry: entry.key
)
hints = st.none() | st.sampled_from(["or2", "va6"]).map(lambda hint: LocationHint(hint, NOW + timedelta(minutes=5)))
others = st.sampled_from([(), (LocationHint("35", NOW, "Target"),), (LocationHint("9", NOW, "AAM"),)])
states = st.builds(ClientState, entries.map(tuple), hints, others)


def kept(state: ClientState) -> tuple[frozenset[StateEntry], frozenset[LocationHint]]:
    return frozenset(state.entries), frozenset(state.hints)


@given(states, states)
def test_a_change_applied_to_its_start_gives_its_end(before: ClientState, after: ClientState) -> None:
    assert kept(before.changed(before, after)) == kept(after)


@given(states, states)
def test_no_change_changes_nothing(state: ClientState, other: ClientState) -> None:
    assert state.changed(other, other) == state


@given(states, states, states)
def test_a_change_keeps_unrelated_state(state: ClientState, before: ClientState, after: ClientState) -> None:
    changed = {entry.key: entry for entry in state.changed(before, after).entries}
    about = {entry.key for each in (before, after) for entry in each.entries}
    assert {key: entry for key, entry in changed.items() if key not in about} == {
        entry.key: entry for entry in state.entries if entry.key not in about
    }
    assert set(after.entries) - set(before.entries) <= set(changed.values())
