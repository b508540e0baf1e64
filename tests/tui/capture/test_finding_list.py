"""The findings of a visit: what comes costs the lines in sight that it changes, and the cursor stays on its finding."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from edge_tui.model.finding import Severity
from edge_tui.model.sightings import Blocked, Cause
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.feed import FeedState
from edge_tui.tui.capture.finding_list import FindingList
from edge_tui.tui.capture.visit_pane import VisitPane
from edge_tui.tui.capture.visit_reader import VisitReader
from edge_tui.workspace import Workspace
from tests.tui.capture.shop_visit import PlayedFeed, at, began, event, home, whole
from tests.tui.capture.test_capture_screen import capture, drawn
from tests.tui.counting import counted

MANY = 1000


def found(number: int, severity: Severity = Severity.WARNING) -> VisitFinding:
    """A finding."""
    return VisitFinding("event-lint", severity, f"finding {number}", calls=(f"{number}",))


@contextmanager
def drawn_lines() -> Iterator[list[int]]:
    """The lines of the list that are drawn."""
    lines: list[int] = []
    render = FindingList.render_line

    def counting(listed: FindingList, y: int) -> object:
        lines.append(y)
        return render(listed, y)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FindingList, "render_line", counting)
        yield lines


@pytest.mark.parametrize(
    ("page", "message", "words"),
    [
        (3, "This page sent nothing.", "page 3: This page sent nothing."),
        (3, "2 calls on page 3 went elsewhere.", "2 calls on page 3 went elsewhere."),
        (1, "Calls on page 12 went elsewhere.", "page 1: Calls on page 12 went elsewhere."),
        (0, "The visit has 2 organizations.", "The visit has 2 organizations."),
    ],
)
def test_a_finding_names_its_page_once(page: int, message: str, words: str) -> None:
    assert VisitFinding("blocked", Severity.ERROR, message, page=page).words == words


@pytest.mark.draws
async def test_findings_that_come_out_of_sight_draw_no_line_and_lay_nothing_out(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(home())) as (stage, screen):
        pane, findings = screen.query_one(VisitPane), tuple(map(found, range(MANY)))
        pane.show(findings, ())
        await stage.press("5")
        await drawn(stage)
        with counted() as cost, drawn_lines() as lines:
            pane.show((*findings, found(MANY)), ())
            await drawn(stage)
        assert (lines, cost.layouts) == ([], 0)
        assert len(pane.findings.rows) == MANY + 1


@pytest.mark.draws
async def test_a_key_draws_two_lines_of_a_thousand_findings(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(home())) as (stage, screen):
        screen.query_one(VisitPane).show(tuple(map(found, range(MANY))), ())
        await stage.press("5")
        await drawn(stage)
        with counted() as cost, drawn_lines() as lines:
            await stage.app._press_keys(("j",))
            await drawn(stage)
        assert (sorted(lines), cost.frames, cost.layouts) == ([0, 1], 1, 0)


@pytest.mark.draws
async def test_the_cursor_stays_on_its_finding_and_on_its_line_of_the_screen(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(home())) as (stage, screen):
        pane, findings = screen.query_one(VisitPane), tuple(map(found, range(MANY)))
        listed = pane.findings
        pane.show(findings, ())
        await stage.press("5")
        await stage.press(*["j"] * 20)
        line = listed.cursor - listed.scroll_offset.y
        worse = tuple(found(MANY + each, Severity.ERROR) for each in range(3))
        pane.show((*worse, *findings), ())
        await drawn(stage)
        assert listed.under_cursor is findings[20]
        assert listed.cursor - listed.scroll_offset.y == line
        pane.show(findings[:5], ())
        await drawn(stage)
        assert (listed.cursor, listed.scroll_offset.y) == (4, 0)
        pane.show((), ())
        await drawn(stage)
        assert listed.under_cursor is None
        assert "No findings." in stage.drawn


async def test_the_worst_findings_stay_in_sight_while_the_focus_is_elsewhere(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(home())) as (_, screen):
        pane, findings = screen.query_one(VisitPane), tuple(map(found, range(MANY)))
        pane.show(findings, ())
        pane.show((found(MANY, Severity.ERROR), *findings), ())
        assert (pane.findings.cursor, pane.findings.scroll_offset.y) == (0, 0)


async def test_a_click_goes_to_the_call_of_a_finding(workspace: Workspace) -> None:
    async with capture(workspace, PlayedFeed(whole())) as (stage, screen):
        listed = screen.query_one(FindingList)
        finding = listed.rows[1]
        await stage.pilot.click(FindingList, offset=(4, 1))
        await stage.until(lambda: screen.calls.has_focus)
        assert screen.calls.under_cursor is not None
        assert screen.calls.under_cursor.key in {*finding.calls, f"page {finding.page}"}


def test_a_check_that_finds_the_same_again_gives_the_same_objects() -> None:
    feed, now = PlayedFeed(whole()), [0.0]
    reader = VisitReader(lambda: now[0])
    first = reader.read(feed.observer.visit, FeedState.LIVE).findings
    now[0] += 10
    call = began("more", 15.0, event("more", "/", "home"))
    feed.play([Blocked(at(15.0), call.url, Cause.CSP, "connect-src 'self'", call.page_url, "1")])
    again = reader.read(feed.observer.visit, FeedState.LIVE).findings
    same = set(first) & set(again)
    assert again != first
    assert len(same) >= 4
    assert same == {each for each in again if any(each is known for known in first)}
