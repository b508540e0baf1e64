"""Rows that are drawn without their box, and scrollbars, look as Textual draws them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.tui import textual_drawing
from edge_tui.tui.textual_drawing import _render_with_box
from edge_tui.tui.widgets.pane import ThinScrollBar
from edge_tui.workspace import Workspace
from tests.tui.stage import WIDE, explorer

_BOXES = (
    "",
    "background: $primary 40%;",
    "background: $primary; background-tint: $error 20%;",
    "padding: 1 2;",
    "border: round $primary;",
    "border-left: thick $error;",
    "outline: solid $primary;",
    "tint: red 30%;",
    "text-opacity: 40%;",
    "opacity: 40%;",
    "hatch: cross $primary;",
)


def _looks(strips: list[Strip]) -> list[list[tuple[str, Any]]]:
    """The cells of rows, each with its look, whatever segments they came in."""
    return [[(character, style) for text, style, _ in strip for character in text] for strip in strips]


def _by_textual(widget: Widget, crop: Region) -> list[Strip]:
    return _render_with_box(StylesCache(), widget, crop)


class _Boxes(App[None]):
    CSS = "\n".join(f"#box-{index} {{ {rules} }}" for index, rules in enumerate(_BOXES)) + "Static { height: 4; }"

    def compose(self) -> ComposeResult:
        for index, _ in enumerate(_BOXES):
            yield Static(f"[b]Number[/b] {index}\nand [red]a second[/red] line", id=f"box-{index}")


async def test_a_widget_with_any_box_is_drawn_as_textual_draws_it() -> None:
    app = _Boxes()
    async with app.run_test(size=(40, 60)):
        for index, rules in enumerate(_BOXES):
            widget = app.query_one(f"#box-{index}")
            for crop in (Region(0, 0, 40, 4), Region(3, 1, 9, 2)):
                widget._styles_cache.clear()
                drawn = widget.render_lines(crop)
                assert _looks(drawn) == _looks(_by_textual(widget, crop)), rules


async def test_every_widget_of_a_response_is_drawn_as_textual_draws_it(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        bare = 0
        for widget, (region, _) in stage.app.screen._compositor.visible_widgets.items():
            bare += textual_drawing._is_bare(widget)
            crop = region.size.region
            widget._styles_cache.clear()
            assert _looks(widget.render_lines(crop)) == _looks(_by_textual(widget, crop)), widget
        assert bare > 20


async def test_a_row_that_has_moved_is_the_same_strip() -> None:
    class Rows(Widget):
        first = 0

        def render_line(self, y: int) -> Strip:
            return strips[y + self.first]

    class OneList(App[None]):
        def compose(self) -> ComposeResult:
            yield Rows()

    app, strips = OneList(), [Strip.blank(40) for _ in range(20)]
    async with app.run_test(size=(40, 10)):
        rows = app.query_one(Rows)
        crop = Region(0, 0, 40, 10)
        before = rows.render_lines(crop)
        rows.first = 3
        rows._styles_cache.clear()
        assert [id(each) for each in rows.render_lines(crop)[:7]] == [id(each) for each in before[3:]]


@pytest.mark.parametrize("renderer", [ScrollBarRender, ThinScrollBar])
async def test_a_scrollbar_is_drawn_as_textual_lays_it_out(
    renderer: type[ScrollBarRender], monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnePage(App[None]):
        CSS = "VerticalScroll { height: 12; } Static { height: 100; width: 200; }"

        def compose(self) -> ComposeResult:
            with VerticalScroll():
                yield Static()

    monkeypatch.setattr(ScrollBar, "renderer", renderer)
    app = OnePage()
    async with app.run_test(size=(40, 20)) as pilot:
        page = app.query_one(VerticalScroll)
        page.styles.overflow_x = "scroll"
        await pilot.pause()
        for bar in (page.vertical_scrollbar, page.horizontal_scrollbar):
            for position in (0, 1, 7, 43.5, 88):
                bar.position = position
                bar._render_content()
                drawn = bar._render_cache.lines
                Widget._render_content(bar)
                assert _looks(drawn) == _looks(bar._render_cache.lines), position


@given(st.lists(st.integers(0, 30), max_size=6, unique=True), st.integers(0, 30))
def test_the_row_on_a_line_is_the_one_whose_line_it_is(headings: list[int], count: int) -> None:
    from edge_tui.tui.capture.row_lines import RowLines

    lines = RowLines(range(count), sorted(each for each in headings if each < count))
    rows = {lines.line_of(index): index for index in range(count)}
    assert [lines.index_at(line) for line in range(-2, 80)] == [rows.get(line) for line in range(-2, 80)]
