"""A visit is in history while it is recorded, by name, and comes back as it was."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import FailureKind
from edge_tui.model.origin import NotSent, Source
from edge_tui.model.sightings import Sighting
from edge_tui.model.visit import CallState, Visit
from edge_tui.recording import summarize
from edge_tui.visit import check_visit
from edge_tui.workspace import Workspace
from edge_tui.workspace.live_recording import LiveRecording, SourceDidNotStartError, Tell
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import SECRETS, answered, began, identity, opened, visit


def recorded(workspace: Workspace, name: str, sightings: list[Sighting], late: list[Sighting] | None = None) -> Visit:
    """A whole recording."""
    live = begun(workspace, name, sightings, late)
    live.start()
    return live.stop()


def begun(
    workspace: Workspace, name: str, sightings: list[Sighting], late: list[Sighting] | None = None, ends: str = ""
) -> LiveRecording:
    """A recording that isn't started yet."""
    return workspace.captures.begin(
        name, Source.CHROMIUM, lambda tell: TranscriptSource(tell, sightings, late=late or [], ends=ends)
    )


def until(live: LiveRecording, is_so: Callable[[], bool]) -> None:
    """Waits for a state of a recording."""
    version = live.version
    for _ in range(200):
        if is_so():
            return
        version = live.wait(version, 1)
    raise AssertionError("it didn't happen")


def test_a_recording_comes_back_from_history_as_it_was(workspace: Workspace, home: Path) -> None:
    told = recorded(workspace, "spring sale", visit())
    kept = Workspace({"EDGE_TUI_HOME": str(home)}).captures.load("spring sale")
    assert [call.exchange for call in kept.calls] == [call.exchange for call in told.calls]
    assert kept.recording == told.recording
    assert summarize(kept) == summarize(told)
    assert [each.why for each in kept.recording.tried] == [NotSent.REJECTED]


def test_no_secret_is_in_any_byte_of_the_data_folder(workspace: Workspace, home: Path) -> None:
    recorded(workspace, "spring sale", visit())
    workspace.history.search("shop", workspace.clock())
    everything = repr(workspace.captures.load("spring sale"))
    for path in home.rglob("*"):
        if path.is_file():
            everything += path.read_bytes().decode("latin-1")
    assert not [secret for secret in SECRETS if secret in everything]
    assert "kndctr_A_AdobeOrg_cluster" in everything


def test_what_is_seen_while_it_ends_belongs_to_it(workspace: Workspace) -> None:
    late = [began("9", 9, is_unload=True), answered("9", 9.1, status=204)]
    assert recorded(workspace, "spring sale", [opened(0)], late).counts == {CallState.ANSWERED: 1}
    assert workspace.captures.load("spring sale").calls[0].is_unload


def test_a_call_that_had_no_response_is_finished_when_the_recording_ends(workspace: Workspace) -> None:
    live = begun(workspace, "spring sale", [began("1", 1)])
    live.start()
    until(live, lambda: bool(workspace.history.recent()))
    assert workspace.history.recent()[0].failure is None
    live.stop()
    assert workspace.history.recent()[0].failure == FailureKind.CANCELED


def test_a_source_that_ends_by_itself_is_noticed_with_its_words(workspace: Workspace) -> None:
    live = begun(workspace, "spring sale", visit(), ends="The browser has ended.")
    live.start()
    until(live, lambda: live.has_ended)
    assert live.end_notice == "The browser has ended."
    assert len(live.stop().calls) == 7
    stopped = begun(workspace, "other", visit())
    stopped.start()
    stopped.stop()
    assert (stopped.has_ended, stopped.end_notice) == (False, "")


def test_two_recordings_whose_browsers_count_alike_have_their_own_calls(workspace: Workspace) -> None:
    recorded(workspace, "one", [began("1", 1), answered("1", 1.1, identity())])
    recorded(workspace, "two", [began("1", 1), answered("1", 1.1)])
    assert [(each.name, each.calls) for each in workspace.captures.all()] in (
        [("two", 1), ("one", 1)],
        [("one", 1), ("two", 1)],
    )


