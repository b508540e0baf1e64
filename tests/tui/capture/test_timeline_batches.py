"""Batches of a long visit in the timeline: what they cost, and that what is kept of each page is what is shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.finding import Severity
from edge_tui.model.origin import NotSent, Page, Tried
from edge_tui.model.visit import Call, VisitFinding
from edge_tui.tui.capture.call_facts import CallFacts, LineState
from edge_tui.tui.capture.filter import NO_FILTER, Filter, read_filter
from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.rows import CallRow, Entry, OtherRow, PageRow
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.capture.visit_rows import VisitRows
from tests.recording.flood import CALLS_A_PAGE, calls
from tests.recording.transcript import at, began, observed

SENT = observed([began("1", 1)]).visit.calls[0].exchange
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("page"), st.integers(1, 4)),
        st.tuples(st.just("call"), st.integers(0, 9), st.integers(1, 4), st.integers(0, 3)),
        st.tuples(st.just("other"), st.integers(0, 9), st.integers(1, 4), st.integers(0, 3)),
        st.tuples(st.sampled_from(["gone", "left"]), st.integers(0, 9)),
        st.tuples(st.just("filter"), st.sampled_from(["", "even", "odd"])),
        st.tuples(st.just("hold"), st.booleans()),
    ),
    max_size=40,
)


def heading(number: int, url: str = "https://a/") -> PageRow:
    """A page's heading."""
    return PageRow(Page(url, number))


def entry(key: int, page: int, second: int, *, is_call: bool) -> Entry:
    """A line of a page."""
    facts = CallFacts(LineState.NOT_SENT, "", "odd" if key % 2 else "even", "", None)
    if not is_call:
        return OtherRow(f"{key}", None, Tried(at(second), "sendEvent", NotSent.NO_REQUEST, page=page), facts)
    return CallRow(f"{key}", page, None, Call(replace(SENT, sent_at=at(second))), facts)


@given(STEPS)
def test_what_is_kept_of_each_page_is_what_is_shown(steps: list[tuple[object, ...]]) -> None:
    timeline = Timeline()
    for step in steps:
        match step:
            case ("page", int(number)):
                timeline.put([heading(number)])
            case ("call" | "other" as kind, int(key), int(page), int(second)):
                timeline.put([entry(key, page, second, is_call=kind == "call")])
            case ("gone", int(key)):
                timeline.remove([f"{key}"])
            case ("left", int(key)):
                timeline.remove([f"{key}"], range(1, 5))
            case ("filter", str(text)):
                timeline.narrow(read_filter(text) if text else NO_FILTER)
            case ("hold", bool(is_held)):
                timeline.hold() if is_held else timeline.release()
        rows = timeline.rows
        assert timeline.headings == [index for index, row in enumerate(rows) if isinstance(row, PageRow)]
        assert timeline.matching == len(timeline.calls)
        assert timeline.count + timeline.waiting_calls == len(timeline.all_calls)
        below: dict[int, list[Entry]] = {}
        for row in rows:
            if isinstance(row, PageRow):
                below[row.number] = []
            else:
                below[row.number].append(row)
        assert list(below) == sorted(below)
        for number, entries in below.items():
            assert [each.at for each in entries] == sorted(each.at for each in entries)
            assert all(timeline.find(each.key) is each for each in entries)
            listed = [each for each in timeline.calls_of(number) if timeline.find(each.key) is each]
            assert {page.number: page.calls for page in timeline.pages}[number] == len(listed)


def test_a_batch_asks_only_the_pages_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    matches = Filter.matches

    def counting(self: Filter, each: Entry, page: PageRow) -> bool:
        asked.append(each.key)
        return matches(self, each, page)

    monkeypatch.setattr(Filter, "matches", counting)
    visit = observed(calls(CALLS_A_PAGE * 10), hosts=["edge.shop.example"]).visit
    rows, timeline = VisitRows(is_live=True), Timeline()
    timeline.put(rows.changes(visit, ()).lines)
    timeline.narrow(read_filter("shop"))
    assert len(timeline.rows) == CALLS_A_PAGE * 10 + 10
    asked.clear()
    last = timeline.calls[-1]
    timeline.put([replace(last, marks=())])
    assert len(timeline.rows) == CALLS_A_PAGE * 10 + 10
    assert len(asked) == CALLS_A_PAGE


