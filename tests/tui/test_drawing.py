"""Redraws only the widgets that changed, not the whole screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from rich.style import Style
from textual.dom import DOMNode
from textual.widget import Widget

from edge_tui.tui import textual_styles
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
