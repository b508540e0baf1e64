"""The words of an exchange come into the index with it and leave with it."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.store.history import History
from tests.store.samples import MORNING, answered, begun, exchanges, record, texts

steps = st.sampled_from(["search", "complete", "note", "pin", "complete again"])


def _indexed_words(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
    found = {row[0] for row in connection.execute("SELECT term FROM temp.vocabulary")}
    connection.close()
    return found


@settings(max_examples=60, deadline=None)
@given(sent=st.lists(exchanges, min_size=1, max_size=3), script=st.lists(st.tuples(steps, texts), max_size=6))
def test_what_is_deleted_leaves_no_word_behind(sent, script):
    """Whatever was done to an exchange, deleting it takes out exactly what was put in."""
    with TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite")
        keys = [history.begin(replace(exchange, outcome=None, remarks=())) for exchange in sent]
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
    words = _indexed_words(history.path)
    assert "zanzibar" not in words
    assert "madagascar" in words
    assert b"zanzibar" not in history.path.read_bytes()


def test_json_escapes_are_read_before_words_are_indexed(history):
    body = b'{"handle": [], "title": "caf\\u00e9\\nM\\u00fcller \\ud83d"}'
    exchange = answered(begun("r1"))
    record(history, replace(exchange, outcome=replace(exchange.answer, body=body)))
    for text in ("café müller", '"café Müller"', "muller"):
        assert [each.request_id for each in history.search(text, MORNING)] == ["r1"], text
    assert history.search("nmuller", MORNING) == []


def test_a_large_answer_is_indexed_when_somebody_searches(history):
    exchange = answered(begun("r1"))
    body = b'{"handle": [], "text": "' + b"word " * 30_000 + b'needle"}'
    record(history, replace(exchange, outcome=replace(exchange.answer, body=body)))
    assert "needle" not in _indexed_words(history.path)
    assert [each.request_id for each in history.search("needle", MORNING)] == ["r1"]
    assert "needle" in _indexed_words(history.path)
