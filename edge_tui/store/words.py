"""The words by which exchanges are found: written when one has ended, taken out when it is deleted."""

import re
import sqlite3

from edge_tui.model.exchange import Exchange, Summary
from edge_tui.store import volumes
from edge_tui.store.damage import UNREADABLE
from edge_tui.store.records import exchange_of, plain, select, summary_of

# A body longer than this is indexed when somebody searches, so that no send waits for it.
_MAX_IMMEDIATE_BYTES = 64 * 1024
# What of one body is indexed at all.
_MAX_INDEXED_CHARACTERS = 2_000_000
_BATCH = 100

# Names of members that every exchange has: to search for them is to search for nothing, and the
# longest lists of the index would be theirs.
_UBIQUITOUS_NAMES = re.compile(
    r'"(?:event|events|xdm|eventType|_id|timestamp|identityMap|meta|state|entries|query|requestId|handle|payload|type'
    r'|eventIndex|key|value|maxAge|attrs|scope|hint|ttlSeconds|id|namespace|code|items|web|webPageDetails|name|URL)"\s*:'
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_CONTROL = re.compile("[\x00-\x1f]")


def index(connection: sqlite3.Connection, key: int, exchange: Exchange) -> None:
    """Indexes an exchange whose record was just written, unless its bodies are large."""
    size = len(exchange.request.body) + (len(exchange.answer.body) if exchange.answer else 0)
    if size <= _MAX_IMMEDIATE_BYTES:
        _put(connection, _summary(connection, key), exchange)


def remove(connection: sqlite3.Connection, key: int) -> None:
    """Takes an exchange out of the index; its record must still be as it was indexed."""
    row = connection.execute("SELECT is_indexed FROM exchanges WHERE id = ?", (key,)).fetchone()
    if not row or not row[0]:
        return
    connection.execute("UPDATE exchanges SET is_indexed = 0 WHERE id = ?", (key,))
    try:
        texts = _texts(_summary(connection, key), _exchange(connection, key))
    except UNREADABLE:
        # Nobody can tell the words of a record that was damaged: those of its neighbours are put in again.
        volumes.drop(connection, volumes.number_of(key))
    else:
        volumes.remove(connection, key, texts)


def has_pending(connection: sqlite3.Connection) -> bool:
    """Whether there is anything that is not indexed yet."""
    return bool(connection.execute("SELECT 1 FROM exchanges WHERE is_indexed = 0 LIMIT 1").fetchone())


def unindexed(connection: sqlite3.Connection) -> int:
    """How many exchanges are not indexed yet: large, unfinished, recovered or newly migrated ones."""
    return int(connection.execute("SELECT count(*) FROM exchanges WHERE is_indexed = 0").fetchone()[0])


def index_pending(connection: sqlite3.Connection) -> int:
    """Indexes some of what is not indexed yet, the newest of it; how many."""
    newest = "SELECT id FROM exchanges WHERE is_indexed = 0 ORDER BY id DESC LIMIT ?"
    count = characters = 0
    # In the order of their keys, in which the index takes them in one piece.
    for (key,) in reversed(connection.execute(newest, (_BATCH,)).fetchall()):
        try:
            characters += _put(connection, _summary(connection, key), _exchange(connection, key))
        except UNREADABLE:
            connection.execute("UPDATE exchanges SET is_indexed = 1 WHERE id = ?", (key,))
        count += 1
        # A send in another process waits meanwhile.
        if characters > _MAX_INDEXED_CHARACTERS:
            break
    return count


def _put(connection: sqlite3.Connection, summary: Summary, exchange: Exchange) -> int:
    texts = _texts(summary, exchange)
    volumes.put(connection, summary.key, texts)
    connection.execute("UPDATE exchanges SET is_indexed = 1 WHERE id = ?", (summary.key,))
    return sum(len(text) for text in texts)


def _texts(summary: Summary, exchange: Exchange) -> tuple[str, ...]:
    """What each column of a volume holds. Of one record it must be the same whenever it is asked for."""
    answer, failure = exchange.answer, exchange.failure
    header = answer.header("x-request-id") if answer else None
    texts = (
        f"{summary.request_id} {summary.gateway_request_id or ''} {header or ''}",
        summary.event_type or "",
        summary.template or "",
        " ".join(summary.handle_types),
        " ".join(summary.codes),
        summary.profile_name,
        summary.visitor,
        status_words(summary),
        summary.note,
        f"{exchange.request.url} {exchange.request.body[:_MAX_INDEXED_CHARACTERS]}",
        answer.text[:_MAX_INDEXED_CHARACTERS] if answer else failure.message if failure else "",
    )
    return tuple(_CONTROL.sub(" ", plain(_unescaped(_UBIQUITOUS_NAMES.sub(" ", text)))) for text in texts)


def _unescaped(text: str) -> str:
    """JSON text with its escapes read, so that words written with them are found: `caf\\u00e9` is café."""
    if "\\" not in text:
        return text
    read = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else " ", text)
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def status_words(summary: Summary) -> str:
    """The words that `status:` finds an exchange by: `207 2xx`, `failed timeout`, `unfinished`."""
    if summary.status is not None:
        return f"{summary.status} {str(summary.status)[:1]}xx"
    return f"failed {summary.failure}" if summary.failure else "unfinished"


def _summary(connection: sqlite3.Connection, key: int) -> Summary:
    return summary_of(connection.execute(f"{select()} WHERE exchanges.id = ?", (key,)).fetchone())


def _exchange(connection: sqlite3.Connection, key: int) -> Exchange:
    row = connection.execute("SELECT request, outcome, body FROM contents WHERE id = ?", (key,)).fetchone()
    if row is None:
        raise ValueError("the record has no contents")
    return exchange_of(*row)
