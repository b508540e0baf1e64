"""Every exchange, in a SQLite file that is opened on first use."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import DamagedRecordError
from edge_tui.model.exchange import Exchange, Failure, Response, Summary
from edge_tui.model.json.document import ParseError
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from edge_tui.model.phases import PastSends
    from edge_tui.store.database import Database
    from edge_tui.store.recording import RecordedVisit

# Stands in for a response until it is parsed.
_UNREAD = ParseError("not read yet", 1, 1, 0)


class History:
    """The record of every exchange of this user, shared by all edge-tui processes.

    Every method may be called from any thread, and raises `StorageError` if the file can't be
    written or read. The file is created by the first `begin`.
    """

    def __init__(self, path: Path, titles: "Callable[[], Mapping[str, str]]" = dict) -> None:
        """`titles` returns the titles of templates by their names, for searches."""
        self.path = path
        self._titles = titles
        self._opened: Database | None = None
        self._lock = threading.Lock()
        self._begun: dict[tuple[str, datetime], list[tuple[int, InteractRequest]]] = {}
        # Outcomes already written to records that aren't complete yet.
        self._secured: dict[int, Response | Failure | None] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """About a file that was damaged and set aside since this history was opened."""
        return tuple(self._opened.warnings) if self._opened else ()

    @property
    def recovered(self) -> int | None:
        """The number of exchanges recovered so far from a damaged file; None if no recovery is running."""
        return self._opened.recovered if self._opened else None

    def begin(self, exchange: Exchange) -> int:
        """Records an exchange that is about to be sent; returns its key once the record is durable."""
        from edge_tui.store.records import insert

        key = self._database.write(lambda connection: insert(connection, exchange))
        self._begun.setdefault(_sending(exchange), []).append((key, exchange.request))
        return key

    def record(self, exchanges: "Iterable[Exchange]", *, replaces: bool = False) -> int:
        """Records exchanges that edge-tui did not send, as many as there are; returns how many are new.

        One with an origin is recorded once: again, it changes nothing but to add a missing outcome,
        or with `replaces` whatever is known of it now.
        """
        from edge_tui.store import recording

        return recording.record(self._database, exchanges, replaces=replaces)

    def recorded_visits(self) -> "list[RecordedVisit]":
        """The recordings that exchanges belong to, the latest first."""
        from edge_tui.store import recording

        none: list[RecordedVisit] = []
        return self._database.read(recording.recorded_visits, none)

    def keys_of_recording(self, name: str) -> list[int]:
        """The keys of a recording's exchanges, in the order in which they were sent."""
        from edge_tui.store import recording

        none: list[int] = []
        return self._database.read(lambda connection: recording.keys_of(connection, name), none)

    def keys_of_calls(self, name: str, calls: "Iterable[str]") -> list[int]:
        """The keys of the exchanges of a recording that have these source IDs."""
        from edge_tui.store import recording

        none: list[int] = []
        return self._database.read(lambda connection: recording.keys_of_calls(connection, name, calls), none)

    def secure(self, exchange: Exchange) -> None:
        """Records the outcome before it is parsed; `complete` then adds what was parsed.

        The search index is left to `complete`, or to the next search if `complete` never runs.
        """
        from edge_tui.store import records, words

        begun = self._begun.get(_sending(exchange), [])
        key = next((key for key, _ in begun if key not in self._secured), None)
        if key is None:
            return

        def work(connection: "sqlite3.Connection") -> bool:
            words.remove(connection, key)
            return records.update(connection, key, exchange, _UNREAD)

        if self._database.write(work):
            self._secured[key] = exchange.outcome

    def complete(self, exchange: Exchange, response: InteractResponse | ParseError | None = None) -> int:
        """Records how an exchange ended; returns its key.

        `response` is the parsed response. An exchange that was not begun here, or whose record
        was deleted meanwhile, is recorded in full.
        """
        from edge_tui.store import records, words

        begun = self._begun.get(_sending(exchange), [])
        key, request = begun.pop(0) if begun else (None, None)
        if not begun:
            self._begun.pop(_sending(exchange), None)
        secured = None if key is None else self._secured.pop(key, None)
        has_body = secured is not None and secured is exchange.outcome

        def work(connection: "sqlite3.Connection") -> int:
            found = _unfinished(connection, exchange) if key is None else key
            if found is not None:
                # A search may have indexed it while it was in flight.
                words.remove(connection, found)
            if found is None or not records.update(connection, found, exchange, response, has_body=has_body):
                found = records.insert(connection, exchange)
            elif exchange.request != request:
                records.update_request(connection, found, exchange)
            words.index(connection, found, exchange)
            return found

        return self._database.write(work)

    def recent(self, limit: int = 200, before: int | None = None, profile: str | None = None) -> list[Summary]:
        """The newest exchanges, newest first; `before` is a `Summary.key`, for the next page."""
        from edge_tui.store import lookup

        conditions: list[tuple[str, object]] = []
        if before is not None:
            conditions.append(("id < ?", before))
        if profile is not None:
            conditions.append(("profile = ?", profile))
        return lookup.newest(self._database, conditions, limit)

    @property
    def search_terms(self) -> "Mapping[str, str]":
        """The fields of a search, with a colon, and the words that stand for a condition; each with what it takes."""
        from edge_tui.store.search import TERMS

        return TERMS

    def unknown_terms(self, text: str, *, is_whole: bool = True) -> str:
        """Which terms of a search aren't known or have no value, in sentences; empty if all are right.

        Unless it `is_whole`, the last term is still being written.
        """
        from edge_tui.store.search import sentences_about_terms

        return sentences_about_terms(text, is_whole=is_whole)

    def search(
        self,
        text: str,
        now: datetime,
        limit: int = 200,
        before: int | None = None,
        is_unwanted: "Callable[[], bool] | None" = None,
    ) -> list[Summary]:
        """The exchanges that match, newest first; see `search.parse` for the syntax.

        `is_unwanted` is called repeatedly: once it returns True, the search ends with no results.
        If many exchanges aren't indexed yet, as after a recovery, only the newest of those are
        found; `index_some` indexes the rest. Raises `SetupError` for invalid syntax.
        """
        from edge_tui.store import lookup

        return lookup.search(
            self._database, text, now, limit, before=before, titles=self._titles, is_unwanted=is_unwanted
        )

    def unindexed(self) -> int:
        """The number of exchanges that a full-text search can't find yet."""
        from edge_tui.store import words

        return self._database.read(words.unindexed, 0)

    def index_some(self) -> int:
        """Indexes a batch of those, newest first; returns its size, 0 once all are indexed."""
        from edge_tui.store import words
        from edge_tui.store.database import run_paced

        return run_paced(lambda: self._database.write(words.index_pending)) if self._is_there else 0

    def find(self, request_id: str) -> Exchange | None:
        """The exchange with a request id, by the rules of `summary`."""
        found = self.summary(request_id)
        return None if found is None else self.load(found.key)

    def summary(self, request_id: str) -> Summary | None:
        """The summary of the exchange with a request id: the sent id, the gateway's, or a prefix of either.

        Of several exchanges with exactly this id it is the newest. Raises `SetupError` for an
        ambiguous prefix.
        """
        from edge_tui.store import lookup

        return lookup.by_id(self._database, request_id)

    def load(self, key: int) -> Exchange | None:
        """The complete exchange of a `Summary.key`. Raises `DamagedRecordError`."""
        from edge_tui.store.records import UNREADABLE, contents_of, exchange_of

        none: list[tuple[bytes, bytes | None, bytes | None]] = []
        rows = self._database.read(lambda connection: contents_of(connection, key), none)
        try:
            return replace(exchange_of(*rows[0]), previous_ecid=self.previous_ecid(key)) if rows else None
        except UNREADABLE as error:
            raise DamagedRecordError(
                f"The record of this exchange is damaged: {error}.", "Other exchanges are not affected."
            ) from error

    def previous_ecid(self, key: int) -> str:
        """The ECID of the exchange before this one, of the same visitor and datastream; empty when it isn't known."""
        from edge_tui.store.records import previous_ecid_of

        return self._database.read(lambda connection: previous_ecid_of(connection, key), "")

    def has_visitor(self, name: str) -> bool:
        """Whether a visitor of this name, which may be deleted by now, ever had an ECID."""
        statement = "SELECT 1 FROM exchanges WHERE visitor = ? AND ecid IS NOT NULL LIMIT 1"
        none: list[tuple[int]] = []
        return bool(self._database.read(lambda connection: connection.execute(statement, (name,)).fetchall(), none))

    def past_sends(self, datastream: str, limit: int = 20) -> "PastSends":
        """How the latest sends to a datastream ended, without recordings. As quick in a large history."""
        from edge_tui.store import lookup

        return lookup.past_sends(self._database, datastream, limit)

    @property
    def _is_there(self) -> bool:
        """Whether there is a file; raises `StorageError` if that can't be seen."""
        from edge_tui.store import files

        return files.is_there(self.path)

    def count(self) -> int:
        """The number of exchanges."""
        return int(self._database.read(lambda c: c.execute("SELECT count(*) FROM exchanges").fetchone()[0], 0))

    def pin(self, key: int, *, pinned: bool) -> None:
        """Pins an exchange, so that pruning keeps it, or unpins it."""
        if self._is_there:
            statement = "UPDATE exchanges SET is_pinned = ? WHERE id = ?"
            self._database.write(lambda connection: connection.execute(statement, (int(pinned), key)))

    def annotate(self, key: int, note: str) -> None:
        """Replaces the note of an exchange; an empty note removes it.

        The old note's words stay in the file until `tidy` has run.
        """
        from edge_tui.store import words
        from edge_tui.store.records import plain

        def work(connection: "sqlite3.Connection") -> None:
            words.remove(connection, key)
            connection.execute("UPDATE exchanges SET note = ? WHERE id = ?", (plain(note.strip()), key))

        if self._is_there:
            self._database.write(work)

    def delete(
        self,
        keys: "Iterable[int]",
        is_unwanted: "Callable[[], bool]" = lambda: False,
        tell: "Callable[[int, int], None]" = lambda _deleted, _whole: None,
    ) -> int:
        """Permanently deletes exchanges by `Summary.key`; returns how many.

        Many may take minutes: `tell` gets the number deleted so far and the total, and once
        `is_unwanted` returns True the deletion stops where it is.
        """
        from edge_tui.store import pruning

        return pruning.delete(self._database, list(keys), is_unwanted, tell) if self._is_there else 0

    def prune(
        self,
        *,
        sent_before: datetime | None = None,
        keep_bytes: int | None = None,
        is_unwanted: "Callable[[], bool]" = lambda: False,
        tell: "Callable[[int, int], None]" = lambda _deleted, _whole: None,
    ) -> int:
        """Deletes old exchanges that aren't pinned: those sent before a moment, then the oldest until
        the file has at most `keep_bytes`. Returns how many. May take minutes, as `delete` does.
        """
        from edge_tui.store import pruning

        deleted = 0
        if sent_before is not None and self._is_there:
            deleted += pruning.delete_before(self._database, sent_before, is_unwanted, tell)
        if keep_bytes is not None and self._is_there:
            by_age = deleted
            deleted += pruning.delete_down_to(
                self._database, keep_bytes, is_unwanted, lambda count, whole: tell(by_age + count, by_age + whole)
            )
        return deleted

    def prunable(
        self,
        *,
        sent_before: datetime | None = None,
        keep_bytes: int | None = None,
        is_unwanted: "Callable[[], bool]" = lambda: False,
    ) -> int:
        """How many exchanges `prune` would delete; an estimate if it is by size.

        Once `is_unwanted` returns True it ends early, and the result means nothing.
        """
        from edge_tui.store import pruning

        if not self._is_there:
            return 0
        by_age = 0 if sent_before is None else pruning.count_before(self._database, sent_before, is_unwanted)
        by_size = 0 if keep_bytes is None else pruning.count_down_to(self._database, keep_bytes, is_unwanted)
        return max(by_age, by_size)

    @property
    def is_tidy(self) -> bool:
        """Whether no deleted words are left in the file."""
        from edge_tui.store import volumes

        return not self._database.read(volumes.is_stale, default=False)

    def tidy(self, is_unwanted: "Callable[[], bool]" = lambda: False) -> None:
        """Removes deleted words from the file, and returns free space to the disk.

        `delete` does so itself; this finishes the work if it was interrupted.
        """
        from edge_tui.store import pruning

        if self._is_there:
            pruning.tidy(self._database, is_unwanted)

    def size_bytes(self) -> int:
        """The space that history takes on the disk."""
        return sum(size for size, _ in self.stamp())

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """A cheap change token of the file, quick enough to poll."""
        journal = self.path.with_name(self.path.name + "-wal")
        stamps = []
        for path in (self.path, journal):
            with suppress(OSError):
                stat = path.stat()
                stamps.append((stat.st_size, stat.st_mtime_ns))
        return tuple(stamps)

    def close(self) -> None:
        """Closes the file; the next access opens it again."""
        if self._opened:
            self._opened.close()

    def cancel_recovery(self) -> None:
        """Cancels a running recovery; the next start runs it again."""
        if self._opened:
            self._opened.cancel_recovery()

    @property
    def _database(self) -> "Database":
        with self._lock:
            if self._opened is None:
                from edge_tui.store.database import Database

                self._opened = Database(self.path)
            return self._opened


def _sending(exchange: Exchange) -> tuple[str, datetime]:
    return exchange.request_id, exchange.sent_at


def _unfinished(connection: "sqlite3.Connection", exchange: Exchange) -> int | None:
    """The key of an exchange that was begun but not completed, perhaps by another `History`."""
    from edge_tui.store.records import microseconds, plain

    row = connection.execute(
        "SELECT id FROM exchanges WHERE request_id = ? AND sent_at = ? AND is_finished = 0 ORDER BY id LIMIT 1",
        (plain(exchange.request_id), microseconds(exchange.sent_at)),
    ).fetchone()
    return row[0] if row else None
