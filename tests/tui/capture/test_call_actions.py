"""Actions on the calls of a visit, without the screen."""

import json
import shlex
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from edge_tui.cli.recording.export import capture_text
from edge_tui.model.exchange import Draft
from edge_tui.model.finding import Severity
from edge_tui.model.origin import Page, Source
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.model.sightings import CommandState, PageOpened, SdkCommand, Sighting
from edge_tui.model.visit import VisitFinding
from edge_tui.recording.expectations import read_visit_expectation
from edge_tui.tui.capture.call_actions import CallActions
from edge_tui.tui.capture.expectation import expectation_for, option_for
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.filter import read_filter
from edge_tui.tui.capture.page_comparison import PageComparison
from edge_tui.tui.capture.rows import CallRow, OtherRow, PageRow
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.shown_call import explain_row
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.capture.visit_rows import VisitRows
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.visit import check_visit
from edge_tui.workspace import Workspace
from tests.answers import ECID, ORG
from tests.recording.sources import TranscriptSource
from tests.recording.transcript import SECRETS, visit
from tests.tui.capture.shop_visit import DATASTREAM, SHOP, VIEW, PlayedFeed, answered, at, began, event, home, whole
from tests.tui.scripted_dialogs import ScriptedDialogs
from tests.tui.stage import MEDIUM, explorer

SHOP_PROFILE = Profile("shop", url="https://edge.shop.example", datastream_id=DATASTREAM)


@dataclass
class PlainHost:
    """Records what is asked of the workbench."""

    templates: list[Draft] = field(default_factory=list)
    visitors: list[str] = field(default_factory=list)
    saves: bool = True

    async def save_template(self, draft: Draft) -> bool:
        """Records a draft."""
        self.templates.append(draft)
        return self.saves

    def use_visitor(self, name: str) -> None:
        """Records a visitor."""
        self.visitors.append(name)


class Bench:
    """The actions over a played visit."""

    def __init__(self, workspace: Workspace, sightings: list[Sighting], *answers: Any) -> None:
        self.workspace = workspace
        self.dialogs = ScriptedDialogs(*answers)
        self.host = PlainHost()
        self.copied: list[str] = []
        self.timeline = Timeline()
        feed = PlayedFeed(sightings)
        self.look: Look = feed.look()
        self.timeline.put(VisitRows(is_live=True).changes(self.look.visit, self.look.findings).lines)
        self.selection = Selection()
        self.deleted: list[tuple[str, ...]] = []
        self.actions = CallActions(
            workspace,
            self.dialogs,
            self.timeline,
            self.host,
            selection=self.selection,
            copy=self.copied.append,
            delete=self.deleted.append,
        )

    def call(self, key: str) -> CallRow:
        """A call of the visit."""
        return next(row for row in self.timeline.all_calls if row.key == key)

    def page(self, number: int) -> PageRow:
        """A page of the visit."""
        return next(page for page in self.timeline.pages if page.number == number)


async def test_an_event_is_edited_with_the_profile_that_fits(workspace: Workspace) -> None:
    workspace.profiles.add(SHOP_PROFILE)
    bench = Bench(workspace, whole())
    call = bench.call("a2")
    fitting = replace(call, call=replace(call.call, exchange=replace(call.exchange, profile_name="shop")))
    left = await bench.actions.edit(fitting)
    assert left is not None
    assert (left.action, left.profile, left.exchange) == ("draft", SHOP_PROFILE, fitting.exchange)


async def test_without_a_profile_that_fits_it_asks(workspace: Workspace) -> None:
    workspace.profiles.add(SHOP_PROFILE)
    bench = Bench(workspace, whole(), None)
    assert await bench.actions.edit(bench.call("c1")) is None
    (asked,) = bench.dialogs.shown
    assert isinstance(asked, Choice)
    names = [name for name, _ in asked._choices.values()]
    bench.dialogs.will_answer(str(names.index(EMULATOR_PROFILE.name)))
    left = await bench.actions.edit(bench.call("c1"))
    assert left is not None
    assert left.profile == EMULATOR_PROFILE


