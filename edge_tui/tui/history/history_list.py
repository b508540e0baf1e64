"""Past exchanges, newest first, a line each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Summary, shown_failure
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors

# Marks an exchange whose visitor has another ECID than in the exchange before.
NEW_ECID = "≠ ECID"


def status_word(summary: Summary, palette: Colors) -> tuple[str, Style]:
    """How an exchange ended, in at most three characters, and its style."""
    if summary.status is not None:
        is_partial = summary.status == 207
        good = palette.warning if is_partial else palette.good
        return str(summary.status), good if summary.status < 400 else palette.error
    return (" ✖ ", palette.error) if summary.failure else (" … ", palette.warning)


def what(summary: Summary) -> str:
    """What was sent, or why it was refused."""
    if summary.failure:
        return shown_failure(summary.failure)
    if summary.status is None:
        return "unfinished"
    if summary.status >= 400 and summary.codes:
        return f"EXEG-{summary.codes[0]}"
    return (summary.template or summary.event_type or str(summary.action)).replace("-", " ")


def local_time(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """The time today, the date this year, otherwise the year; five characters."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%d.%m}" if local.year == today.year else f"{local:%Y} "


class HistoryList(OptionList):
    """The latest exchanges to choose from."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Show", tooltip="Show the request and the response", id="history.show"),
        Binding("r", "replay(False)", "Replay", tooltip="Send it again: new time, new ids", id="history.replay"),
        Binding("R", "replay(True)", "Replay exactly", show=False, tooltip="The same bytes again", id="history.exact"),
        Binding("o", "load", "Open draft", tooltip="Open as draft", id="history.draft"),
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

    def __init__(self, widget_id: str = "history") -> None:
        super().__init__(id=widget_id, compact=True)
        self.summaries: list[Summary] = []

    def fill(self, summaries: Iterable[Summary], now: datetime, *, stays: bool = False) -> None:
        """Shows exchanges, newest first; the cursor stays on its exchange.

        At the top it stays only with `stays`: otherwise it follows the newest exchange.
        """
        palette = colors(self.app)
        chosen = self.under_cursor if self.highlighted or stays else None
        self.summaries = list(summaries)
        self.clear_options()
        self.add_options([Option(self.line(summary, palette, now)) for summary in self.summaries])
        places = [i for i, each in enumerate(self.summaries) if chosen and _same(each, chosen)]
        if self.summaries:
            self.highlighted = places[0] if places else 0

    def line(self, summary: Summary, palette: Colors, now: datetime) -> Text:
        """One exchange."""
        word, style = status_word(summary, palette)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(local_time(summary.sent_at, now) + " ", palette.dim)
        text.append(word + " ", style)
        if summary.has_new_ecid:
            text.append(NEW_ECID[:2], palette.warning)
        text.append(visible(what(summary)), palette.plain)
        if summary.replay_of:
            text.append(" ↻", palette.dim)
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
