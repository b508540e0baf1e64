"""A row of tab labels, drawn as one widget."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

_LINE, _LINE_START, _LINE_END = "━", "╺", "╸"


class TabBar(Widget):
    """The labels of tabs, for the mouse: it never takes the focus. A second row underlines the active tab.

    `labels` are the tabs' IDs and texts. A bar that is too narrow scrolls to the active tab.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"tab-bar--tab", "tab-bar--active", "tab-bar--line"}
    DEFAULT_CSS = """
    TabBar {
        width: 100%;
        height: 2;
        pointer: pointer;
        & > .tab-bar--tab { color: $dim; text-style: $dim-style; padding: 0 1; }
        & > .tab-bar--active { color: $primary; text-style: bold; }
        & > .tab-bar--line { color: $primary; background: $foreground 10%; }
        &:ansi > .tab-bar--line { background: $border-blurred; }
    }
    """

    active: reactive[str] = reactive("", init=False)
    _hovered: reactive[str] = reactive("", init=False)

    @dataclass
    class Chosen(Message):
        """The user clicked a tab."""

        tab: str

    def __init__(self, labels: Mapping[str, str], active: str) -> None:
        super().__init__()
        self._labels = dict(labels)
        self.set_reactive(TabBar.active, active)

    def label(self, tab: str, text: str) -> None:
        """Changes a tab's text; the bar's own size stays as it is."""
        if self._labels[tab] != text:
            self._labels[tab] = text
            self.refresh()

    def labels(self) -> dict[str, str]:
        """The text of each tab."""
        return dict(self._labels)

    def render_line(self, y: int) -> Strip:
        """The labels, or the line below them."""
        width, spans = self.size.width, self._spans()
        if y == 0:
            segments = [
                Segment(" " * left + self._labels[tab] + " " * right, self._style_of(tab))
                for tab, (_, _, left, right) in spans.items()
            ]
        else:
            start, end, left, right = spans[self.active]
            segments = self._underline(start + left, end - right, spans)
        strip = Strip(segments)
        first = self._first_cell(spans)
        return strip.crop(first, first + width).extend_cell_length(width, self.rich_style)

    def _underline(self, start: int, end: int, spans: Mapping[str, tuple[int, int, int, int]]) -> list[Segment]:
        line = self.get_component_rich_style("tab-bar--line")
        ground = self.rich_style
        bright, dark = ground + Style(color=line.color), ground + Style(color=line.bgcolor)
        whole = max(*(each[1] for each in spans.values()), self.size.width)
        before = _LINE * (start - 1) + _LINE_END if start else ""
        after = _LINE_START + _LINE * (whole - end - 1) if end < whole else ""
        return [Segment(before, dark), Segment(_LINE * (end - start), bright), Segment(after, dark)]

    def _spans(self) -> dict[str, tuple[int, int, int, int]]:
        """The first and last cell of each tab, and the cells left and right of its text."""
        padding = self.get_component_styles("tab-bar--tab").padding
        spans, at = {}, 0
        for tab, text in self._labels.items():
            end = at + padding.left + cell_len(text) + padding.right
            spans[tab] = (at, end, padding.left, padding.right)
            at = end
        return spans

    def _first_cell(self, spans: Mapping[str, tuple[int, int, int, int]]) -> int:
        """The first cell shown."""
        return max(spans[self.active][1] - self.size.width, 0)

    def _style_of(self, tab: str) -> Style:
        if tab == self.active:
            return self.get_component_rich_style("tab-bar--active")
        return self.rich_style if tab == self._hovered else self.get_component_rich_style("tab-bar--tab")

    def _tab_at(self, x: int) -> str:
        spans = self._spans()
        cell = x + self._first_cell(spans)
        return next((tab for tab, (start, end, _, _) in spans.items() if start <= cell < end), "")

    def on_click(self, event: events.Click) -> None:
        """Chooses the tab under the mouse."""
        event.stop()
        if tab := self._tab_at(event.x):
            self.post_message(self.Chosen(tab))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlights the tab under the mouse."""
        self._hovered = self._tab_at(event.x)

    def on_leave(self) -> None:
        """Highlights no tab."""
        self._hovered = ""
