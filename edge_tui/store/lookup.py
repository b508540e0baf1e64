"""Looking exchanges up: the newest, those that a search finds, the one that an id names."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Summary
from edge_tui.model.response import sent_id_of
from edge_tui.store import words
from edge_tui.store.database import Database
from edge_tui.store.records import microseconds, plain, select, summary_of
from edge_tui.store.search import parse

# A clause of a query with one hole in it, and what goes there.
Condition = tuple[str, object]
# Asked while something is read: whether nobody waits for it any more.
IsUnwanted = Callable[[], bool]

# What is listed, and the key that it is listed by.
_RECORDS = ("exchanges", "exchanges.id")
_WORDS = ("words CROSS JOIN exchanges ON exchanges.id = words.rowid", "words.rowid")


def newest(
    database: Database, conditions: Iterable[Condition], limit: int, is_unwanted: IsUnwanted | None = None
) -> list[Summary]:
    """The newest exchanges for which all conditions hold, newest first."""
    return _summaries(database, _RECORDS, conditions, limit, is_unwanted)


def found(
    database: Database,
    text: str,
    now: datetime,
    limit: int,
    *,
    before: int | None,
    is_unwanted: IsUnwanted | None = None,
) -> list[Summary]:
    """The newest exchanges that a search finds, newest first; none as soon as it is unwanted."""
    query = parse(text, now)
    conditions = list(query.conditions)
    if before is not None:
        conditions.append(("exchanges.id < ?", before))
    if query.sent_before is not None:
        conditions += _sent(database, "<", microseconds(query.sent_before))
    if query.sent_after is not None:
        conditions += _sent(database, ">=", microseconds(query.sent_after))
    if not query.match:
        return newest(database, conditions, limit, is_unwanted)
    _index_the_rest(database, is_unwanted)
    # The index is read in its own order, newest first, and given up as soon as there are enough.
    conditions = [(clause.replace("exchanges.id", "words.rowid"), value) for clause, value in conditions]
    conditions.insert(0, ("words MATCH ?", query.match))
    return _summaries(database, _WORDS, conditions, limit, is_unwanted)


def named(database: Database, request_id: str) -> Summary | None:
    """The exchange that an id names: the sent id, the gateway's, or the start of either."""
    wanted = plain(request_id.strip())
    if not wanted:
        return None
    for text in dict.fromkeys((wanted, sent_id_of(wanted), wanted.lower())):
        for column in ("request_id", "gateway_request_id"):
            if exact := newest(database, [(f"{column} = ?", text)], 1):
                return exact[0]
    return _begun_with(database, wanted)


def _begun_with(database: Database, start: str) -> Summary | None:
    begun: dict[str, Summary] = {}
    for text in dict.fromkeys((start, start.lower())):
        for column in ("request_id", "gateway_request_id"):
            # A range, because LIKE does not use the index.
            for summary in newest(database, [(f"{column} >= ?", text), (f"{column} < ?", text + "\U0010ffff")], 20):
                begun.setdefault(summary.request_id, summary)
    if len(begun) > 1:
        some = ", ".join(list(begun)[:3])
        raise SetupError(f"Several request ids begin with {start}: {some}.", "Give more of the one you mean.")
    return next(iter(begun.values()), None)


def _summaries(
    database: Database,
    listing: tuple[str, str],
    conditions: Iterable[Condition],
    limit: int,
    is_unwanted: IsUnwanted | None,
) -> list[Summary]:
    source, order = listing
    clauses, values = [], []
    for clause, value in conditions:
        clauses.append(clause)
        values.append(value)
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    query = f"{select(source)}{where} ORDER BY {order} DESC LIMIT ?"
    none: list[tuple[Any, ...]] = []
    rows = database.read(lambda connection: connection.execute(query, (*values, limit)).fetchall(), none, is_unwanted)
    return [summary_of(row) for row in rows]


def _sent(database: Database, comparison: str, moment: int) -> list[Condition]:
    """What was sent on one side of a moment, and the outermost key there: from it a list is read."""
    bound, order, side = ("max", "DESC", "<=") if comparison == "<" else ("min", "ASC", ">=")
    query = f"""SELECT {bound}(id) FROM (
        SELECT * FROM (SELECT id FROM exchanges INDEXED BY by_sent_at WHERE sent_at {comparison} ? AND is_late = 0
            ORDER BY sent_at {order}, id {order} LIMIT 1)
        UNION ALL SELECT {bound}(id) FROM exchanges INDEXED BY late WHERE is_late = 1 AND sent_at {comparison} ?)"""
    key = database.read(lambda connection: connection.execute(query, (moment, moment)).fetchone()[0], None)
    if key is None:
        return [("0 = ?", 1)]
    # The plus keeps SQLite from reading by time and sorting all that it finds.
    return [(f"+exchanges.sent_at {comparison} ?", moment), (f"exchanges.id {side} ?", key)]


def _index_the_rest(database: Database, is_unwanted: IsUnwanted | None) -> None:
    query = "SELECT 1 FROM exchanges WHERE is_indexed = 0 LIMIT 1"
    # A history that cannot be written is searched as far as it is indexed.
    with suppress(StorageError):
        while not (is_unwanted and is_unwanted()) and database.read(
            lambda connection: connection.execute(query).fetchone(), None
        ):
            database.write(words.catch_up)
