"""Writes the exchanges of a recording to history: many in one transaction, each of them once."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from edge_tui.model.exchange import Exchange
from edge_tui.runtime.giving_way import give_way
from edge_tui.store import records, words
from edge_tui.store.connection import DamageError
from edge_tui.store.database import Database

# One transaction holds the file's lock, so that a send in another process waits for no more than these.
BATCH_SIZE = 500


def record(database: Database, exchanges: Iterable[Exchange], *, replaces: bool = False) -> int:
    """Records exchanges in the order given, in one transaction for each batch; returns how many are new.

    One that history has is left as it is, unless it was unfinished and has ended meanwhile: then
    its outcome is added. With `replaces`, it is replaced by what is known of it now. What a search
    finds is written by the next search.
    """
    new = 0
    for batch in _batches(exchanges):
        if replaces:
            # Each will be written: what can be made of them before the file is locked.
            for each in batch:
                each.prepare()
        new += database.write(lambda connection, batch=batch: _record_batch(connection, batch, replaces))  # type: ignore[misc]
    return new


class _Record:
    """What is written of an exchange, made once, however often the file is damaged meanwhile."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange

    def prepare(self) -> None:
        """Makes it, and gives way to the explorer's keys meanwhile."""
        give_way()
        _ = self.request_row, self.outcome_row
        give_way()
        _ = self.packed

    @cached_property
    def request_row(self) -> dict[str, Any]:
        return records.request_row(self.exchange)

    @cached_property
    def outcome_row(self) -> dict[str, Any]:
        return records.outcome_row(self.exchange, None)

    @cached_property
    def packed(self) -> records.Packed:
        return records.pack_request(self.exchange), *records.pack_ending(self.exchange)

    def insert(self, connection: sqlite3.Connection) -> None:
        ended = self.outcome_row if self.exchange.outcome else {}
        records.insert_row(connection, self.request_row | ended, self.packed)

    def replace(self, connection: sqlite3.Connection, key: int) -> None:
        words.remove(connection, key)
        records.replace_row(connection, key, self.request_row | self.outcome_row, self.packed)


def _batches(exchanges: Iterable[Exchange]) -> Iterator[Sequence[_Record]]:
    remaining = map(_Record, exchanges)
    while batch := tuple(islice(remaining, BATCH_SIZE)):
        yield batch


def _record_batch(connection: sqlite3.Connection, batch: Sequence[_Record], replaces: bool) -> int:
    return sum(_record_one(connection, each, replaces) for each in batch)


def _record_one(connection: sqlite3.Connection, record: _Record, replaces: bool) -> bool:
    """Records an exchange; whether it is new."""
    known = _known(connection, record.exchange)
    if known is None:
        record.insert(connection)
        return True
    key, is_finished = known
    if replaces or (record.exchange.outcome is not None and not is_finished):
        record.replace(connection, key)
    return False


def _known(connection: sqlite3.Connection, exchange: Exchange) -> tuple[int, bool] | None:
    """The key of the same exchange of the same recording, and whether it has ended."""
    if exchange.origin is None:
        return None
    row = connection.execute(
        "SELECT id, is_finished FROM exchanges WHERE capture = ? AND source_id = ?",
        (records.plain(exchange.origin.capture), records.plain(exchange.origin.source_id)),
    ).fetchone()
    return (row[0], bool(row[1])) if row else None


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """A recording in history: how many exchanges it has, when the first and the last of them were sent."""

    name: str
    count: int
    first: datetime
    last: datetime
    blocked: int


def recorded_visits(connection: sqlite3.Connection) -> list[RecordedVisit]:
    """The recordings in history, the latest first."""
    rows = connection.execute(
        "SELECT capture, count(*), min(sent_at), max(sent_at), sum(failure IS 'blocked') FROM exchanges "
        "WHERE capture IS NOT NULL GROUP BY capture ORDER BY max(sent_at) DESC"
    )
    try:
        return [
            RecordedVisit(name, count, records.moment(first), records.moment(last), blocked)
            for name, count, first, last, blocked in rows
        ]
    except (ValueError, OverflowError, TypeError) as error:
        raise DamageError("a column of an exchange has another type than was written") from error


def keys_of(connection: sqlite3.Connection, capture: str) -> list[int]:
    """The keys of the exchanges of a recording, in the order in which they were sent."""
    statement = "SELECT id FROM exchanges WHERE capture = ? ORDER BY sent_at, id"
    return [key for (key,) in connection.execute(statement, (records.plain(capture),))]


def keys_of_calls(connection: sqlite3.Connection, name: str, calls: Iterable[str]) -> list[int]:
    """The keys of exchanges of a recording, by their source IDs."""
    wanted = {records.plain(call) for call in calls}
    rows = connection.execute("SELECT id, source_id FROM exchanges WHERE capture = ?", (records.plain(name),))
    return [key for key, source_id in rows if source_id in wanted]
