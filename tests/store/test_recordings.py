"""Exchanges of a recording come into history many at a time, each of them once."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.origin import Frame, Origin, Page, Source
from edge_tui.store.history import History
from edge_tui.store.recording import BATCH_SIZE
from tests.examples import examples
from tests.store.samples import MORNING, answered, begun, failed, moments, record, texts

PAGE = Page("https://shop.example/checkout/100%25_off?sku", 2, "1", MORNING)
ORIGIN = Origin(
    Source.HAR,
    "spring sale",
    "a1",
    PAGE,
    (Frame("sendEvent", "https://shop.example/app.js", 7),),
    sdk="alloy 2.33.1",
    is_unload=True,
    cookies_sent=("kndctr_A_AdobeOrg_cluster", "login"),
    cookies_refused=(("FPID", "SameSite"),),
    changed=("to the emulator",),
    held_ms=1.5,
    address="192.0.2.1",
)
frames = st.builds(Frame, texts, texts, st.integers(0, 10**6))
documents = st.integers(0, 9), st.integers(0, 9), st.none() | moments
pages = st.builds(Page, texts, st.integers(1, 10**4), texts, st.none() | moments, *documents)
pairs = st.lists(st.tuples(texts, texts), max_size=2).map(tuple)
names = st.lists(texts, max_size=3).map(tuple)
origins = st.builds(
    Origin,
    st.sampled_from(Source),
    texts,
    texts,
    st.none() | pages,
    st.lists(frames, max_size=3).map(tuple),
    texts,
    st.booleans(),
    names,
    pairs,
    names,
    st.floats(0, 1e6),
    texts,
    is_prerendered=st.booleans(),
)


def seen(source_id: str, *, capture: str = "spring sale", minutes: float = 0, **changes) -> object:
    """An exchange of a recording, with a response."""
    origin = replace(ORIGIN, source_id=source_id, capture=capture, **changes)
    return answered(begun(f"r-{source_id}", minutes=minutes, origin=origin))


class Statements:
    """The statements that a history's writer executes."""

    def __init__(self, history: History) -> None:
        history._database.write(lambda connection: connection.set_trace_callback(self._note))
        self.executed: list[str] = []

    def _note(self, statement: str) -> None:
        self.executed.append(statement.split(maxsplit=1)[0].upper())

    def count(self, verb: str) -> int:
        """How many of them begin with a word."""
        return self.executed.count(verb)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(25), deadline=None)
@given(origins)
def test_an_origin_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, origin: Origin) -> None:
    history = History(tmp_path_factory.mktemp("home") / "history.sqlite")
    exchange = answered(begun("r1", origin=origin))
    assert history.record([exchange]) == 1
    assert history.find("r1") == exchange
    history.close()


def test_a_recording_that_is_added_twice_changes_nothing(history: History) -> None:
    exchanges = [seen("a"), seen("b"), seen("c")]
    assert history.record(exchanges) == 3
    before = history.recent()
    assert history.record(exchanges) == 0
    assert history.record([*exchanges, seen("d")]) == 1
    assert history.recent()[1:] == before
    assert history.record([seen("a", capture="another")]) == 1


def test_an_exchange_that_ended_meanwhile_gets_its_outcome(history: History) -> None:
    ended = seen("a")
    assert history.record([replace(ended, outcome=None)]) == 1
    assert history.recent()[0].status is None
    assert history.search("status:unfinished", MORNING)
    assert history.record([ended]) == 0
    assert history.record([replace(ended, outcome=failed(ended).outcome)]) == 0
    [summary] = history.recent()
    assert summary.status == 200
    assert history.load(summary.key) == ended
    assert history.search("status:unfinished", MORNING) == []


def test_650_exchanges_take_13_transactions_and_three_statements_each(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BATCH_SIZE >= 100
    monkeypatch.setattr("edge_tui.store.recording.BATCH_SIZE", 50)
    history.begin(begun("first"))
    statements = Statements(history)
    exchanges = [seen(str(number), minutes=number / 60) for number in range(650)]
    assert history.record(exchanges) == 650
    assert (statements.count("BEGIN"), statements.count("COMMIT")) == (13, 13)
    assert statements.count("SELECT") == 650
    assert statements.count("INSERT") == 2 * 650
    assert len(statements.executed) == 3 * 650 + 2 * 13
    assert history.count() == 651


def test_a_failure_in_the_middle_keeps_the_batches_before_it(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.store.recording.BATCH_SIZE", 2)

    def exchanges() -> object:
        yield from (seen("a"), seen("b"), seen("c"))
        raise ValueError("the source ended")

    with pytest.raises(ValueError, match="ended"):
        history.record(exchanges())  # type: ignore[arg-type]
    assert history.count() == 2


def test_a_recording_of_nothing_adds_nothing(history: History) -> None:
    assert history.record([]) == 0
    assert history.recent() == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("capture:autumn", ["r-c"]),
        ('capture:"spring sale"', ["r-b", "r-a"]),
        ("capture:spr*", ["r-b", "r-a"]),
        ("capture:spring", []),
        ("capture:", ["r-own", "r-c", "r-b", "r-a"]),
        ("page:checkout", ["r-b", "r-a"]),
        ("page:CART", ["r-c"]),
        ("page:100%25_off", ["r-b", "r-a"]),
        ("page:%", ["r-b", "r-a"]),
        ("page:_", ["r-b", "r-a"]),
        ("ds:d1", ["r-own", "r-c", "r-b", "r-a"]),
        ("ds:d1 capture:autumn", ["r-c"]),
        ("ds:1", ["r-own", "r-c", "r-b", "r-a"]),
        ("ds:2", []),
        ("blocked", ["r-b"]),
        ("unload", ["r-c", "r-b"]),
        ("unload page:cart status:200", ["r-c"]),
        ("capture:autumn pageViews", ["r-c"]),
        (f"page:{'x' * 60_000}", []),
    ],
)
def test_the_words_for_recordings_find_their_exchanges(history: History, search: str, found: list[str]) -> None:
    blocked = seen("b").ended(Failure(FailureKind.BLOCKED, "By an extension.", 1.0))
    cart = replace(PAGE, url="https://shop.example/Cart")
    history.record([seen("a", is_unload=False), blocked, seen("c", capture="autumn", page=cart)])
    record(history, answered(begun("r-own")))
    assert [each.request_id for each in history.search(search, MORNING)] == found


def test_quoted_words_of_conditions_are_searched_as_words(history: History) -> None:
    record(history, answered(begun("r1", event={"xdm": {"eventType": "shop.blocked"}})))
    assert history.search("blocked", MORNING) == []
    assert [each.request_id for each in history.search('"blocked"', MORNING)] == ["r1"]


def test_a_summary_names_the_recording_the_page_and_the_datastream(history: History) -> None:
    history.record([seen("a")])
    record(history, answered(begun("own")))
    own, observed = history.recent()
    assert (observed.capture, observed.page, observed.datastream) == ("spring sale", PAGE.url, "d1")
    assert (own.capture, own.page, own.datastream) == ("", "", "d1")


def test_a_recovered_history_knows_its_recordings(history: History) -> None:
    exchanges = [seen("a"), seen("b")]
    history.record(exchanges)
    history.close()
    with sqlite3.connect(history.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = 'damaged' WHERE name = 'by_capture'")
    connection.close()
    assert {each.capture for each in history.recent()} == {"spring sale"}
    assert history.warnings
    assert history.record(exchanges) == 0
