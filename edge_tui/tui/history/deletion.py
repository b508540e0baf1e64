"""Past exchanges deleted, by hand or by age and size: in the background, with progress, until stopped."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.model.text import counted
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.history.deletion_job import DeletionJob, Jobs
from edge_tui.tui.in_thread import IsUnwanted, in_thread

_MAX_DAYS = 100_000
_MAX_MB = 1_000_000_000


class DeletableHistory(Protocol):
    """What a deletion needs of history."""

    def delete(self, keys: list[int], is_unwanted: IsUnwanted, tell: Callable[[int, int], None], /) -> int:
        """Deletes exchanges by `Summary.key`; how many."""

    def prune(
        self,
        *,
        sent_before: datetime | None,
        keep_bytes: int | None,
        is_unwanted: IsUnwanted,
        tell: Callable[[int, int], None],
    ) -> int:
        """Deletes old exchanges that are not pinned; how many."""

    def prunable(self, *, sent_before: datetime | None, keep_bytes: int | None, is_unwanted: IsUnwanted) -> int:
        """How many exchanges `prune` would delete."""

    def count(self) -> int:
        """The number of exchanges."""

    def size_bytes(self) -> int:
        """The size of the file."""


class Deletions:
    """Deletes past exchanges, one deletion at a time.

    `run_in_background` runs an async function that continues when the screen is left. `clock` gives an
    aware moment.
    """

    def __init__(
        self,
        history: DeletableHistory,
        dialogs: Dialogs,
        jobs: Jobs,
        clock: Callable[[], datetime],
        run_in_background: Callable[[Callable[[], Awaitable[None]]], object],
    ) -> None:
        self._history = history
        self._dialogs = dialogs
        self._jobs = jobs
        self._clock = clock
        self._run_in_background = run_in_background

    @property
    def is_running(self) -> bool:
        """Whether exchanges are being deleted, from this screen or since an earlier one."""
        return self._jobs.running is not None

    @property
    def progress(self) -> str:
        """How far the deletion is; empty when none is running."""
        return self._jobs.running.progress if self._jobs.running else ""

    async def delete(self, summaries: list[Summary]) -> None:
        """Deletes exchanges, after asking."""
        if not summaries or self._is_busy():
            return
        pinned = sum(summary.pinned for summary in summaries)
        question = Confirmation(
            "Delete from history?",
            f"{counted(len(summaries), 'exchange')}, permanently." + _pinned(pinned, len(summaries)),
            {"back": "Keep", "delete": "Delete"},
            destructive=True,
        )
        if await self._dialogs.confirm(question) != "delete":
            return
        keys = [summary.key for summary in summaries]
        self._start(lambda job, is_unwanted: self._history.delete(keys, is_unwanted, job.report_progress))

    async def prune(self) -> None:
        """Asks for an age and a size, says how many exchanges that is, and deletes them."""
        if self._is_busy():
            return
        fields = [Field("days", "Older than", "30", "days; empty: any age"), Field("size", "Keep at most", "", "MB")]
        form = Fields("Prune history", fields, validate_bounds, estimate=self.estimate, accept="Delete")
        texts = await self._dialogs.open(form)
        if texts is None:
            return
        sent_before, keep_bytes = self._limits(texts)
        self._start(
            lambda job, is_unwanted: self._history.prune(
                sent_before=sent_before, keep_bytes=keep_bytes, is_unwanted=is_unwanted, tell=job.report_progress
            )
        )

    def estimate(self, texts: Mapping[str, str], is_unwanted: IsUnwanted) -> str:
        """Says how many exchanges the form would delete; for a thread."""
        history = self._history
        sent_before, keep_bytes = self._limits(texts)
        count = history.prunable(sent_before=sent_before, keep_bytes=keep_bytes, is_unwanted=is_unwanted)
        about = "about " if keep_bytes is not None and count else ""
        size = history.size_bytes() / 1_000_000
        return f"Deletes {about}{count:,} of {history.count():,} ({size:.1f} MB in total). Pinned exchanges stay."

    def _limits(self, texts: Mapping[str, str]) -> tuple[datetime | None, int | None]:
        days, keep_bytes = _bounds(texts)
        return None if days is None else self._clock() - timedelta(days=days), keep_bytes

    def _is_busy(self) -> bool:
        if self.is_running:
            self._dialogs.notify("Exchanges are being deleted. Press escape to stop that first.")
        return self.is_running

    def _start(self, delete: Callable[[DeletionJob, IsUnwanted], int]) -> None:
        job = self._jobs.running = DeletionJob()
        self._run_in_background(partial(self._run, job, delete))

    async def _run(self, job: DeletionJob, delete: Callable[[DeletionJob, IsUnwanted], int]) -> None:
        try:
            job.done = await in_thread(lambda is_unwanted: delete(job, lambda: job.is_stopped or is_unwanted()))
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            self._dialogs.notify(job.outcome)
        finally:
            self._jobs.running = None

    def stop(self) -> bool:
        """Stops the deletion; False when none is running, or it was stopped already."""
        job = self._jobs.running
        if job is None or job.is_stopped:
            return False
        job.is_stopped = True
        return True


def validate_bounds(texts: Mapping[str, str]) -> str:
    """Raises `SetupError` unless the form names an age, a size or both."""
    _bounds(texts)
    return ""


def _bounds(texts: Mapping[str, str]) -> tuple[float | None, int | None]:
    """Days and bytes; raises `SetupError` for what is not a number, and where there is neither."""
    try:
        days = float(texts["days"]) if texts["days"] else None
        size = float(texts["size"]) if texts["size"] else None
    except ValueError:
        raise SetupError("Days and megabytes are numbers.", "Such as 30, or 0.5.") from None
    if days is None and size is None:
        raise SetupError("Nothing to delete yet.", "Give days, megabytes, or both.")
    if not 0 <= (days or 0) <= _MAX_DAYS or not 0 <= (size or 0) <= _MAX_MB:
        raise SetupError("Out of range.", "Such as 30 days, or 500 MB.")
    return days, None if size is None else int(size * 1_000_000)


def _pinned(pinned: int, count: int) -> str:
    if not pinned:
        return ""
    return " It is pinned." if count == 1 else f" {pinned} of them pinned."
