"""The history screen: search, select, compare, annotate, export, delete, replay."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.widgets import Input, Static

from edge_tui.model.exchange import Draft
from edge_tui.model.history_row import what_was_sent
from edge_tui.model.origin import Origin, Page, Source
from edge_tui.model.request import Action
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.screen import History
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.timeline.replays import Replays
from edge_tui.tui.timeline.send_list import SendList
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.store.samples import answered, begun
from tests.tui.stage import Stage, explorer

EVENTS = ("web.webpagedetails.pageViews", "commerce.purchases", "application.launch")


async def send_some(stage: Stage) -> list[str]:
    """Three exchanges: a page view, a purchase, and one that is refused."""
    ids = []
    for name in EVENTS[:2]:
        text = json.dumps({"event": {"xdm": {"eventType": name}}})
        ids.append((await stage.bench.state.session.send(Draft(text, template=name.split(".")[0]))).request_id)
    refused = Draft('{"event": []}', Action.INTERACT, "refused")
    ids.append((await stage.bench.state.session.send(refused)).request_id)
    return ids


async def open_history(stage: Stage) -> list[str]:
    ids = await send_some(stage)
    await stage.press("f11")
    await stage.shows(History)
    await stage.until(lambda: len(stage.find(SelectableHistoryList).summaries) == 3)
    return ids


def listed(stage: Stage) -> list[str | None]:
    return [summary.template for summary in stage.find(SelectableHistoryList).summaries]


async def search(stage: Stage, text: str, found: list[str | None]) -> None:
    await stage.press("slash")
    stage.find(Input, "#history-search").value = text
    await stage.until(lambda: listed(stage) == found)


# Each result differs from the one before, so that a test sees the search happen.
SEARCHES: tuple[tuple[str, list[str | None]], ...] = (
    ("purchases", ["commerce"]),
    ("status:200", ["commerce", "web"]),
    ("status:4xx", ["refused"]),
    ("handle:state:store template:web", ["web"]),
    ("profile:nobody", []),
    ("after:2d", ["refused", "commerce", "web"]),
    ("before:2d", []),
)


async def test_history_is_searched_while_typing(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        for text, found in SEARCHES:
            await search(stage, text, found)
            await stage.until(lambda found=found: (stage.app.screen.shown is not None) is bool(found))  # type: ignore[attr-defined]
            assert stage.find(Static, "#no-history").display is not bool(found), text


async def test_an_invalid_search_is_explained_and_leaves_the_list(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("slash")
        stage.find(Input, "#history-search").value = "before:often"
        await stage.until(lambda: stage.find(Static, "#history-words").display)
        assert len(listed(stage)) == 3


async def test_a_field_that_is_unknown_is_named_below_the_search(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await search(stage, "pag:purchases", [])
        line = stage.find(Static, "#history-words")
        await stage.until(
            lambda: "pag: isn't a term" in str(line.content) and "Did you mean page:?" in str(line.content)
        )
        await search(stage, "event:commerce", ["commerce"])
        assert not stage.find(Static, "#history-words").display


async def test_the_exchange_under_the_cursor_is_previewed(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        await stage.press("j")
        await stage.until(lambda: ids[1] in stage.drawn)


async def test_a_click_previews_an_exchange_and_a_double_click_shows_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        # Each has two lines.
        place = stage.find(SelectableHistoryList).content_region.offset + Offset(4, 2)
        await stage.pilot.click(offset=place)
        await stage.until(lambda: ids[1] in stage.drawn)
        assert isinstance(stage.app.screen, History)
        await stage.pilot.click(offset=place, times=2)
        await stage.shows(Workbench)
        await stage.until(lambda: stage.exchange is not None and stage.exchange.request_id == ids[1])


async def test_two_that_are_selected_are_compared(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("d")
        await stage.told("Select two exchanges")
        await stage.press("space", "space", "d")
        await stage.shows(Compare)
        assert "EXEG-" in stage.drawn


async def test_a_pin_and_a_note_are_kept_and_shown(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        await stage.press("asterisk", "M")
        await stage.shows(Fields)
        await stage.write("odd one")
        await stage.press("enter")
        await stage.shows(History)
        await stage.until(lambda: any(each.note == "odd one" for each in stage.find(SelectableHistoryList).summaries))
        summary = workspace.history.summary(ids[2])
        assert summary is not None
        assert (summary.pinned, summary.note) == (True, "odd one")
        assert "★" in stage.drawn
        await search(stage, "pinned", ["refused"])
        await search(stage, "note:odd", ["refused"])


async def test_the_selection_is_deleted_after_asking(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("space", "space", "delete")
        await stage.shows(Question)
        await stage.press("escape")
        await stage.shows(History)
        assert workspace.history.count() == 3
        await stage.press("delete")
        await stage.shows(Question)
        await stage.press("right", "enter")
        await stage.until(lambda: isinstance(stage.app.screen, History) and listed(stage) == ["web"])
        assert workspace.history.count() == 1


async def test_pruning_continues_when_history_is_left_and_its_result_is_shown(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("P")
        await stage.shows(Fields)
        stage.find(Input, "#days").value = ""
        stage.find(Input, "#size").value = "0"
        await stage.until(lambda: "Deletes about 3 of 3" in stage.drawn)
        # While another process writes, the pruning has to wait.
        with closing(sqlite3.connect(workspace.history.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await stage.pilot.press("enter")
            await stage.until(lambda: isinstance(stage.app.screen, History) and "Deleting" in stage.drawn)
            await stage.pilot.press("q")
            await stage.until(lambda: isinstance(stage.app.screen, Workbench))
            await stage.pilot.press("f11")
            await stage.until(lambda: isinstance(stage.app.screen, History) and "Deleting" in stage.drawn)
            await stage.pilot.press("q")
            await stage.until(lambda: isinstance(stage.app.screen, Workbench))
            other.execute("ROLLBACK")
        await stage.told("3 deleted.")
        assert workspace.history.count() == 0


async def test_escape_stops_pruning_and_says_what_is_done(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        origin = workspace.history.find(ids[0])
        assert origin is not None
        for _ in range(700):
            workspace.history.begin(origin)
        await stage.press("P")
        await stage.shows(Fields)
        stage.find(Input, "#days").value = ""
        stage.find(Input, "#size").value = "0"
        await stage.until(lambda: "Deletes about 703 of 703" in stage.drawn)
        # While another process writes, the pruning has to wait.
        with closing(sqlite3.connect(workspace.history.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await stage.pilot.press("enter")
            await stage.until(lambda: "Deleting" in stage.drawn)
            await stage.pilot.press("delete")
            await stage.until(lambda: any("escape to stop that first" in toast for toast in stage.toasts))
            await stage.pilot.press("escape")
            await stage.until(lambda: "Stopping" in stage.drawn)
            other.execute("ROLLBACK")
        told = await stage.told("Stopped: ")
        left = workspace.history.count()
        assert isinstance(stage.app.screen, History)
        assert 0 < left < 703
        assert told == f"Stopped: {703 - left} deleted, {left} kept."


async def test_what_was_left_of_a_deletion_is_done_when_the_explorer_opens_again(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await send_some(stage)
    summary = workspace.history.summary(ids[1])
    assert summary is not None
    moments = iter([False, False])
    workspace.history.delete([summary.key], is_unwanted=lambda: next(moments, True))
    assert not workspace.history.is_tidy
    async with explorer(workspace):
        assert workspace.history.is_tidy
    assert workspace.history.count() == 2


async def test_how_many_pruning_would_delete_is_counted_while_typing(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("P")
        await stage.shows(Fields)
        await stage.until(lambda: "Deletes 0 of 3" in stage.drawn)
        await stage.press("tab")
        for number in range(30):
            await stage.pilot.press(str(number % 10), "backspace")
        await stage.pilot.press("0")
        await stage.until(lambda: "Deletes about 3 of 3" in stage.drawn)


async def test_the_selection_is_exported_into_a_file(workspace: Workspace, tmp_path: Path) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("space", "space", "x")
        await stage.shows(Choice)
        await stage.press("down", "enter")
        await stage.shows(Fields)
        stage.find(Input, "#path").value = str(tmp_path / "two.har")
        await stage.press("enter")
        await stage.told("Wrote")
    archive = json.loads((tmp_path / "two.har").read_text())
    assert len(archive["log"]["entries"]) == 2


async def test_a_replay_as_another_visitor_carries_none_of_the_state_and_is_linked(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        workspace.visitors.save(workspace.visitors.get("anna"))
        await stage.press("j", "V")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.until(lambda: "As which visitor" in stage.drawn)
        await stage.press("down", "down", "enter")
        await stage.shows(Workbench)
        exchange = await stage.answered()
        assert exchange.visitor == stage.bench.state.visitor.value == "anna"
        assert exchange.replay_of == ids[1]
        assert "meta" not in json.loads(exchange.request.body)
    replayed = workspace.history.summary(exchange.request_id)
    assert replayed is not None
    assert replayed.replay_of == ids[1]


async def test_a_selection_is_sent_again_in_its_order(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        await stage.press("space", "space", "space", "s")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.until(lambda: "How fast?" in stage.drawn)
        await stage.press("enter")
        await stage.shows(Replays)
        await stage.until(lambda: "3 replayed" in stage.drawn)
        rows = stage.find(SendList)
        assert rows.option_count == 3
        lines = [line for line in stage.lines if "↻" in line]
        for line, replayed in zip(lines, ids, strict=True):
            summary = workspace.history.summary(replayed)
            assert summary is not None
            assert re.search(rf"{what_was_sent(summary, workspace.templates.title_of)} +\d+ ms  ↻ {replayed[:8]}", line)
        await stage.press("escape")
        await stage.shows(History)
        assert set(stage.find(SelectableHistoryList).selected) == {
            summary.key for summary in workspace.history.recent() if summary.request_id in ids
        }
    again = [summary.replay_of for summary in workspace.history.recent(limit=3)]
    assert again == [ids[2], ids[1], ids[0]]


async def test_a_series_is_stopped_by_escape(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("space", "space", "s")
        await stage.shows(Choice)
        await stage.press("enter")
        await stage.until(lambda: "How fast?" in stage.drawn)
        await stage.press("down", "down", "enter")
        await stage.until(lambda: "Replayed 1 of 2" in stage.drawn)
        await stage.press("escape")
        assert "Stopped after 1 send." in stage.drawn
        await stage.press("escape")
        await stage.shows(History)
    assert workspace.history.count() == 4


async def test_what_another_process_sends_and_deletes_is_seen_and_the_cursor_stays(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        ids = await open_history(stage)
        await stage.press("space")
        await stage.press("k")
        other = Workspace({"EDGE_TUI_HOME": str(workspace.paths.data)}, clock=workspace.clock)
        await other.sessions.get(other.profiles.get("emulator")).send(Draft('{"event": {"xdm": {}}}', template="new"))
        await stage.until(lambda: listed(stage) == ["new", "refused", "commerce", "web"])
        assert stage.find(SelectableHistoryList).highlighted == 1
        assert len(stage.find(SelectableHistoryList).selected) == 1
        summary = workspace.history.summary(ids[0])
        assert summary is not None
        other.history.delete([summary.key])
        await stage.until(lambda: listed(stage) == ["new", "refused", "commerce"])
        await stage.press("q", "q")
        await stage.shows(Workbench)
        before = stage.find(HistoryList).summaries
        await other.sessions.get(other.profiles.get("emulator")).send(Draft('{"event": {"xdm": {}}}', template="newer"))
        await stage.until(lambda: len(stage.find(HistoryList).summaries) == len(before) + 1)
        await other.close()
        other.history.close()


async def test_history_leaves_the_workbench_as_it_was(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = {pane.id: pane.region for pane in stage.bench.query(Pane)}
        await stage.press("f11")
        await stage.shows(History)
        await stage.press("escape")
        await stage.shows(Workbench)
        assert {pane.id: pane.region for pane in stage.bench.query(Pane)} == before


async def test_escape_clears_the_search_then_the_selection_then_leaves(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("space")
        await search(stage, "purchases", ["commerce"])
        await stage.press("escape")
        await stage.until(lambda: len(listed(stage)) == 3)
        assert stage.find(SelectableHistoryList).selected
        await stage.press("escape")
        assert not stage.find(SelectableHistoryList).selected
        await stage.press("escape")
        await stage.shows(Workbench)


async def test_rows_keep_their_width_after_a_search_without_results(workspace: Workspace) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        await open_history(stage)
        before = stage.lines
        await search(stage, "status:500", [])
        await stage.press("escape")
        await stage.until(lambda: len(listed(stage)) == 3)
        await stage.until(lambda: stage.lines == before)


async def test_more_is_fetched_at_the_end_of_the_list(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send()
        for _ in range(230):
            workspace.history.begin(exchange)
        await stage.press("f11")
        await stage.shows(History)
        await stage.until(lambda: len(stage.find(SelectableHistoryList).summaries) == 200)
        await stage.press("end")
        await stage.until(lambda: len(stage.find(SelectableHistoryList).summaries) == 231)
        assert stage.find(SelectableHistoryList).highlighted == 199


@pytest.mark.parametrize("size", [(80, 24), (20, 6)])
async def test_history_fits_a_small_terminal(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await open_history(stage)
        await stage.press("space", "j", "slash")


async def test_filtering_the_preview_searches_nothing_and_escape_only_closes_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_history(stage)
        await stage.press("j")
        await stage.until(lambda: stage.tree.root.children)
        await stage.focus(stage.tree)
        await stage.press("slash")
        await stage.write("cluster")
        assert len(listed(stage)) == 3
        await stage.press("escape")
        assert isinstance(stage.app.screen, History)


async def test_the_calls_of_a_recording_are_a_group_under_its_name(workspace: Workspace) -> None:
    for capture, number in (("spring", 1), ("spring", 2), ("autumn", 3)):
        page = Page(f"https://shop.example/{capture}", number)
        seen = answered(begun(f"r{number}", minutes=number))
        workspace.history.record([replace(seen, origin=Origin(Source.HAR, capture, str(number), page))])
    async with explorer(workspace) as stage:
        await stage.press("f11")
        await stage.shows(History)
        await stage.until(lambda: len(stage.find(SelectableHistoryList).summaries) == 3)
        drawn = stage.drawn
        assert drawn.count("recording spring") == 1
        assert drawn.index("recording autumn") < drawn.index("recording spring")
        assert drawn.count("interact pageViews") == 3
        assert "/spring" in drawn


async def test_the_preview_is_explained_and_its_values_are_copied(workspace: Workspace) -> None:
    async with explorer(workspace, size=(160, 45)) as stage:
        await open_history(stage)
        await stage.until(lambda: "Explain · EXEG-" in stage.drawn)
        await stage.focus(stage.find(HandleTree))
        await stage.press("y")
        await stage.told("Copied ")
