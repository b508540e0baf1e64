"""A visit while it is recorded as a feed; the recording goes on without a screen that follows it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Recording, SentTo, Source
from edge_tui.model.visit import Visit
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.visit_reader import VisitReader, run_in_thread
from edge_tui.workspace.live_recording import LAST_CALLS
from edge_tui.workspace.live_rewriting import LiveRewriting


class LiveVisit(Protocol):
    """A recording in progress; see `workspace/live_recording.py`."""

    warnings: list[str]

    def start(self) -> str:
        """Starts the source, which takes seconds; what it is called for people. Raises `SetupError`."""

    def stop(self, on_progress: Callable[[str], object] = ...) -> object:
        """Ends the source and the recording, which takes seconds; `on_progress` gets a sentence on what is left."""

    def whole(self, on_progress: Callable[[str], object] = ...) -> Visit:
        """The visit once it has ended, also with the calls that are in history only."""

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys."""

    @property
    def latest(self) -> tuple[Visit, bool]:
        """What has been seen so far, and whether it is up to date."""

    @property
    def rewriting(self) -> LiveRewriting | None:
        """Changes the rules; None where nothing that passes can be changed."""

    @property
    def has_ended(self) -> bool:
        """Whether the source has ended by itself."""

    @property
    def end_notice(self) -> str:
        """Why the source ended by itself, in a sentence; empty while it runs, and when it was to end."""

    @property
    def has_source_ended(self) -> bool:
        """Whether the source has ended, by itself or because it was to."""


class LiveFeed:
    """Starts and ends the recording in other threads, so that no key waits for a browser.

    `begin` makes the recording, which calls back after each change. `details` say how it is recorded, such as
    `throw-away profile`.
    """

    def __init__(
        self,
        name: str,
        begin: Callable[[Callable[[], None]], LiveVisit],
        monotonic: Callable[[], float],
        *,
        source: Source = Source.CHROMIUM,
        details: str = "",
    ) -> None:
        self._name = name
        self._begin = begin
        self._details = details
        self._reader = VisitReader(monotonic, run_in_thread, self._changed)
        self._empty = Visit(Recording(source, name))
        self._listeners: list[Callable[[], object]] = []
        self._lock = threading.Lock()
        self._recording: LiveVisit | None = None
        self._product = ""
        self._state = FeedState.STARTING
        self._problem: SetupError | None = None
        self._doing = ""
        self._has_left = False
        # Once it has ended, with the calls that had left it: they were in history only.
        self._whole: Visit | None = None

    @property
    def name(self) -> str:
        """The recording's name."""
        return self._name

    @property
    def source(self) -> str:
        """The browser and how it was started."""
        return " · ".join(part for part in (self._product, self._details) if part)

    @property
    def is_live(self) -> bool:
        """Whether more may come."""
        return self._state in (FeedState.STARTING, FeedState.LIVE)

    def start(self) -> None:
        """Starts the recording; returns at once."""
        threading.Thread(target=self._start, name="capture-start", daemon=True).start()

    def _start(self) -> None:
        try:
            recording = self._begin(self._changed)
            product = recording.start()
        except SetupError as error:
            self._problem, self._state = error, FeedState.FAILED
        else:
            with self._lock:
                self._recording, self._product = recording, product
                is_unwanted = self._state is not FeedState.STARTING
                self._state = FeedState.OVER if is_unwanted else FeedState.LIVE
            if is_unwanted:
                recording.stop()
        self._changed()

    def look(self) -> Look:
        """The visit now."""
        recording = self._recording
        if recording is None:
            return Look(self._empty, state=self._state, problem=self._problem)
        if self._state is FeedState.LIVE and recording.has_ended:
            # What is still waiting is written, and calls that wait for a response are given up.
            self.stop()
        warnings = tuple(recording.warnings)
        state = self._state
        visit, is_up_to_date = (self._whole, True) if self._whole is not None else recording.latest
        look = self._reader.read(visit, state, warnings=warnings, doing=self._doing)
        if not is_up_to_date or recording.end_notice:
            look = replace(look, is_provisional=not is_up_to_date, ended_by=recording.end_notice)
        if recording.rewriting is None:
            return look
        latest = visit.calls[-1] if visit.calls else None
        own = None if latest is None else SentTo(latest.host, latest.datastream)
        return replace(look, rules=recording.rewriting.now_of(own))

    @property
    def doing(self) -> str:
        """What the end waits for now."""
        return self._doing

    @property
    def rewriting(self) -> LiveRewriting | None:
        """Changes the rules; None where nothing can be changed, or not yet, or no more."""
        recording = self._recording
        return recording.rewriting if recording is not None and self._state is FeedState.LIVE else None

    @property
    def ended_by(self) -> str:
        """Why the browser ended by itself, in a sentence; empty while it runs, and when it was to end."""
        return self._recording.end_notice if self._recording is not None else ""

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys."""
        if self._recording is not None:
            self._recording.delete(calls)
        if self._whole is not None:
            gone = set(calls)
            kept = tuple(call for call in self._whole.calls if call.key not in gone)
            self._whole = replace(self._whole, calls=kept)

    def count(self) -> int:
        """How many calls there are; ends a recording whose source has ended by itself."""
        recording = self._recording
        if recording is None:
            return 0
        if self._state is FeedState.LIVE and recording.has_ended:
            self.stop()
        visit, _ = recording.latest
        return len(visit.calls) + visit.left

    def listen(self, changed: Callable[[], object]) -> None:
        """Calls back after each change, from any thread."""
        with self._lock:
            self._listeners.append(changed)

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Calls it no more."""
        with self._lock:
            self._listeners.remove(changed)

    def _changed(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def stop(self) -> None:
        """Ends the recording; returns at once, and the end is a change."""
        with self._lock:
            was, recording = self._state, self._recording
            if was is FeedState.STARTING:
                # The thread that starts it ends it.
                self._state = FeedState.OVER
                return
        if was is FeedState.LIVE and recording is not None:
            # Known at once: the thread may take a while to begin.
            self._doing = self._doing or LAST_CALLS
            threading.Thread(target=self._stop, args=(recording,), name="capture-stop", daemon=True).start()

    def _stop(self, recording: LiveVisit) -> None:
        recording.stop(self._report)
        if recording.latest[0].left:
            self._whole = recording.whole(self._report)
        self._state, self._doing = FeedState.OVER, ""
        self._changed()

    def _report(self, doing: str) -> None:
        self._doing = doing
        recording = self._recording
        if self._state is FeedState.LIVE and recording is not None and recording.has_source_ended:
            # From now on nobody waits for it: writing what is left of a flood takes a while.
            self._state = FeedState.ENDING
        self._changed()

    def end(self, within_seconds: float | None = None) -> None:
        """Ends the recording and returns when it has ended, or after so long while that goes on: on exit."""
        with self._lock:
            recording, was, has_left = self._recording, self._state, self._has_left
            self._has_left = True
            # A look at one that is over checks all of it, and the exit waits for the look.
            self._state = FeedState.OVER if recording is None else FeedState.ENDING
        if was in (FeedState.LIVE, FeedState.ENDING) and recording is not None and not has_left:
            ending = threading.Thread(target=recording.stop, name="capture-end", daemon=True)
            ending.start()
            ending.join(within_seconds)
