"""A key costs one frame and no layout; completions and lint cost one frame more each when they change."""

import asyncio
from collections.abc import Hashable

import pytest
from textual.widgets import Input, TextArea

from edge_tui.tui.editor.completions import Completions
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.editor.draft_tabs import DraftTabs
from edge_tui.tui.editor.findings import FindingList
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.workspace import Workspace
from tests.tui.counting import counted
from tests.tui.pauses import end_pauses
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["160x45", "80x24"])

_MEMBERS = "".join(f'      "_member{n}": ["a value that is long enough to scroll {n}"],\n' for n in range(60))
VALID = f'{{\n  "event": {{\n    "xdm": {{\n      "eventType": "|web",\n{_MEMBERS}      "last": 1\n    }}\n  }}\n}}\n'
BROKEN = VALID.replace('"last": 1', '"last": 1,,')
# Between looks whether something still moves.
_LOOK_SECONDS = 0.02

# Each key where it changes something, with the cursor at the mark.
TYPING = (
    *("a", "b", "backspace", "backspace"),
    *("end", "enter", "backspace", "home", "right", "left", "down", "up", "pagedown", "pageup"),
)
BRACKETS = (
    *("end", "enter", "left_curly_bracket", "backspace", "left_square_bracket", "right_square_bracket"),
    *("backspace", "backspace", "quotation_mark", "e", "v", "backspace", "backspace", "backspace"),
)
CHOOSING = ("end", "enter", "quotation_mark", "down", "down", "up", "escape", "x", "backspace", "backspace")


async def begin(stage: Stage, text: str) -> None:
    """Starts with a text, the cursor at the mark, and nothing that moves by itself."""
    for widget in stage.bench.query("*"):
        if isinstance(widget, TextArea | Input):
            widget.cursor_blink = False
    offset = text.index("|")
    stage.editor.load(text.replace("|", ""))
    stage.editor.area.go_to_offset(offset)
    await settle(stage)


async def press(stage: Stage, *keys: str) -> None:
    """Presses keys as a terminal does; a pilot would draw additional frames."""
    for key in keys:
        await stage.app._press_keys((key,))
    await settle(stage)


async def settle(stage: Stage) -> None:
    """Waits until everything that was going to change has."""
    quiet = 0
    async with asyncio.timeout(60):
        while quiet < 3:
            await asyncio.sleep(_LOOK_SECONDS)
            working = any(worker.is_running for worker in stage.app.workers if worker.group != "default")
            drawn = not stage.app.screen._dirty_widgets
            quiet = quiet + 1 if drawn and stage.editor.is_looked_through and not working else 0
            if drawn and not working:
                # The key's own frame is there: what follows after a pause has another one.
                end_pauses()


def candidates(stage: Stage) -> Hashable:
    """What the list of completions shows."""
    popup = stage.editor.query_one(Completions)
    return (popup.is_open, popup._candidates, popup.absolute_offset) if popup.is_open else None


def verdict(stage: Stage) -> Hashable:
    """What lint shows, anywhere."""
    editor = stage.editor
    rows = editor.query_one(FindingList).options
    tabs = editor.query_one(DraftTabs)
    return (
        tuple(str(option.prompt) if isinstance(option.prompt, str) else id(option) for option in rows),
        str(editor.query_one(DraftLine).render()),
        str(tabs.border_title),
        str(tabs.border_subtitle),
        str(sorted(editor.area._marks.items())),
    )


async def check(stage: Stage, keys: tuple[str, ...]) -> None:
    """Presses each key and counts its frames and layouts."""
    for key in keys:
        before = candidates(stage), verdict(stage)
        with counted() as cost:
            await press(stage, key)
        spoken = sum(old != new for old, new in zip(before, (candidates(stage), verdict(stage)), strict=True))
        assert cost.layouts == 0, f"{key} lays out the screen"
        assert 1 <= cost.frames <= 1 + spoken, f"{key} draws {cost.frames} frames; {spoken} had something to say"


