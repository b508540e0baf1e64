"""The words of an exchange are indexed with it and removed with it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.store import volumes, words
from edge_tui.store.history import History
from edge_tui.store.records import insert
from tests.examples import examples
from tests.store.samples import MORNING, answered, begun, exchanges, record, texts

steps = st.sampled_from(["search", "complete", "note", "pin", "complete again"])


def _indexed_words(path: Path) -> set[str]:
    connection, found = sqlite3.connect(path), set()
    for number in volumes.numbers(connection):
        table = volumes.table(number)
        connection.execute(f"CREATE VIRTUAL TABLE temp.in_{table} USING fts5vocab(main, {table}, row)")
        found |= {row[0] for row in connection.execute(f"SELECT term FROM temp.in_{table}")}
    connection.close()
    return found


@settings(max_examples=examples(25), deadline=None)
@given(sent=st.lists(exchanges, min_size=1, max_size=3), script=st.lists(st.tuples(steps, texts), max_size=6))
def test_a_deleted_exchange_leaves_no_word_behind(sent, script):
    """Whatever was done to an exchange, deleting it removes exactly its indexed words."""
    with TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite")
        keys = [history.begin(replace(exchange, outcome=None, notes=())) for exchange in sent]
        for (step, text), exchange, key in zip(script, sent * 6, keys * 6, strict=False):
            if step == "search":
                history.search("anything", MORNING)
            elif step == "note":
                history.annotate(key, text)
            elif step == "pin":
                history.pin(key, pinned=True)
            else:
                keys.append(history.complete(exchange))
        history.search("anything", MORNING)
        assert _indexed_words(history.path)
        history.delete(keys)
        assert history.count() == 0
        assert _indexed_words(history.path) == set()
        history.close()


def test_deleting_one_exchange_leaves_the_words_of_the_others(history):
    record(history, answered(begun("r1", event={"xdm": {"_id": "zanzibar"}})))
    record(history, answered(begun("r2", event={"xdm": {"_id": "madagascar"}})))
    history.delete([history.summary("r1").key])
    left = _indexed_words(history.path)
    assert "zanzibar" not in left
    assert "madagascar" in left
    assert b"zanzibar" not in history.path.read_bytes()


def _word(key: int) -> str:
    return f"only{key}{sha1(str(key).encode()).hexdigest()[:12]}"


def _end(key: int) -> bytes:
    """The part of the word in the file: the index stores only the difference from the previous word."""
    return _word(key)[-12:].encode()


def _in_volumes(history: History, count: int) -> list[int]:
    """The keys of exchanges in three volumes, each with a unique word."""
    history.begin(begun("first"))
    history.close()
    keys = [volume * volumes.KEYS + number for volume in (0, 1, 2) for number in range(10, 10 + count)]
    with closing(sqlite3.connect(history.path)) as connection:
        for key in keys:
            exchange = answered(begun(f"r{key}", event={"xdm": {"_id": _word(key)}}))
            # A transaction for each, as for sends: the index grows in many pieces.
            with connection:
                words.index(connection, insert(connection, exchange, id=key), exchange)
    return keys


def _files(history: History) -> bytes:
    return b"".join(path.read_bytes() for path in history.path.parent.iterdir() if path.is_file())


def test_a_search_goes_through_all_volumes_newest_first(history):
    keys = _in_volumes(history, 7)
    pages, before = [], None
    while page := history.search("status:200", MORNING, limit=5, before=before):
        before = page[-1].key
        pages.append([summary.key for summary in page])
    assert [key for page in pages for key in page] == keys[::-1]
    assert {len(page) for page in pages[:-1]} == {5}
    assert [each.key for each in history.search(_word(keys[0]), MORNING)] == keys[:1]


def test_one_deleted_exchange_of_many_leaves_no_word_in_the_file(history):
    keys = _in_volumes(history, 300)
    secret = keys[450]
    assert _end(secret) in _files(history)
    history.delete([secret])
    assert _indexed_words(history.path) >= {_word(key) for key in keys if key != secret}
    assert _word(secret) not in _indexed_words(history.path)
    assert _end(secret) not in _files(history)
    assert history.unindexed() == 1, "only the unfinished one that begins the file"


def test_an_interrupted_deletion_of_words_is_continued(history):
    keys = _in_volumes(history, 50)
    checks = []

    def is_unwanted():
        checks.append("go on?")
        return len(checks) > 2

    assert history.delete([keys[3], keys[70]], is_unwanted=is_unwanted) == 2
    history.close()
    assert _end(keys[3]) in _files(history)
    again = History(history.path)
    assert not again.is_tidy
    again.tidy()
    assert again.is_tidy
    again.close()
    left = _files(history)
    assert [_end(key) in left for key in (keys[3], keys[70], keys[4], keys[71])] == [False, False, True, True]
    assert [each.key for each in again.search(_word(keys[4]), MORNING)] == [keys[4]]


def test_a_mostly_deleted_volume_is_indexed_again(history):
    keys = _in_volumes(history, 50)
    reported = []
    assert history.delete(keys[2:60], tell=lambda *progress: reported.append(progress)) == 58
    assert reported[-1] == (58, 58)
    assert [each.key for each in history.search("status:200", MORNING)] == [*keys[:59:-1], keys[1], keys[0]]
    assert _indexed_words(history.path) >= {_word(key) for key in (*keys[:2], *keys[60:])}
    left = _files(history)
    assert not [key for key in keys[2:60] if _end(key) in left]


def test_a_removed_note_leaves_no_word_behind(history):
    keys = _in_volumes(history, 5)
    history.annotate(keys[2], "zanzibar")
    assert [each.key for each in history.search("note:zanzibar", MORNING)] == [keys[2]]
    history.annotate(keys[2], "")
    history.tidy()
    assert "zanzibar" not in _indexed_words(history.path)
    assert b"zanzibar" not in _files(history)
    assert [each.key for each in history.search(_word(keys[2]), MORNING)] == [keys[2]]


def test_a_damaged_record_is_deleted_with_its_words_too(history):
    keys = _in_volumes(history, 5)
    with closing(sqlite3.connect(history.path)) as connection, connection:
        connection.execute("UPDATE contents SET request = x'00' WHERE id = ?", (keys[2],))
    history.delete([keys[2]])
    assert _end(keys[2]) not in _files(history)
    assert [each.key for each in history.search("status:200", MORNING)] == [*keys[:2:-1], keys[1], keys[0]]


def test_of_many_unindexed_exchanges_the_newest_are_found_at_once_and_all_later(history):
    keys = _in_volumes(history, 400)
    with closing(sqlite3.connect(history.path)) as connection, connection:
        for number in volumes.numbers(connection):
            volumes.drop(connection, number)
    assert history.unindexed() == 1 + len(keys)
    found = history.search("status:200", MORNING, limit=5000)
    assert [each.key for each in found] == keys[: -len(found) - 1 : -1]
    assert 0 < history.unindexed() == 1 + len(keys) - len(found)
    left = history.unindexed()
    while done := history.index_some():
        left -= done
    assert left == history.unindexed() == 0
    assert [each.key for each in history.search("status:200", MORNING, limit=5000)] == keys[::-1]


def test_json_escapes_are_decoded_before_indexing(history):
    body = b'{"handle": [], "title": "caf\\u00e9\\nM\\u00fcller \\ud83d"}'
    exchange = answered(begun("r1"))
    record(history, replace(exchange, outcome=replace(exchange.response, body=body)))
    for text in ("café müller", '"café Müller"', "muller"):
        assert [each.request_id for each in history.search(text, MORNING)] == ["r1"], text
    assert history.search("nmuller", MORNING) == []


def test_a_large_response_is_indexed_by_the_next_search(history):
    exchange = answered(begun("r1"))
    body = b'{"handle": [], "text": "' + b"word " * 30_000 + b'needle"}'
    record(history, replace(exchange, outcome=replace(exchange.response, body=body)))
    assert "needle" not in _indexed_words(history.path)
    assert [each.request_id for each in history.search("needle", MORNING)] == ["r1"]
    assert "needle" in _indexed_words(history.path)