def test_of_two_recordings_that_begin_at_once_one_has_the_name(workspace: Workspace, home: Path) -> None:
    first = begun(workspace, "spring sale", [began("1", 1)])
    second = begun(Workspace({"EDGE_TUI_HOME": str(home)}), "spring sale", [began("2", 1)])
    first.start()
    with pytest.raises(SetupError, match=r"already a recording 'spring sale'\. Choose another name"):
        second.start()
    assert len(first.stop().calls) == 1
    assert len(workspace.captures.load("spring sale").calls) == 1


def test_a_source_that_does_not_start_leaves_its_name_free(workspace: Workspace) -> None:
    def refuses(tell: Tell) -> TranscriptSource:
        source = TranscriptSource(tell, [])

        def start() -> str:
            raise SourceDidNotStartError("No browser.", "Get one.")

        source.start = start  # type: ignore[method-assign]
        return source

    live = workspace.captures.begin("spring sale", Source.CHROMIUM, refuses)
    with pytest.raises(SourceDidNotStartError):
        live.start()
    assert workspace.captures.all() == []
    recorded(workspace, "spring sale", [])


def test_a_name_is_taken_once(workspace: Workspace) -> None:
    recorded(workspace, "spring sale", [])
    with pytest.raises(SetupError, match="already a recording 'spring sale'"):
        begun(workspace, "spring sale", [])
    first = workspace.captures.free_name("www.shop.example")
    recorded(workspace, first, [])
    assert workspace.captures.free_name("www.shop.example") == f"{first} (2)"
    for name in ("", " ", "a\nb", "x" * 101):
        with pytest.raises(SetupError, match="can't be the name"):
            workspace.captures.check_name(name)


def test_deleting_one_leaves_the_others_and_an_unknown_one_is_said(workspace: Workspace) -> None:
    recorded(workspace, "one", visit())
    recorded(workspace, "two", visit())
    assert workspace.captures.delete("one") == 7
    assert [each.name for each in workspace.captures.all()] == ["two"]
    with pytest.raises(SetupError, match=r"no recording 'tw'\. Did you mean two"):
        workspace.captures.load("tw")
    with pytest.raises(SetupError, match="no recording 'one'"):
        workspace.captures.delete("one")


@pytest.mark.parametrize("is_over", [False, True])
def test_a_deleted_call_is_gone_from_the_recording_and_from_history(
    workspace: Workspace, home: Path, *, is_over: bool
) -> None:
    live = begun(workspace, "a", [opened(0), began("1", 1), began("2", 2)], [answered("1", 3), answered("2", 3)])
    live.start()
    until(live, lambda: len(live.visit.calls) == 2)
    deleted, kept = live.visit.calls
    if is_over:
        live.stop()
    live.delete((deleted.key,))
    until(live, lambda: len(live.visit.calls) == 1)
    live.stop()
    read = Workspace({"EDGE_TUI_HOME": str(home)}).captures.load("a")
    assert [call.key for call in read.calls] == [kept.key]
    assert read.calls[0].status == 200
    assert workspace.captures.delete_calls("a", [kept.key, "none"]) == 1
    assert workspace.captures.delete_calls("b", [kept.key]) == 0


def test_pages_are_kept_a_moment_later_also_when_nothing_more_happens(workspace: Workspace, home: Path) -> None:
    live = begun(workspace, "spring sale", [opened(0), opened(1, "/cart"), began("1", 2, path="/cart")])
    live.start()
    elsewhere = Workspace({"EDGE_TUI_HOME": str(home)})

    def pages() -> int:
        recording = elsewhere.recordings.get("spring sale")
        return len(recording.pages) if recording else 0

    deadline = time.monotonic() + 60
    while pages() < 2 and time.monotonic() < deadline:
        live.wait(live.version, 0.05)
    assert pages() == 2
    live.stop()


def test_a_listener_that_fails_costs_nothing(workspace: Workspace) -> None:
    def fail() -> None:
        raise RuntimeError("SECRET")

    make = lambda tell: TranscriptSource(tell, visit())  # noqa: E731
    live = workspace.captures.begin("spring sale", Source.CHROMIUM, make, on_change=fail)
    live.start()
    assert len(live.stop().calls) == 7
    assert "RuntimeError" in live.warnings[0]
    assert "SECRET" not in live.warnings[0]


