"""Every exchange, in a SQLite file that is opened when it is first needed."""

import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.document import ParseError
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Answer, Exchange, Failure, Summary
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from edge_tui.store.database import Database

# What an answer counts as until it is read.
_UNREAD = ParseError("not read yet", 1, 1, 0)


class History:
    """The record of every exchange of this user, shared by all edge-tui processes.

    Every method may be called from any thread, and raises `StorageError` where the file cannot
    be written or read. Nothing is made on the disk before the first `begin`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: Database | None = None
        self._lock = threading.Lock()
        self._begun: dict[tuple[str, datetime], list[tuple[int, InteractRequest]]] = {}
        # What was secured in a record that is not complete yet.
        self._secured: dict[int, Answer | Failure | None] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about a file that was damaged and set aside, since this history was opened."""
        return tuple(self._opened.warnings) if self._opened else ()

    @property
    def recovered(self) -> int | None:
        """How many exchanges were recovered of a damaged file so far; None while nothing is recovered."""
        return self._opened.recovered if self._opened else None

    def begin(self, exchange: Exchange) -> int:
        """Records an exchange that is about to be sent; it is on the disk when this returns its key."""
        from edge_tui.store.records import insert

        key = self._database.write(lambda connection: insert(connection, exchange))
        self._begun.setdefault(_sending(exchange), []).append((key, exchange.request))
        return key

    def secure(self, exchange: Exchange) -> None:
        """Records what came back before anybody reads it; `complete` then adds what it was read as.

        Its words are left to `complete`, or to the next search where that never comes.
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
        """Records how an exchange ended; its key.

        `response` is the answer as it was read already. An exchange that was not begun here, or
        whose record was deleted meanwhile, is recorded whole.
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
                # One that a search met while it was under way.
                words.remove(connection, found)
            if found is None or not records.update(connection, found, exchange, response, has_body=has_body):
                found = records.insert(connection, exchange)
            elif exchange.request != request:
                records.update_request(connection, found, exchange)
            words.index(connection, found, exchange)
            return found

        return self._database.write(work)

    def recent(self, limit: int = 200, before: int | None = None, profile: str | None = None) -> list[Summary]:
        """The newest exchanges, newest first; those before a `Summary.key`, for the next page."""
        from edge_tui.store import lookup

        conditions: list[tuple[str, object]] = []
        if before is not None:
            conditions.append(("id < ?", before))
        if profile is not None:
            conditions.append(("profile = ?", profile))
        return lookup.newest(self._database, conditions, limit)

    def search(
        self,
        text: str,
        now: datetime,
        limit: int = 200,
        before: int | None = None,
        is_unwanted: "Callable[[], bool] | None" = None,
    ) -> list[Summary]:
        """The exchanges that a search finds, newest first: see `search.parse` for what can be written.

        `is_unwanted` is asked while it searches: once it says so, the search ends there and finds
        nothing. Where there are many that are not indexed yet, as after a recovery, only the newest
        of those are found; `index_some` goes on. Raises `SetupError` for a search that cannot be read.
        """
        from edge_tui.store import lookup

        return lookup.search(self._database, text, now, limit, before=before, is_unwanted=is_unwanted)

    def unindexed(self) -> int:
        """How many exchanges no search by words finds yet."""
        from edge_tui.store import words

        return self._database.read(words.unindexed, 0)

    def index_some(self) -> int:
        """Indexes some of those, the newest; how many these were, 0 once there are none."""
        from edge_tui.store import words
        from edge_tui.store.database import run_paced

        return run_paced(lambda: self._database.write(words.index_pending)) if self.path.exists() else 0

    def find(self, request_id: str) -> Exchange | None:
        """The exchange that an id names, as `summary` does."""
        found = self.summary(request_id)
        return None if found is None else self.load(found.key)

    def summary(self, request_id: str) -> Summary | None:
        """The line of the exchange that an id names: the sent id, the gateway's, or the start of either.

        Of several exchanges with exactly this id it is the newest. Raises `SetupError` for a start
        that several ids have.
        """
        from edge_tui.store import lookup

        return lookup.by_id(self._database, request_id)

    def load(self, key: int) -> Exchange | None:
        """The exchange of a `Summary.key`, whole."""
        from edge_tui.store.damage import UNREADABLE
        from edge_tui.store.records import contents_of, exchange_of

        none: list[tuple[bytes, bytes | None, bytes | None]] = []
        rows = self._database.read(lambda connection: contents_of(connection, key), none)
        try:
            return exchange_of(*rows[0]) if rows else None
        except UNREADABLE as error:
            raise StorageError(
                f"The record of this exchange is damaged: {error}.", "Others are not touched."
            ) from error

    def count(self) -> int:
        """The number of exchanges."""
        return int(self._database.read(lambda c: c.execute("SELECT count(*) FROM exchanges").fetchone()[0], 0))

    def pin(self, key: int, *, pinned: bool) -> None:
        """Pins an exchange, which pruning then leaves alone, or unpins it."""
        if self.path.exists():
            statement = "UPDATE exchanges SET is_pinned = ? WHERE id = ?"
            self._database.write(lambda connection: connection.execute(statement, (int(pinned), key)))

    def annotate(self, key: int, note: str) -> None:
        """Puts a note on an exchange in place of the one it had; an empty one takes it off.

        The words of the one that it had are in the file until it is tidied.
        """
        from edge_tui.store import words
        from edge_tui.store.records import plain

        def work(connection: "sqlite3.Connection") -> None:
            words.remove(connection, key)
            connection.execute("UPDATE exchanges SET note = ? WHERE id = ?", (plain(note.strip()), key))

        if self.path.exists():
            self._database.write(work)

    def delete(
        self,
        keys: "Iterable[int]",
        is_unwanted: "Callable[[], bool]" = lambda: False,
        tell: "Callable[[int, int], None]" = lambda _deleted, _whole: None,
    ) -> int:
        """Deletes exchanges by `Summary.key`, for good; how many there were.

        Of many it may take minutes: `tell` is told how many are deleted, of how many, and
        `is_unwanted`, asked all the while, ends it where it is.
        """
        from edge_tui.store import pruning

        return pruning.delete(self._database, list(keys), is_unwanted, tell) if self.path.exists() else 0

    def prune(
        self,
        *,
        sent_before: datetime | None = None,
        keep_bytes: int | None = None,
        is_unwanted: "Callable[[], bool]" = lambda: False,
        tell: "Callable[[int, int], None]" = lambda _deleted, _whole: None,
    ) -> int:
        """Deletes old exchanges that are not pinned: those sent before a moment, then the oldest ones
        until the file is no larger than so many bytes. How many were deleted.

        It may take minutes, as `delete` does.
        """
        from edge_tui.store import pruning

        deleted = 0
        if sent_before is not None and self.path.exists():
            deleted += pruning.delete_before(self._database, sent_before, is_unwanted, tell)
        if keep_bytes is not None and self.path.exists():
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
        """How many exchanges `prune` would delete; about so many where it is by size.

        As soon as `is_unwanted` says so it ends, with any number.
        """
        from edge_tui.store import pruning

        if not self.path.exists():
            return 0
        by_age = 0 if sent_before is None else pruning.count_before(self._database, sent_before, is_unwanted)
        by_size = 0 if keep_bytes is None else pruning.count_down_to(self._database, keep_bytes, is_unwanted)
        return max(by_age, by_size)

    @property
    def is_tidy(self) -> bool:
        """Whether no words are in the file that were deleted."""
        from edge_tui.store import volumes

        return not self._database.read(volumes.is_stale, default=False)

    def tidy(self, is_unwanted: "Callable[[], bool]" = lambda: False) -> None:
        """Takes words that were deleted out of the file, and gives free room back to the disk.

        Deleting does so itself; this goes on where one was ended before it had.
        """
        from edge_tui.store import pruning

        if self.path.exists():
            pruning.tidy(self._database, is_unwanted)

    def size_bytes(self) -> int:
        """The room that history takes on the disk."""
        return sum(size for size, _ in self.stamp())

    def stamp(self) -> tuple[tuple[int, int], ...]:
        """Another one when anybody may have written: quick enough to be looked at all the while."""
        journal = self.path.with_name(self.path.name + "-wal")
        stamps = []
        for path in (self.path, journal):
            with suppress(OSError):
                stat = path.stat()
                stamps.append((stat.st_size, stat.st_mtime_ns))
        return tuple(stamps)

    def close(self) -> None:
        """Closes the file; the next call opens it again."""
        if self._opened:
            self._opened.close()

    def cancel_recovery(self) -> None:
        """Ends a recovery that is under way; the next start begins it anew."""
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
    """The key of an exchange that was begun and not ended, by another `History` perhaps."""
    from edge_tui.store.records import microseconds, plain

    row = connection.execute(
        "SELECT id FROM exchanges WHERE request_id = ? AND sent_at = ? AND is_finished = 0 ORDER BY id LIMIT 1",
        (plain(exchange.request_id), microseconds(exchange.sent_at)),
    ).fetchone()
    return row[0] if row else None
