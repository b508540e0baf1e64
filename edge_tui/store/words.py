"""Indexes exchanges for full-text search once they have ended, and removes deleted ones from the index."""

import re
import sqlite3

from edge_tui.model.exchange import Exchange, Summary
from edge_tui.store import volumes
from edge_tui.store.records import UNREADABLE, exchange_of, plain, select, summary_of

# A longer body is indexed by the next search, so that no send waits for it.
_MAX_IMMEDIATE_BYTES = 64 * 1024
# Only the beginning of a longer body is indexed.
_MAX_INDEXED_CHARACTERS = 2_000_000
_BATCH = 100

# Names of members that every exchange has: useless in a search, and the longest lists of the index.
_UBIQUITOUS_NAMES = re.compile(
    r'"(?:event|events|xdm|eventType|_id|timestamp|identityMap|meta|state|entries|query|requestId|handle|payload|type'
    r'|eventIndex|key|value|maxAge|attrs|scope|hint|ttlSeconds|id|namespace|code|items|web|webPageDetails|name|URL)"\s*:'
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_CONTROL = re.compile("[\x00-\x1f]")


def index(connection: sqlite3.Connection, key: int, exchange: Exchange) -> None:
    """Indexes an exchange that was just recorded, unless its bodies are large."""
    size = len(exchange.request.body) + (len(exchange.response.body) if exchange.response else 0)
    if size <= _MAX_IMMEDIATE_BYTES:
        _put(connection, _summary(connection, key), exchange)


def remove(connection: sqlite3.Connection, key: int) -> None:
    """Removes an exchange from the index; call it before its record changes."""
    row = connection.execute("SELECT is_indexed FROM exchanges WHERE id = ?", (key,)).fetchone()
    if not row or not row[0]:
        return
    connection.execute("UPDATE exchanges SET is_indexed = 0 WHERE id = ?", (key,))
    try:
        texts = _texts(_summary(connection, key), _exchange(connection, key))
    except UNREADABLE:
        # The words of a damaged record are unknown: its whole volume is indexed again.
        volumes.drop(connection, volumes.number_of(key))
    else:
        volumes.remove(connection, key, texts)


def has_pending(connection: sqlite3.Connection) -> bool:
    """Whether any exchange isn't indexed yet."""
    return bool(connection.execute("SELECT 1 FROM exchanges WHERE is_indexed = 0 LIMIT 1").fetchone())


def unindexed(connection: sqlite3.Connection) -> int:
    """The number of exchanges not indexed yet: large, unfinished, recovered or newly migrated ones."""
    return int(connection.execute("SELECT count(*) FROM exchanges WHERE is_indexed = 0").fetchone()[0])


def index_pending(connection: sqlite3.Connection) -> int:
    """Indexes a batch of exchanges, newest first; returns its size."""
    newest = "SELECT id FROM exchanges WHERE is_indexed = 0 ORDER BY id DESC LIMIT ?"
    count = characters = 0
    # In ascending order of keys, which the index stores in one piece.
    for (key,) in reversed(connection.execute(newest, (_BATCH,)).fetchall()):
        try:
            characters += _put(connection, _summary(connection, key), _exchange(connection, key))
        except UNREADABLE:
            connection.execute("UPDATE exchanges SET is_indexed = 1 WHERE id = ?", (key,))
        count += 1
        # A send in another process may be waiting.
        if characters > _MAX_INDEXED_CHARACTERS:
            break
    return count


def _put(connection: sqlite3.Connection, summary: Summary, exchange: Exchange) -> int:
    texts = _texts(summary, exchange)
    volumes.put(connection, summary.key, texts)
    connection.execute("UPDATE exchanges SET is_indexed = 1 WHERE id = ?", (summary.key,))
    return sum(len(text) for text in texts)


def _texts(summary: Summary, exchange: Exchange) -> tuple[str, ...]:
    """The text of each column of a volume; always the same for an unchanged record."""
    response, failure = exchange.response, exchange.failure
    header = response.header("x-request-id") if response else None
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
        response.text[:_MAX_INDEXED_CHARACTERS] if response else failure.message if failure else "",
    )
    return tuple(_CONTROL.sub(" ", plain(_unescaped(_UBIQUITOUS_NAMES.sub(" ", text)))) for text in texts)


def _unescaped(text: str) -> str:
    """JSON text with its escapes decoded, so that `caf\\u00e9` is found as café."""
    if "\\" not in text:
        return text
    read = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else " ", text)
    return read.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def status_words(summary: Summary) -> str:
    """The words that `status:` matches: `207 2xx`, `failed timeout`, `unfinished`."""
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
