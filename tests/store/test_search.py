"""Searching history: words, fields, moments."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.handles import DECODERS
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import FailureKind
from edge_tui.store import words
from edge_tui.store.history import History
from edge_tui.store.records import insert
from edge_tui.store.search import FIELDS, TERMS, parse, sentences_about_terms, unknown_fields
from tests.store.samples import MORNING, answered, begun, failed, record
from tests.tables import every_row

PROBLEM = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-504", "title": "Target timed out", "status": 504}
STATE = {"type": "state:store", "payload": [{"key": "kndctr_X_AdobeOrg_identity", "value": "Cg", "maxAge": 1}]}


@pytest.fixture
def filled(history):
    """One exchange of each kind, oldest first."""
    page = {"xdm": {"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"name": "Café Müller"}}}}
    record(history, answered(begun("page-1", event=page), handle=[STATE]))
    record(history, answered(begun("buy-2", minutes=60, event={"xdm": {"eventType": "commerce.purchases"}})))
    record(history, answered(begun("half-3", minutes=120, profile_name="prod-eu"), status=207, errors=[PROBLEM]))
    record(history, failed(begun("late-4", minutes=180, visitor="Anna"), FailureKind.TIMEOUT))
    history.begin(begun("cut-5", minutes=240, draft=replace(begun().draft, template="purchase")))
    return history


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "cut-5 late-4 half-3 buy-2 page-1"),
        ("cafe", "page-1"),
        ("CAFÉ mül", "page-1"),
        ("CAFÉ mü", ""),
        ("mü", "page-1"),
        ('"mü"', ""),
        ('"Café Müller"', "page-1"),
        ('"Café Mül"', ""),
        ('"Müller Café"', ""),
        ("müller café", "page-1"),
        ("pagev", "cut-5 late-4 half-3 page-1"),
        ("web.webpagedetails.pageViews", "cut-5 late-4 half-3 page-1"),
        ("event:commerce", "buy-2"),
        ("commerce.purchases", "buy-2"),
        ("status:200", "buy-2 page-1"),
        ("status:2xx", "half-3 buy-2 page-1"),
        ("status:207 EXEG-0201", "half-3"),
        ("status:failed", "late-4"),
        ("status:timeout", "late-4"),
        ("status:unfinished", "cut-5"),
        ("handle:state:store", "page-1"),
        ("handle:locationHint", "half-3 buy-2"),
        ("handle:location", ""),
        ("handle:location*", "half-3 buy-2"),
        ("handle:state:sto*", "page-1"),
        ("code:0201", "half-3"),
        ("code:EXEG-0201-504", "half-3"),
        ("code:0202", ""),
        ("profile:prod", "cut-5 late-4 buy-2 page-1"),
        ("profile:prod-eu", "half-3"),
        ("profile:prod*", "cut-5 late-4 half-3 buy-2 page-1"),
        ("visitor:Anna", "late-4"),
        ("template:purchase", "cut-5"),
        ("page-1", "page-1"),
        ("page-1-0123456789abcdef", "page-1"),
        ("id:buy", "buy-2"),
        ("before:2h", "buy-2 page-1"),
        ("after:2h", "cut-5 late-4 half-3"),
        ("after:3h before:90m", "half-3 buy-2"),
        ("before:2026-03-01T09:30+00:00", "page-1"),
        ("after:2026-03-01T12:30+00:00", "cut-5"),
        ("after:2027-01-01", ""),
        ("before:2000-01-01", ""),
        ("status:2xx after:2h", "half-3"),
        ("https://edge.example.com/ee", "cut-5 late-4 half-3 buy-2 page-1"),
        ("nothing:here", ""),
        ("status:", "cut-5 late-4 half-3 buy-2 page-1"),
        ("before:", "cut-5 late-4 half-3 buy-2 page-1"),
        ('{ / "', "cut-5 late-4 half-3 buy-2 page-1"),
    ],
)
def test_a_search_finds_what_it_says_and_nothing_else(filled, text, found):
    now = MORNING + timedelta(hours=4)
    assert " ".join(summary.request_id for summary in filled.search(text, now)) == found


TITLES = {"purchase": "Kauf im Laden (2025)", "page-view": "Purchase seen", "käse": "Käse"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kauf", "cut-5"),
        ("Kauf laden", "cut-5"),
        ('"kauf im laden"', "cut-5"),
        ("auf", ""),
        ("kauf status:timeout", ""),
        ('template:"kauf im laden (2025)"', "cut-5"),
        ("template:kauf*", "cut-5"),
        ("template:kauf", ""),
        # By their names, too.
        ("purchase", "cut-5 late-4 half-3 buy-2 page-1"),
        ("template:purchase", "cut-5"),
        ("template:purch*", "cut-5 late-4 half-3 buy-2 page-1"),
        ("käse", ""),
        ('(kauf, "', "cut-5"),
    ],
)
def test_a_search_finds_templates_by_their_titles(filled, paths, text, found):
    filled.close()
    titled = History(paths.history, lambda: TITLES)
    assert " ".join(each.request_id for each in titled.search(text, MORNING)) == found
    titled.close()


def test_an_exchange_is_found_by_its_ending_once_it_has_one(filled):
    assert [each.request_id for each in filled.search("unfinished", MORNING)] == ["cut-5"]
    filled.complete(answered(begun("cut-5", minutes=240), status=207, errors=[PROBLEM]))
    assert filled.search("unfinished", MORNING) == []
    assert [each.request_id for each in filled.search("code:0201", MORNING)] == ["cut-5", "half-3"]


def test_pins_and_notes_are_found_and_taken_off_again(filled):
    key = filled.summary("buy-2").key
    filled.pin(key, pinned=True)
    filled.annotate(key, "Ask Ödön about this one")
    assert [each.key for each in filled.search("pinned", MORNING)] == [key]
    assert [each.note for each in filled.search("odon", MORNING)] == ["Ask Ödön about this one"]
    assert [each.key for each in filled.search("note:ask status:200 pinned", MORNING)] == [key]
    filled.pin(key, pinned=False)
    filled.annotate(key, "")
    assert filled.search("pinned", MORNING) == []
    assert filled.search("note:ask", MORNING) == []
    assert [each.key for each in filled.search("commerce", MORNING)] == [key]


def test_pages_of_a_search_follow_one_another(history):
    for number in range(7):
        record(history, answered(begun(f"r{number}")))
    first = history.search("status:200", MORNING, limit=4)
    second = history.search("status:200", MORNING, limit=4, before=first[-1].key)
    assert [each.request_id for each in first + second] == [f"r{number}" for number in range(6, -1, -1)]


def test_a_moment_applies_to_exchanges_recorded_out_of_order(history):
    """Imported exchanges are older than their keys suggest."""
    for minutes in (50, 10, 40, 0, 30):
        record(history, answered(begun(f"r{minutes}", minutes=minutes)))
    now = MORNING + timedelta(minutes=60)
    assert [each.request_id for each in history.search("before:25m", now)] == ["r30", "r0", "r10"]
    assert [each.request_id for each in history.search("after:25m status:200", now)] == ["r40", "r50"]


def test_a_canceled_search_ends_early(history, paths):
    record(history, answered(begun("page-1")))
    with closing(sqlite3.connect(paths.history)) as connection, connection:
        for number in range(2000):
            exchange = answered(begun(f"some-{number}"))
            words.index(connection, insert(connection, exchange), exchange)
    checks = []

    def is_unwanted():
        checks.append("are you still there?")
        return len(checks) == 10

    # A search that went on would check again and again.
    assert history.search("some", MORNING, limit=3000, is_unwanted=is_unwanted) == []
    assert len(checks) == 10
    assert len(history.search("some", MORNING, limit=3000)) == 2000


@pytest.mark.parametrize("text", ["before:yesterday", "after:2026-13-01", "before:2y"])
def test_an_invalid_moment_is_refused_with_an_example(text):
    with pytest.raises(SetupError) as refusal:
        parse(text, MORNING)
    assert text in refusal.value.what
    assert "2d" in refusal.value.how


@given(text=st.text(st.characters(), max_size=60))
def test_no_text_breaks_a_search(shared_history, text):
    try:
        parse(text, MORNING)
    except SetupError:
        return
    assert len(shared_history.search(text, MORNING)) <= 1


@pytest.fixture(scope="module")
def shared_history(tmp_path_factory):
    from edge_tui.store.history import History

    history = History(tmp_path_factory.mktemp("history") / "history.sqlite")
    record(history, answered(begun("r1")))
    yield history
    history.close()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("pag:/x", ("pag",)),
        ("checkout pag:/x foo:1 pag:/y", ("pag", "foo")),
        ("pag:", ()),
        ('pag:"a b"', ("pag",)),
        ('"pag:/x"', ()),
        ("https://edge.example.com/ee web://shop", ()),
        ("xcore:offer-activity:1 12:30 AT:x", ()),
        ("", ()),
        *((f"{field}:x", ()) for field in FIELDS if field not in ("before", "after")),
        *((handle_type, ()) for handle_type in DECODERS),
    ],
)
def test_what_looks_like_a_field_is_found_out(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_fields(text) == unknown


def test_the_terms_that_are_known_are_named(filled) -> None:
    words = filled.unknown_terms("pag:/x")
    assert words.startswith("pag: isn't a term, so it is searched as text. Did you mean page:?")
    assert all(term in words for term in TERMS)
    assert filled.unknown_terms("page:/x blocked") == sentences_about_terms("") == ""


@every_row(
    ("text", "start"),
    [
        ("ds:", "ds: needs a value, part of a datastream ID. Terms: "),
        ("checkout ds: page:*", "ds: needs a value, part of a datastream ID. page: needs a value, "),
        ("ds:4f1c blokked", "blokked is searched as text. Did you mean blocked? Terms: "),
        ("pinnned unlaod", "pinnned is searched as text. Did you mean pinned? unlaod is searched as text. Did"),
        ('ds:"" block blocke checkout "blokked" b', ""),
        ("pinned blocked unload", ""),
        ("a:1 b:2 c:3 d:4", "a: and b: and c: aren't terms, so they are searched as text. "),
        ("x" * 200 + ":1", f"{'x' * 30}…: isn't a term"),
    ],
)
def test_what_is_wrong_with_terms_is_said_with_all_that_there_are(text: str, start: str) -> None:
    said = sentences_about_terms(text)
    assert said.startswith(start)
    assert bool(said) is bool(start)
    assert not said or all(term in said for term in TERMS)


def test_a_term_that_is_still_being_written_is_not_wrong() -> None:
    assert sentences_about_terms("checkout ds:", is_whole=False) == ""
    assert sentences_about_terms("checkout blokked", is_whole=False) == ""
    assert sentences_about_terms("checkout ds: ", is_whole=False)
    assert sentences_about_terms("ds: checkout", is_whole=False)
