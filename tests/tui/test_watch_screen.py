"""Watching, and one event on several datastreams."""

from dataclasses import replace

import pytest
from rich.table import Table
from rich.text import Text
from textual.widgets import Input, OptionList, Static

from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.compare.value_pair import BothValues
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.profiles.picker import PickProfiles
from edge_tui.tui.themes import colors
from edge_tui.tui.timeline.send_list import SendList
from edge_tui.tui.timeline.watch import Watch
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

TARGET_ONLY = "5f1c0000-0000-4000-8000-000000000005"


def words(stage: Stage) -> str:
    """The screen's text without borders and line breaks."""
    return " ".join(stage.drawn.replace("│", " ").split())


async def watch(stage: Stage, until: str, *, sends: int = 5) -> Watch:
    session, draft = stage.bench.state.session, stage.bench.controllers.drafts.current
    screen = Watch(stage.workspace, session, draft, until=until, pause_seconds=0.0, sends=sends)
    stage.app.push_screen(screen)
    await stage.shows(Watch)
    return screen


async def test_a_watch_ends_on_its_condition_rings_and_says_how_long_it_took(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rung: list[bool] = []
        stage.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
        # The second response has no ID syncs: the visitor has been synced.
        await watch(stage, "handle:identity:exchange gone")
        await stage.until(lambda: "identity:exchange is gone after" in stage.drawn)
        assert "still waiting: identity:exchange is" in words(stage)
        assert stage.find(OptionList, "#timeline").option_count == 2
        assert rung == [True]


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20)])
async def test_no_line_of_a_watch_is_cut(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        screen = await watch(stage, "handle:identity:exchange gone")
        await stage.until(lambda: screen.sent.option_count == 2 and not screen.is_sending)
        await stage.still()
        region = screen.sent.region
        drawn = " ".join(line[region.x : region.right] for line in stage.lines[region.y : region.bottom])
        for send in screen.sent.sends:
            assert send.words in " ".join(drawn.split())
        assert "…" not in drawn


async def test_a_watch_stops_after_its_maximum_of_sends(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await watch(stage, "handle:activation:push >= 9", sends=3)
        await stage.until(lambda: "wasn't met in" in stage.drawn)
        assert workspace.history.count() == 3


async def test_escape_stops_a_watch_and_then_goes_back(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        session, draft = stage.bench.state.session, stage.bench.controllers.drafts.current
        screen = Watch(workspace, session, draft, until="errors", pause_seconds=600.0, sends=5)
        stage.app.push_screen(screen)
        await stage.until(lambda: isinstance(stage.app.screen, Watch) and "1 of at most 5 sent" in stage.drawn)
        await stage.press("escape")
        assert "Stopped." in stage.drawn
        await stage.press("escape")
        await stage.shows(Workbench)
        assert workspace.history.count() == 1


async def test_the_watch_form_explains_itself_and_checks_its_bounds(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.action_watch()
        await stage.shows(Fields)
        assert "Sends every 15 s until the response changes, for at most 14 min 45 s" in words(stage)
        stage.find(Input, "#pause").value = "0.1"
        await stage.until(lambda: "A pause of 0.1 s is out of range" in stage.drawn)
        await stage.press("enter")
        assert isinstance(stage.app.screen, Fields)


async def test_one_event_goes_to_two_datastreams_and_the_verdict_names_the_missing_handle(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="target", datastream_id=TARGET_ONLY))
    async with explorer(workspace) as stage:
        stage.bench.action_side_by_side()
        await stage.shows(PickProfiles)
        await stage.press("enter")
        await stage.told("Select two or more datastreams")
        await stage.press("down", "space", "enter")
        await stage.shows(SideBySide)
        await stage.until(lambda: "target lacks destination homepage-personalization" in words(stage))
        assert "- homepage-personalization" in stage.drawn
        assert "Not here." in stage.drawn
        await stage.press("enter")
        await stage.shows(BothValues)
        assert "Not here." in stage.drawn
        await stage.press("escape", "y")
        await stage.told("as Markdown")
        await stage.press("3")
        await stage.shows(Workbench)
        assert stage.exchange is not None
        assert stage.exchange.profile_name == "target"
    first, second = workspace.history.recent()
    assert {first.profile_name, second.profile_name} == {"emulator", "target"}
    assert first.visitor == second.visitor == "default"


async def test_a_datastream_without_its_secret_is_reported_beside_the_others(workspace: Workspace) -> None:
    from edge_tui.model.profile import Authentication

    workspace.profiles.add(replace(EMULATOR_PROFILE, name="server", authentication=Authentication.TOKEN))
    profiles = [workspace.profiles.get("emulator"), workspace.profiles.get("server")]
    async with explorer(workspace) as stage:
        stage.app.push_screen(SideBySide(workspace, profiles, stage.bench.controllers.drafts.current, "default"))
        await stage.shows(SideBySide)
        await stage.until(lambda: "has no access token" in words(stage))
        assert "At least two responses are needed" in stage.drawn


async def test_a_response_of_a_watch_is_compared_with_the_first(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await watch(stage, "handle:identity:exchange gone")
        await stage.until(lambda: "is gone after" in stage.drawn)
        first, last = stage.find(SendList).to_compare or (None, None)
        assert (first, last) == tuple(screen_exchanges(stage))
        await stage.press("d")
        await stage.shows(Compare)
        assert "sent once per visitor" in stage.drawn
        await stage.press("escape")
        await stage.shows(Watch)


def screen_exchanges(stage: Stage) -> list[object]:
    return [send.exchange for send in stage.find(SendList).sends]


async def test_one_send_alone_has_nothing_to_compare(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await watch(stage, "status == 200")
        await stage.until(lambda: "Nothing to wait for" in stage.drawn)
        assert stage.find(SendList).to_compare is None
        await stage.press("d")
        assert isinstance(stage.app.screen, Watch)


async def test_the_log_of_a_watch_follows_another_theme(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await watch(stage, "handle:identity:exchange gone")
        await stage.until(lambda: "is gone after" in stage.drawn)
        stage.app.theme = "textual-light"
        await stage.until(lambda: stage.app.current_theme.name == "textual-light")
        good = colors(stage.app).good
        await stage.until(lambda: good in log_styles(stage))
        assert stage.find(Static, "#timeline-words").content.style == good  # type: ignore[union-attr]


def log_styles(stage: Stage) -> list[object]:
    """The styles of the newest line of the log."""
    listed = stage.find(SendList)
    line = listed.get_option_at_index(listed.option_count - 1).prompt
    assert isinstance(line, Table)
    return [span.style for cell in line.columns[0].cells if isinstance(cell, Text) for span in cell.spans]
