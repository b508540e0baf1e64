"""Redraws only the widgets that changed, not the whole screen."""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from math import prod
from typing import Any

import pytest
from textual import dom
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
from tests.tui.stage import WIDE, Stage, explorer

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


async def test_the_looks_of_nodes_are_those_that_textual_finds_and_a_frame_works_out_those_that_changed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Textual's own, as they are before the explorer replaces them.
    spec = importlib.util.spec_from_file_location("textual_dom", dom.__file__)
    assert spec is not None
    assert spec.loader is not None
    untouched = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untouched)
    style_of, grounds_of = untouched.DOMNode.rich_style.fget, untouched.DOMNode.background_colors.fget

    def check(stage: Stage) -> None:
        widgets = [stage.app, stage.app.screen, *stage.app.screen.query("*")]
        for node in chain(widgets, (part.node for each in widgets for part in each._component_styles.values())):
            assert node.rich_style == style_of(node), node
            assert node.background_colors == grounds_of(node), node
            if isinstance(node, Widget):
                assert node.opacity == prod(each.styles.opacity for each in node.ancestors_with_self), node

    asked: list[object] = []
    work_out = textual_styles._look_on

    def counting(*arguments: Any) -> Any:
        asked.append(arguments)
        return work_out(*arguments)

    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        check(stage)
        monkeypatch.setattr(textual_styles, "_look_on", counting)
        stage.tree.refresh()
        stage.app.screen._compositor.update_widgets({stage.tree})
        stage.app.screen._compositor_refresh()
        assert asked == []
        await stage.focus(stage.tree)
        stage.bench.query_one("#right").styles.opacity = 0.5
        stage.tree.styles.background = "red 40%"
        check(stage)
        assert asked
        stage.app.theme = "ansi-dark"
        await stage.still()
        check(stage)


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
