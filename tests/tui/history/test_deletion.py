"""Past exchanges deleted, without a screen: asked about, counted, stopped, one deletion at a time."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.history.deletion import Deletions, validate_bounds
from edge_tui.tui.history.deletion_job import DeletionJob, Jobs
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.history.past import send_some
from tests.tui.scripted_dialogs import ScriptedDialogs

EVERYTHING = {"days": "", "size": "0"}


class Background:
    """Deletions of a workspace, and what they run in the background."""

    def __init__(self, workspace: Workspace, *answers: object, jobs: Jobs | None = None) -> None:
        self.dialogs = ScriptedDialogs(*answers)
        self.tasks: list[asyncio.Future[None]] = []
        self.deletions = Deletions(workspace.history, self.dialogs, jobs or Jobs(), workspace.clock, self._run)

    def _run(self, job: Callable[[], Awaitable[None]]) -> None:
        self.tasks.append(asyncio.ensure_future(job()))

    async def finished(self) -> None:
        """Waits for what runs."""
        await asyncio.gather(*self.tasks)


@pytest.mark.parametrize("answer", ["delete", "back", None])
async def test_exchanges_are_deleted_after_asking(workspace: Workspace, answer: str | None) -> None:
    refused, purchase, _ = await send_some(workspace)
    background = Background(workspace, answer)
    await background.deletions.delete([replace(refused, pinned=True), purchase])
    await background.finished()
    assert "2 exchanges" in background.dialogs.question.text
    assert "1 of them pinned" in background.dialogs.question.text
    assert background.dialogs.question.destructive
    assert next(iter(background.dialogs.question.answers)) == "back"
    assert workspace.history.count() == (1 if answer == "delete" else 3)
    assert background.dialogs.toasts == (["2 deleted."] if answer == "delete" else [])


async def test_nothing_is_asked_where_there_is_nothing_to_delete(workspace: Workspace) -> None:
    background = Background(workspace)
    await background.deletions.delete([])
    assert background.dialogs.shown == []


async def test_one_pinned_exchange_is_called_pinned(workspace: Workspace) -> None:
    refused, *_ = await send_some(workspace)
    background = Background(workspace, "back")
    await background.deletions.delete([replace(refused, pinned=True)])
    assert background.dialogs.question.text == "1 exchange, permanently. It is pinned."


async def test_pruning_says_how_many_it_deletes_and_leaves_what_is_pinned(workspace: Workspace) -> None:
    refused, *_ = await send_some(workspace)
    workspace.history.pin(refused.key, pinned=True)
    background = Background(workspace, EVERYTHING)
    await background.deletions.prune()
    [form] = background.dialogs.shown
    assert isinstance(form, Fields)
    assert background.deletions.estimate(EVERYTHING, lambda: False).startswith("Deletes about 2 of 3")
    assert background.deletions.estimate({"days": "1", "size": ""}, lambda: False).startswith("Deletes 0 of 3")
    await background.finished()
    assert [each.key for each in workspace.history.recent()] == [refused.key]


async def test_a_form_that_is_left_prunes_nothing(workspace: Workspace) -> None:
    await send_some(workspace)
    background = Background(workspace, None)
    await background.deletions.prune()
    assert background.tasks == []
    assert workspace.history.count() == 3


@every_row(
    ("days", "size"),
    [("", ""), ("two", ""), ("", "much"), ("-1", ""), ("", "-1"), ("nan", ""), ("", "inf"), ("1e9", ""), ("1", "1e12")],
)
def test_bounds_that_are_not_numbers_in_range_are_refused(days: str, size: str) -> None:
    with pytest.raises(SetupError):
        validate_bounds({"days": days, "size": size})


@pytest.mark.parametrize(("days", "size"), [("0", ""), ("", "0"), ("30", "500"), ("0.5", "0.5")])
def test_days_megabytes_or_both_are_taken(days: str, size: str) -> None:
    assert validate_bounds({"days": days, "size": size}) == ""


async def test_one_deletion_at_a_time_also_when_history_is_opened_again(workspace: Workspace) -> None:
    summaries, jobs = await send_some(workspace), Jobs()
    first = Background(workspace, EVERYTHING, jobs=jobs)
    # While another process writes, the pruning has to wait.
    with closing(sqlite3.connect(workspace.history.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await first.deletions.prune()
        again = Background(workspace, jobs=jobs)
        assert again.deletions.is_running
        assert again.deletions.progress.startswith("Deleting")
        await again.deletions.delete(summaries)
        await again.deletions.prune()
        assert len(again.dialogs.toasts) == 2
        assert again.dialogs.shown == []
        other.execute("ROLLBACK")
    await first.finished()
    assert first.dialogs.toasts == ["3 deleted."]
    assert not again.deletions.is_running
    assert again.deletions.progress == ""


class Batches:
    """A history that deletes 200 of 703, and looks whether to continue when the test lets it."""

    def __init__(self) -> None:
        self.deleted, self.go_on = asyncio.Event(), threading.Event()
        self._loop = asyncio.get_running_loop()

    def delete(self, _keys: object, is_unwanted: Callable[[], bool], report: Callable[[int, int], None]) -> int:
        """Deletes a batch, or all of them."""
        report(200, 703)
        self._loop.call_soon_threadsafe(self.deleted.set)
        assert self.go_on.wait(30)
        return 200 if is_unwanted() else 703


@pytest.mark.parametrize(("stops", "outcome"), [(True, "Stopped: 200 deleted, 503 kept."), (False, "703 deleted.")])
async def test_a_deletion_that_is_stopped_says_what_was_deleted(
    workspace: Workspace, stops: bool, outcome: str
) -> None:
    summaries, history = await send_some(workspace), Batches()
    background = Background(workspace, "delete")
    background.deletions._history = history  # type: ignore[assignment]
    await background.deletions.delete(summaries)
    await history.deleted.wait()
    assert background.deletions.progress == "Deleting: 200 of 703 · escape stops"
    if stops:
        assert background.deletions.stop()
        assert not background.deletions.stop()
        assert background.deletions.progress == "Stopping at 200 of 703 …"
    history.go_on.set()
    await background.finished()
    assert background.dialogs.toasts == [outcome]
    assert not background.deletions.stop()


async def test_a_file_that_cannot_be_written_is_an_error_and_the_next_deletion_may_run(workspace: Workspace) -> None:
    summaries = await send_some(workspace)

    class Unwritable:
        def delete(self, *_: object) -> int:
            raise SetupError("history.sqlite cannot be written.", "Free some space.")

    background = Background(workspace, "delete")
    background.deletions._history = Unwritable()  # type: ignore[assignment]
    await background.deletions.delete(summaries)
    await background.finished()
    assert background.dialogs.toasts == ["history.sqlite cannot be written.\nFree some space."]
    assert not background.deletions.is_running


@pytest.mark.parametrize(
    ("job", "progress", "outcome"),
    [
        (DeletionJob(), "Deleting …", "0 deleted."),
        (DeletionJob(1_000, 2_000), "Deleting: 1,000 of 2,000 · escape stops", "1,000 deleted."),
        (DeletionJob(1, 3, is_stopped=True), "Stopping at 1 of 3 …", "Stopped: 1 deleted, 2 kept."),
        (DeletionJob(3, 3, is_stopped=True), "Stopping at 3 of 3 …", "3 deleted."),
    ],
)
def test_progress_and_outcome_are_one_line_each(job: DeletionJob, progress: str, outcome: str) -> None:
    assert (job.progress, job.outcome) == (progress, outcome)
