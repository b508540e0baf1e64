"""Past exchanges deleted, by hand or by age and size: in the background, with progress, until it is stopped."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from textual import work
from textual.notifications import SeverityLevel
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Summary
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.deletion_job import DeletionJob, Jobs
from edge_tui.tui.history.search import Finding
from edge_tui.workspace import Workspace


class Deleting(Finding):
    """Deletes what is selected, or what is under the cursor, or what is old."""

    def __init__(self, workspace: Workspace, wanted: str = "", jobs: Jobs | None = None) -> None:
        """`jobs` tells what was begun when this screen was here before."""
        super().__init__(workspace, wanted)
        self._deeds = jobs or Jobs()
        self._is_deleting = False

    @property
    def meant(self) -> list[Summary]:
        """The selection, or the exchange under the cursor where nothing is selected."""
        listed = self.listed
        if listed.selected:
            return list(listed.selected.values())
        return [listed.under_cursor] if listed.under_cursor else []

    @work
    async def action_delete(self) -> None:
        """Deletes what is meant, after asking."""
        meant = self.meant
        if not meant or self._is_busy():
            return
        pinned = sum(summary.pinned for summary in meant)
        words = f"{len(meant)} exchange{'s' if len(meant) > 1 else ''}, for good."
        question = Question(
            "Delete from history?",
            words + (f" {pinned} of them pinned." if pinned else ""),
            {"back": "Keep", "delete": "Delete"},
            destructive=True,
        )
        if await self.app.push_screen_wait(question) != "delete":
            return
        keys, history = [summary.key for summary in meant], self.workspace.history
        self._begin(lambda job, is_unwanted: history.delete(keys, is_unwanted, job.tell))

    @work
    async def action_prune(self) -> None:
        """Asks for an age and a size, says how many exchanges that is, and deletes them."""
        if self._is_busy():
            return
        fields = [Field("days", "Older than", "30", "days; empty: of any age"), Field("size", "Keep at most", "", "MB")]
        form = Fields("Prune history", fields, _validate, estimate=self._prunable, accept="Delete")
        texts = await self.app.push_screen_wait(form)
        if texts is not None:
            days, keep_bytes = _bounds(texts)
            before = None if days is None else self.workspace.clock() - timedelta(days=days)
            history = self.workspace.history
            self._begin(
                lambda job, is_unwanted: history.prune(
                    sent_before=before, keep_bytes=keep_bytes, is_unwanted=is_unwanted, tell=job.tell
                )
            )

    def _prunable(self, texts: Mapping[str, str], is_unwanted: Callable[[], bool]) -> str:
        days, keep_bytes = _bounds(texts)
        history, now = self.workspace.history, self.workspace.clock()
        before = None if days is None else now - timedelta(days=days)
        count = history.prunable(sent_before=before, keep_bytes=keep_bytes, is_unwanted=is_unwanted)
        about = "about " if keep_bytes is not None and count else ""
        size = history.size_bytes() / 1_000_000
        return f"Deletes {about}{count:,} of {history.count():,}, which take {size:.1f} MB. What is pinned stays."

    def _is_busy(self) -> bool:
        if self._deeds.under_way is None:
            return False
        self.notify("Exchanges are being deleted: escape stops that first.")
        return True

    def _begin(self, delete: Callable[[DeletionJob, Callable[[], bool]], int]) -> None:
        """Deletes in a thread of the app's, which goes on when this screen is left."""
        app, jobs, job = self.app, self._deeds, DeletionJob()
        jobs.under_way = job

        def work() -> None:
            worker = get_current_worker()
            try:
                job.done = delete(job, lambda: job.is_stopped or worker.is_cancelled)
                words, is_wrong = job.verdict, False
            except SetupError as error:
                words, is_wrong = str(error), True
            finally:
                jobs.under_way = None
            if not worker.is_cancelled:
                severity: SeverityLevel = "error" if is_wrong else "information"
                app.call_from_thread(app.notify, words, severity=severity, markup=False)

        app.run_worker(work, thread=True, group="history")
        self.tell_progress()

    def tell_progress(self) -> None:
        """Lists what is left as soon as the deleting is over."""
        super().tell_progress()
        was_deleting, self._is_deleting = self._is_deleting, self._deeds.under_way is not None
        if was_deleting and not self._is_deleting:
            self.listed.selected.clear()
            self.search_again()

    def progress(self) -> str:
        """How far the deleting is; otherwise how far the indexing is."""
        return self._deeds.under_way.words if self._deeds.under_way else super().progress()

    def action_stop_or_leave(self) -> None:
        """Stops the deleting that is under way; goes back when there is none."""
        if self._deeds.under_way is None or self._deeds.under_way.is_stopped:
            self.action_leave()
        else:
            self._deeds.under_way.is_stopped = True
            self.say("")


def _validate(texts: Mapping[str, str]) -> str:
    _bounds(texts)
    return ""


def _bounds(texts: Mapping[str, str]) -> tuple[float | None, int | None]:
    """Days and bytes; raises `SetupError` for what is no number, and where there is neither."""
    try:
        days = float(texts["days"]) if texts["days"] else None
        size = float(texts["size"]) if texts["size"] else None
    except ValueError:
        raise SetupError("Days and megabytes are numbers.", "Such as 30, or 0.5.") from None
    if days is None and size is None:
        raise SetupError("Nothing says what to delete.", "Give days, megabytes, or both.")
    if not 0 <= (days or 0) <= 100_000 or not 0 <= (size or 0) <= 1_000_000_000:
        raise SetupError("That is out of all bounds.", "Such as 30 days, or 500 MB.")
    return days, None if size is None else int(size * 1_000_000)
