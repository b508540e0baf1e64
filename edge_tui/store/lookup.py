"""Queries of history: the newest exchanges, a search, an exchange by request id."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Summary
from edge_tui.model.phases import PastSend, PastSends
from edge_tui.store import volumes, words
from edge_tui.store.database import Database
from edge_tui.store.records import microseconds, plain, select, summary_of
from edge_tui.store.search import parse
from edge_tui.values.request_id import sent_id_of

# A SQL clause with one placeholder, and its value.
Condition = tuple[str, object]
# Called repeatedly during a read: whether its result is no longer wanted.
IsUnwanted = Callable[[], bool]

# A search first indexes up to this many batches, newest first.
_MAX_BATCHES_INDEXED_FIRST = 5


def newest(
    database: Database, conditions: Iterable[Condition], limit: int, is_unwanted: IsUnwanted | None = None
) -> list[Summary]:
    """The newest exchanges that meet all conditions, newest first."""
    none: list[Summary] = []
    return database.read(
        lambda connection: _select(connection, ("exchanges", "exchanges.id"), conditions, limit), none, is_unwanted
    )


# Both conditions are those of the index, which SQLite otherwise wouldn't use.
PAST_SENDS = """SELECT elapsed, status FROM exchanges
    WHERE datastream = ? AND datastream IS NOT NULL AND capture IS NULL ORDER BY id DESC LIMIT ?"""


def past_sends(database: Database, datastream: str, limit: int) -> PastSends:
    """The latest sends to a datastream, oldest first; a failure and a rejection aren't good."""

    def read(connection: sqlite3.Connection) -> tuple[PastSend, ...]:
        rows = connection.execute(PAST_SENDS, (plain(datastream), limit)).fetchall()
        return tuple(
            PastSend(
                elapsed_ms if isinstance(elapsed_ms, int | float) else None, isinstance(status, int) and status < 300
            )
            for elapsed_ms, status in reversed(rows)
        )

    none: tuple[PastSend, ...] = ()
    return PastSends(datastream, database.read(read, none) if datastream else none)


def search(
    database: Database,
    text: str,
    now: datetime,
    limit: int,
    *,
    before: int | None,
    titles: Callable[[], Mapping[str, str]] = dict,
    is_unwanted: IsUnwanted | None = None,
) -> list[Summary]:
    """The newest exchanges that match, newest first; none once `is_unwanted` returns True."""
    query = parse(text, now, titles)
    conditions = list(query.conditions)
    if before is not None:
        conditions.append(("exchanges.id < ?", before))
    if query.sent_before is not None:
        conditions += _sent_conditions(database, "<", microseconds(query.sent_before))
    if query.sent_after is not None:
        conditions += _sent_conditions(database, ">=", microseconds(query.sent_after))
    if not query.match:
        return newest(database, conditions, limit, is_unwanted)
    _index_some(database, is_unwanted)
    none: list[Summary] = []
    return database.read(
        lambda connection: _search_volumes(connection, query.match, conditions, limit), none, is_unwanted
    )


def _search_volumes(
    connection: sqlite3.Connection, match: str, conditions: list[Condition], limit: int
) -> list[Summary]:
    """Searches volume by volume, newest first, until there are `limit` results."""
    listed: list[Summary] = []
    conditions = [("words MATCH ?", match), *conditions]
    for number in volumes.numbers(connection):
        # Few volumes have a rare word. Asking costs a quarter of the search, which joins the records.
        if not volumes.has_match(connection, number, match):
            continue
        name = volumes.table(number)
        source = f"{name} AS words CROSS JOIN exchanges ON exchanges.id = words.rowid"
        of_volume = [
            (clause.replace("exchanges.id", "words.rowid").replace("words MATCH", f"{name} MATCH"), value)
            for clause, value in conditions
        ]
        listed += _select(connection, (source, "words.rowid"), of_volume, limit - len(listed))
        if len(listed) >= limit:
            break
    return listed


def by_id(database: Database, request_id: str) -> Summary | None:
    """The exchange with a request id: the sent id, the gateway's, or a prefix of either."""
    wanted = plain(request_id.strip())
    if not wanted:
        return None
    for text in dict.fromkeys((wanted, sent_id_of(wanted), wanted.lower())):
        for column in ("request_id", "gateway_request_id"):
            if exact := newest(database, [(f"{column} = ?", text)], 1):
                return exact[0]
    return _by_prefix(database, wanted)


def _by_prefix(database: Database, start: str) -> Summary | None:
    matches: dict[str, Summary] = {}
    for text in dict.fromkeys((start, start.lower())):
        for column in ("request_id", "gateway_request_id"):
            # A range, because LIKE does not use the index.
            for summary in newest(database, [(f"{column} >= ?", text), (f"{column} < ?", text + "\U0010ffff")], 20):
                matches.setdefault(summary.request_id, summary)
    if len(matches) > 1:
        some = ", ".join(list(matches)[:3])
        raise SetupError(f"Several request ids begin with {start}: {some}.", "Give more of the one you mean.")
    return next(iter(matches.values()), None)


def _select(
    connection: sqlite3.Connection, listing: tuple[str, str], conditions: Iterable[Condition], limit: int
) -> list[Summary]:
    """`listing` is the table expression and the column to order by, descending."""
    source, order = listing
    clauses, values = [], []
    for clause, value in conditions:
        clauses.append(clause)
        values.append(value)
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    query = f"{select(source)}{where} ORDER BY {order} DESC LIMIT ?"
    return [summary_of(row) for row in connection.execute(query, (*values, limit))]


def _sent_conditions(database: Database, comparison: str, moment: int) -> list[Condition]:
    """Conditions for exchanges sent on one side of a moment, with a bound on the key that keeps reads short."""
    bound, order, side = ("max", "DESC", "<=") if comparison == "<" else ("min", "ASC", ">=")
    query = f"""SELECT {bound}(id) FROM (
        SELECT * FROM (SELECT id FROM exchanges INDEXED BY by_sent_at WHERE sent_at {comparison} ? AND is_late = 0
            ORDER BY sent_at {order}, id {order} LIMIT 1)
        UNION ALL SELECT {bound}(id) FROM exchanges INDEXED BY late WHERE is_late = 1 AND sent_at {comparison} ?)"""
    key = database.read(lambda connection: connection.execute(query, (moment, moment)).fetchone()[0], None)
    if key is None:
        return [("0 = ?", 1)]
    # The plus keeps SQLite from using the index by time and then sorting all rows.
    return [(f"+exchanges.sent_at {comparison} ?", moment), (f"exchanges.id {side} ?", key)]


def _index_some(database: Database, is_unwanted: IsUnwanted | None) -> None:
    # A read-only history is searched as far as it is indexed.
    with suppress(StorageError):
        for _ in range(_MAX_BATCHES_INDEXED_FIRST):
            if (is_unwanted and is_unwanted()) or not database.read(words.has_pending, default=False):
                return
            database.write(words.index_pending)