@pytest.mark.parametrize(
    ("datastream", "title", "first"),
    [
        (SHOP_PROFILE.datastream_id, "No profile for …{} at edge.example.com. Send with", "shop"),
        ("4f1c6d02-7c5e-4000-8000-00000000ffff", "No profile for the datastream …{}. Send with", "emulator"),
        ("", "Send with", "emulator"),
    ],
)
async def test_what_no_profile_has_is_said_and_the_nearest_one_is_offered_first(
    workspace: Workspace, datastream: str, title: str, first: str
) -> None:
    workspace.profiles.add(SHOP_PROFILE)
    bench = Bench(workspace, whole(), None)
    call = bench.call("a2")
    request = replace(call.exchange.request, url=f"https://edge.example.com/ee/v1/interact?configId={datastream}")
    await bench.actions.edit(replace(call, call=replace(call.call, exchange=replace(call.exchange, request=request))))
    (asked,) = bench.dialogs.shown
    assert isinstance(asked, Choice)
    assert asked._title == title.format(datastream[-4:])
    assert next(iter(asked._choices.values()))[0] == first


@pytest.mark.parametrize("action", ["edit", "save_template", "comparisons.compare"])
async def test_what_needs_a_call_says_so_on_another_line(workspace: Workspace, action: str) -> None:
    bench = Bench(workspace, whole())
    other = next(row for row in bench.timeline.rows if isinstance(row, OtherRow))
    assert await attrgetter(action)(bench.actions)(other) is None
    assert bench.dialogs.toasts == ["Put the cursor on a call first."]


