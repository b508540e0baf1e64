"""Writes the exchanges of a recording to history: many in one transaction, each of them once."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from edge_tui.model.exchange import Exchange
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
    return sum(
        database.write(lambda connection, batch=batch: _record_batch(connection, batch, replaces))  # type: ignore[misc]
        for batch in _batches(exchanges)
    )


def _batches(exchanges: Iterable[Exchange]) -> Iterator[Sequence[Exchange]]:
    remaining = iter(exchanges)
    while batch := tuple(islice(remaining, BATCH_SIZE)):
        yield batch


def _record_batch(connection: sqlite3.Connection, batch: Sequence[Exchange], replaces: bool) -> int:
    return sum(_record_one(connection, exchange, replaces) for exchange in batch)


def _record_one(connection: sqlite3.Connection, exchange: Exchange, replaces: bool) -> bool:
    """Records an exchange; whether it is new."""
    known = _known(connection, exchange)
    if known is None:
        records.insert(connection, exchange)
        return True
    key, is_finished = known
    if replaces or (exchange.outcome is not None and not is_finished):
        words.remove(connection, key)
        records.update_request(connection, key, exchange)
        records.update(connection, key, exchange, None)
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
