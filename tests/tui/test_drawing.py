"""Redraws only the widgets that changed, not the whole screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.style import Style
from textual.dom import DOMNode
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from edge_tui.model.finding import Severity
from edge_tui.tui import textual_styles
from edge_tui.tui.editor.json_area import Mark
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.widgets.tab_bar import TabBar
from edge_tui.workspace import Workspace
from tests.tui.stage import WIDE, explorer

pytestmark = pytest.mark.draws


@contextmanager
def refreshed() -> Iterator[list[tuple[Widget, bool]]]:
    """Collects which widgets are redrawn, and whether the screen is laid out again."""
    found: list[tuple[Widget, bool]] = []
    refresh = Widget.refresh

    def noting(widget: Widget, *regions: Any, layout: bool = False, **how: bool) -> Widget:
        found.append((widget, layout))
        return refresh(widget, *regions, layout=layout, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Widget, "refresh", noting)
        yield found


async def test_moving_the_trees_cursor_does_not_redraw_the_screen(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        with refreshed() as found:
            await stage.pilot.press("down")
        assert stage.tree in {widget for widget, _ in found}
        around = {stage.bench, stage.editor, *stage.bench.query("ResponsePane, #columns, #right")}
        assert not around & {widget for widget, _ in found}


async def test_sending_a_linted_draft_needs_no_layout(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        with refreshed() as found:
            assert stage.editor.check() is None
        assert found == []


async def test_a_pause_in_typing_needs_no_layout_while_the_findings_stay(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.focus(stage.editor.area)
        await stage.press("end", "a")
        with refreshed() as found:
            await stage.press("b")
        assert stage.editor.area in {widget for widget, _ in found}
        assert not [widget for widget, layout in found if layout and isinstance(widget, TabBar)]


async def test_a_frame_works_out_the_style_of_each_widget_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[DOMNode] = []
    style_of = textual_styles._style_of

    def counting(node: DOMNode) -> Style:
        asked.append(node)
        return style_of(node)

    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        monkeypatch.setattr(textual_styles, "_style_of", counting)
        stage.tree.refresh()
        stage.app.screen._compositor.update_widgets({stage.tree})
        stage.app.screen._compositor_refresh()
        assert stage.tree.size.height > 5
        assert asked.count(stage.tree) == 1
        assert len(set(asked)) == len(asked)


_textual_render_line = TextArea._render_line
CHANGES: tuple[Callable[[JsonEditor], object], ...] = (
    lambda area: area.move_cursor((3, 4)),
    lambda area: setattr(area, "selection", Selection((1, 0), (4, 2))),
    lambda area: area.move_cursor((1, 11)),
    lambda area: area.show_hits([(10, 14)]),
    lambda area: area.mark([Mark(6, 9, Severity.ERROR)]),
    lambda area: area.scroll_to(5, 3, animate=False),
    lambda area: area.replace_range(20, 24, '"\u00e9\u6771": '),
)


async def test_rows_of_the_editor_that_were_kept_are_those_that_textual_draws(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        area, list_of_templates = stage.editor.area, stage.bench.query_one("#templates")
        for change in CHANGES:
            change(area)
            for widget in (list_of_templates, area):
                stage.app.screen.set_focus(widget)
                area.render_lines(area.size.region)
                for y in range(area.size.height):
                    assert list(area.render_line(y)) == list(_textual_render_line(area, y)), y


async def test_only_the_cursors_row_of_the_editor_is_drawn_when_the_focus_goes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []

    def counting(area: TextArea, y: int) -> Strip:
        drawn.append(y)
        return _textual_render_line(area, y)

    async with explorer(workspace) as stage:
        area = stage.editor.area
        area.move_cursor((3, 4))
        await stage.still()
        assert stage.drawn
        monkeypatch.setattr(TextArea, "_render_line", counting)
        await stage.focus(stage.bench.query_one("#templates"))
        assert stage.drawn
        assert set(drawn) == {3, *range(area.document.line_count, area.size.height)}
