"""Past exchanges, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Summary
from edge_tui.model.template import TitleOf
from edge_tui.model.text import visible
from edge_tui.tui.textual_layouts import fit_scrollbars, scrolled_size
from edge_tui.tui.themes import Colors, colors

# Marks an exchange whose visitor has another ECID than in the exchange before.
NEW_ECID = "≠ ECID"


def status_style(summary: Summary, palette: Colors) -> Style:
    """The style of an exchange's status."""
    if summary.status is None:
        return palette.error if summary.failure else palette.warning
    if summary.status >= 400:
        return palette.error
    return palette.warning if summary.status == 207 else palette.good


def reason_style(summary: Summary, palette: Colors) -> Style:
    """The style of the reason: a partial success isn't a failure."""
    return (
        palette.warning if summary.status == 207 or (summary.status is None and not summary.failure) else palette.error
    )


def reason_of(summary: Summary) -> str:
    """Why an exchange failed; empty if it didn't."""
    if summary.status in (202, 204) or (summary.status == 200 and summary.gateway_request_id):
        return ""
    # Loaded when there is something to explain.
    from edge_tui.problems.reason import reason_of as reason

    return reason(summary)


class HistoryList(OptionList):
    """The latest exchanges to choose from."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Show", tooltip="Show the request and the response", id="history.show"),
        Binding(
            "r", "replay(False)", "Replay", tooltip="Send it again, with a new time and new ids", id="history.replay"
        ),
        Binding(
            "R", "replay(True)", "Replay exactly", show=False, tooltip="Send the same bytes again", id="history.exact"
        ),
        Binding("o", "load", "Open draft", tooltip="Open it in the editor as a draft", id="history.draft"),
    ]
    HELP = (
        "Past exchanges, also those sent from the command line. Enter shows one, r sends it again. "
        "≠ marks a visitor whose ECID changed."
    )

    @dataclass
    class Chosen(Message):
        """Asks to show an exchange."""

        summary: Summary

    @dataclass
    class ReplayAsked(Message):
        """Asks to send an exchange again."""

        summary: Summary
        exactly: bool

    @dataclass
    class DraftAsked(Message):
        """Asks to open the draft of an exchange."""

        summary: Summary

    virtual_size = scrolled_size()

    def __init__(self, title_of: TitleOf, widget_id: str = "history") -> None:
        super().__init__(id=widget_id, compact=True)
        self.title_of = title_of
        self.summaries: list[Summary] = []

    def watch_virtual_size(self) -> None:
        """Fits the scrollbar once the list is filled, which empties it first."""
        self.call_later(self._fit_scrollbar)

    def _fit_scrollbar(self) -> None:
        """Lays out the list only if a scrollbar comes or goes: each send fills it."""
        if (self.virtual_size.height > self.container_size.height) == self.show_vertical_scrollbar:
            fit_scrollbars(self)
        else:
            self.refresh(layout=True)

    def fill(self, summaries: Iterable[Summary], now: datetime, *, stays: bool = False) -> None:
        """Shows exchanges, newest first; the cursor stays on its exchange.

        At the top it stays only with `stays`: otherwise it follows the newest exchange.
        """
        palette = colors(self.app)
        chosen = self.under_cursor if self.highlighted or stays else None
        self.summaries = list(summaries)
        self.clear_options()
        self.add_options([Option(self.line(index, palette, now)) for index in range(len(self.summaries))])
        places = [i for i, each in enumerate(self.summaries) if chosen and _same(each, chosen)]
        if self.summaries:
            self.highlighted = places[0] if places else 0

    def line(self, index: int, palette: Colors, now: datetime) -> Text:
        """One exchange in two lines: when, how it ended and what was sent; how long it took and as whom, or why not."""
        # Loaded when there is a row.
        from edge_tui.model.history_row import row_of

        summary = self.summaries[index]
        row = row_of(summary, now, title_of=self.title_of)
        text = Text(no_wrap=True, overflow="ellipsis")
        is_today = row.day == "today"
        text.append((row.time if is_today else row.day) + " ", palette.dim)
        text.append(row.status + " ", status_style(summary, palette))
        if summary.has_new_ecid:
            text.append(NEW_ECID[:2], palette.warning)
        text.append(visible(row.what), palette.plain)
        if summary.replay_of:
            text.append(" ↻", palette.dim)
        text.append("\n" + ("      " if is_today else row.time + " "), palette.dim)
        if reason := reason_of(summary):
            text.append(visible(reason), reason_style(summary, palette))
        else:
            text.append(row.duration, palette.dim)
            text.append(f" {row.bars}" if row.bars else "", palette.name)
        text.append(f" {visible(summary.capture or row.visitor)}", palette.number)
        text.append(f" {visible(row.profile)}" if row.profile else "", palette.dim)
        return text

    @property
    def under_cursor(self) -> Summary | None:
        """The exchange under the cursor."""
        index = self.highlighted
        return self.summaries[index] if index is not None and index < len(self.summaries) else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Passes the choice on as an exchange."""
        event.stop()
        self.post_message(self.Chosen(self.summaries[event.option_index]))

    def action_replay(self, exactly: bool) -> None:
        """Asks to send the exchange under the cursor again."""
        if summary := self.under_cursor:
            self.post_message(self.ReplayAsked(summary, exactly))

    def action_load(self) -> None:
        """Asks for the draft of the exchange under the cursor."""
        if summary := self.under_cursor:
            self.post_message(self.DraftAsked(summary))


def _same(one: Summary, other: Summary) -> bool:
    return one.request_id == other.request_id and one.sent_at == other.sent_at