def test_lines_are_placed_without_a_look_at_the_rows() -> None:
    class Unread(list[PageRow]):
        def __iter__(self) -> object:  # type: ignore[override]
            raise AssertionError

    rows = Unread([heading(number) for number in range(1000)])
    lines = RowLines(rows, range(0, 1000, 40))
    assert lines.count == 1000 + 24
    assert lines.row_at(lines.line_of(999)) is rows[999]


def test_a_page_whose_calls_have_left_comes_back_with_its_heading() -> None:
    timeline = Timeline()
    timeline.put([heading(1), heading(2), entry(1, 1, 1, is_call=True), entry(2, 2, 2, is_call=True)])
    timeline.remove(["1"], {1})
    assert [page.number for page in timeline.pages] == [2]
    timeline.put([heading(1, "https://b/")])
    assert [page.number for page in timeline.pages] == [2]
    timeline.put([entry(3, 1, 3, is_call=True)])
    assert [(page.number, page.page.url) for page in timeline.pages] == [(1, "https://b/"), (2, "https://a/")]


def test_a_page_whose_calls_were_deleted_stays_with_its_heading() -> None:
    timeline = Timeline()
    timeline.put([heading(1), heading(2), entry(1, 1, 1, is_call=True), entry(2, 2, 2, is_call=True)])
    timeline.remove(["1"])
    assert [(row.number, row.calls) for row in timeline.rows if isinstance(row, PageRow)] == [(1, 0), (2, 1)]


@pytest.mark.parametrize(("left", "others"), [(0, 0), (1, 1)])
def test_another_datastream_is_marked_until_its_calls_are_deleted_also_when_they_have_left(
    left: int, others: int
) -> None:
    visit = observed(calls(10), hosts=["edge.shop.example"]).visit
    odd, *rest = visit.calls
    request = odd.exchange.request
    other = replace(odd.exchange, request=replace(request, url=request.url.replace("4f1c6d02", "99999999", 1)))
    assert Call(other).datastream != rest[0].datastream
    rows, pages = VisitRows(is_live=True), {}
    for calls_now, gone in (((Call(other), *rest), 0), (tuple(rest), left)):
        for row in rows.changes(replace(visit, calls=calls_now, left=gone), ()).lines:
            if isinstance(row, PageRow):
                pages[row.number] = row
    assert sum("another datastream" in fact.words for fact in pages[1].facts) == others


MARKED = VisitFinding("double-page-view", Severity.WARNING, "Twice.")


@given(st.lists(st.tuples(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), st.booleans()), max_size=6))
def test_what_is_looked_at_again_makes_the_lines_of_a_look_at_everything(
    looks: list[tuple[int, set[int], bool]],
) -> None:
    rows, shown, known = VisitRows(is_live=True), dict[str, object](), list[Call]()
    first = observed([began(str(each), each) for each in range(8)]).visit
    findings: tuple[VisitFinding, ...] = ()
    for number, marked, is_new in looks:
        if is_new:
            # One that was seen before is the same call with what is known of it now.
            call = first.calls[number]
            known = sorted(
                [each for each in known if each.key != call.key] + [Call(call.exchange)], key=lambda it: it.at
            )
        found = tuple(replace(MARKED, calls=(first.calls[each].key,)) for each in sorted(marked))
        findings = findings if found == findings else found
        visit = replace(first, calls=tuple(known))
        shown |= {row.key: row for row in rows.changes(visit, findings).lines}
        whole = {row.key: row for row in VisitRows(is_live=True).changes(visit, findings).lines}
        assert shown == whole
