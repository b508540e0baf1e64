"""Writes the exchanges of a recording to history: many in one transaction, each of them once."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from edge_tui.model.exchange import Exchange
from edge_tui.store import records, words
from edge_tui.store.database import Database

# One transaction holds the file's lock, so that a send in another process waits for no more than these.
BATCH_SIZE = 500


def record(database: Database, exchanges: Iterable[Exchange]) -> int:
    """Records exchanges in the order given, in one transaction for each batch; returns how many are new.

    One that history has is left as it is, unless it was unfinished and has ended meanwhile: then
    its outcome is added. What a search finds is written by the next search.
    """
    return sum(
        database.write(lambda connection, batch=batch: _record_batch(connection, batch))  # type: ignore[misc]
        for batch in _batches(exchanges)
    )


def _batches(exchanges: Iterable[Exchange]) -> Iterator[Sequence[Exchange]]:
    remaining = iter(exchanges)
    while batch := tuple(islice(remaining, BATCH_SIZE)):
        yield batch


def _record_batch(connection: sqlite3.Connection, batch: Sequence[Exchange]) -> int:
    return sum(_record_one(connection, exchange) for exchange in batch)


def _record_one(connection: sqlite3.Connection, exchange: Exchange) -> bool:
    """Records an exchange; whether it is new."""
    known = _known(connection, exchange)
    if known is None:
        records.insert(connection, exchange)
        return True
    key, is_finished = known
    if exchange.outcome is not None and not is_finished:
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
