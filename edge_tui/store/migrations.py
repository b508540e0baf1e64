"""The history database's tables, as steps from one version of the file to the next."""

import sqlite3

# A step never changes once it has shipped: existing files have taken it. Bodies are in a table
# apart from what lists show, so that a list reads few pages; `exchanges` can be rebuilt from
# `contents` alone.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            request_id TEXT NOT NULL,
            gateway_request_id TEXT,
            sent_at INTEGER NOT NULL,
            profile TEXT NOT NULL,
            visitor TEXT NOT NULL,
            action TEXT NOT NULL,
            template TEXT,
            event_type TEXT,
            status INTEGER,
            failure TEXT,
            handle_types TEXT NOT NULL DEFAULT '',
            codes TEXT NOT NULL DEFAULT '',
            elapsed REAL,
            replay_of TEXT,
            is_finished INTEGER NOT NULL DEFAULT 0
        )""",
        "CREATE TABLE contents (id INTEGER PRIMARY KEY, request BLOB NOT NULL, outcome BLOB, body BLOB)",
        "CREATE INDEX by_request_id ON exchanges (request_id)",
        "CREATE INDEX by_gateway_request_id ON exchanges (gateway_request_id) WHERE gateway_request_id IS NOT NULL",
        "CREATE INDEX by_profile ON exchanges (profile, id)",
        "CREATE INDEX by_sent_at ON exchanges (sent_at, id)",
    ),
    (
        "ALTER TABLE exchanges ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE exchanges ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE exchanges ADD COLUMN is_indexed INTEGER NOT NULL DEFAULT 0",
        # An exchange is late if it was sent before one that was recorded earlier, as imports are.
        # All others are in the order of their keys, so that a moment is quickly found among them.
        "ALTER TABLE exchanges ADD COLUMN is_late INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX late ON exchanges (sent_at, id) WHERE is_late = 1",
        "CREATE INDEX pinned ON exchanges (id) WHERE is_pinned = 1",
        "CREATE INDEX noted ON exchanges (id) WHERE note <> ''",
        "CREATE INDEX unindexed ON exchanges (id) WHERE is_indexed = 0",
        "CREATE INDEX by_origin ON exchanges (replay_of, id) WHERE replay_of IS NOT NULL",
        # Contentless: the texts are stored once, compressed, in `contents`.
        """CREATE VIRTUAL TABLE words USING fts5 (
            ids, event, template, handle, code, profile, visitor, status, note, sent, answer,
            content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
        )""",
    ),
    (
        # With all words in one table, deleting some for good meant rewriting all of it. They are now
        # in volumes (`store/volumes.py`), which are created on demand.
        "DROP TABLE words",
        "CREATE TABLE volumes (number INTEGER PRIMARY KEY, state INTEGER NOT NULL)",
        "UPDATE exchanges SET is_indexed = 0 WHERE is_indexed = 1",
    ),
    (
        # Exchanges of a recording: each has an ID of its source, so that it is recorded once.
        "ALTER TABLE exchanges ADD COLUMN capture TEXT",
        "ALTER TABLE exchanges ADD COLUMN source_id TEXT",
        "ALTER TABLE exchanges ADD COLUMN page TEXT",
        "ALTER TABLE exchanges ADD COLUMN datastream TEXT",
        "ALTER TABLE exchanges ADD COLUMN is_unload INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX by_capture ON exchanges (capture, id) WHERE capture IS NOT NULL",
        "CREATE UNIQUE INDEX by_source ON exchanges (capture, source_id) WHERE capture IS NOT NULL",
    ),
    (
        # Exchanges of before don't have it: a list then says nothing of a change.
        "ALTER TABLE exchanges ADD COLUMN ecid TEXT",
        "CREATE INDEX by_visitor ON exchanges (visitor, datastream, sent_at, id) WHERE ecid IS NOT NULL",
    ),
    (
        # When each phase of a send ended: exchanges of before are listed without them.
        "ALTER TABLE exchanges ADD COLUMN marks TEXT",
        # For the latest sends to a datastream.
        "CREATE INDEX by_datastream ON exchanges (datastream, id) WHERE datastream IS NOT NULL AND capture IS NULL",
    ),
)

VERSION = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """A file's version: the number of steps it has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Takes all missing steps in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken them while this one waited for the lock.
        for version in range(version_of(connection), VERSION):
            for statement in STEPS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
