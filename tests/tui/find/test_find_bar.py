"""The find bar is the same wherever it is: editor, text and tree."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from textual.widget import Widget
from textual.widgets import Input, Static

from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.keys import key_rows
from edge_tui.tui.templates.save_form import SaveTemplate
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

_EVENT = json.dumps({"event": {"xdm": {"a": "handle", "b": "Handle", "c": "handle"}}}, indent=2)


@dataclass
class Place:
    """Somewhere to find: its widget, the bar once it is open, the key that opens it, the cursor, and what to find."""

    widget: Widget
    opened: Callable[[], FindBar]
    key: str
    cursor: Callable[[], object]
    what: str

    @property
    def bar(self) -> FindBar:
        """The bar, which is mounted when it is first opened."""
        return self.opened()


async def in_the_editor(stage: Stage) -> Place:
    stage.editor.load(_EVENT)
    area = stage.editor.area
    await stage.focus(area)
    await stage.press("down")
    return Place(area, stage.editor.query(FindBar).first, "ctrl+f", lambda: area.selection, "Handle")


async def in_a_text(stage: Stage) -> Place:
    await stage.send()
    await stage.focus(stage.tree)
    await stage.press("right_square_bracket")
    rows = stage.find(TextRows, "#body-text TextRows")
    await stage.until(lambda: rows.has_focus and rows.is_whole)
    await stage.press("down")

    def bar() -> FindBar:
        return stage.find(FindBar, "#body-text FindBar")

    return Place(rows, bar, "slash", lambda: (rows.scroll_offset.y, rows.current), "Type")


async def in_the_tree(stage: Stage) -> Place:
    await stage.send()
    await stage.focus(stage.tree)
    await stage.press("down", "down")

    def bar() -> FindBar:
        return stage.find(FindBar, "#find-handles")

    def cursor() -> object:
        node = stage.tree.cursor_node
        return None if node is None else (str(node.label), node.line)

    return Place(stage.tree, bar, "slash", cursor, "E")


PLACES = pytest.mark.parametrize("prepare", [in_the_editor, in_a_text, in_the_tree])


def count(place: Place) -> str:
    """The number of matches on the bar."""
    return str(place.bar.query_one("#find-count", Static).render()).strip()


@PLACES
async def test_keys_count_case_and_escape_are_the_same_everywhere(
    workspace: Workspace, prepare: Callable[[Stage], object]
) -> None:
    async with explorer(workspace) as stage:
        place = await prepare(stage)  # type: ignore[misc]
        await stage.press(place.key)
        await stage.write(place.what)
        await stage.until(lambda: " of " in count(place) and "so far" not in count(place))
        number, _, total = count(place).partition(" of ")
        assert int(total) > 1
        await stage.press("down")
        await stage.until(lambda: count(place) == f"{int(number) % int(total) + 1} of {total}")
        await stage.press("up", "up")
        await stage.until(lambda: count(place) == f"{(int(number) - 2) % int(total) + 1} of {total}")
        await stage.use("find.case")
        await stage.until(lambda: count(place) not in ("", f"{number} of {total}") and "so far" not in count(place))
        assert count(place) == "No matches" or int(count(place).partition(" of ")[2]) < int(total)
        await stage.press("escape")
        assert place.widget.has_focus
        assert not place.bar.display


@PLACES
async def test_escape_while_typing_returns_to_where_the_cursor_was(
    workspace: Workspace, prepare: Callable[[Stage], object]
) -> None:
    async with explorer(workspace) as stage:
        place = await prepare(stage)  # type: ignore[misc]
        before = place.cursor()
        await stage.press(place.key)
        await stage.write(place.what)
        await stage.until(lambda: " of " in count(place))
        assert place.cursor() != before
        await stage.press("escape")
        await stage.until(lambda: place.cursor() == before)
        assert place.widget.has_focus


@PLACES
async def test_an_error_takes_one_line(workspace: Workspace, prepare: Callable[[Stage], object]) -> None:
    async with explorer(workspace) as stage:
        place = await prepare(stage)  # type: ignore[misc]
        await stage.press(place.key)
        if prepare is not in_the_tree:
            await stage.use("find.pattern")
        place.bar.query_one("#find", Input).value = "$[" if prepare is in_the_tree else "(a"
        error = place.bar.query_one("#find-error", Static)
        await stage.until(lambda: error.display)
        assert error.size.height == 1
        assert count(place) == ""
        await stage.press("backspace", "backspace", "a")
        await stage.until(lambda: not error.display)


async def test_a_node_found_with_the_filter_is_shown_where_it_belongs(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        place = await in_the_tree(stage)
        whole = stage.tree.last_line
        await stage.press("slash")
        await stage.write("or2")
        await stage.until(lambda: " of " in count(place))
        await stage.press("enter", "n")
        node = stage.tree.cursor_node
        assert node is not None
        label = str(node.label)
        assert count(place).startswith("2 of ")
        await stage.press("slash", "escape")
        await stage.until(lambda: stage.tree.last_line >= whole)
        await stage.until(lambda: stage.tree.cursor_node and str(stage.tree.cursor_node.label) == label)


async def test_f3_saves_in_the_bar_too_and_no_key_of_the_bar_is_taken_by_the_workbench(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await in_the_editor(stage)
        await stage.press("ctrl+f")
        shown = {active.binding.id: active.node for active in stage.app.screen.active_bindings.values()}
        for row in key_rows(FindBar):
            assert isinstance(shown[row.id], FindBar), row.id
        await stage.press("f3")
        await stage.shows(SaveTemplate)


async def test_a_users_key_for_the_next_match_works(workspace: Workspace) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text('"find.next" = "ctrl+y"\n"find.case" = "f12"\n')
    async with explorer(workspace) as stage:
        place = await in_the_editor(stage)
        await stage.press("ctrl+f")
        await stage.write("handle")
        assert count(place) == "1 of 3"
        await stage.press("ctrl+y")
        assert count(place) == "2 of 3"
        await stage.press("f12")
        assert count(place) == "1 of 2"
