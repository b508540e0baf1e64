"""The lines of a visit without a screen: what they say, their order, filters, and holding still."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from edge_tui.model.node import Tone
from edge_tui.model.origin import NotSent, Page, Source, Tried
from edge_tui.model.sightings import Cause as FailureCause
from edge_tui.model.sightings import Failed, PageOpened, PagePrerendered, Sighting, SourceNotice
from edge_tui.recording import Observer, summarize
from edge_tui.rewriting.landing import Landing
from edge_tui.tui.capture.bars import KEPT, bottom_line, list_title, rules_line, top_line
from edge_tui.tui.capture.call_facts import CallFacts, LineState
from edge_tui.tui.capture.feed import Fact, FeedState
from edge_tui.tui.capture.filter import _ALONE, _CONDITIONS, NO_FILTER, read_filter, sentences_about_filter
from edge_tui.tui.capture.lines import Columns, details_of, line_of, short
from edge_tui.tui.capture.row_lines import RowLines
from edge_tui.tui.capture.rows import CallRow, OtherRow, PageRow, Row
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.capture.visit_facts import facts_of_visit
from edge_tui.tui.capture.visit_pane import facts_text
from edge_tui.tui.capture.visit_rows import VisitRows
from edge_tui.tui.themes import DARK, Colors, _colors
from edge_tui.visit import check_visit
from edge_tui.workspace.live_rewriting import RulesNow
from tests.answers import ECID
from tests.recording import transcript
from tests.tables import every_row
from tests.tui.capture.shop_visit import (
    DATASTREAM,
    OTHER_DATASTREAM,
    PlayedFeed,
    answered,
    at,
    began,
    event,
    home,
    request_id_of,
    whole,
)
from tests.tui.scenes import HOSTILE

PALETTE: Colors = _colors(tuple(sorted({"foreground": DARK.foreground or "", "dim": "#666666"}.items())))


def timeline_of(sightings: list[Sighting], *, is_live: bool = True) -> Timeline:
    """The timeline of a visit."""
    timeline = Timeline()
    look = PlayedFeed(sightings, is_live=is_live).look()
    timeline.put(VisitRows(is_live=is_live).changes(look.visit, look.findings).lines)
    return timeline


def words(rows: list[Row]) -> list[str]:
    """What the lines say, at a width at which nothing is cut."""
    return [" ".join(line_of(row, PALETTE, 200, badge=Style()).plain.split()) for row in rows]


def test_every_kind_of_call_is_a_line_below_its_page() -> None:
    assert words(timeline_of(whole()).rows) == [
        "1 / tab 1 · 11:58:07 · alloy 2.33.1 · consent in 5 calls",
        "● 0.41 acquire identity 200 61 ms ECID 4186…6988",
        "● 0.52 interact web.webpagedetails.pageViews 200 143 ms Target 2 of 2 AJO 0",
        "● 0.71 interact decisioning.propositionDisplay 200 58 ms 2 shown",
        "● 3.90 interact web.webinteraction.linkClicks 200 49 ms “Spring sale”",
        "↩ 4.02 collect web.webinteraction.linkClicks 204 31 ms as the page went “Product 42”",
        "2 /product/42?sku tab 1 · 11:58:11 6 calls",
        "● 0.33 interact web.webpagedetails.pageViews 207 212 ms ✖ 0201 Target ✖ double page view Target 0 AJO 0",
        "● 0.34 interact web.webpagedetails.pageViews 200 97 ms ✖ double page view Target 1 ECID 4186…6988",
        "● 1.20 interact commerce.productViews 200 66 ms",
        "✖ 2.75 interact commerce.productListAdds blocked — by an extension",
        "◌ 2.90 – sendEvent web.formFilledOut not sent — consent is out",
        "⋯ 3.10 interact web.webinteraction.linkClicks waiting — “Spring sale”",
        "↩ 4.40 interact commerce.productListOpens no response — the page went first",
        "3 /cart tab 2 · 11:58:20 · another datastream …0002 3 calls",
        "● 0.30 interact commerce.productListViews 200 88 ms",
        "● 0.31 interact media.sessionStart 200 70 ms",
        "✖ 0.40 interact body not recorded refused — by CSP connect-src",
    ]


def test_a_page_that_was_prerendered_is_marked_and_what_it_sent_before_it_was_shown() -> None:
    told = [
        PageOpened(at(0), "https://www.shop.example/", "1"),
        PagePrerendered(at(1), "https://www.shop.example/next", "1/1", "1"),
        began("1", 2, event("web.webpagedetails.pageViews", "/next", "Next"), tab="1/1"),
    ]
    opened = PageOpened(at(3), "https://www.shop.example/next", "1", prerendered_in="1/1")
    for more, mark in (((), "prerendered, not shown"), ((opened,), "prerendered")):
        *_, heading, call = words(timeline_of([*told, *more]).rows)
        assert heading.startswith("2 /next")
        assert f"{mark} " in heading
        assert "while prerendered" in call


def test_a_call_that_waited_when_the_recording_ended_has_no_response() -> None:
    (line,) = [row for row in words(timeline_of(whole(), is_live=False).rows) if "3.10" in row]
    assert "no response" in line
    assert "waiting" not in line


@given(order=st.permutations(range(len(list(home())))))
def test_the_order_of_sightings_changes_no_line(order: list[int]) -> None:
    sightings = list(home())
    ordered = [sightings[index] for index in order]
    # A source tells of a call before anything else about it.
    begun = {each.call: each for each in ordered if hasattr(each, "url") and hasattr(each, "call")}
    told: set[str] = set()
    arranged: list[Sighting] = []
    for each in ordered:
        call = getattr(each, "call", "")
        if call and call not in told:
            told.add(call)
            arranged.append(begun[call])
        if each is not begun.get(call):
            arranged.append(each)
    calls = [row for row in timeline_of(arranged).rows if isinstance(row, CallRow)]
    expected = [row for row in timeline_of(sightings).rows if isinstance(row, CallRow)]
    assert sorted(row.facts.status for row in calls) == sorted(row.facts.status for row in expected)
    assert [row.at for row in calls] == sorted(row.at for row in calls)


def test_a_response_completes_its_line_in_place() -> None:
    feed = PlayedFeed([PageOpened(at(0), "https://www.shop.example/", "1"), began("1", 0.4, event("a", "/", "home"))])
    rows, timeline = VisitRows(is_live=True), Timeline()

    def follow() -> list[Row]:
        look = feed.look()
        changes = rows.changes(look.visit, look.findings)
        timeline.put(changes.lines)
        return list(changes.lines)

    assert [type(each) for each in follow()] == [PageRow, CallRow]
    feed.play([began("2", 0.5, event("b", "/", "home"))])
    assert [type(each) for each in follow()] == [CallRow]
    feed.play([answered("1", 0.6, 200.0)])
    (changed,) = follow()
    assert isinstance(changed, CallRow)
    assert [row.facts.status for row in timeline.calls] == ["200", "waiting"]
    assert follow() == []


def test_a_command_that_makes_its_call_later_is_no_longer_a_line() -> None:
    feed, rows, timeline = PlayedFeed(), VisitRows(is_live=True), Timeline()
    observed = [each for each in whole() if getattr(each, "command", "") == "c1"]
    feed.play([PageOpened(at(4.2), "https://www.shop.example/product/42", "1"), *observed])
    look = feed.look()
    timeline.put(rows.changes(look.visit, look.findings).lines)
    assert any(isinstance(row, OtherRow) for row in timeline.rows)
    feed.play([began("9", 7.15, event("web.formFilledOut", "/product/42", "Product"), path="/product/42")])
    look = feed.look()
    changes = rows.changes(look.visit, look.findings)
    timeline.put(changes.lines)
    timeline.remove(changes.gone)
    assert len(changes.gone) == 1
    assert not any(isinstance(row, OtherRow) for row in timeline.rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type:pageviews", ["0.52", "0.33", "0.34"]),
        ("page:cart", ["0.30", "0.31", "0.40"]),
        ("page:3", ["0.30", "0.31", "0.40"]),
        ("status:207", ["0.33"]),
        ("status:2xx page:2", ["0.33", "0.34", "1.20"]),
        ("tab:2", ["0.30", "0.31", "0.40"]),
        (f"ds:{OTHER_DATASTREAM[-4:]}", ["0.30", "0.31", "0.40"]),
        (f"ds:{DATASTREAM[:8]} action:collect", ["4.02"]),
        ("blocked", ["2.75", "0.40"]),
        ("finding:several", ["0.30", "0.31", "0.40"]),
        ("finding:error", ["0.33"]),
        ("finding:double", ["0.33", "0.34"]),
        ("unload", ["4.02", "4.40"]),
        ("waiting", ["3.10"]),
        ("tried", ["2.90"]),
        ('"spring sale" -waiting', ["3.90"]),
        ("commerce -page:cart", ["1.20", "2.75", "4.40"]),
        ("unknown:field", []),
    ],
)
def test_a_filter_shows_the_lines_that_match_below_their_page(text: str, expected: list[str]) -> None:
    timeline = timeline_of(whole())
    timeline.narrow(read_filter(text))
    lines = [
        line for row, line in zip(timeline.rows, words(timeline.rows), strict=True) if not isinstance(row, PageRow)
    ]
    assert [line.split()[1] for line in lines] == expected
    assert all(isinstance(row, PageRow) for row in timeline.rows[:1])


@pytest.mark.parametrize("text", ["", "  ", "-", "--"])
def test_an_empty_filter_shows_everything(text: str) -> None:
    assert read_filter(text) is NO_FILTER


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("foo:bar", "foo: isn't a filter, so it is searched as text. Filters: "),
        ("pag:/cart typ:x", "pag: and typ: aren't filters, so they are searched as text. Did you mean page:? Filters"),
        ("-blokked", "blokked is searched as text. Did you mean blocked? Filters: "),
        ("identity:result state:store https://shop.example ds: blocked wait page:cart", ""),
        ('"foo:bar" "blokked"', ""),
    ],
)
def test_what_a_filter_does_not_know_is_said_with_all_that_there_are(text: str, start: str) -> None:
    said = sentences_about_filter(text)
    assert said.startswith(start)
    assert bool(said) is bool(start)
    known = [f"{field}:" if field not in _ALONE else field for field in _CONDITIONS if field]
    assert not said or all(f" {each}" in said for each in known)


def test_a_field_without_a_value_asks_whether_there_is_any() -> None:
    timeline = timeline_of(whole())
    timeline.narrow(read_filter("ds:"))
    with_datastream = timeline.matching
    timeline.narrow(read_filter("-ds:"))
    assert with_datastream == len(timeline.all_calls)
    assert not any(isinstance(row, CallRow) for row in timeline.rows)


@given(st.text(max_size=40))
def test_any_text_is_a_filter(text: str) -> None:
    timeline = timeline_of([*home()])
    timeline.narrow(read_filter(text))
    assert len(timeline.rows) <= 6
    assert isinstance(sentences_about_filter(text), str)


def test_while_held_new_lines_wait_and_known_ones_are_completed() -> None:
    feed = PlayedFeed([PageOpened(at(0), "https://www.shop.example/", "1"), began("1", 0.4, event("a", "/", "home"))])
    rows, timeline = VisitRows(is_live=True), Timeline()

    def follow() -> None:
        look = feed.look()
        timeline.put(rows.changes(look.visit, look.findings).lines)

    follow()
    timeline.hold()
    feed.play([answered("1", 0.6, 200.0), PageOpened(at(1), "https://www.shop.example/cart", "1")])
    follow()
    feed.play([began("2", 1.5, event("b", "/cart", "cart"), path="/cart"), answered("2", 1.6, 100.0)])
    follow()
    assert [row.facts.status for row in timeline.calls] == ["200"]
    assert timeline.waiting_calls == 1
    # What is done with all calls, such as an export, leaves none out.
    assert len(timeline.all_calls) == 2
    assert [len(timeline.calls_of(number)) for number in (1, 2)] == [1, 1]
    timeline.release()
    assert [row.facts.status for row in timeline.calls] == ["200", "200"]
    assert [page.number for page in timeline.pages] == [1, 2]
    assert timeline.waiting_calls == 0


def test_the_words_of_a_page_are_drawn_so_that_they_can_be_seen() -> None:
    feed = PlayedFeed(
        [
            PageOpened(at(0), "https://www.shop.example/\u202eevil\x1b[31m", "1"),
            began("1", 0.4, event(HOSTILE, "/", HOSTILE, web={"webInteraction": {"name": HOSTILE}})),
            answered("1", 0.5, 60.0, members={"errors": [{"type": HOSTILE, "status": 500, "title": HOSTILE}]}),
        ]
    )
    timeline = timeline_of([])
    look = feed.look()
    timeline.put(VisitRows(is_live=True).changes(look.visit, look.findings).lines)
    for width in (20, 60, 120):
        for row in timeline.rows:
            text = line_of(row, PALETTE, width, badge=Style())
            assert text.cell_len <= width
            assert not {"\x1b", "\x00", "\u202e"} & set(text.plain)


def test_the_last_line_says_what_the_end_of_a_recording_waits_for() -> None:
    look = PlayedFeed([*home()]).look()
    assert "Edge calls only" in bottom_line(look, PALETTE, width=80).plain
    doing = replace(look, doing="Writing to history: 3 calls left.")
    assert bottom_line(doing, PALETTE, width=80).plain.strip() == "recording  Writing to history: 3 calls left."


@pytest.mark.parametrize("width", range(28, 100))
def test_what_is_kept_is_said_in_a_sentence_that_fits(width: int) -> None:
    for look in (PlayedFeed(home()).look(), PlayedFeed(home(), is_live=False).look()):
        line = bottom_line(look, PALETTE, width=width)
        assert line.cell_len <= width
        assert line.plain.endswith(KEPT)
        assert ("tokens aren't kept" in line.plain) or width <= 66


def test_a_notice_has_the_room_that_more_words_about_what_is_kept_would_take() -> None:
    look = PlayedFeed([*home(), SourceNotice(at(1), "A tab crashed.")]).look()
    assert bottom_line(look, PALETTE, width=60).plain.endswith("Edge calls only · A tab crashed.")
    assert "tokens aren't kept · A tab crashed." in bottom_line(look, PALETTE, width=100).plain


def test_only_the_first_detail_of_a_line_is_cut() -> None:
    """A part of an ID, or of a word, says nothing beside the details that are in sight."""
    for row in timeline_of(whole()).rows:
        first, *others = [""] if isinstance(row, PageRow) else [each.words for each in details_of(row)] or [""]
        for width in range(40, 160) if others else ():
            _, _, rest = line_of(row, PALETTE, width, badge=Style()).plain.rstrip().partition(first)
            whole_details = ["".join(f"  {each}" for each in others[:count]) for count in range(len(others) + 1)]
            assert rest.removesuffix("…").rstrip() in whole_details


def test_the_title_says_how_many_calls_are_in_history_only() -> None:
    title = list_title(2, 3000, 3000, 0, is_narrowed=False, is_held=False, selected=4, left=12_345)
    assert title == "2 pages · 3,000 calls · 12,345 earlier in history · 4 selected"


def test_columns_fit_any_width() -> None:
    rows = timeline_of([*home()]).rows[:3]
    for width in range(1, 200):
        columns = Columns.fitting(width)
        assert columns.what >= 0
        assert columns.details >= 0
        for row in rows:
            assert line_of(row, PALETTE, width, badge=Style()).cell_len <= width


def test_an_event_type_that_is_too_long_is_shown_by_its_end() -> None:
    assert short("web.webpagedetails.pageViews", 40) == "web.webpagedetails.pageViews"
    assert short("web.webpagedetails.pageViews", 12) == "pageViews"
    assert short("decisioning.propositionDisplay", 10) == "propositi…"
    assert short("decisioning.propositionDisplay", 14) == "propos…Display"
    assert short("decisioning.propositionDisplay", 17) == "propositi…Display"
    assert short("decisioning.propositionDisplay", 18) == "propositionDisplay"
    assert short("a name in words", 10) == "a name in…"
    for cells in range(1, 20):
        assert cell_len(short("decisioning.propositionDismiss", cells)) <= cells


def test_findings_about_a_call_are_marked_unless_the_call_says_the_same() -> None:
    timeline = timeline_of(whole())
    (blocked,) = [row for row in timeline.calls if row.facts.what == "commerce.productListAdds"]
    assert "blocked" in blocked.findings
    assert [each.words for each in details_of(blocked)] == ["by an extension"]


def test_every_cause_of_a_failure_is_named() -> None:
    for cause in FailureCause:
        feed = PlayedFeed([began("1", 0.4, event("a", "/", "home")), Failed("1", at(0.5), cause, "net::ERR_FAILED")])
        look = feed.look()
        (row,) = [each for each in VisitRows(is_live=True).changes(look.visit, ()).lines if isinstance(each, CallRow)]
        assert row.facts.details, cause
        canceled = {FailureCause.CANCELED: LineState.CANCELED, FailureCause.PAGE_GONE: LineState.PAGE_GONE}
        assert row.facts.state in ([canceled[cause]] if cause in canceled else [LineState.BLOCKED, LineState.FAILED])
        assert row.facts.status not in ("", "waiting")


def test_a_visit_of_thousands_of_calls_is_listed_in_order() -> None:
    observer = PlayedFeed([began(f"{n}", n * 0.01, event("a", "/", "home")) for n in range(2000)]).observer
    assert isinstance(observer, Observer)
    timeline = Timeline()
    timeline.put(VisitRows(is_live=True).changes(observer.visit, check_visit(observer.visit)[:0]).lines)
    moments = [row.at for row in timeline.calls]
    assert len(moments) == 2000
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] == timedelta(seconds=19.99)


@given(st.lists(st.sampled_from("pc"), max_size=30), st.booleans())
def test_each_row_has_a_line_and_pages_are_set_apart(kinds: list[str], is_airy: bool) -> None:
    page = PageRow(Page("https://a/", 1))
    call = OtherRow(
        "k",
        None,
        Tried(at(0), "sendEvent", NotSent.NO_REQUEST, page=1),
        CallFacts(LineState.NOT_SENT, "", "", "", None),
    )
    rows = [page if kind == "p" else call for kind in kinds]
    headings = [index for index, kind in enumerate(kinds) if kind == "p"]
    lines = RowLines(rows, headings if is_airy else ())
    found = [lines.index_at(line) for line in range(lines.count + 2)]
    assert [index for index in found if index is not None] == list(range(len(rows)))
    assert [lines.line_of(index) for index in range(len(rows))] == [found.index(index) for index in range(len(rows))]
    blank = [line for line in range(lines.count) if found[line] is None]
    assert len(blank) == (max(kinds.count("p") - 1, 0) if is_airy else 0)
    assert all(isinstance(lines.row_at(line + 1), PageRow) for line in blank)


def test_what_is_unusual_about_a_visit_has_room_first() -> None:
    kept = [Fact("ECID", "1 → 2 changed", Tone.WARNING), Fact("host", "edge.shop.example")]
    late = Fact("sent to", "…0001 at 127.0.0.1 (2)", Tone.WARNING)
    facts = [*kept, Fact("SDK", "alloy 2.33.1"), late, Fact("held by edge-tui", "≤ 5 ms")]
    assert facts_text(facts, 30, PALETTE, 9).plain.count("\n") == 4
    shown = facts_text(facts, 30, PALETTE).plain.split("\n")
    assert shown == ["ECID 1 → 2 changed", "host edge.shop.example", "sent to …0001 at 127.0.0.1 (2)"]
    assert facts_text([late] * 9, 30, PALETTE).plain.count("\n") == 2


def test_facts_break_between_and_never_within() -> None:
    facts = [Fact("ECID", "4186…6988 the same in 3 calls"), Fact("host", "edge.shop.example")]
    facts.append(Fact("SDK", "alloy 2.33.1"))
    assert facts_text(facts, 60, PALETTE).plain.split("\n") == [
        "ECID 4186…6988 the same in 3 calls   host edge.shop.example",
        "SDK alloy 2.33.1",
    ]
    assert facts_text(facts, 20, PALETTE).plain.count("\n") == 2
    assert facts_text([], 20, PALETTE).plain == ""


@every_row("width", [40, 60, 80, 120, 160])
@every_row("on", [(), ("to dev: calls go to dev.",)])
def test_the_header_never_leaves_the_rules_out(width: int, on: tuple[str, ...]) -> None:
    feed = PlayedFeed(whole())
    look = replace(feed.look(), rules=RulesNow(on, 2))
    line = top_line(feed, look, PALETTE, width=width, key="W").plain
    assert ("W rules: 1 on" if on else "W rules: 2 off") in line
    if width >= 60:
        assert len(line) <= width
    if width >= 120:
        assert ("sends changed to the real Edge" if on else "sends to the real Edge") in line


def test_where_calls_go_is_not_said_before_the_rules_are_known() -> None:
    look = replace(PlayedFeed().look(), rules=None, state=FeedState.STARTING)
    assert "sends" not in top_line(PlayedFeed(), look, PALETTE, width=160, key="W").plain


@pytest.mark.parametrize(
    ("changed", "where", "what"),
    [
        ((), "sent to the real Edge", "No call was changed: none fits a rule"),
        (("to dev",), "sent elsewhere or changed", "1 of 2 calls changed on the way"),
    ],
)
def test_a_past_visit_says_how_many_calls_its_rules_have_changed(
    changed: tuple[str, ...], where: str, what: str
) -> None:
    told = [began("1", 1, event("a", "/", "home")), began("2", 2, event("b", "/", "home"))]
    told.append(answered("2", 2.1, 9, changed=changed))
    look = PlayedFeed(told, is_live=False, rules=("to dev: calls go to dev.",)).look()
    assert top_line(PlayedFeed(), look, PALETTE, width=160, key="W").plain.rstrip().endswith(where)
    assert rules_line(look, width=160).plain.strip() == f"{what}   to dev: calls go to dev."


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "edge.shop.example", "10.0.0.1"])
def test_calls_to_this_machine_are_not_said_to_go_to_the_real_edge(host: str) -> None:
    url = f"https://{host}/ee/v1/interact?configId={DATASTREAM}&requestId={request_id_of('1')}"
    look = PlayedFeed([replace(began("1", 1, event("a", "/", "home")), url=url)]).look()
    assert len(look.visit.calls) == 1
    is_here = host.startswith(("localhost", "127.", "[::1]"))
    line = top_line(PlayedFeed(), look, PALETTE, width=160, key="W").plain
    assert ("sends to this machine" if is_here else "sends to the real Edge") in line


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Calls still reach the site: its visits are real data there.", "Calls still reach the site."),
        ("Calls stay: here.", "Calls stay: here."),
        ("None is sent. Test traffic lands in B: nothing reaches A.", "None is sent. Test traffic lands in B."),
        (
            "Test traffic lands in …0005 (PRODUCTION: its ID has no :dev, and no",
            "Test traffic lands in …0005 (PRODUCTION",
        ),
        ("Whatever there is has no explanation, and is longer than the line", "Whatever there is has no"),
    ],
)
def test_the_line_of_the_rules_leaves_out_an_explanation_rather_than_cut_it(words: str, shown: str) -> None:
    look = replace(PlayedFeed(whole()).look(), rules=RulesNow(("to dev: calls go to dev.",), 1, Landing(words)))
    line = rules_line(look, width=54).plain
    assert line.startswith(f" CHANGED   {shown}")
    assert (": " in line.partition("  to dev")[0]) == (": " in shown or "(" in shown)


@pytest.mark.parametrize("leads_to_production", [True, False])
def test_the_line_of_the_rules_names_production_where_the_narrowest_terminal_has_room(
    leads_to_production: bool,
) -> None:
    landing = Landing(
        "Test traffic lands in datastream …5555.", leads_to_production=leads_to_production, leads_elsewhere=True
    )
    look = replace(PlayedFeed(whole()).look(), rules=RulesNow(("to dev: calls go to dev.",), 1, landing))
    line = rules_line(look, width=160).plain
    assert ("PRODUCTION" in line[:40]) == leads_to_production
    assert line.endswith("Test traffic lands in datastream …5555.  to dev: calls go to dev.")


@every_row(
    ("elsewhere", "words"),
    [
        ((False, False), "sends changed to the real Edge   W rules: 1 on"),
        ((True, False), "sends partly elsewhere   W rules: 1 on"),
        ((True, True), "sends elsewhere   W rules: 1 on"),
    ],
)
def test_the_top_line_says_whether_all_calls_go_elsewhere(elsewhere: tuple[bool, bool], words: str) -> None:
    landing = Landing("It lands.", leads_elsewhere=elsewhere[0], leads_all_elsewhere=elsewhere[1])
    look = replace(PlayedFeed(whole()).look(), rules=RulesNow(("to dev: calls go to dev.",), 1, landing))
    assert words in top_line(PlayedFeed(), look, PALETTE, width=160, key="W").plain


def test_facts_name_the_environment_of_a_datastream_with_its_id() -> None:
    summary = replace(summarize(PlayedFeed(home()).observer.visit), datastreams=((f"{DATASTREAM}:dev", 2),))
    assert f"datastream …{DATASTREAM[-4:]}:dev (2)" in facts_text(facts_of_visit(summary), 200, PALETTE).plain


def test_a_narrow_terminal_has_room_for_where_calls_land() -> None:
    landing = Landing("Test traffic lands in datastream …5555:dev (dev).", leads_elsewhere=True)
    look = replace(PlayedFeed(whole()).look(), rules=RulesNow(("to dev: calls go to dev.",), 1, landing))
    assert "…5555:dev" in rules_line(look, width=60).plain[:60]
    assert "ON ITS WAY" in rules_line(look, width=80).plain


def test_a_line_that_names_an_address_of_an_event_has_no_value_of_its_query() -> None:
    secret = "SECRETx7391"
    link = {"webInteraction": {"name": f"https://www.shop.example/pay?token={secret}#{secret}"}}
    sent = [began("1", 1, event(f"a/b?c={secret}", "/", "home")), began("2", 2, event("link", "/", "home", web=link))]
    lines = words(timeline_of([PageOpened(at(0), f"https://www.shop.example/?a={secret}", "1"), *sent]).rows)
    assert lines[1] == "⋯ 1.00 interact a/b?c waiting —"
    assert "“https://www.shop.example/pay?token”" in lines[2]
    assert secret not in "".join(lines)


@pytest.mark.parametrize(
    ("identified", "hints_due", "words"),
    [
        (1, 0, "ECID 4186…6988 in 1 call   hint or2"),
        (2, 0, "ECID 4186…6988 the same in 2 calls   hint or2"),
        (3, 2, "ECID 4186…6988 the same in 3 calls   hint or2 used in 2 of 2"),
    ],
)
def test_facts_count_only_where_there_is_something_to_compare(identified: int, hints_due: int, words: str) -> None:
    summary = replace(summarize(PlayedFeed(home()).observer.visit), ecids=(ECID,), identified=identified)
    summary = replace(summary, hints=("or2",), hint_due=hints_due, hint_used=hints_due)
    assert facts_text(facts_of_visit(summary)[:2], 200, PALETTE).plain == words


def test_calls_of_a_server_are_dated_from_the_start_and_its_visitors_are_not_one_that_changed() -> None:
    told: list[Sighting] = []
    for number, ecid in enumerate((ECID, ECID[::-1]), start=1):
        told.append(transcript.began(f"{number}", number, body=b"{}", tab="", page_url=""))
        told.append(transcript.answered(f"{number}", number + 0.5, transcript.identity(ecid)))
    visit = transcript.observed(told, source=Source.FORWARD).visit
    rows = [each for each in VisitRows(is_live=False).changes(visit, ()).lines if isinstance(each, CallRow)]
    assert [row.since_s for row in rows] == [1, 2]
    assert "changed" not in facts_text(facts_of_visit(summarize(visit)), 200, PALETTE).plain


@every_row("width", range(20, 200))
@every_row(("pages", "calls", "waiting", "left"), [(3, 15, 2, 0), (4_000, 12_000, 11_111, 1_234_567)])
def test_a_title_fits_and_keeps_what_matters_most(width: int, pages: int, calls: int, waiting: int, left: int) -> None:
    parts = {"is_narrowed": True, "is_held": True, "selected": 21, "left": left, "findings": 101}
    title = list_title(pages, calls, 7, waiting, **parts, width=width)
    assert cell_len(title) <= width
    assert f"{waiting} new" in title
    kept = title.split(" · ")
    # Each part that is there is there whole, in its place, and what is more important than it, too.
    whole = list_title(pages, calls, 7, waiting, **parts).split(" · ")
    assert kept == [part for part in whole if part in kept]
    by_importance = [f"{waiting} new", "21 selected", "7 shown", "101 findings", f"{calls:,} calls", f"{pages:,} pages"]
    assert set(kept) - {f"{left:,} earlier in history"} == set(by_importance[: len(set(kept) & set(by_importance))])


def test_a_command_whose_page_is_learned_of_late_has_its_time_then() -> None:
    visit = PlayedFeed(whole()).look().visit
    pages = tuple(replace(page, loaded_at=None) for page in visit.pages)
    early, rows = replace(visit, recording=replace(visit.recording, pages=pages)), VisitRows(is_live=True)
    before, after = (
        {row.key: row.since_s for row in rows.changes(each, ()).lines if isinstance(row, OtherRow)}
        for each in (early, visit)
    )
    assert before
    assert before.keys() == after.keys()
    assert set(before.values()) == {None}
    assert None not in after.values()
