"""The client state between requests: nothing beyond what the gateway set, and never longer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.client_state import ClientState
from edge_tui.model.json.document import compact
from edge_tui.model.response import InteractResponse, read_response

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SECONDS = st.integers(-5, 100) | st.sampled_from([0, 10**12, 10**20, -(10**20), 1.5, True, None, "60"])
ENTRY = st.fixed_dictionaries(
    {"key": st.sampled_from(["a_identity", "a_cluster", "a_consent"]), "value": st.text(max_size=5)},
    optional={"maxAge": SECONDS},
)
HINT = st.fixed_dictionaries(
    {"scope": st.sampled_from(["EdgeNetwork", "Target"]), "hint": st.sampled_from(["or2", "va6", ""])},
    optional={"ttlSeconds": SECONDS},
)
HANDLE = st.fixed_dictionaries({"type": st.just("state:store"), "payload": st.lists(ENTRY | JSON, max_size=4)}) | (
    st.fixed_dictionaries({"type": st.just("locationHint:result"), "payload": st.lists(HINT | JSON, max_size=3)})
)
STEPS = st.lists(st.tuples(st.integers(0, 120), st.lists(HANDLE | JSON, max_size=3)), max_size=6)


def _response(*handles: Any) -> InteractResponse:
    read = read_response(compact({"handle": list(handles)}).replace("NaN", "null").replace("Infinity", "1e99").encode())
    assert isinstance(read, InteractResponse)
    return read


def _stored(**entry: Any) -> dict[str, Any]:
    return {"type": "state:store", "payload": [{"key": "a_identity", "value": "x", **entry}]}


def _after(*responses: InteractResponse) -> ClientState:
    state = ClientState()
    for response in responses:
        state = state.apply_response(response, NOW)
    return state


@given(STEPS, st.integers(0, 1000))
def test_an_expired_entry_never_comes_back(steps: list[tuple[int, list[Any]]], later: int) -> None:
    state, now = ClientState(), NOW
    for seconds, handles in steps:
        now += timedelta(seconds=seconds)
        state = state.apply_response(_response(*handles), now)
        assert state == state.live(now)
        assert len({entry.key for entry in state.entries}) == len(state.entries)
    now += timedelta(seconds=later)
    live = state.live(now)
    assert all(entry.expires_at is None or entry.expires_at > now for entry in live.entries)
    assert live.hint is None or live.hint.expires_at > now
    assert set(live.entries) <= set(state.entries)
    assert live.apply_response(_response(), now) == live
    assert live.live(now + timedelta(days=1)).live(now) == live.live(now + timedelta(days=1))


def test_an_entry_is_kept_for_its_max_age() -> None:
    state = _after(_response(_stored(maxAge=60)))
    assert state.value_of("identity") == "x"
    assert state.live(NOW + timedelta(seconds=59)).value_of("identity") == "x"
    assert state.live(NOW + timedelta(seconds=60)).value_of("identity") is None


def test_the_last_value_of_a_repeated_key_wins() -> None:
    state = _after(_response(_stored(maxAge=60), _stored(value="y", maxAge=60)))
    assert [entry.value for entry in state.entries] == ["y"]


def test_a_max_age_of_zero_or_less_deletes() -> None:
    for seconds in (0, -1):
        assert _after(_response(_stored(maxAge=60)), _response(_stored(maxAge=seconds))).entries == ()


def test_an_entry_without_a_max_age_does_not_expire() -> None:
    state = _after(_response(_stored()))
    assert state.live(NOW + timedelta(days=10_000)).value_of("identity") == "x"


def test_only_the_hint_of_the_edge_network_is_kept() -> None:
    items = [
        {"scope": "Target", "hint": "35", "ttlSeconds": 1800},
        {"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800},
    ]
    state = _after(_response({"type": "locationHint:result", "payload": items}))
    assert state.hint is not None
    assert state.hint.hint == "or2"
    assert state.without_hint().hint is None
