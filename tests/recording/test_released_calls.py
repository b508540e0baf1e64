"""Calls that leave an observer, because they are in history or were deleted: what belongs to them goes, too."""

from collections.abc import Iterable

import pytest

from edge_tui.model.origin import NotSent, Source
from edge_tui.model.sightings import Blocked, CallsDeleted, Cause, CommandState, SdkRequest, Sighting
from edge_tui.recording import Observer
from tests.recording.transcript import (
    SHOP,
    START,
    Uuids,
    answered,
    at,
    began,
    body_of,
    command,
    configured,
    event,
    opened,
    url_of,
)
from tests.tables import every_row

RESOLVED = CommandState.RESOLVED
RUN = "x-"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls leave once there are more than two."""
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 2)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 1)


def observer(*told: Sighting) -> Observer:
    """What has seen these."""
    seen = Observer(Source.CHROMIUM, "a", new_uuid=Uuids(), started=START, run=RUN, hosts=["edge.shop.example"])
    see(seen, told)
    return seen


def see(seen: Observer, told: Iterable[Sighting]) -> None:
    """Tells more."""
    for each in told:
        seen.see(each)


def write(seen: Observer) -> list[str]:
    """Everything is written to history; which calls that were."""
    taken = seen.take()
    seen.written(taken)
    return keys(each.origin.source_id for each in taken if each.origin)


def keys(calls: Iterable[str]) -> list[str]:
    """The calls as their source knows them."""
    return [each.removeprefix(RUN) for each in calls]


def delete(seen: Observer, *calls: str) -> None:
    """Deletes calls by the names of their source."""
    seen.see(CallsDeleted(at(30), tuple(f"{RUN}{each}" for each in calls)))


def listed(seen: Observer) -> list[str]:
    """The calls that are shown."""
    return keys(call.key for call in seen.visit.calls)


def visit_of(count: int, *, is_tied: bool = True, event_type: str = "") -> list[Sighting]:
    """Calls of one command each, in the way in which a page tells of them."""
    told: list[Sighting] = [opened(0), configured()]
    kinds = {"event_type": event_type}
    for n in range(count):
        sent = body_of({"xdm": {}}) if not event_type else body_of(event(event_type))
        tied = (f"c{n}",) if is_tied else ()
        told += [
            command(f"c{n}", n + 1, **kinds),
            SdkRequest(at(n + 1.01), "alloy", f"r-{n}", f"{SHOP}/", "1", tied),
            began(f"{n}", n + 1.02, body=sent),
            answered(f"{n}", n + 1.1),
            command(f"c{n}", n + 1.2, RESOLVED, **kinds),
        ]
    return told


@every_row("is_tied", [True, False])
@every_row("event_type", ["", "web.webpagedetails.pageViews"])
@every_row("way", ["left", "deleted"])
def test_a_command_goes_with_its_call(is_tied: bool, event_type: str, way: str) -> None:
    told = visit_of(6, is_tied=is_tied, event_type=event_type)
    seen = observer(*told)
    if way == "left":
        write(seen)
    else:
        delete(seen, "0", "1", "2", "3")
    assert listed(seen) == ["4", "5"]
    assert len(seen._commands) <= 2
    assert len(seen._commands._requests) <= 2
    # Later words of them are no other commands.
    see(seen, [each for each in told if not isinstance(each, SdkRequest)])
    seen.end(at(60))
    assert seen.visit.recording.tried == ()
    assert listed(seen) == ["4", "5"]
    assert seen.visit.recording.calls == 6


def test_a_tied_command_that_is_seen_after_its_call_has_left_was_not_tried_in_vain() -> None:
    told = visit_of(6)
    seen = observer(*(each for each in told if getattr(each, "command", "") != "c0"))
    write(seen)
    see(seen, [each for each in told if getattr(each, "command", "") == "c0"])
    seen.end(at(60))
    assert seen.visit.recording.tried == ()


def test_a_retry_keeps_what_is_known_of_its_request() -> None:
    again = began("again", 20, body=body_of(event()), url=url_of("r-0"))
    seen = observer(*visit_of(1, event_type="web.webpagedetails.pageViews"), again)
    delete(seen, "0")
    assert listed(seen) == ["again"]
    assert list(seen._commands._requests._by_id) == ["r-0"]
    delete(seen, "again")
    assert not len(seen._commands._requests)
    assert not len(seen._commands)
    seen.end(at(60))
    assert seen.visit.recording.tried == ()


@pytest.mark.parametrize("is_answered", [True, False])
def test_nothing_is_left_of_a_deleted_call(is_answered: bool) -> None:
    seen = observer(opened(0), began("1", 1), began("2", 2), *([answered("1", 3)] if is_answered else []))
    write(seen)
    see(seen, [answered("2", 4)])
    delete(seen, "1", "2")
    assert (seen._made.ordered, len(seen._made), seen._complete, seen._untaken) == ((), 0, {}, {})
    assert seen.is_settled
    assert seen.untaken == 0
    assert write(seen) == []
    see(seen, [answered("1", 5), began("2", 2), answered("2", 5, status=500)])
    assert write(seen) == listed(seen) == []


def test_a_call_that_has_left_is_deleted_once_and_stays_so() -> None:
    told = visit_of(6)
    seen = observer(*told)
    write(seen)
    assert seen.visit.left == 4
    for _ in range(2):
        delete(seen, "0", "5", "never made")
    assert (seen.visit.left, listed(seen)) == (3, ["4"])
    assert seen.visit.recording.calls == 6, "how many were recorded"
    see(seen, told[1:])
    assert write(seen) == []
    assert (seen.visit.left, listed(seen)) == (3, ["4"])


def test_a_deleted_call_stays_deleted_also_under_another_name() -> None:
    url = url_of("r-1")
    blocked = Blocked(at(1), url, Cause.EXTENSION, "", f"{SHOP}/", "1")
    seen = observer(opened(0), blocked)
    (call,) = seen.visit.calls
    seen.see(CallsDeleted(at(2), (call.key,)))
    see(seen, [blocked, answered("1", 3), began("1", 1, url=url), blocked, answered("1", 4)])
    assert (listed(seen), write(seen)) == ([], [])
    # A retry is another call.
    see(seen, [began("2", 5, url=url)])
    assert listed(seen) == ["2"]


def test_consent_that_a_deleted_call_set_is_in_force() -> None:
    consent = body_of(consent=[{"value": {"general": "out"}}])
    url = url_of("r-k").replace("interact", "privacy/set-consent")
    seen = observer(opened(0), configured(defaultConsent="in"), began("k", 1, body=consent, url=url), answered("k", 2))
    delete(seen, "k")
    see(seen, [command("c", 3), command("c", 3.2, RESOLVED)])
    (tried,) = seen.visit.recording.tried
    assert tried.why is NotSent.CONSENT_OUT
