"""A recording in progress: takes what a source sees, shows it at once, and has it written to history."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.origin import Recording
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    CallsDeleted,
    Failed,
    PageOpened,
    SdkCommand,
    Sighting,
    SourceNotice,
)
from edge_tui.model.text import counted
from edge_tui.model.unforeseen import sentence
from edge_tui.runtime.giving_way import give_way
from edge_tui.workspace.history_writer import HistoryWriter
from edge_tui.workspace.recording_words import missing_in_history
from edge_tui.workspace.sighting_queue import SightingQueue

if TYPE_CHECKING:
    from edge_tui.model.exchange import Exchange
    from edge_tui.model.visit import Visit
    from edge_tui.recording import Observer
    from edge_tui.store.history import History
    from edge_tui.store.recordings import RecordingStore

Tell = Callable[[Sighting], None]

# Exchanges are made so many at a time: whoever looks at the visit waits as long.
_MAX_TAKEN = 50
# So many are written one by one, and give way to the explorer's keys in between; of more, each would cost too much.
_FEW = 10
# Of a flood a look brings so many calls up to date: whoever records, and whoever looks, waits as long.
_MAX_LOOKED_AT = 500
# What there is besides the calls is rewritten as a whole: so often at most, and so many times as long after it as it
# took.
_SAVE_SECONDS = 1.0
_PAUSE_PER_SAVE = 20
_ACTIVE = (Began, Answered, Failed, Blocked, PageOpened, SdkCommand)
_PROGRESS_SECONDS = 0.5
LAST_CALLS, _STOPPING = "Stopping: pages send their last calls.", "Stopping: open calls get some seconds to end."
_UNSAVED = "The recording is not in history, or not as it ended."
# A call that has waited this long doesn't keep a visit busy.
_MAX_WAIT_SECONDS = 10.0


class SourceNotFoundError(SetupError):
    """There is nothing to start, such as a browser; the message says how to get it."""


class SourceDidNotStartError(SetupError):
    """The source ended, or did not answer, while it started."""


class VisitSource(Protocol):
    """What sees a visit: a browser, a proxy, a transcript. It calls `tell` from a thread of its choice.

    It may have a method `in_full`, which makes the sightings of one that it told. The recording's thread calls it: for
    what takes a while to find out, where the source has somebody waiting.
    """

    def start(self) -> str:
        """Starts, and returns what it is called for people, such as `Chromium 156`.

        Raises `SourceNotFoundError` or `SourceDidNotStartError`.
        """
        ...

    def stop(self) -> None:
        """Ends: calls of `tell` are over once it returns. May be called again."""
        ...


class LiveRecording:
    """One visit while it is recorded. Every method may be called from any thread.

    One thread takes what the source tells, another writes it to history a moment later (`history_writer.py`), so
    that a disk that is slow delays nothing. `on_change` is called in the recording's thread after each batch; it
    should only hand over.
    """

    def __init__(
        self,
        observer: "Observer",
        make_source: Callable[[Tell], VisitSource],
        *,
        history: "History",
        recordings: "RecordingStore",
        clock: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.product = ""
        self.warnings: list[str] = []
        self._observer = observer
        self._history = history
        self._recordings = recordings
        self._clock = clock
        self._on_change = on_change
        self._queue = SightingQueue()
        self._source = make_source(self._queue.put)
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._version = 0
        self._writer = HistoryWriter(
            self._take,
            self._record,
            is_written=self._written,
            delete=self._delete,
            beside=self._save,
            warn=self._warn,
        )
        self._saved: Recording | None = None
        self._save_at = 0.0
        self._active_at = time.monotonic()
        self._is_stopping = self._is_over = self._is_ended = False
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    @property
    def name(self) -> str:
        """The recording's name in history."""
        return self._observer.visit.recording.name

    def start(self) -> str:
        """Starts the source; returns what it is. Raises what the source raises: nothing is recorded then.

        Raises `SetupError` when another recording has taken the name since.
        """
        self._claim_name()
        try:
            self.product = self._source.start()
        except BaseException:
            self._recordings.delete(self.name)
            raise
        self._active_at = time.monotonic()
        self._save(is_due=True)
        self._writer.start()
        self._thread.start()
        return self.product

    def tell(self, sighting: Sighting) -> None:
        """Adds what is known besides the source, such as rules that have changed."""
        self._queue.put(sighting)

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys, here and in history; while it goes on, with the next batch."""
        deleted = CallsDeleted(self._clock(), calls)
        with self._lock:
            goes_on = self._thread.is_alive() and not self._is_over
            if goes_on:
                self._queue.put(deleted)
        if not goes_on:
            self._finish()
            with self._lock:
                self._observer.see(deleted)
            try:
                self._delete(calls)
            except StorageError as error:
                self._warn(str(error))
            self._tell_of_change()

    def stop(self, on_progress: Callable[[str], object] = lambda _: None) -> "Visit":
        """Ends the recording as `end` does; returns the whole visit, also of what has left `visit`."""
        self.end(on_progress)
        visit = self.visit
        if not visit.left:
            return visit
        from edge_tui.recording import read_visit

        keys = self._history.keys_of_recording(self.name)

        def exchanges() -> "Iterator[Exchange]":
            for count, key in enumerate(keys):
                on_progress(f"Reading from history: {counted(len(keys) - count, 'call')} left.")
                if (exchange := self._history.load(key)) is not None:
                    yield exchange

        return read_visit(self.name, exchanges(), visit.recording)

    def end(self, on_progress: Callable[[str], object] = lambda _: None) -> None:
        """Ends the source and the recording. May be called again.

        Everything that was seen is read and written: `on_progress` gets a sentence on what is left twice a second.
        That takes as long as it takes after a flood; the threads that do it go on if whoever waits for it doesn't.
        """
        self._is_stopping = True
        on_progress(_STOPPING if self._observer.visit.recording.source.is_proxy else LAST_CALLS)
        self._source.stop()
        with self._lock:
            is_first, self._is_over = not self._is_over, True
        if is_first:
            self._queue.end()
        self._finish(on_progress)

    def _finish(self, on_progress: Callable[[str], object] = lambda _: None) -> None:
        """Waits until what was told before the end is read and written."""

        def report(_unwritten: int = 0) -> None:
            on_progress(f"Writing to history: {counted(len(self.unwritten), 'call')} left.")

        while self._thread.is_alive():
            self._thread.join(_PROGRESS_SECONDS)
            if self._thread.is_alive():
                report()
        if self._thread.ident is not None:
            self._writer.finish(report, _PROGRESS_SECONDS)

    @property
    def unwritten(self) -> set[str]:
        """The calls, as the source names them, that were seen and aren't in history, or not as they are now."""
        unread = self._queue.calls
        with self._lock:
            return unread | self._observer.untaken_calls(self._writer.unwritten_calls)

    @property
    def missing_in_history(self) -> str:
        """What of a recording that has ended isn't in history, in a sentence; empty when nothing is missing."""
        with self._lock:
            is_saved = self._saved == self._observer.visit.recording
        return missing_in_history(len(self.unwritten)) or ("" if is_saved else _UNSAVED)

    @property
    def has_begun(self) -> bool:
        """Whether anything was recorded: its source has started."""
        return self._thread.ident is not None

    @property
    def is_finished(self) -> bool:
        """Whether everything that was seen is in history, and nothing more will be."""
        return self._is_over and not self._thread.is_alive() and not self._writer.is_alive

    @property
    def has_source_ended(self) -> bool:
        """Whether the source has ended, by itself or because it was to: nothing more will be told."""
        return self._is_ended or self._is_over

    @property
    def visit(self) -> "Visit":
        """What has been seen so far: a snapshot. Of very many calls the earliest have left it."""
        with self._lock:
            return self._observer.visit

    @property
    def latest(self) -> "tuple[Visit, bool]":
        """As `visit`, and whether it is up to date: of a flood it may not be, and nothing says when it would be."""
        self._settle(_MAX_LOOKED_AT)
        with self._lock:
            return self._observer.latest(None if self.is_finished else _MAX_LOOKED_AT)

    @property
    def version(self) -> int:
        """Increases with each change."""
        return self._version

    @property
    def end_notice(self) -> str:
        """Why the source ended by itself, or what it was asked to do and couldn't; empty while it runs."""
        return self._problem or (self._observer.end_notice if self._is_ended else "")

    @property
    def has_failed(self) -> bool:
        """Whether the end that `end_notice` tells of isn't a normal one, as when a person closes the browser."""
        return bool(self._problem) or (self._is_ended and self._observer.ended_unexpectedly)

    @property
    def _problem(self) -> str:
        return str(getattr(self._source, "problem", ""))

    @property
    def has_ended(self) -> bool:
        """Whether the source has ended by itself."""
        return self._is_ended

    @property
    def idle_seconds(self) -> float:
        """How long nothing has happened: no call, no response, no page."""
        idle = time.monotonic() - self._active_at
        with self._lock:
            is_waiting = not self._observer.is_settled
        return 0.0 if is_waiting and idle < _MAX_WAIT_SECONDS else idle

    @property
    def is_busy(self) -> bool:
        """Whether the source still does what it was asked to do, such as steps of a visit."""
        return not self._is_ended and bool(getattr(self._source, "is_busy", False))

    def wait(self, version: int, timeout_seconds: float) -> int:
        """Waits until the version is another than this one, or the time is over; returns the version."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, timeout_seconds)
        return self._version

    def wait_until_written(self, timeout_seconds: float) -> bool:
        """Waits until what has been seen by now is in history; False when that takes longer, or can't be."""
        return self._writer.wait_until_written(timeout_seconds)

    def _run(self) -> None:
        told_at = 0.0
        is_over = False
        while not is_over:
            batch, is_over = self._queue.next_batch(told_at)
            give_way()
            with self._lock:
                for sighting in batch:
                    self._see(sighting)
                if is_over:
                    self._observer.end(self._clock())
                self._queue.done()
            if deleted := [key for each in batch if isinstance(each, CallsDeleted) for key in each.calls]:
                self._writer.delete(deleted)
            self._writer.wake()
            try:
                self._tell_of_change()
            except Exception as error:  # noqa: BLE001 (what comes next must still be recorded)
                self._warn(sentence("Recording", error))
            told_at = time.monotonic()

    def _tell_of_change(self) -> None:
        with self._changed:
            self._version += 1
            self._changed.notify_all()
        self._on_change()

    def _see(self, sighting: Sighting) -> None:
        try:
            in_full = getattr(self._source, "in_full", None)
            for each in in_full(sighting) if in_full else (sighting,):
                self._observer.see(each)
        except Exception as error:  # noqa: BLE001 (one sighting must not end the recording)
            self._warn(sentence("Recording what was seen", error))
        if isinstance(sighting, _ACTIVE):
            self._active_at = time.monotonic()
        if isinstance(sighting, SourceNotice) and sighting.is_end and not self._is_stopping:
            self._is_ended = True

    def _settle(self, limit: int) -> None:
        """Brings calls up to date one by one, so that nobody waits long for the lock or the interpreter."""
        for _ in range(limit):
            give_way()
            with self._lock:
                if not self._observer.settle_one():
                    return

    def _take(self) -> "list[Exchange]":
        self._settle(_MAX_TAKEN)
        with self._lock:
            return self._observer.take(_MAX_TAKEN)

    def _written(self, exchanges: "Sequence[Exchange]") -> None:
        with self._lock:
            self._observer.written(exchanges)

    def _record(self, exchanges: "list[Exchange]") -> None:
        if len(exchanges) > _FEW:
            self._history.record(exchanges, replaces=True)
            return
        for each in exchanges:
            self._history.record((each,), replaces=True)

    def _delete(self, calls: "Sequence[str]") -> None:
        self._history.delete(self._history.keys_of_calls(self.name, calls))

    def _claim_name(self) -> None:
        recording = self._observer.visit.recording
        try:
            is_free = self._recordings.claim(recording)
        except StorageError as error:
            self._warn(str(error))
            return
        if not is_free:
            raise SetupError(f"There is already a recording {recording.name!r}.", "Choose another name.")
        self._saved = recording

    def _save(self, is_due: bool = False) -> float | None:
        """Writes what there is besides the calls, if it is time; the seconds until it is, None when all is written."""
        started = time.monotonic()
        if not is_due and started < self._save_at:
            return self._save_at - started
        with self._lock:
            recording = self._observer.visit.recording
        left: float | None = None
        if recording != self._saved:
            try:
                self._recordings.save(recording)
            except StorageError as error:
                left = _SAVE_SECONDS
                self._warn(str(error))
            else:
                self._saved = recording
        now = time.monotonic()
        self._save_at = now + max(_SAVE_SECONDS, _PAUSE_PER_SAVE * (now - started))
        return left

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)
