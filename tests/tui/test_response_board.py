"""The board above the tree: chips for the mouse and a key, which filter the tree."""

import pytest
from textual.widgets import Input

from edge_tui.model.node import Node
from edge_tui.tui.response import exchange_text, response_pane
from edge_tui.tui.response.board_bar import BoardBar
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.workspace import Workspace
from tests.tui.counting import counted
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

HANDLES = {
    "activation:pull",
    "activation:push",
    "consent:preferences",
    "identity:exchange",
    "identity:result",
    "locationHint:result",
    "state:store",
}


def top(stage: Stage) -> list[str]:
    """The lines of the first level."""
    return [line.data.label for line in stage.tree.root.children if isinstance(line.data, Node)]


def in_sight(stage: Stage) -> set[str]:
    """The labels of the first level that are on the screen."""
    first = stage.tree.scroll_offset.y
    rows = range(first, first + stage.tree.size.height)
    return {str(line.label) for line in stage.tree.root.children if line.line in rows}


@pytest.mark.parametrize("size", [WIDE, (140, 40), MEDIUM, NARROW], ids=["160x45", "140x40", "120x36", "80x24"])
async def test_every_handle_type_of_a_page_view_is_in_sight(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        assert in_sight(stage) >= HANDLES
        board = stage.find(BoardBar)
        assert [chip.words for chip in board.board.chips] == ["ECID new", "2 syncs", "3 destinations", "consent in"]
        for chip in board.board.chips:
            assert f"{chip.glyph} {chip.words}" in stage.drawn


@pytest.mark.parametrize("size", [(140, 40), NARROW], ids=["140x40", "80x24"])
async def test_every_handle_type_is_in_sight_beside_decisions(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.load("target-mbox")
        await stage.send()
        assert {"personalization:decisions", *HANDLES} <= in_sight(stage)


@pytest.mark.parametrize("size", [(140, 40), NARROW, (60, 20)], ids=["140x40", "80x24", "60x20"])
async def test_every_handle_type_is_in_sight_beside_an_error_and_what_to_do(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        assert in_sight(stage) >= {"EXEG-0201-503", "No decision for", *HANDLES}
        assert "Adobe Target didn't respond" in stage.drawn
        assert "Retry after a pause" in stage.drawn


async def test_what_is_shown_in_brief_opens_and_another_height_folds_only_what_nobody_opened(
    workspace: Workspace,
) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        problem = next(line for line in stage.tree.root.children if isinstance(line.data, Node))
        assert not problem.is_expanded
        await stage.pilot.resize_terminal(80, 45)
        await stage.still()
        assert problem.is_expanded
        assert stage.drawn.count("Retry after a pause") == 1
        await stage.pilot.resize_terminal(80, 24)
        await stage.still()
        assert not problem.is_expanded
        assert stage.drawn.count("Retry after a pause") == 1
        await stage.use("tree.fold")
        assert problem.is_expanded
        await stage.pilot.resize_terminal(80, 22)
        await stage.still()
        assert problem.is_expanded
        assert stage.tree.cursor_node is problem


async def test_handles_below_the_screen_are_counted_until_they_are_in_sight(workspace: Workspace) -> None:
    async with explorer(workspace, size=(50, 16)) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        below = len(HANDLES - in_sight(stage))
        assert below
        assert f"↓ {below} more" in stage.drawn
        stage.tree.scroll_end(animate=False, immediate=True)
        await stage.still()
        assert " more ·" not in stage.drawn


async def test_the_board_gives_its_rows_to_the_handles_where_there_are_few(workspace: Workspace) -> None:
    async with explorer(workspace, size=(40, 16)) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        for height, rows in ((16, 2), (12, 1), (8, 0)):
            await stage.pilot.resize_terminal(40, height)
            await stage.still()
            assert stage.find(BoardBar).size.height == rows, height


async def test_a_click_on_a_chip_filters_the_tree_and_another_shows_all_again(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        whole = top(stage)
        board = stage.find(BoardBar)
        await stage.pilot.click(BoardBar, offset=(3, 0))
        await stage.still()
        assert board.active == "errors"
        assert top(stage) == ["EXEG-0201-503"]
        assert "only 1 error · g next chip" in stage.drawn
        await stage.pilot.click(BoardBar, offset=(3, 0))
        await stage.still()
        assert top(stage) == whole
        assert "only 1 error" not in stage.drawn


async def test_a_key_goes_from_chip_to_chip_and_back_to_all(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        whole, board = top(stage), stage.find(BoardBar)
        await stage.use("answer.chip")
        assert "identity:result" in top(stage)
        assert "activation:pull" not in top(stage)
        await stage.use("answer.chip")
        assert top(stage) == ["identity:exchange"]
        for _ in range(len(board.board.chips) - 1):
            await stage.use("answer.chip")
        assert (top(stage), board.active) == (whole, "")
        await stage.use("answer.chip.previous")
        assert top(stage) == ["consent:preferences"]


async def test_a_chip_and_the_find_bar_filter_together(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        await stage.use("answer.chip")
        await stage.press("slash")
        stage.find(Input, "#find-handles Input").value = "or2"
        await stage.until(lambda: stage.tree.found == "or2")
        assert top(stage) == ["state:store"]
        await stage.press("escape")
        await stage.until(lambda: "identity:result" in top(stage))
        assert "locationHint:result" not in top(stage)


async def test_escape_takes_the_search_and_the_chip_back_before_it_leaves_the_response(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        whole = top(stage)
        assert "esc Show all" not in stage.drawn
        await stage.use("answer.chip")
        await stage.press("slash")
        stage.find(Input, "#find-handles Input").value = "or2"
        await stage.until(lambda: stage.tree.found == "or2")
        await stage.press("enter")
        await stage.still()
        assert "esc Show all" in stage.drawn
        await stage.press("escape")
        await stage.until(lambda: "identity:result" in top(stage))
        assert "locationHint:result" not in top(stage)
        assert stage.tree.cursor_node is not None
        here = str(stage.tree.cursor_node.label)
        await stage.press("escape")
        await stage.still()
        assert top(stage) == whole
        assert stage.tree.cursor_node is not None
        assert str(stage.tree.cursor_node.label) == here
        assert stage.tree.has_focus
        assert "esc Show all" not in stage.drawn
        await stage.press("escape")
        assert stage.editor.has_focus_within


async def test_another_response_has_another_board_and_no_filter(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        await stage.use("answer.chip")
        await stage.load("target-unavailable")
        await stage.send()
        board = stage.find(BoardBar)
        assert board.active == ""
        assert board.board.chips[0].words == "1 error"
        assert "activation:pull" in top(stage)


async def test_moving_in_the_tree_draws_no_board_and_lays_nothing_out(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        await stage.focus(stage.tree)
        for key in ("down", "down", "up", "space", "space"):
            with counted() as cost:
                await stage.app._press_keys((key,))
                await stage.pilot.pause()
            assert cost.layouts == 0, key


def test_every_tab_of_text_has_its_text() -> None:
    assert tuple(exchange_text.TEXTS) == response_pane._TEXTS
    assert set(response_pane._PARSED_TEXTS) <= set(exchange_text.TEXTS)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["160x45", "80x24"])
async def test_a_key_explains_why_there_is_nothing_until_the_cursor_moves(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        await stage.use("why")
        await stage.until(lambda: "Why is there nothing for __view__?" in stage.drawn)
        assert "Target failed on this event: EXEG-0201-503" in stage.drawn
        assert "Remove /event/data/__emulator" in stage.drawn
        await stage.press("3")
        await stage.press("down")
        assert "Why is there nothing" not in stage.drawn


async def test_a_missing_scope_names_the_key_that_explains_it(workspace: Workspace) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text('"why" = "W"\n')
    async with explorer(workspace, size=WIDE) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        assert any("No decision for" in line and "W why" in line for line in stage.lines)


async def test_an_error_in_brief_has_the_rows_that_would_stay_empty(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 36)) as stage:
        await stage.load("target-unavailable")
        await stage.send()
        tree = stage.app.screen.query_one(HandleTree)
        assert "What it means" in stage.drawn
        assert tree.virtual_size.height == tree.size.height
