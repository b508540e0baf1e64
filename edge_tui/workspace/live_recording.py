"""A recording in progress: takes what a source sees, and writes it to history while it goes on."""

import queue
import threading
import time
from collections.abc import Callable
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
from edge_tui.model.unforeseen import sentence

if TYPE_CHECKING:
    from edge_tui.model.exchange import Exchange
    from edge_tui.model.visit import Visit
    from edge_tui.recording import Observer
    from edge_tui.store.history import History
    from edge_tui.store.recordings import RecordingStore

Tell = Callable[[Sighting], None]

# The first sighting after a pause is written at once; those that follow, together.
_BATCH_SECONDS = 0.1
# What there is besides the calls is rewritten as a whole, so not with every batch.
_SAVE_SECONDS = 1.0
_ACTIVE = (Began, Answered, Failed, Blocked, PageOpened, SdkCommand)
# A call that has waited this long doesn't keep a visit busy.
_MAX_WAIT_SECONDS = 10.0


class SourceNotFoundError(SetupError):
    """There is nothing to start, such as a browser; the message says how to get it."""


class SourceDidNotStartError(SetupError):
    """The source ended, or did not answer, while it started."""


class VisitSource(Protocol):
    """What sees a visit: a browser, a proxy, a transcript. It calls `tell` from a thread of its choice."""

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

    Calls are written to history the moment they are seen, so that no crash loses one. `on_change` is called in the
    recording's thread after each batch; it should only hand over.
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
        self._queue: queue.SimpleQueue[Sighting | None] = queue.SimpleQueue()
        self._source = make_source(self._queue.put)
        self._lock = threading.RLock()
        self._changed = threading.Condition()
        self._version = 0
        self._unwritten: dict[str, Exchange] = {}
        self._saved: Recording | None = None
        self._save_at = 0.0
        self._is_unsaved = False
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
        self._thread.start()
        return self.product

    def tell(self, sighting: Sighting) -> None:
        """Adds what is known besides the source, such as rules that have changed."""
        self._queue.put(sighting)

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys, here and in history; while it goes on, with the next batch."""
        deleted = CallsDeleted(self._clock(), calls)
        if self._thread.is_alive():
            self._queue.put(deleted)
        else:
            with self._lock:
                self._observer.see(deleted)
            self._delete(list(calls))
            self._tell_of_change()

    def stop(self) -> "Visit":
        """Ends the source and the recording; returns the whole visit. May be called again."""
        self._is_stopping = True
        self._source.stop()
        with self._lock:
            is_first, self._is_over = not self._is_over, True
        if is_first:
            self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()
        return self.visit

    @property
    def visit(self) -> "Visit":
        """What has been seen so far: a snapshot."""
        with self._lock:
            return self._observer.visit

    @property
    def version(self) -> int:
        """Increases with each change."""
        return self._version

    @property
    def end_notice(self) -> str:
        """Why the source ended by itself, or what it was asked to do and couldn't; empty while it runs."""
        problem = getattr(self._source, "problem", "")
        return str(problem) or (self._observer.end_notice if self._is_ended else "")

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

    def _run(self) -> None:
        written_at = 0.0
        is_over = False
        while not is_over:
            batch, is_over = self._next_batch(written_at)
            try:
                self._take_in(batch, is_over=is_over)
                if batch or is_over:
                    self._tell_of_change()
            except Exception as error:  # noqa: BLE001 (what comes next must still be recorded)
                self._warn(sentence("Recording", error))
            written_at = time.monotonic()

    def _tell_of_change(self) -> None:
        with self._changed:
            self._version += 1
            self._changed.notify_all()
        self._on_change()

    def _take_in(self, batch: list[Sighting], *, is_over: bool) -> None:
        with self._lock:
            for sighting in batch:
                self._see(sighting)
            if is_over:
                self._observer.end(self._clock())
            self._unwritten |= {_key(each): each for each in self._observer.take()}
        self._write()
        # In this thread, after what was written before.
        self._delete([key for sighting in batch if isinstance(sighting, CallsDeleted) for key in sighting.calls])
        self._save(is_due=is_over)

    def _delete(self, calls: list[str]) -> None:
        if not calls:
            return
        self._unwritten = {key: each for key, each in self._unwritten.items() if key not in calls}
        try:
            self._history.delete(self._history.keys_of_calls(self.name, calls))
        except StorageError as error:
            self._warn(str(error))

    def _see(self, sighting: Sighting) -> None:
        try:
            self._observer.see(sighting)
        except Exception as error:  # noqa: BLE001 (one sighting must not end the recording)
            self._warn(sentence("Recording what was seen", error))
        if isinstance(sighting, _ACTIVE):
            self._active_at = time.monotonic()
        if isinstance(sighting, SourceNotice) and sighting.is_end and not self._is_stopping:
            self._is_ended = True

    def _next_batch(self, written_at: float) -> tuple[list[Sighting], bool]:
        """The next sightings: at once after a pause, otherwise those of a short while; and whether it was the last.

        None when something is still to be written and nothing comes.
        """
        batch: list[Sighting] = []
        try:
            first = self._queue.get(timeout=_SAVE_SECONDS if self._is_unsaved or self._unwritten else None)
        except queue.Empty:
            return batch, False
        if first is None:
            return batch, True
        batch.append(first)
        until = written_at + _BATCH_SECONDS
        while True:
            try:
                sighting = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return batch, False
            if sighting is None:
                return batch, True
            batch.append(sighting)

    def _write(self) -> None:
        """Writes what isn't in history yet; what can't be written now is tried again with the next batch."""
        if not self._unwritten:
            return
        try:
            self._history.record(list(self._unwritten.values()), replaces=True)
        except StorageError as error:
            self._warn(str(error))
        else:
            self._unwritten = {}

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

    def _save(self, *, is_due: bool) -> None:
        if not is_due and time.monotonic() < self._save_at:
            self._is_unsaved = True
            return
        self._is_unsaved = False
        with self._lock:
            recording = self._observer.visit.recording
        if recording != self._saved:
            try:
                self._recordings.save(recording)
            except StorageError as error:
                self._is_unsaved = True
                self._warn(str(error))
            else:
                self._saved = recording
        self._save_at = time.monotonic() + _SAVE_SECONDS

    def _warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)


def _key(exchange: "Exchange") -> str:
    return exchange.origin.source_id if exchange.origin else exchange.request_id
