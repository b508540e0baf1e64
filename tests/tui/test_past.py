"""Past exchanges on the screen: listed, shown, opened, replayed, and kept across restarts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.request import InteractRequest
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.screen import History
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.answers import ECID
from tests.tui.scenes import a_past
from tests.tui.stage import NOON, Stage, explorer, frozen_workspace


async def in_history(stage: Stage) -> None:
    """Goes to the history in the sidebar."""
    await stage.focus(stage.bench.query_one(HistoryList))


async def open_history(stage: Stage) -> History:
    """Opens the screen of history, and waits until its first exchange is previewed."""
    await stage.press("f11")
    await stage.shows(History)
    screen = stage.app.screen
    assert isinstance(screen, History)
    await stage.until(lambda: screen.shown is not None)
    await stage.still()
    return screen


async def on_line(stage: Stage, words: str) -> None:
    """Moves the cursor of the history screen to the line with these words."""
    screen = stage.app.screen
    assert isinstance(screen, History)
    for _ in screen.listed.summaries:
        index = screen.listed.highlighted or 0
        if words in str(screen.listed.get_option_at_index(index).prompt):
            break
        await stage.press("down")
    summary = screen.listed.under_cursor
    assert summary is not None
    await stage.until(lambda: screen.shown is not None and screen.shown.sent_at == summary.sent_at)
    await stage.still()
    assert words in stage.drawn


async def test_exchanges_are_listed_newest_first(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.load("target-unavailable")
        await stage.send()
        listed = stage.find(HistoryList).summaries
        assert [(each.status, each.template) for each in listed] == [(207, "target-unavailable"), (200, "page-view")]
        assert "207 Target unava" in stage.drawn
        assert "EXEG-0201 Serv" in stage.drawn


async def test_history_survives_a_restart(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        sent = await stage.send()
    async with explorer(frozen_workspace(home)) as stage:
        assert [each.request_id for each in stage.find(HistoryList).summaries] == [sent.request_id]
        await in_history(stage)
        await stage.press("enter")
        assert (await stage.answered()).request == sent.request
        assert "200 OK" in stage.drawn


async def test_choosing_an_exchange_shows_request_and_response(workspace: Workspace) -> None:
    a_past(workspace)
    async with explorer(workspace, size=(160, 45)) as stage:
        await open_history(stage)
        await on_line(stage, "207")
        assert "EXEG-0201-503" in stage.drawn
        await stage.focus(stage.tree)
        await stage.use("answer.previous-tab")
        await stage.use("answer.previous-tab")
        assert "decisioning.propositionFetch" in stage.drawn


async def test_an_interrupted_exchange_is_shown_as_incomplete(workspace: Workspace) -> None:
    a_past(workspace)
    async with explorer(workspace, size=(160, 45)) as stage:
        await open_history(stage)
        await on_line(stage, "unfinished")
        assert "Response  incomplete " in stage.drawn
        assert "incomplete: no response was recorded" in stage.drawn


async def test_a_past_failure_says_what_failed(workspace: Workspace) -> None:
    a_past(workspace)
    async with explorer(workspace, size=(160, 45)) as stage:
        await open_history(stage)
        await on_line(stage, "timeout")
        assert "No response within 10 s" in stage.drawn


async def test_a_replay_has_a_new_id_and_the_current_state(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        first = await stage.send()
        await in_history(stage)
        await stage.use("history.replay")
        again = await stage.answered(first)
        assert again.replay_of == first.request_id
        assert again.request_id != first.request_id
        assert again.draft == first.draft
        assert "meta" in json.loads(again.request.body)
        assert "↻" in stage.drawn


async def test_an_exact_replay_sends_the_same_bytes_to_the_same_url(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        first = await stage.send()
        await in_history(stage)
        await stage.use("history.exact")
        again = await stage.answered(first)
        assert again.request == first.request
        assert again.replay_of == first.request_id


async def test_a_replay_from_the_history_screen_returns_to_the_workbench(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        first = await stage.send()
        await open_history(stage)
        await stage.use("history.replay")
        await stage.shows(Workbench)
        again = await stage.answered(first)
        assert again.replay_of == first.request_id


async def test_a_past_draft_is_opened_in_the_editor(workspace: Workspace) -> None:
    a_past(workspace)
    async with explorer(workspace) as stage:
        await in_history(stage)
        await stage.press("down", "down")
        await stage.use("history.draft")
        await stage.until(lambda: "commerce.purchases" in stage.editor.text)
        assert stage.bench.state.draft.value.template == "purchase"


async def test_escape_closes_history_without_a_change(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        sent = await stage.send()
        await open_history(stage)
        await stage.press("escape")
        await stage.shows(Workbench)
        assert stage.exchange is sent
        assert stage.find(ResponsePane).outline is not None


async def test_an_empty_history_says_so(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("f11")
        await stage.shows(History)
        await stage.until(lambda: "No history yet" in stage.drawn)


async def test_a_profile_without_history_says_so(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="quiet", keeps_history=False))
    async with explorer(workspace) as stage:
        await stage.send()
        assert "recording off" not in stage.drawn
        stage.bench.controllers.profiles.use(workspace.profiles.get("quiet"))
        await stage.until(lambda: "1 · recording off" in stage.drawn)
        await stage.send()
        assert workspace.history.count() == 1


async def test_the_empty_history_of_a_profile_without_history_promises_nothing(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="quiet", keeps_history=False))
    async with explorer(workspace, profile="quiet") as stage:
        await stage.until(lambda: "This profile doesn't" in stage.drawn)


async def test_a_changed_visitor_is_said_in_every_place(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        assert "ECID changed" not in stage.drawn
        state = workspace.visitors.get("default")
        workspace.visitors.save(replace(state, states={}))
        await stage.send()
        assert "ECID changed" in stage.lines[-2]
        assert stage.find(HistoryList).summaries[0].has_new_ecid
        assert stage.drawn.count("200 ≠ Page view") == 1
        await stage.press("f11")
        await stage.shows(History)
        await stage.until(lambda: "missing state entry" in stage.drawn)
        assert "ECID changed" in stage.drawn
        assert stage.drawn.count("≠ ECID") == 1


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_comparison_says_on_top_that_the_visitor_changed_and_what_is_ignored(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    pair = [_sent_as(name, ecid) for name, ecid in (("anna", ECID), ("bob", "4" * 38))]
    async with explorer(workspace, size=size) as stage:
        await stage.app.push_screen(Compare(workspace, *pair))
        await stage.still()
        assert "The visitor changed: ECID 41861666…6988 → 44444444…4444 (anna → bob)." in stage.lines[0]
        assert f"{len(workspace.ignored_paths.all())} paths ignored" in stage.drawn
        assert "~ visitor" in stage.drawn
        await stage.press("b")
        assert "~ visitor" in stage.drawn


def _sent_as(visitor: str, ecid: str) -> Exchange:
    request = InteractRequest(visitor, "https://edge.example.com/ee/v2/interact", (), "{}")
    handle = {"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}
    response = Response(200, (), json.dumps({"handle": [handle]}).encode(), Timings(1.0))
    return Exchange(Draft("{}"), request, "emulator", visitor, NOON, response)
