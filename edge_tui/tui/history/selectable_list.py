"""The list of the history screen: wide lines, and marks on those that were selected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Summary
from edge_tui.model.text import visible
from edge_tui.tui.history.history_list import HistoryList, status_word, what
from edge_tui.tui.themes import Colours, colours


def date_and_time(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Day and time to the second; of another year day, year and minute; fourteen characters."""
    local = moment.astimezone(zone)
    return f"{local:%d.%m %H:%M:%S}" if local.year == now.astimezone(zone).year else f"{local:%d.%m.%y %H:%M}"


class SelectableHistoryList(HistoryList):
    """A window over past exchanges; `selected` holds those that were marked, in the order of marking."""

    BINDINGS = [
        Binding(
            "space",
            "mark",
            "Select",
            tooltip="Mark it for comparing, replaying, exporting, deleting",
            id="history.select",
        )
    ]
    HELP = (
        "Every exchange that was begun, from the explorer and from the command line, newest first. / searches: words, "
        'an id, and fields such as status:207 handle:state:store code:0201 profile:prod before:2d pinned "exact words".'
    )

    @dataclass
    class Marked(Message):
        """The selection is another one."""

        count: int

    def __init__(self, widget_id: str) -> None:
        super().__init__(widget_id)
        self.selected: dict[int, Summary] = {}
        self._now: datetime | None = None

    def line(self, summary: Summary, palette: Colours, now: datetime) -> Text:
        """A line has room for the profile and the request id."""
        word, style = status_word(summary, palette)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("✓" if summary.key in self.selected else " ", palette.placeholder)
        text.append("★" if summary.pinned else " ", palette.warning)
        text.append(date_and_time(summary.sent_at, now) + " ", palette.dim)
        text.append(word + " ", style)
        text.append(visible(what(summary))[:18].ljust(18) + " ", palette.plain)
        text.append(visible(summary.profile_name)[:12].ljust(12) + " ", palette.number)
        text.append("↻ " if summary.replay_of else "  ", palette.dim)
        text.append(visible(summary.request_id[:8]).ljust(8), palette.dim)
        if summary.note:
            text.append("  " + visible(summary.note), palette.string)
        return text

    def fill(self, summaries: Iterable[Summary], now: datetime, *, stays: bool = False) -> None:
        """Shows these exchanges."""
        self._now = now
        super().fill(summaries, now, stays=stays)

    def extend(self, summaries: list[Summary], now: datetime) -> None:
        """Adds older exchanges at the end."""
        palette = colours(self.app)
        self.summaries += summaries
        self.add_options([Option(self.line(summary, palette, now)) for summary in summaries])

    def rewrite(self, summary: Summary, now: datetime) -> None:
        """Writes the line of an exchange anew, with what changed in it."""
        index = next((i for i, each in enumerate(self.summaries) if each.key == summary.key), None)
        if index is not None:
            self.summaries[index] = summary
            self.replace_option_prompt_at_index(index, self.line(summary, colours(self.app), now))
        if summary.key in self.selected:
            self.selected[summary.key] = summary

    def action_mark(self) -> None:
        """Marks the exchange under the cursor, or takes the mark off, and moves on."""
        summary = self.under_cursor
        if summary is None:
            return
        if summary.key in self.selected:
            del self.selected[summary.key]
        else:
            self.selected[summary.key] = summary
        self.rewrite(summary, self._now or summary.sent_at)
        self.action_cursor_down()
        self.post_message(self.Marked(len(self.selected)))

    def unmark_all(self, now: datetime) -> None:
        """Takes every mark off."""
        marked, self.selected = self.selected, {}
        for summary in marked.values():
            self.rewrite(summary, now)