async def test_a_call_whose_body_was_not_recorded_is_not_edited(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    blocked = next(row for row in bench.timeline.all_calls if row.facts.what == "body not recorded")
    assert await bench.actions.edit(blocked) is None
    assert "didn't record the body" in bench.dialogs.toasts[0]


async def test_an_event_is_saved_as_a_template_by_the_workbench(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    await bench.actions.save_template(bench.call("b3"))
    (draft,) = bench.host.templates
    assert "commerce.productViews" in draft.text
    assert draft.origin, "a template of it may not read values of this machine unasked"


async def test_a_new_visitor_has_the_state_that_the_sites_visitor_was_left_with(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    await bench.actions.new_visitor()
    (name,) = bench.host.visitors
    visitor = workspace.visitors.get(name)
    (state,) = visitor.states.values()
    assert state.value_of("cluster") == "or2"
    assert ECID in str(bench.call("a1").exchange.response.text if bench.call("a1").exchange.response else "")
    assert {entry.key for entry in state.entries} >= {f"{ORG}identity", f"{ORG}cluster"}
    await bench.actions.new_visitor()
    assert bench.host.visitors == [name, f"{name}-2"]


async def test_without_cookies_there_is_no_new_visitor(workspace: Workspace) -> None:
    sent = began("1", 0.4, event("a", "/", "home"), headers=())
    bench = Bench(workspace, [sent, answered("1", 0.5, 60.0, headers=())])
    await bench.actions.new_visitor()
    assert bench.host.visitors == []
    assert "no Edge cookies" in bench.dialogs.toasts[0]


async def test_a_call_is_compared_with_the_same_one_of_another_page(workspace: Workspace) -> None:
    bench = Bench(workspace, whole(), "b1", None)
    await bench.actions.comparisons.compare(bench.call("a2"))
    asked, compared = bench.dialogs.shown
    assert isinstance(asked, Choice)
    assert list(asked._choices) == ["b1", "b2"]
    assert isinstance(compared, Compare)
    async with explorer(workspace, size=MEDIUM) as stage:
        stage.app.push_screen(compared)
        await stage.shows(Compare)
        await stage.still()
        # What the site sent, by page.
        assert "Requests compared" in stage.drawn
        assert "page 1 /" in stage.lines[0] + stage.lines[1]
        assert "page 2 /product/42" in stage.lines[1] + stage.lines[2]


async def test_a_call_that_no_other_page_makes_is_not_compared(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    await bench.actions.comparisons.compare(bench.call("b3"))
    assert bench.dialogs.toasts == ["No other page makes this call."]


async def test_a_page_is_compared_with_another(workspace: Workspace) -> None:
    bench = Bench(workspace, whole(), "2", None)
    await bench.actions.comparisons.compare(bench.page(1))
    assert isinstance(bench.dialogs.shown[-1], PageComparison)


async def test_the_only_page_has_nothing_to_compare_with(workspace: Workspace) -> None:
    bench = Bench(workspace, list(home()))
    await bench.actions.comparisons.compare(bench.page(1))
    assert bench.dialogs.toasts == ["This visit has one page only."]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a2", "page:/ call:web.webpagedetails.pageViews == 1"),
        ("b1", "page:/product/42 call:web.webpagedetails.pageViews == 2"),
        ("b3", "page:/product/42 call:commerce.productViews == 1"),
        ("a1", "page:/ call:acquire == 1"),
    ],
)
def test_an_expectation_names_the_page_the_call_and_how_often(workspace: Workspace, key: str, expected: str) -> None:
    bench = Bench(workspace, whole())
    row = bench.call(key)
    assert expectation_for(row, bench.look.visit) == expected
    # As the command line reads it, the visit meets it.
    assert read_visit_expectation(expected).check(bench.look.visit, bench.look.findings).ok
    bench.actions.expect(row, bench.look)
    assert bench.copied == [option_for(expected)]
    assert bench.copied[0].startswith("--expect '")


@pytest.mark.parametrize(
    ("key", "left_pages", "operator"),
    [("a2", {1}, ">="), ("b1", {1}, "=="), ("b1", {2, 3}, ">="), ("b1", set(), "==")],
)
def test_an_expectation_counts_what_the_recording_still_has_of_a_page(
    workspace: Workspace, key: str, left_pages: set[int], operator: str
) -> None:
    bench = Bench(workspace, whole())
    visit = replace(bench.look.visit, left=7, left_pages=frozenset(left_pages))
    bench.actions.expect(bench.call(key), replace(bench.look, visit=visit))
    assert bench.copied[0].split()[-2] == operator
    assert ("in history only" in bench.dialogs.toasts[-1]) == (operator == ">=")


def _second_visit_of_a_page() -> list[Sighting]:
    """Pages that were loaded before, with calls of several types and of none, and paths that a shell would read."""
    odd = '/a b"*/é'
    both = [event("commerce.productViews", odd, "Odd"), event("commerce.purchases", odd, "Odd")]
    return [
        PageOpened(at(20), "https://www.shop.example/product/42?sku=1", "1"),
        began("d1", 20.1, event("commerce.productViews", "/product/42", "Product 42"), path="/product/42"),
        answered("d1", 20.2, 9),
        began("d2", 20.3, action="collect", path="/product/42"),
        began("d3", 20.4, event("x.y", "/product/42", "Product 42"), action="collect", path="/product/42"),
        PageOpened(at(21), f"https://www.shop.example{odd}", "1"),
        began("d4", 21.1, *both, path=odd),
        began("d5", 21.2, event("commerce.purchases", odd, "Odd"), path=odd),
        began("d6", 21.3, action="identity/acquire", path="", page_url=""),
    ]


def test_a_visit_meets_the_expectation_of_each_of_its_lines(workspace: Workspace) -> None:
    odd = SdkCommand(at(22), "odd", "alloy", "x == 1; ls", CommandState.REJECTED, page_url=f"{SHOP}/", tab="1")
    bench = Bench(workspace, [*whole(), *_second_visit_of_a_page(), odd])
    for row in bench.timeline.rows:
        bench.actions.expect(row, bench.look)
    assert len(bench.copied) == len(bench.timeline.rows)
    for option in bench.copied:
        _, expression = shlex.split(option)
        verdict = read_visit_expectation(expression).check(bench.look.visit, bench.look.findings)
        assert verdict.ok, verdict
    assert "--expect 'page:/product/42 call:commerce.productViews == 2'" in bench.copied
    assert "--expect 'page:/product/42 calls == 9'" in bench.copied
    assert "--expect 'page:/product/42 tried:sendEvent == 1'" in bench.copied
    # A page may say that a command has any name.
    assert "--expect 'page:/ tried == 1'" in bench.copied


def test_calls_without_a_page_have_no_expectation_together(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    bench.actions.expect(PageRow(Page("", 0), 3), bench.look)
    assert bench.copied == []
    assert "Choose one of the calls." in bench.dialogs.toasts[0]


@pytest.mark.parametrize(("chosen", "count"), [("call", 1), ("page", 6), ("shown", 3), ("all", 14)])
async def test_chosen_calls_are_exported(workspace: Workspace, tmp_path: Path, chosen: str, count: int) -> None:
    path = tmp_path / "calls.csv"
    bench = Bench(workspace, whole(), chosen, "csv", {"path": str(path)})
    bench.timeline.narrow(read_filter("page:cart"))
    await bench.actions.exports.export(bench.call("b3"))
    assert any(isinstance(each, Fields) for each in bench.dialogs.shown)
    assert len(path.read_text().splitlines()) == count + 1


async def test_every_action_of_a_line_can_be_chosen(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    row = bench.call("a2")
    for chosen in ("expect", "id", "template", "show", None):
        bench.dialogs.will_answer(chosen)
        left = await bench.actions.choose(row, None, bench.look)
        assert (left is not None) == (chosen == "show")
    assert bench.copied[-1] == row.exchange.request_id
    assert len(bench.host.templates) == 1
    offered = bench.dialogs.shown[-1]
    assert isinstance(offered, Choice)
    of_a_call = {"draft", "show", "template", "compare", "expect", "id", "delete"}
    assert set(offered._choices) == of_a_call | {"export", "visitor"}, "nothing that passes can be changed"


@pytest.mark.parametrize(
    ("source", "state", "why"),
    [
        (Source.CHROMIUM, FeedState.STARTING, "The browser is still starting."),
        (Source.FIREFOX, FeedState.LIVE, "Rules need Chrome, Chromium, Edge or Brave"),
        (Source.CHROMIUM, FeedState.LIVE, "This visit is recorded untouched"),
    ],
)
async def test_why_nothing_can_be_changed_is_said_in_one_sentence_that_is_true(
    workspace: Workspace, source: Source, state: FeedState, why: str
) -> None:
    bench = Bench(workspace, whole(), "back")
    visit = bench.look.visit
    look = replace(bench.look, visit=replace(visit, recording=replace(visit.recording, source=source)), state=state)
    await bench.actions.change_rules(look, None)
    assert bench.dialogs.question.text.startswith(why)


async def test_rules_that_cannot_be_changed_are_shown(workspace: Workspace) -> None:
    bench = Bench(workspace, whole(), "back")
    feed = PlayedFeed(whole(), is_live=False, rules=("all calls: elsewhere.",))
    bench.dialogs.will_answer(None, "back")
    await bench.actions.change_rules(feed.look(), None)
    assert bench.dialogs.question.text == "all calls: elsewhere."
    await bench.actions.choose(bench.page(1), None, feed.look())
    offered = bench.dialogs.shown[-1]
    assert isinstance(offered, Choice)
    assert "rules" in offered._choices
    past = PlayedFeed(whole(), is_live=False).look()
    await bench.actions.change_rules(past, None)
    assert bench.dialogs.question.text == "No rule changed what passed."


# The calls that are selected.


async def test_selected_calls_are_exported_without_asking_which(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    bench = Bench(workspace, whole(), "csv", {"path": str(path)})
    bench.selection.toggle([bench.call("b3"), bench.call("a2")])
    await bench.actions.exports.export(bench.call("c1"))
    written = path.read_text().splitlines()
    assert len(written) == 3
    assert "web.webpagedetails.pageViews" in written[1], "in the order of the visit"


@pytest.mark.parametrize("form", ["har", "csv", "json"])
async def test_selected_calls_are_exported_as_the_command_line_does(
    workspace: Workspace, tmp_path: Path, form: str
) -> None:
    live = workspace.captures.begin("sale", Source.CHROMIUM, lambda tell: TranscriptSource(tell, visit()))
    live.start()
    live.stop()
    recorded, path = workspace.captures.load("sale"), tmp_path / "calls"
    bench = Bench(workspace, [], form, {"path": str(path)})
    bench.timeline.put(VisitRows(is_live=False).changes(recorded, check_visit(recorded)).lines)
    view = "web.webpagedetails.pageViews"
    chosen = [each for each in bench.timeline.all_calls if view in each.facts.event_types]
    assert 1 < len(chosen) < len(recorded.calls)
    bench.selection.toggle(chosen)
    await bench.actions.exports.export(None, Look(recorded, check_visit(recorded)))
    offered = bench.dialogs.shown[0]
    assert isinstance(offered, Choice)
    assert list(offered._choices)[:4] == ["har", "har-safe", "csv", "json"]
    assert path.read_text() == capture_text(workspace, "sale", [view], form, safe=False)


async def test_two_selected_calls_are_compared_and_one_with_the_cursor(workspace: Workspace) -> None:
    for selected, cursor in ((("b2", "a3"), "c1"), (("a3",), "b2")):
        bench = Bench(workspace, whole(), None)
        bench.selection.toggle([bench.call(key) for key in selected])
        await bench.actions.comparisons.compare(bench.call(cursor))
        compared = bench.dialogs.shown[-1]
        assert isinstance(compared, Compare)
    bench = Bench(workspace, whole())
    bench.selection.toggle([bench.call(key) for key in ("a1", "a2", "a3")])
    await bench.actions.comparisons.compare(bench.call("a1"))
    assert bench.dialogs.toasts == ["3 calls are selected. Select two; d then compares them."]


async def test_each_selected_call_is_saved_as_a_template_until_one_is_canceled(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    bench.selection.toggle([bench.call(key) for key in ("a2", "a3", "b3")])
    await bench.actions.save_template(None)
    assert len(bench.host.templates) == 3
    bench.host.saves = False
    await bench.actions.save_template(None)
    assert len(bench.host.templates) == 4


async def test_selected_calls_are_deleted_after_asking(workspace: Workspace) -> None:
    bench = Bench(workspace, whole(), "back", "delete", "delete")
    bench.selection.toggle([bench.call("b3"), bench.call("a2")])
    await bench.actions.delete(None)
    assert bench.deleted == []
    assert bench.dialogs.question.destructive
    await bench.actions.delete(None)
    assert bench.deleted == [("a2", "b3")]
    assert len(bench.selection) == 0
    await bench.actions.delete(bench.call("c1"))
    assert bench.deleted[1:] == [("c1",)]
    await bench.actions.delete(bench.page(1))
    assert bench.dialogs.toasts == ["Put the cursor on a call first."]


def test_a_selection_toggles_all_or_none() -> None:
    lines = VisitRows(is_live=True).changes(PlayedFeed(whole()).look().visit, ()).lines
    rows = [row for row in lines if isinstance(row, CallRow)]
    selection = Selection()
    selection.toggle(rows[:2])
    selection.toggle(rows[:3])
    assert selection.of(rows) == rows[:3]
    selection.toggle(rows[:2])
    assert selection.of(rows) == rows[2:3]
    selection.clear()
    selection.toggle([])
    assert len(selection) == 0


_SCREEN_FIELDS = {
    *("requestId", "profile", "visitor", "sentAt", "elapsedMs", "action", "datastreamId", "request", "status"),
    *("headers", "body", "failure", "remarks", "origin"),
}


async def test_the_screen_and_the_command_line_export_the_same_json(workspace: Workspace, tmp_path: Path) -> None:
    live = workspace.captures.begin("sale", Source.CHROMIUM, lambda tell: TranscriptSource(tell, visit()))
    live.start()
    live.stop()
    recorded = workspace.captures.load("sale")
    findings = check_visit(recorded)
    assert findings
    path = tmp_path / "calls.json"
    bench = Bench(workspace, [], "json", {"path": str(path)})
    bench.timeline.put(VisitRows(is_live=False).changes(recorded, findings).lines)
    await bench.actions.exports.export(None, Look(recorded, findings))
    exported = path.read_text()
    assert exported == capture_text(workspace, "sale", (), "json", safe=False)
    documents = json.loads(exported)
    assert len(documents) == len(recorded.calls)
    assert all(each.keys() >= _SCREEN_FIELDS | {"outcome", "handles", "state", "eventType"} for each in documents)
    assert any(each["findings"] for each in documents)
    assert not any(secret in exported for secret in SECRETS)


def test_the_fix_of_several_findings_is_said_once(workspace: Workspace) -> None:
    row = Bench(workspace, whole()).call("a2")
    found = [
        VisitFinding("event-lint", Severity.ERROR, f"{words}.", fix, (row.key,))
        for words, fix in (("One", "Do this."), ("Two", "Do this."), ("Three", "Do that."), ("Four", ""))
    ]
    assert explain_row(row, found).note == "One.\nTwo.\nFix: Do this.\n\nThree.\nFix: Do that.\n\nFour."


async def test_calls_of_one_second_are_told_apart_where_one_is_chosen(workspace: Workspace) -> None:
    told: list[Sighting] = [PageOpened(at(0), SHOP, "1")]
    for key, moment in (("1", 1.0), ("2", 1.002)):
        told += [began(key, moment, event(VIEW, "/", "home")), answered(key, moment + 0.1, 100)]
    told += [PageOpened(at(5), f"{SHOP}/a", "1"), began("3", 6, event(VIEW, "/a", "a")), answered("3", 6.1, 100)]
    bench = Bench(workspace, told, None)
    await bench.actions.comparisons.compare(bench.call("3"))
    (asked,) = bench.dialogs.shown
    assert isinstance(asked, Choice)
    assert len(set(asked._choices.values())) == 2


async def test_that_there_is_no_such_finding_is_an_expectation(workspace: Workspace) -> None:
    bench = Bench(workspace, whole())
    for finding in bench.look.findings:
        bench.actions.expect_no(finding)
        _, expression = shlex.split(bench.copied[-1])
        assert not read_visit_expectation(expression).check(bench.look.visit, bench.look.findings).ok
