"""Draws the visible rows of a long text, and lays out the rest in idle time."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from rich.style import Style
from textual import work
from textual.binding import Binding
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from edge_tui.model.text import counted
from edge_tui.tui.find.searchable import Matches
from edge_tui.tui.find.text_search import Query
from edge_tui.tui.textual_layouts import fit_scrollbars, scrolled_size
from edge_tui.tui.textview.long_text import LongText, Passage, Place
from edge_tui.tui.themes import Colors, colors

if TYPE_CHECKING:
    from edge_tui.tui.textview.text_hits import TextHits

_STRIPS_KEPT = 400
# The scrollbar is updated when the number of rows has grown by this factor.
_GROWTH = 1.5
# The longest time that keys wait for a slice of work.
_MAX_SLICE_SECONDS = 0.004
# Slices laid out synchronously: more than a screenful, and most texts completely.
_FIRST_SLICES = 5


class TextRows(ScrollView, can_focus=True):
    """Draws passages below each other, wrapped to its width.

    A secondary text `waits`: until it is focused or scrolled, only its visible part is laid out. Without
    `copies_all` the key that copies is its own only while something is selected; otherwise what it is in has it.
    """

    DEFAULT_CSS = """
    TextRows {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-background: transparent;
        scrollbar-size-vertical: 1;
        &:focus { background-tint: $foreground 0%; }
    }
    """
    BINDINGS = [
        Binding("slash", "find", "Find", id="text.find", tooltip="Search the text as you type"),
        Binding("n", "hit(1)", "Next match", tooltip="Go to the next match of the search", id="text.next-hit"),
        Binding(
            "N",
            "hit(-1)",
            "Previous match",
            show=False,
            id="text.previous-hit",
            tooltip="Go to the previous match of the search",
        ),
        Binding("y", "copy", "Copy", show=False, tooltip="Copy the selection, or everything", id="text.copy"),
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
    ]

    class FindAsked(Message):
        """The user wants to search the text."""

    @dataclass
    class MatchAsked(Message):
        """The user wants to go to the next or the previous match."""

        step: int

    class Counted(Message):
        """The number of hits or the current hit has changed."""

    virtual_size = scrolled_size()

    def __init__(self, *, waits: bool = False, copies_all: bool = True) -> None:
        super().__init__()
        self._waits = waits
        self._copies_all = copies_all
        self._text = LongText((), 1)
        self._width = 0
        self._strips: LRUCache[int, Strip] = LRUCache(_STRIPS_KEPT)
        self._palette: Colors | None = None
        self._when_whole: Callable[[], None] | None = None
        self._worked_from = 0.0
        self._kept: Place | None = None
        self.hits: TextHits | None = None
        self._search_start = Place(0, 0)
        self.current: int | None = None

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar."""
        fit_scrollbars(self)

    @property
    def is_whole(self) -> bool:
        """Whether the text is laid out to its end."""
        return self._text.is_whole

    def show(self, passages: Iterable[Passage], *, keep_place: bool = False) -> None:
        """Shows another text: its visible part at once, the rest in idle time.

        Starts at the top, or with `keep_place` at the current scroll position.
        """
        self.workers.cancel_group(self, "read")
        # A place that isn't laid out yet hasn't been scrolled to.
        place = self._kept or (self._text.place(self.scroll_offset.y) if self.scroll_offset.y else None)
        self._kept = place if keep_place else None
        self._width = 0
        self.hits = self.current = None
        self._when_whole = None
        self._text = LongText(passages, 1)
        if self.scroll_offset:
            self.scroll_to(0, 0, animate=False, force=True)
        self._lay_out()

    def on_resize(self) -> None:
        """Wraps to the new width; the top row stays."""
        self._lay_out()

    def _lay_out(self) -> None:
        """Lays out the beginning, and schedules the rest."""
        width, height = self.scrollable_content_region.size
        if self._width and width != self._width:
            self._kept = self._kept or self._text.place(self.scroll_offset.y)
        if not width or not height:
            self.virtual_size = Size(0, 0)
            return
        if width != self._width:
            self._width = width
            self._text.wrap(width)
        for _ in islice(self._text.read(), _FIRST_SLICES):
            pass
        self._update_size()
        self._forget_strips()
        self._read_on_if_more()

    def _read_on_if_more(self) -> None:
        if self._width and not self.is_whole and not self._is_enough:
            self._read_on()

    @property
    def _is_enough(self) -> bool:
        """Whether a waiting text is laid out as far as it is visible."""
        is_left_alone = self._waits and not self.has_focus and not self.scroll_offset.y and self.hits is None
        return is_left_alone and self._text.rows >= self.scrollable_content_region.height

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Lays out the rest of a waiting text."""
        super().watch_has_focus(_has_focus)
        self._read_on_if_more()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Lays out the rest of a waiting text."""
        super().watch_scroll_y(old_value, new_value)
        if self._waits and new_value:
            self._read_on_if_more()

    @work(exclusive=True, group="read")
    async def _read_on(self) -> None:
        """Searches the text so far, then lays out and searches the rest."""
        self._worked_from = time.perf_counter()
        await self._look()
        for _ in self._text.read():
            if self._is_enough:
                break
            if self._text.rows > _GROWTH * self.virtual_size.height:
                self._update_size()
            await self._look()
            await self._let_keys_in()
        self._update_size()
        self._report()
        if self._when_whole is not None and self.is_whole:
            self._when_whole()
            self._when_whole = None

    async def _look(self) -> None:
        if self.hits is None:
            return
        for _ in self.hits.look():
            self._go_to_first()
            await self._let_keys_in()
        self._go_to_first()

    async def _let_keys_in(self) -> None:
        """Yields to the event loop after `_MAX_SLICE_SECONDS` of work."""
        if time.perf_counter() - self._worked_from > _MAX_SLICE_SECONDS:
            await asyncio.sleep(0)
            self._worked_from = time.perf_counter()

    def _update_size(self) -> None:
        self.virtual_size = Size(self._width, self._text.rows)
        if self._kept is not None and (row := self._text.row_of(self._kept)) is not None:
            self._kept = None
            self._go_to_row(row)

    def _go_to_row(self, row: int) -> None:
        self.scroll_to(y=row, animate=False, force=True)

    @property
    def top_line(self) -> tuple[int, int]:
        """The number of the line at the top, and which of its rows is, both from 0."""
        return self._text.line_of(self.scroll_offset.y)

    def show_line(self, line: int, inner_row: int = 0) -> None:
        """Scrolls at once until a row of a line is at the top, as far as there is something to scroll."""
        row = self._text.row_of_line(line)
        row = (
            self._text.rows
            if row is None
            else row + min(inner_row, (self._text.row_of_line(line + 1) or row + 1) - row - 1)
        )
        self.show_row(row)

    def show_row(self, row: int) -> None:
        """Scrolls at once until a row is at the top, as far as there is something to scroll."""
        self.scroll_to(y=row, animate=False, force=True, immediate=True)

    @property
    def matches(self) -> Matches:
        """The hits so far."""
        if self.hits is None:
            return Matches()
        at_start = self.hits.from_place(self._search_start) or 0
        return Matches(self.hits.count, self.current, at_start, is_whole=self.hits.is_whole, error=self.hits.error)

    def mark_place(self) -> None:
        """Remembers the first visible row."""
        self._search_start = self._text.place(self.scroll_offset.y)

    def search(self, query: Query) -> None:
        """Searches in idle time, from the marked place on."""
        from edge_tui.tui.textview.text_hits import TextHits

        self.hits = TextHits(self._text, query) if query.what else None
        self.current = None
        self._forget_strips()
        self.refresh_bindings()
        self._report()
        if query.what or not self.is_whole:
            self._read_on()
        else:
            self.workers.cancel_group(self, "read")

    def clear(self, *, stays: bool) -> None:
        """Removes the highlights."""
        if not stays and (row := self._text.row_of(self._search_start)) is not None:
            self._go_to_row(row)
        self.search(Query(""))

    def _go_to_first(self) -> None:
        """Goes to the first hit after the start of the search, or else to the very first."""
        if self.hits is None or self.current is not None:
            return
        number = self.hits.from_place(self._search_start)
        if number is None and self.hits.is_whole and self.hits.count:
            number = 0
        if number is not None:
            self.go_to(number)

    def go_to(self, number: int) -> None:
        """Shows a hit."""
        assert self.hits is not None
        self.current = number
        row = self._text.row_of(self.hits.at(number)[0])
        if row is not None:
            self._update_size()
            height = self.scrollable_content_region.height
            if not self.scroll_offset.y <= row < self.scroll_offset.y + height:
                self._go_to_row(max(row - height // 3, 0))
        self._forget_strips()
        self._report()

    def _report(self) -> None:
        self.post_message(self.Counted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enables the hit keys only during a search, and copying where it is this text's."""
        if action == "copy":
            return self._copies_all or self.text_selection is not None
        return self.hits is not None if action == "hit" else True

    def action_find(self) -> None:
        """Asks for the find line."""
        self.post_message(self.FindAsked())

    def action_hit(self, step: int) -> None:
        """Asks for the next or the previous hit."""
        self.post_message(self.MatchAsked(step))

    def action_scroll_home(self) -> None:
        """Goes to the beginning."""
        self._when_whole = None
        self.scroll_home(animate=False)

    def action_scroll_end(self) -> None:
        """Goes to the end, again when the layout is complete."""
        if not self.is_whole:
            self._when_whole = self.action_scroll_end
        self._update_size()
        self._go_to_row(max(self._text.rows - self.scrollable_content_region.height, 0))

    def action_page_down(self) -> None:
        """Goes a screenful down."""
        self._update_size()
        self.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Goes a screenful up."""
        self._when_whole = None
        self.scroll_page_up(animate=False)

    def action_copy(self) -> None:
        """Copies the selection, or else the whole text."""
        selection = self.text_selection
        if selection is None and not self.is_whole:
            self._when_whole = self.action_copy
            self._read_on_if_more()
            return
        text = self._text_of(selection) if selection else self._text.between(Place(0, 0), self._text.end)
        if not text:
            self.notify("Nothing to copy here.", severity="warning")
            return
        self.app.copy_to_clipboard(text)
        what = "the selection" if selection else "everything"
        self.notify(f"Copied {what}: {counted(len(text), 'character')}.", timeout=2)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without wrapping."""
        return self._text_of(selection), "\n"

    def _text_of(self, selection: Selection) -> str:
        start = self._place_at(selection.start) if selection.start is not None else Place(0, 0)
        end = self._place_at(selection.end) if selection.end is not None else self._text.end
        return self._text.between(start, end) if start < end else ""

    def _place_at(self, offset: Offset) -> Place:
        if offset.y >= self._text.rows:
            return self._text.end
        block, start, end = self._text.span(offset.y)
        return Place(block, min(start + offset.x, end))

    def selection_updated(self, selection: Selection | None) -> None:
        """Redraws the selection."""
        self._forget_strips()

    def _forget_strips(self) -> None:
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row as it is drawn."""
        palette = colors(self.app)
        if palette is not self._palette:
            self._palette = palette
            self._strips.clear()
        row, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        if row >= self._text.rows:
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(row)
        if strip is None or strip.cell_length != width:
            strip = self._strips[row] = self._drawn(row, width, palette)
        return strip

    def _drawn(self, row: int, width: int, palette: Colors) -> Strip:
        text = self._text.paint(row, palette)
        text.end, text.no_wrap = "", True
        if self.hits is not None:
            block, start, end = self._text.span(row)
            for first, last in self.hits.in_row(block, start, end):
                text.stylize(palette.hit, first - start, last - start)
            if self.current is not None:
                here, there = self.hits.at(self.current)
                if here.block == block and here.offset < end and there.offset > start:
                    text.stylize(_CURRENT, max(here.offset - start, 0), there.offset - start)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(row)) is not None:
            first, last = span
            style = self.screen.get_component_rich_style("screen--selection")
            text.stylize(style, first, len(text) if last == -1 else last)
        # The style of the whole text isn't rendered: only spans are.
        text.stylize_before(self.rich_style + (text.style if isinstance(text.style, Style) else Style()))
        strip = Strip(text.render(self.app.console)).apply_offsets(0, row)
        return strip.adjust_cell_length(width, self.rich_style)


_CURRENT = Style(reverse=True)
