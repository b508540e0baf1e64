"""How a response changes a visitor's state, and what happens if the state can't be written: rules as tables."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Profile
from edge_tui.model.request import InteractRequest
from edge_tui.model.visitor import Visitor
from edge_tui.session.client_state_updater import ClientStateStore
from edge_tui.workspace import Workspace
from tests.session.test_client_state_updater import answered

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ORG = "ORG@AdobeOrg"
PROFILE = replace(EMULATOR_PROFILE, url="https://edge.acme.example", org_id=ORG)
COOKIE = ("set-cookie", "kndctr_ORG_AdobeOrg_identity=abc; Max-Age=60; Domain=acme.example")


class Kept:
    """The visitors of a home, on a disk that may be full."""

    def __init__(self, home: Path) -> None:
        self._visitors = Workspace({"EDGE_TUI_HOME": str(home)}).visitors
        self.is_full = False
        self.changes = 0

    def get(self, name: str) -> Visitor:
        return self._visitors.get(name)

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        if self.is_full:
            raise StorageError("The disk is full.", "Make room.")
        self.changes += 1
        return self._visitors.change(name, change)

    def put(self, *entries: StateEntry, hint: LocationHint | None = None, org_id: str = ORG) -> None:
        """Writes as another process."""
        state = ClientState(entries, hint)
        self._visitors.change("anna", lambda visitor: visitor.with_state(org_id, state))

    @property
    def visitor(self) -> Visitor:
        return self.get("anna")

    @property
    def values(self) -> dict[str, str]:
        return values(self.visitor.state(ORG).entries)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def kept(home: Path) -> Kept:
    return Kept(home)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def state_store(kept: Kept, clock: Clock, profile: Profile = PROFILE) -> ClientStateStore:
    return ClientStateStore(profile, "anna", kept, clock)


def values(entries: Iterable[StateEntry]) -> dict[str, str]:
    return {entry.key: entry.value for entry in entries}


def ended(*headers: tuple[str, str], body: bytes = b'{"requestId": "r", "handle": []}') -> Exchange:
    request = InteractRequest("sent", "https://edge.acme.example/ee/v2/interact", (), "{}")
    return Exchange(Draft("{}"), request, "p", "anna", NOW, Response(200, headers, body, Timings(1.0)))


@pytest.mark.parametrize("site_domain", ["", "acme.example", "other.example"])
@pytest.mark.parametrize("authentication", Authentication)
@pytest.mark.parametrize("body", [b'{"handle": []}', b"", b"<html>", b'{"title": "no", "status": 400}'])
def test_cookies_are_applied_only_without_authentication(
    kept: Kept, clock: Clock, authentication: Authentication, site_domain: str, body: bytes
) -> None:
    profile = replace(PROFILE, authentication=authentication, site_domain=site_domain)
    one = state_store(kept, clock, profile)
    one.apply_response(ended(COOKIE, body=body))

    taken = {"kndctr_ORG_AdobeOrg_identity": "abc"} if authentication is Authentication.NONE else {}
    assert values(one.state.entries) == kept.values == taken


@pytest.mark.parametrize("authentication", Authentication)
def test_the_body_is_applied_with_any_authentication(kept: Kept, clock: Clock, authentication: Authentication) -> None:
    one = state_store(kept, clock, replace(PROFILE, authentication=authentication))
    one.apply_response(answered(("identity", "abc", 60), hint="or2"))

    assert kept.values == {"identity": "abc"}
    assert one.state.hint is not None


def test_a_cookie_overrides_the_body_and_both_name_their_exchange(kept: Kept, clock: Clock) -> None:
    body = b'{"handle": [{"type": "state:store", "payload": [{"key": "kndctr_ORG_AdobeOrg_identity", "value": "body"},'
    body += b' {"key": "other", "value": "1"}]}]}'
    state_store(kept, clock).apply_response(ended(COOKIE, body=body))

    assert kept.values == {"kndctr_ORG_AdobeOrg_identity": "abc", "other": "1"}
    assert {entry.origin for entry in kept.visitor.state(ORG).entries} == {"sent"}
    expiries = {entry.expires_at for entry in kept.visitor.state(ORG).entries}
    assert expiries == {NOW + timedelta(seconds=60), None}


def test_a_cookie_of_another_host_is_not_applied(kept: Kept, clock: Clock) -> None:
    state_store(kept, clock).apply_response(ended((COOKIE[0], COOKIE[1].replace("acme.example", "evil.example"))))
    assert kept.values == {}


@pytest.mark.parametrize(
    "exchange",
    [
        replace(ended(), outcome=None),
        replace(ended(), outcome=Failure(FailureKind.TIMEOUT, "No response.")),
        ended(),
        ended(body=b"<html>"),
    ],
    ids=["unfinished", "failed", "nothing to keep", "a page"],
)
def test_a_response_without_state_writes_nothing(kept: Kept, clock: Clock, exchange: Exchange) -> None:
    kept.put(StateEntry("identity", "abc"))
    assert state_store(kept, clock).apply_response(exchange) == exchange
    assert kept.changes == 0
    assert kept.values == {"identity": "abc"}


def test_a_change_is_written_without_a_note(kept: Kept, clock: Clock) -> None:
    exchange = answered(("identity", "abc", 60))
    assert state_store(kept, clock).apply_response(exchange) == exchange
    assert kept.changes == 1


# State that can't be written.


def test_an_unwritten_state_applies_to_this_run_until_it_is_written(kept: Kept, clock: Clock) -> None:
    one, other = state_store(kept, clock), state_store(kept, clock)
    kept.is_full = True
    exchange = one.apply_response(answered(("identity", "abc", 60)))

    assert [note for note in exchange.notes if "kept for this run only" in note and "disk is full" in note]
    assert values(one.state.entries) == {"identity": "abc"}
    assert values(other.state.entries) == kept.values == {}


def test_once_written_the_state_is_read_from_disk_again(kept: Kept, clock: Clock) -> None:
    one = state_store(kept, clock)
    kept.is_full = True
    one.apply_response(answered(("identity", "abc", 60)))
    kept.is_full = False
    assert one.apply_response(answered(("consent", "in", 60))).notes == ()
    assert values(one.state.entries) == kept.values == {"identity": "abc", "consent": "in"}

    kept.put(StateEntry("identity", "of another process"))
    assert values(one.state.entries) == {"identity": "of another process"}
    kept.put()
    assert one.state == ClientState()


def test_several_unwritten_changes_are_all_written_later(kept: Kept, clock: Clock) -> None:
    kept.put(StateEntry("old", "1"), StateEntry("gone", "1"))
    one = state_store(kept, clock)
    kept.is_full = True
    for items in ([("gone", "", 0)], [("first", "1", 60)], [("second", "1", 60)], [("second", "2", 60)]):
        assert one.apply_response(answered(*items)).notes
    kept.put(StateEntry("old", "1"), StateEntry("gone", "1"), StateEntry("theirs", "1"))
    kept.is_full = False
    one.apply_response(answered(("third", "1", 60)))

    assert kept.values == {"old": "1", "theirs": "1", "first": "1", "second": "2", "third": "1"}


def test_another_processs_change_is_hidden_only_while_nothing_can_be_written(kept: Kept, clock: Clock) -> None:
    one = state_store(kept, clock)
    kept.is_full = True
    one.apply_response(answered(("identity", "mine", 60)))
    kept.put(StateEntry("consent", "theirs"))
    assert values(one.state.entries) == {"identity": "mine"}

    kept.is_full = False
    one.apply_response(answered(("cluster", "or2", 60)))
    assert values(one.state.entries) == {"consent": "theirs", "identity": "mine", "cluster": "or2"}


def test_an_entry_that_expires_before_it_is_written_is_gone(kept: Kept, clock: Clock) -> None:
    one = state_store(kept, clock)
    kept.is_full = True
    one.apply_response(answered(("identity", "abc", 60), ("consent", "in", 3600)))
    clock.now += timedelta(seconds=60)
    assert values(one.state.entries) == {"consent": "in"}

    kept.is_full = False
    one.apply_response(answered(("cluster", "or2", 60)))
    assert kept.values == {"consent": "in", "cluster": "or2"}


def test_an_expired_entry_on_disk_is_never_seen_and_removed_by_the_next_change(kept: Kept, clock: Clock) -> None:
    kept.put(StateEntry("old", "1", 60, NOW), StateEntry("live", "1", 60, NOW + timedelta(seconds=1)))
    one = state_store(kept, clock)
    assert values(one.state.entries) == {"live": "1"}
    one.apply_response(answered(("new", "1", 60)))
    assert kept.values == {"live": "1", "new": "1"}


# The location hint.


def test_a_hint_is_dropped_permanently_and_nothing_else_with_it(kept: Kept, clock: Clock) -> None:
    kept.put(StateEntry("identity", "abc"), hint=LocationHint("or2", NOW + timedelta(hours=1)))
    one, exchange = state_store(kept, clock), ended()
    assert one.drop_hint(exchange) == exchange
    assert one.state == kept.visitor.state(ORG) == ClientState((StateEntry("identity", "abc"),))


def test_a_hint_that_cannot_be_dropped_on_the_disk_is_not_used_in_this_run(kept: Kept, clock: Clock) -> None:
    kept.put(hint=LocationHint("or2", NOW + timedelta(hours=1)))
    kept.is_full = True
    one = state_store(kept, clock)
    assert one.drop_hint(ended()).notes
    assert one.state.hint is None
    assert one.drop_hint(ended()).notes == ()


def test_other_organizations_are_left_alone(kept: Kept, clock: Clock) -> None:
    other = ClientState((StateEntry("identity", "theirs"),))
    kept.put(*other.entries, org_id="OTHER@AdobeOrg")
    state_store(kept, clock).apply_response(answered(("identity", "abc", 60)))
    assert kept.visitor.state("OTHER@AdobeOrg") == other
    assert kept.values == {"identity": "abc"}
