"""Calls that are deleted while a recording goes on: whatever is in hand, none of them is in history afterwards."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from edge_tui.model.errors import StorageError
from edge_tui.model.origin import Source
from edge_tui.model.sightings import Console, RulesChanged, Sighting
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_recording import LiveRecording
from tests.recording.flood import calls
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import SHOP, answered, at, began, opened

BOUND_SECONDS = 60.0


def begun(workspace: Workspace, sightings: Sequence[Sighting], late: Sequence[Sighting] = ()) -> LiveRecording:
    """A recording that goes on, with `late` sightings at its end."""
    hosts = ["edge.shop.example"]
    live = workspace.captures.begin(
        "a", Source.CHROMIUM, lambda tell: TranscriptSource(tell, sightings, late=late), hosts=hosts
    )
    live.start()
    return live


def until(is_so: Callable[[], bool]) -> None:
    """Waits for something."""
    end = time.monotonic() + BOUND_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def in_history(workspace: Workspace) -> list[str]:
    """The request IDs of the calls in history."""
    return [call.exchange.request_id for call in workspace.captures.load("a").calls]


def test_a_call_that_could_not_be_written_yet_is_never_written_once_it_is_deleted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, is_full = workspace.history.record, threading.Event()
    is_full.set()

    def recorded(exchanges: Any, **how: Any) -> Any:
        if is_full.is_set():
            raise StorageError("The disk is full.", "Make room.")
        return record(exchanges, **how)

    monkeypatch.setattr(workspace.history, "record", recorded)
    live = begun(workspace, [opened(0), began("1", 1), began("2", 2)], [answered("1", 3), answered("2", 3)])
    until(lambda: live._writer.unwritten == 2)
    live.delete((live.visit.calls[0].key,))
    until(lambda: live._writer.unwritten == 1)
    is_full.clear()
    assert [call.exchange.request_id for call in live.stop().calls] == ["r-2"]
    assert in_history(workspace) == ["r-2"]


def test_a_call_that_is_just_being_written_is_deleted_after_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, is_writing, may_write = workspace.history.record, threading.Event(), threading.Event()

    def recorded(exchanges: Any, **how: Any) -> Any:
        is_writing.set()
        assert may_write.wait(BOUND_SECONDS)
        return record(exchanges, **how)

    monkeypatch.setattr(workspace.history, "record", recorded)
    live = begun(workspace, [opened(0), began("1", 1), answered("1", 2)])
    assert is_writing.wait(BOUND_SECONDS)
    until(lambda: len(live.visit.calls) == 1)
    live.delete((live.visit.calls[0].key,))
    until(lambda: not live.visit.calls)
    may_write.set()
    assert live.stop().calls == ()
    assert workspace.history.keys_of_recording("a") == []


def test_a_deletion_that_failed_is_tried_again(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    delete, failures = workspace.history.delete, [StorageError("The file is locked.", "Wait.")]

    def deleted(keys: Any) -> int:
        if failures:
            raise failures.pop()
        return delete(keys)

    monkeypatch.setattr(workspace.history, "delete", deleted)
    live = begun(workspace, [opened(0), began("1", 1), began("2", 2)])
    until(lambda: len(live.visit.calls) == 2 and live.wait_until_written(BOUND_SECONDS))
    live.delete((live.visit.calls[0].key,))
    until(lambda: not failures)
    live.stop()
    assert in_history(workspace) == ["r-2"]
    assert live.warnings == ["The file is locked. Wait."]


@pytest.mark.parametrize("is_over", [False, True])
def test_a_call_that_has_left_is_deleted_in_history(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, is_over: bool
) -> None:
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 20)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 5)
    live = begun(workspace, list(calls(100)))
    until(lambda: live.visit.recording.calls == 100 and live.visit.left >= 70)
    first = workspace.captures.load("a").calls[0]
    assert first.key not in live.visit.by_key
    left = live.visit.left
    if is_over:
        live.stop()
    live.delete((first.key,))
    until(lambda: live.visit.left == left - 1)
    whole = live.stop()
    assert len(whole.calls) == 99
    assert first.exchange.request_id not in in_history(workspace)


def test_rules_and_the_console_of_a_long_recording_are_kept_when_it_is_read_from_history(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.recording.observer.MAX_CALLS", 20)
    monkeypatch.setattr("edge_tui.recording.observer._LEAVING", 5)
    live = begun(workspace, list(calls(100)))
    live.tell(RulesChanged(at(1), ("to dev: calls go to dev.",)))
    live.tell(Console(at(2), "warn", "[alloy] The library is old.", f"{SHOP}/", "1"))
    until(lambda: live.visit.left > 0 and bool(live.visit.recording.console))
    whole = live.stop()
    assert live.visit.left
    for visit in (whole, workspace.captures.load("a")):
        assert len(visit.calls) == 100
        assert visit.recording.rules == ("to dev: calls go to dev.",)
        assert [line.text for line in visit.recording.console] == ["[alloy] The library is old."]
        assert visit.recording.tried == ()