@pytest.mark.parametrize(
    ("size", "text"),
    [(WIDE, VALID), (NARROW, VALID), (MEDIUM, BROKEN)],
    ids=["160x45", "80x24", "120x36, not JSON"],
)
async def test_a_key_in_the_editor_costs_one_frame_and_no_layout(
    workspace: Workspace, size: tuple[int, int], text: str
) -> None:
    async with explorer(workspace, size=size) as stage:
        await begin(stage, text)
        await check(stage, TYPING)
        await begin(stage, text)
        await check(stage, BRACKETS)


@SIZES
async def test_choosing_a_completion_costs_one_frame_a_key(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await begin(stage, VALID)
        await check(stage, CHOOSING)


async def test_a_finding_that_comes_and_goes_moves_nothing(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, VALID)
        places = {widget: widget.region for widget in stage.bench.query("*")}
        with counted() as cost:
            await press(stage, "end", "comma")
            assert stage.editor.parse_error is not None
            await press(stage, "backspace")
        assert stage.editor.parse_error is None
        assert cost.layouts == 0
        assert {widget: widget.region for widget in places} == places


async def test_a_longer_line_moves_nothing(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await begin(stage, '{"a": "|"}')
        size = stage.editor.area.scrollable_content_region
        with counted() as cost:
            await press(stage, *"x" * 90)
        assert cost.layouts == 0
        assert stage.editor.area.scroll_x > 0
        assert stage.editor.area.scrollable_content_region == size


@SIZES
async def test_a_key_in_the_tree_costs_one_frame_and_no_layout(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await begin(stage, VALID.replace("_member", "member"))
        await stage.send()
        await stage.focus(stage.tree)
        await settle(stage)
        for key in ("j", "j", "k", "k", "J", "K", "pagedown", "pageup", "h", "l", "space", "space", "E", "c", "j"):
            line, rows = stage.tree.cursor_line, stage.tree.last_line
            with counted() as cost:
                await press(stage, key)
            changed = (line, rows) != (stage.tree.cursor_line, stage.tree.last_line)
            assert cost.layouts == 0, f"{key} lays out the screen"
            assert cost.frames == changed, f"{key} draws {cost.frames} frames"


async def test_the_explain_pane_follows_with_the_same_frame(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        pane = stage.bench.query_one(ExplainPane)
        rows = pane.query_one(TextRows)
        before = str(pane.border_title), rows.virtual_size
        with counted() as cost:
            await press(stage, "j")
        assert (str(pane.border_title), rows.virtual_size) != before
        assert (cost.frames, cost.layouts) == (1, 0)
        # What is around the tree does nothing with keys, and isn't woken.
        assert cost.asked == [stage.tree, stage.bench, stage.app]


async def test_doing_nothing_draws_nothing(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await begin(stage, VALID)
        with counted() as cost:
            for _ in range(3):
                stage.bench.view.show_situation()
                stage.bench.notice_changes()
                await settle(stage)
        assert (cost.frames, cost.layouts) == (0, 0)


async def test_a_send_like_the_one_before_lays_out_nothing(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        rows = stage.find(HistoryList)
        # The second response isn't that of a new visitor any more: its board has other chips.
        for _ in range(2):
            await stage.send()
        await stage.until(lambda: rows.option_count == 2)
        await settle(stage)
        with counted() as cost:
            await stage.send()
            await stage.until(lambda: rows.option_count == 3)
            await settle(stage)
        assert cost.layouts == 0


async def test_history_gets_a_scrollbar_when_its_rows_need_one(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        rows = stage.find(HistoryList)
        for sends in range(1, 9):
            await stage.send()
            await stage.until(lambda count=sends: rows.option_count == count)
            await settle(stage)
            assert rows.show_vertical_scrollbar == (rows.virtual_size.height > rows.container_size.height)
            assert rows.max_scroll_y == max(rows.virtual_size.height - rows.scrollable_content_region.height, 0)
