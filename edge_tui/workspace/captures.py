"""Recordings by name: new ones, and those that history has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakSet

from edge_tui.model.errors import DamagedRecordError, SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Recording, Source
from edge_tui.model.text import counted
from edge_tui.workspace.imports import profile_name, visitor_name
from edge_tui.workspace.live_recording import LiveRecording, Tell, VisitSource

if TYPE_CHECKING:
    from edge_tui.model.visit import Visit
    from edge_tui.store.history import History
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.recordings import RecordingStore

MAX_NAME_LENGTH = 100
_LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaptureSummary:
    """A recording in a list: when it began, its source, how many pages, calls, and commands that made none."""

    name: str
    started: datetime | None
    source: Source | None
    pages: int
    calls: int
    blocked: int
    tried: int


class Captures:
    """The recordings of one user."""

    def __init__(
        self,
        history: "History",
        recordings: "RecordingStore",
        profiles: "ProfileStore",
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
    ) -> None:
        self._history = history
        self._recordings = recordings
        self._profiles = profiles
        self._clock = clock
        self._new_uuid = new_uuid
        # Those whose threads have ended, and that nobody looks at, go by themselves.
        self._begun: WeakSet[LiveRecording] = WeakSet()

    def begin(
        self,
        name: str,
        source: Source,
        make_source: Callable[[Tell], VisitSource],
        *,
        hosts: Iterable[str] = (),
        rules: tuple[str, ...] = (),
        on_change: Callable[[], None] = lambda: None,
    ) -> LiveRecording:
        """A recording that isn't started yet. `rules` are sentences about what changes on its way.

        Raises `SetupError` for a name that is taken.
        """
        from edge_tui.recording import Observer

        self.check_name(name)
        profiles = self._profiles.usable()
        observer = Observer(
            source,
            name,
            new_uuid=self._new_uuid,
            started=self._clock(),
            run=f"{self._new_uuid().hex[:8]}-",
            visitor=visitor_name(name),
            hosts=hosts,
            rules=rules,
            profile_of=lambda implied: profile_name(implied, profiles),
        )
        recording = LiveRecording(
            observer,
            make_source,
            history=self._history,
            recordings=self._recordings,
            clock=self._clock,
            on_change=on_change,
        )
        self._begun.add(recording)
        return recording

    def finish(self, on_progress: Callable[[str], object]) -> None:
        """Ends what is still recorded, and writes all of it to history. See `LiveRecording.end`."""
        for recording in list(self._begun):
            if not recording.is_finished and recording.has_begun:
                recording.end(on_progress)

    @property
    def unwritten(self) -> int:
        """How many calls were seen that aren't in history, or not as they ended."""
        return sum(len(each.unwritten) for each in list(self._begun) if not each.is_finished and each.has_begun)

    def check_name(self, name: str) -> None:
        """Raises `SetupError` for a name that no recording can have, or one has."""
        if not name.strip() or len(name) > MAX_NAME_LENGTH or not name.isprintable():
            raise SetupError(
                "That can't be the name of a recording.", f"Use 1 to {MAX_NAME_LENGTH} characters that can be printed."
            )
        if self._has(name):
            raise SetupError(
                f"There is already a recording {name!r}.",
                "Choose another name, or delete that one with `edge-tui capture delete`.",
            )

    def free_name(self, hint: str) -> str:
        """A free name: what is recorded, usually a host, and when."""
        name = f"{hint[: MAX_NAME_LENGTH - 30] or 'visit'} {self._clock().astimezone():%Y-%m-%d %H:%M}"
        count = 1
        while self._has(name if count == 1 else f"{name} ({count})"):
            count += 1
        return name if count == 1 else f"{name} ({count})"

    def all(self) -> list[CaptureSummary]:
        """Every recording, the latest first. One whose exchanges have all been deleted is none any more."""
        self.drop_emptied()
        kept = {recording.name: recording for recording in self._recordings.all()}
        found = []
        for visit in self._history.recorded_visits():
            recording = kept.pop(visit.name, None)
            counts = (len(recording.pages), len(recording.tried)) if recording else (0, 0)
            started = recording.started if recording and recording.started else visit.first
            source = recording.source if recording else None
            found.append(CaptureSummary(visit.name, started, source, counts[0], visit.count, visit.blocked, counts[1]))
        found += [
            CaptureSummary(each.name, each.started, each.source, len(each.pages), 0, 0, len(each.tried))
            for each in kept.values()
        ]
        return sorted(found, key=lambda each: each.started.timestamp() if each.started else 0.0, reverse=True)

    def drop_emptied(self) -> int:
        """Deletes what is kept of recordings whose exchanges have all been deleted; returns how many."""
        left = {visit.name for visit in self._history.recorded_visits()}
        emptied = [each for each in self._recordings.all() if each.calls and each.name not in left]
        return sum(self._recordings.delete(each.name) for each in emptied if self._is_over(each))

    def _is_over(self, recording: Recording) -> bool:
        """Whether nothing is recorded under its name any more: one that was killed never says that it has ended."""
        started = recording.started
        return recording.ended is not None or started is None or self._clock() - started > _LONGEST

    def load(self, name: str) -> "Visit":
        """A recording with all its calls that can be read; a notice counts others.

        Raises `SetupError` when there is none of this name.
        """
        from edge_tui.recording import read_visit

        recording = self._recordings.get(name)
        keys = self._history.keys_of_recording(name)
        if recording is None and not keys:
            from edge_tui.model.similar_names import did_you_mean

            names = [each.name for each in self.all()]
            how = did_you_mean(name, names) or "`edge-tui capture list` shows what there is."
            raise SetupError(f"There is no recording {name!r}.", how)
        exchanges, damaged = self._readable(keys)
        visit = read_visit(name, exchanges, recording)
        if not damaged:
            return visit
        words = f"{counted(damaged, 'call')} can't be read: damaged in history."
        notices = (*visit.recording.notices, words)
        return replace(visit, recording=replace(visit.recording, notices=notices))

    def _readable(self, keys: Iterable[int]) -> tuple[list[Exchange], int]:
        """The exchanges that can be read, and how many can't."""
        exchanges, damaged = [], 0
        for key in keys:
            try:
                exchange = self._history.load(key)
            except DamagedRecordError:
                damaged += 1
                continue
            if exchange is not None:
                exchanges.append(exchange)
        return exchanges, damaged

    def delete(self, name: str) -> int:
        """Permanently deletes a recording and its exchanges; returns how many.

        Raises `SetupError` when there is none of this name.
        """
        keys = self._history.keys_of_recording(name)
        had_file = self._recordings.delete(name)
        if not keys and not had_file:
            self.load(name)
        return self._history.delete(keys)

    def delete_calls(self, name: str, calls: Iterable[str]) -> int:
        """Permanently deletes calls of a recording, by their keys in it; returns how many. Raises `StorageError`."""
        return self._history.delete(self._history.keys_of_calls(name, calls))

    def _has(self, name: str) -> bool:
        return bool(self._history.keys_of_recording(name)) or self._recordings.get(name) is not None
