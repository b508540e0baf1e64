"""The list of the history screen: all about each exchange, and a selection."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Summary
from edge_tui.model.history_row import row_of
from edge_tui.model.template import TitleOf
from edge_tui.model.text import visible
from edge_tui.tui.history.history_list import NEW_ECID, HistoryList, reason_of, reason_style, status_style
from edge_tui.tui.history.row_context import Columns, capped, columns_of, context_of
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.checkboxes import OFF, ON

# What a long name leaves room for: the reason of a failure.
_MAX_WHAT_BESIDE_REASON = 32
# A click on it selects the exchange.
_SELECTS = Style(meta={"selects": True})


class SelectableHistoryList(HistoryList):
    """A page of past exchanges; `selected` holds those that were selected, in that order."""

    BINDINGS = [
        Binding(
            "space,comma",
            "mark",
            "Select",
            tooltip="Select it, to compare, replay, export or delete",
            id="history.select",
            key_display="space",
        )
    ]
    HELP = (
        "Every exchange, sent from the explorer or from the command line, newest first; a double click shows one, "
        "a click on its box selects it. "
        "/ searches: words, an ID, and fields such as status:207 handle:state:store code:0201 profile:prod before:2d "
        'pinned "exact words".'
        " Calls of a recorded visit: capture:NAME page:/checkout ds:ID blocked unload. ≠ ECID marks another ECID than "
        "in the exchange before, sent as the same one with the same datastream."
    )

    @dataclass
    class Marked(Message):
        """The selection has changed."""

        count: int

    def __init__(self, title_of: TitleOf, widget_id: str) -> None:
        super().__init__(title_of, widget_id)
        self.selected: dict[int, Summary] = {}
        self._now: datetime | None = None
        self._pressed_at: Mapping[str, object] = {}
        self._columns = Columns()
        self._drawn_width = 0

    @property
    def recordings(self) -> list[str]:
        """The names of the recordings that the listed exchanges are part of, each once."""
        return list(dict.fromkeys(each.capture for each in self.summaries if each.capture))

    @property
    def chosen(self) -> list[Summary]:
        """The selection, otherwise the exchange under the cursor."""
        if self.selected:
            return list(self.selected.values())
        return [self.under_cursor] if self.under_cursor else []

    @property
    def two_chosen(self) -> list[Summary] | None:
        """The two that are selected, or the selected one and the one under the cursor; None for any other number."""
        chosen = list(self.selected.values())
        if len(chosen) == 1 and self.under_cursor and self.under_cursor.key not in self.selected:
            chosen.append(self.under_cursor)
        return chosen if len(chosen) == 2 else None

    def line(self, index: int, palette: Colors, now: datetime) -> Text:
        """One exchange in two lines; the first of a recording has a line with the recording's name above it."""
        summary = self.summaries[index]
        row = row_of(summary, now, title_of=self.title_of)
        text = Text(no_wrap=True, overflow="ellipsis")
        margin = "│ " if summary.capture else ""
        if summary.capture and not (index and self.summaries[index - 1].capture == summary.capture):
            text.append(f"  ╭ recording {visible(summary.capture)}\n", palette.strong)
        is_selected = summary.key in self.selected
        text.append(ON if is_selected else OFF, (palette.placeholder if is_selected else palette.dim) + _SELECTS)
        text.append("★" if summary.pinned else " ", palette.warning)
        text.append(margin, palette.dim)
        text.append(row.when + " ", palette.dim)
        text.append(row.status + " ", status_style(summary, palette))
        reason = reason_of(summary)
        text.append(capped(row.what, _MAX_WHAT_BESIDE_REASON) if reason else visible(row.what), palette.strong)
        text.append(" ↻" if summary.replay_of else "", palette.dim)
        text.append(f" {NEW_ECID}" if summary.has_new_ecid else "", palette.warning)
        if reason:
            text.append(f"  {visible(reason)}", reason_style(summary, palette))
        text.append("\n  " + margin, palette.dim)
        # A cell for the scrollbar, and one before it.
        room = self.size.width - len(f"  {margin}  ") if self.size.width else None
        text.append_text(context_of(summary, row, palette, self._columns, room))
        return text

    def fill(self, summaries: Iterable[Summary], now: datetime, *, stays: bool = False) -> None:
        """Shows exchanges."""
        self._now = now
        summaries = list(summaries)
        self._columns = columns_of(summaries)
        # Zero while the list is hidden, for which no resize tells.
        self._drawn_width = self.size.width
        super().fill(summaries, now, stays=stays)

    def on_resize(self, event: events.Resize) -> None:
        """Draws the rows for the new width."""
        if event.size.width != self._drawn_width and self._now is not None:
            self.fill(self.summaries, self._now, stays=True)

    def extend(self, summaries: list[Summary], now: datetime) -> None:
        """Adds older exchanges at the end."""
        palette = colors(self.app)
        first = len(self.summaries)
        self.summaries += summaries
        self.add_options([Option(self.line(index, palette, now)) for index in range(first, len(self.summaries))])

    def change_line(self, key: int, change: Callable[[Summary], Summary], now: datetime) -> None:
        """Changes the exchange of a `Summary.key` where it is listed and where it is selected."""
        for index, summary in enumerate(self.summaries):
            if summary.key == key:
                self.summaries[index] = change(summary)
                self._redraw(index, now)
        if key in self.selected:
            self.selected[key] = change(self.selected[key])

    def _redraw(self, index: int, now: datetime) -> None:
        self.replace_option_prompt_at_index(index, self.line(index, colors(self.app), now))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Notes what was pressed: rows may move before the button is released, as the fields of the search go."""
        self._pressed_at = event.style.meta

    def on_click(self, event: events.Click) -> None:
        """A click previews an exchange, on its box or with ctrl also selects it; a double click shows it, as enter."""
        clicked, is_on_box = self._pressed_at.get("option"), "selects" in self._pressed_at
        if not isinstance(clicked, int) or clicked >= len(self.summaries):
            event.prevent_default()
            return
        if is_on_box or event.ctrl or event.chain < 2:
            event.prevent_default()
            self.highlighted = clicked
        if is_on_box or event.ctrl:
            self._toggle(self.summaries[clicked])

    def action_mark(self) -> None:
        """Selects the exchange under the cursor, or deselects it, and moves down."""
        summary = self.under_cursor
        if summary is None:
            return
        self._toggle(summary)
        # Below the last one is the first one again, which nobody means here.
        if self.highlighted is not None and self.highlighted < self.option_count - 1:
            self.action_cursor_down()

    def _toggle(self, summary: Summary) -> None:
        if summary.key in self.selected:
            del self.selected[summary.key]
        else:
            self.selected[summary.key] = summary
        self._redraw(self.summaries.index(summary), self._now or summary.sent_at)
        self.post_message(self.Marked(len(self.selected)))

    def unmark_all(self, now: datetime) -> None:
        """Clears the selection."""
        deselected, self.selected = self.selected, {}
        for index, summary in enumerate(self.summaries):
            if summary.key in deselected:
                self._redraw(index, now)
