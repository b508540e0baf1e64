"""Requests from a file or a paste, added to history: those of a recording once, with where they were seen."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Exchange, Failure, FailureKind
from edge_tui.model.text import counted

if TYPE_CHECKING:
    from edge_tui.formats import Implied, Imported, Reading
    from edge_tui.model.profile import Profile
    from edge_tui.store.history import History
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.recordings import RecordingStore

_IMPORTED = "imported"
_MAX_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Added:
    """What came into history. `capture` is the recording's name, empty when it wasn't one.

    `count` is the number of complete requests, `new` of those that were not there before,
    `others` of what was recorded besides.
    """

    capture: str
    count: int
    new: int
    read: int
    actions: Sequence[tuple[str, int]] = ()
    failed: int = 0
    blocked: int = 0
    others: int = 0

    def sentence(self) -> str:
        """How many calls, of which kinds, how many failed, and how many were no Edge calls."""
        if not self.capture:
            return f"Added {self.count} of {self.read} to history."
        kinds = ", ".join(f"{count:,} {action}" for action, count in self.actions)
        first = f"Added {self.new:,} of {counted(self.count, 'call')} to history as {self.capture}: {kinds}."
        if self.new < self.count:
            known = "it was" if self.count == 1 else "they were" if not self.new else "the others were"
            first = f"{first[:-1]}; {known} there already."
        failed = f"{self.failed:,} failed" + (f", {self.blocked:,} of them blocked." if self.blocked else ".")
        predicate = "was not an Edge call" if self.others == 1 else "were not Edge calls"
        others = f"{counted(self.others, 'other request')} {predicate}."
        return " ".join([first, *([failed] if self.failed else []), *([others] if self.others else [])])


class Imports:
    """Adds what was read to history."""

    def __init__(
        self,
        history: "History",
        profiles: "ProfileStore",
        recordings: "RecordingStore",
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
    ) -> None:
        self._history = history
        self._profiles = profiles
        self._recordings = recordings
        self._clock = clock
        self._new_uuid = new_uuid

    def add(self, reading: "Reading", origin: str, name: str = "") -> Added:
        """Records every complete request; those of a recording under its name, which may be given.

        A request that was sent without a request ID gets one, to be named by. `origin` says for
        people where the events come from.
        """
        capture = (name.strip() or recording_name(reading))[:_MAX_NAME_LENGTH] if reading.recording else ""
        profiles = self._profiles.usable() if capture else ()
        exchanges = [
            self._exchange(each, capture, origin, profiles) for each in reading.requests if each.request is not None
        ]
        new = self._history.record(exchanges)
        if reading.recording is not None:
            # Its exchanges have their pages too: without this a page that sent nothing is missing.
            with suppress(StorageError):
                self._recordings.save(replace(reading.recording, name=capture, calls=len(exchanges)))
        failures = [each.outcome for each in exchanges if isinstance(each.outcome, Failure)]
        return Added(
            capture,
            len(exchanges),
            new,
            len(reading.requests),
            Counter(str(each.draft.action) for each in exchanges).most_common(),
            len(failures),
            sum(failure.kind is FailureKind.BLOCKED for failure in failures),
            reading.others,
        )

    def _exchange(self, imported: "Imported", capture: str, origin: str, profiles: "Sequence[Profile]") -> Exchange:
        assert imported.request is not None
        request = replace(imported.request, request_id=imported.request.request_id or str(self._new_uuid()))
        seen = None if imported.origin is None or not capture else replace(imported.origin, capture=capture)
        return Exchange(
            replace(imported.draft, template=None if seen else _IMPORTED, origin=origin),
            request,
            profile_name(imported.profile, profiles) if seen else _IMPORTED,
            visitor_name(capture) if seen else _IMPORTED,
            imported.sent_at or self._clock(),
            imported.outcome,
            notes=imported.missing,
            origin=seen,
        )


def recording_name(reading: "Reading") -> str:
    """A name for a recording without one: the host of its first page, and when it began."""
    recording = reading.recording
    pages = recording.pages if recording else ()
    urls = [*(page.url for page in pages), *(each.profile.url for each in reading.requests)]
    host = next((host for host in map(_host, urls) if host), "recording")
    started = recording.started if recording else None
    return f"{host} {started.astimezone():%Y-%m-%d %H:%M}" if started else host


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def profile_name(implied: "Implied", profiles: "Sequence[Profile]") -> str:
    """The profile with the same host and datastream; empty without one."""
    return next((each.name for each in profiles if _is_for(each, implied.url, implied.datastream_id)), "")


def _is_for(profile: "Profile", url: str, datastream_id: str) -> bool:
    return bool(datastream_id) and profile.base_url == url and profile.datastream_id == datastream_id


def visitor_name(capture: str) -> str:
    """The visitor of a recording, by a name that a visitor can have: to replay its events as."""
    from edge_tui.store.names import is_reserved, slug

    name = slug(capture)
    return _IMPORTED if not name or is_reserved(name) else name