def test_of_a_recording_whose_calls_were_pruned_nothing_is_left(workspace: Workspace, home: Path) -> None:
    recorded(workspace, "spring sale", visit())
    recorded(workspace, "nothing sent", [opened(0)])
    workspace.history.delete(workspace.history.keys_of_recording("spring sale"))
    assert [each.name for each in workspace.captures.all()] == ["nothing sent"]
    assert [path.name[:12] for path in (home / "recordings").iterdir()] == ["nothing-sent"]


def test_a_damaged_file_costs_its_pages_and_not_the_calls(workspace: Workspace, home: Path) -> None:
    recorded(workspace, "spring sale", visit())
    [path] = (home / "recordings").iterdir()
    path.write_bytes(path.read_bytes()[:-40])
    kept = workspace.captures.load("spring sale")
    assert (len(kept.calls), len(kept.pages), kept.recording.tried) == (7, 3, ())
    assert "was set aside" in workspace.storage_warnings()[0]


def test_a_damaged_record_costs_its_call_and_not_the_recording(workspace: Workspace, home: Path) -> None:
    whole = recorded(workspace, "spring sale", visit())
    with sqlite3.connect(home / "history.sqlite") as connection:
        [[key]] = connection.execute("SELECT id FROM exchanges ORDER BY id LIMIT 1 OFFSET 2").fetchall()
        connection.execute("UPDATE contents SET request = X'00' WHERE id = ?", (key,))
    kept = Workspace({"EDGE_TUI_HOME": str(home)}).captures.load("spring sale")
    assert len(kept.calls) == len(whole.calls) - 1
    assert {call.key for call in kept.calls} < {call.key for call in whole.calls}
    assert [each for each in kept.recording.notices if "damaged" in each] == [
        "1 call can't be read: damaged in history."
    ]


def test_moments_without_an_offset_can_be_compared(workspace: Workspace, home: Path) -> None:
    recorded(workspace, "spring sale", visit())
    [path] = (home / "recordings").iterdir()
    path.write_text(re.sub(r"(:\d\d(?:\.\d+)?)\+00:00\"", r'\1"', path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "+00:00" not in path.read_text(encoding="utf-8")
    kept = workspace.captures.load("spring sale")
    assert len(kept.pages) == 3
    assert check_visit(kept)


def test_a_full_disk_is_said_once_and_the_rest_is_written_later(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edge_tui.model.errors import StorageError

    live = begun(workspace, "spring sale", [began("1", 1)], [answered("1", 1.1)])
    real = workspace.history.record
    failures = iter([True, False])

    def record(exchanges: object, *, replaces: bool = False) -> int:
        if next(failures, False):
            raise StorageError("The disk is full.", "Free some space.")
        return real(exchanges, replaces=replaces)  # type: ignore[arg-type]

    monkeypatch.setattr(workspace.history, "record", record)
    live.start()
    live.stop()
    assert live.warnings == ["The disk is full. Free some space."]
    assert [each.status for each in workspace.history.recent()] == [200]


_KILLED = """
import os, signal
from edge_tui.model.origin import Source
from edge_tui.workspace import Workspace
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import began, opened
workspace = Workspace()
told = [opened(0), began("1", 1)]
live = workspace.captures.begin("killed", Source.CHROMIUM, lambda tell: TranscriptSource(tell, told))
live.start()
while not workspace.history.recent():
    live.wait(live.version, 0.01)
print("there", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_sighting_that_can_not_be_read_costs_no_other_one(workspace: Workspace) -> None:
    broken = began("2", 2, body=object())  # type: ignore[arg-type]
    live = begun(workspace, "spring sale", [began("1", 1), broken, began("3", 3)])
    live.start()
    assert [call.exchange.request_id for call in live.stop().calls] == ["r-1", "r-3"]
    assert len(live.warnings) == 1
    assert "AttributeError" in live.warnings[0]


def test_a_call_that_began_is_in_history_after_a_kill(workspace: Workspace) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED], cwd=Path(__file__).parents[2], env=os.environ, capture_output=True, check=False
    )
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, b"there\n"), killed.stderr
    kept = workspace.captures.load("killed")
    assert [call.state for call in kept.calls] == [CallState.WAITING]
    assert kept.recording.ended is None
