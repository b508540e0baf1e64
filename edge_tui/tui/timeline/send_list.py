"""The sends of a timeline, one per line."""

from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Exchange
from edge_tui.model.phases import PastSend, PastSends
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors


@dataclass(frozen=True, slots=True)
class Send:
    """One send: its exchange, None if there was none, and what it came to; `matched`: what was waited for is there."""

    at: datetime
    exchange: Exchange | None
    words: str
    matched: bool = False


class SendList(OptionList):
    """The sends, oldest first; the cursor follows the newest until the user moves it."""

    BINDINGS = [
        Binding("enter", "select", "Show", tooltip="Show it on the workbench", id="timeline.show"),
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="timeline", compact=True)
        self.sends: list[Send] = []

    def action_select(self) -> None:
        """Shows the send under the cursor; before the first one, says that there is none."""
        if self.highlighted is None:
            self.notify("Nothing sent yet.")
        else:
            super().action_select()

    def add(self, send: Send) -> None:
        """Appends a line, and selects it unless the user has moved the cursor away."""
        follows = self.highlighted is None or self.highlighted == self.option_count - 1
        self.sends.append(send)
        self.add_option(Option(line_of(send, colors(self.app))))
        if follows:
            self.highlighted = self.option_count - 1

    @property
    def under_cursor(self) -> Exchange | None:
        """The exchange under the cursor."""
        return self.sends[self.highlighted].exchange if self.highlighted is not None else None

    @property
    def to_compare(self) -> tuple[Exchange, Exchange] | None:
        """The first response and the one under the cursor; with the cursor on the first, the last one."""
        answered = [send.exchange for send in self.sends if send.exchange is not None and send.exchange.response]
        if len(answered) < 2:
            return None
        chosen = self.under_cursor
        return answered[0], chosen if chosen in answered[1:] and chosen is not None else answered[-1]

    @property
    def past_sends(self) -> PastSends:
        """How the sends to the last datastream ended, as bars of a status line."""
        exchanges = [send.exchange for send in self.sends if send.exchange is not None]
        datastream = exchanges[-1].request.datastream_id if exchanges else ""
        alike = [each for each in exchanges if each.request.datastream_id == datastream]
        return PastSends(datastream, tuple(PastSend(each.elapsed_ms, _is_good(each)) for each in alike[-20:]))

    def apply_theme(self) -> None:
        """Draws every line in the colors of the current theme."""
        palette = colors(self.app)
        for index, send in enumerate(self.sends):
            self.replace_option_prompt_at_index(index, line_of(send, palette))


def line_of(send: Send, palette: Colors) -> Table:
    """`● 14:02:11 200 hero has a decision`; what doesn't fit goes on below the words."""
    start = Text("● " if send.matched else "  ", palette.good)
    start.append(f"{send.at.astimezone():%H:%M:%S} ", palette.dim)
    response = send.exchange.response if send.exchange else None
    if response is None:
        start.append(" ✖  ", palette.error)
    else:
        style = palette.error if response.status >= 400 else palette.good
        start.append(f"{response.status} ", palette.warning if response.status == 207 else style)
    line = Table.grid()
    line.add_column(no_wrap=True)
    line.add_row(start, Text(visible(send.words), palette.strong if send.matched else palette.plain))
    return line


def _is_good(exchange: Exchange) -> bool:
    return exchange.response is not None and exchange.response.status < 300
