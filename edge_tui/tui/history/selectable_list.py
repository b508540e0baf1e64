"""The list of the history screen: wide lines, and a selection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Summary, shown_failure
from edge_tui.model.text import visible
from edge_tui.tui.history.history_list import NEW_ECID, HistoryList, status_word, what
from edge_tui.tui.themes import Colors, colors


def date_and_time(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Day and time to the second, or day, year and minute for another year; fourteen characters."""
    local = moment.astimezone(zone)
    return f"{local:%d.%m %H:%M:%S}" if local.year == now.astimezone(zone).year else f"{local:%d.%m.%y %H:%M}"


class SelectableHistoryList(HistoryList):
    """A page of past exchanges; `selected` holds those that were selected, in that order."""

    BINDINGS = [
        Binding(
            "space",
            "mark",
            "Select",
            tooltip="To compare, replay, export or delete",
            id="history.select",
        )
    ]
    HELP = (
        "Every exchange, sent from the explorer or from the command line, newest first. / searches: words, "
        'an id, and fields such as status:207 handle:state:store code:0201 profile:prod before:2d pinned "exact words".'
        " Calls of a recorded visit: capture:NAME page:/checkout ds:ID blocked unload. ≠ ECID marks another ECID than "
        "in the exchange before, sent as the same one with the same datastream."
    )

    @dataclass
    class Marked(Message):
        """The selection has changed."""

        count: int

    def __init__(self, widget_id: str) -> None:
        super().__init__(widget_id)
        self.selected: dict[int, Summary] = {}
        self._now: datetime | None = None

    def line(self, summary: Summary, palette: Colors, now: datetime) -> Text:
        """One exchange, with its profile and request id."""
        word, style = status_word(summary, palette)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("✓" if summary.key in self.selected else " ", palette.placeholder)
        text.append("★" if summary.pinned else " ", palette.warning)
        text.append(date_and_time(summary.sent_at, now) + " ", palette.dim)
        text.append(word + " ", style)
        text.append_text(_recorded(summary, palette) if summary.capture else _sent(summary, palette))
        if summary.note:
            text.append("  " + visible(summary.note), palette.string)
        return text

    def fill(self, summaries: Iterable[Summary], now: datetime, *, stays: bool = False) -> None:
        """Shows exchanges."""
        self._now = now
        super().fill(summaries, now, stays=stays)

    def extend(self, summaries: list[Summary], now: datetime) -> None:
        """Adds older exchanges at the end."""
        palette = colors(self.app)
        self.summaries += summaries
        self.add_options([Option(self.line(summary, palette, now)) for summary in summaries])

    def change_line(self, key: int, change: Callable[[Summary], Summary], now: datetime) -> None:
        """Changes the exchange of a `Summary.key` where it is listed and where it is selected."""
        for index, summary in enumerate(self.summaries):
            if summary.key == key:
                self.summaries[index] = change(summary)
                self._redraw(index, now)
        if key in self.selected:
            self.selected[key] = change(self.selected[key])

    def _redraw(self, index: int, now: datetime) -> None:
        self.replace_option_prompt_at_index(index, self.line(self.summaries[index], colors(self.app), now))

    def action_mark(self) -> None:
        """Selects the exchange under the cursor, or deselects it, and moves down."""
        summary = self.under_cursor
        if summary is None:
            return
        if summary.key in self.selected:
            del self.selected[summary.key]
        else:
            self.selected[summary.key] = summary
        self._redraw(self.summaries.index(summary), self._now or summary.sent_at)
        self.action_cursor_down()
        self.post_message(self.Marked(len(self.selected)))

    def unmark_all(self, now: datetime) -> None:
        """Clears the selection."""
        deselected, self.selected = self.selected, {}
        for index, summary in enumerate(self.summaries):
            if summary.key in deselected:
                self._redraw(index, now)


def _sent(summary: Summary, palette: Colors) -> Text:
    return Text.assemble(
        (visible(what(summary))[:18].ljust(18) + " ", palette.plain),
        (visible(summary.profile_name)[:12].ljust(12) + " ", palette.number),
        ("↻ " if summary.replay_of else "  ", palette.dim),
        (f"{NEW_ECID} " if summary.has_new_ecid else "", palette.warning),
        (visible(summary.request_id[:8]).ljust(8), palette.dim),
    )


def _recorded(summary: Summary, palette: Colors) -> Text:
    """Action, event type, datastream and page: what tells the calls of a visit apart."""
    return Text.assemble(
        (f"{summary.action!s:11} ", palette.name),
        (visible(last_part(summary.event_type or ""))[:14].ljust(14) + " ", palette.plain),
        (visible(summary.datastream)[-4:].ljust(4) + " ", palette.number),
        (f"{NEW_ECID} " if summary.has_new_ecid else "", palette.warning),
        (visible(page_path(summary.page)), palette.dim),
        (f"  {visible(shown_failure(summary.failure))}" if summary.failure else "", palette.error),
    )


def last_part(event_type: str) -> str:
    """`pageViews` of `web.webpagedetails.pageViews`, which is long for a column."""
    return event_type.rpartition(".")[2] or event_type


def page_path(url: str) -> str:
    """The path of a page, with the names of its query; empty without a page."""
    return "/" + url.partition("://")[2].partition("/")[2] if url else ""
