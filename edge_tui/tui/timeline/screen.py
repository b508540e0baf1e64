"""The base of screens that send one event after another: timeline, response, and a way to stop."""

from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import OptionList, Static

from edge_tui.model.exchange import Exchange
from edge_tui.model.text import counted, visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.themes import colors, follow_theme
from edge_tui.tui.timeline.send_list import Send, SendList
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Status:
    """The progress, or the result: whether it is over, and whether it is what was wanted."""

    words: str
    is_over: bool = False
    is_good: bool = False


class TimelineView(Screen[Exchange | None]):
    """Returns the exchange to show on the workbench, or None."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape", "stop", "Stop", tooltip="Stop sending"),
        Binding("escape", "leave", "Back", tooltip="Go back, and show the last response"),
        Binding("q", "stop", "Stop", show=False),
        Binding("q", "leave", "Back", show=False),
        Binding("d", "compare", "Compare", id="timeline.compare", tooltip="Compare with the first response"),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]
    TIMELINE = "Timeline"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.is_sending = False
        self._status = Status("")

    def compose(self) -> ComposeResult:
        """The progress line, the timeline, and the selected response."""
        yield Static(id="timeline-words")
        with Horizontal(id="timeline-columns"):
            with Pane(id="timeline-pane"):
                yield SendList()
            yield ResponsePane("timeline-answer", board_rows=2)
        yield StatusLine(id="timeline-status")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Starts sending."""
        self.query_one("#timeline-pane", Pane).title(self.TIMELINE)
        self.sent.focus()
        follow_theme(self, self._write_status)
        self.is_sending = True
        self.begin()

    def begin(self) -> None:
        """Starts the worker that sends."""
        raise NotImplementedError

    @property
    def sent(self) -> SendList:
        """The sends so far."""
        return self.query_one(SendList)

    @property
    def exchanges(self) -> list[Exchange | None]:
        """The exchanges so far; None for an event that couldn't be sent."""
        return [send.exchange for send in self.sent.sends]

    @property
    def shown_when_left(self) -> Exchange | None:
        """What the workbench shows when the screen is left: the last exchange."""
        return self.exchanges[-1] if self.exchanges else None

    def show_status(self, words: str, *, is_over: bool = False, is_good: bool = False) -> None:
        """Writes the progress, or the result."""
        self._status = Status(words, is_over=is_over, is_good=is_good)
        self._write_status()
        self.refresh_bindings()

    def _write_status(self) -> None:
        palette, status = colors(self.app), self._status
        style = palette.good if status.is_good else palette.warning if status.is_over else palette.plain
        sign = "✓ " if status.is_good else "■ " if status.is_over else "▶ "
        self.query_one("#timeline-words", Static).update(Text(f"{sign}{visible(status.words)}", style))

    def add(self, exchange: Exchange | None, words: str, *, matched: bool = False) -> None:
        """Adds a send."""
        at = exchange.sent_at if exchange is not None else self.workspace.clock()
        self.sent.add(Send(at, exchange, words, matched))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the selected line's response."""
        event.stop()
        exchange = self.sent.sends[event.option_index].exchange
        pane = self.query_one(ResponsePane)
        pane.exchange = exchange
        pane.outline = self.workspace.arranged_outline(exchange) if exchange else None
        line = self.query_one(StatusLine)
        line.upstream_count = self.workspace.upstream_count(exchange.profile_name) if exchange else 0
        line.past_sends = self.sent.past_sends
        line.exchange = exchange
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter shows the exchange on the workbench, once the sending has ended."""
        event.stop()
        if self.is_sending:
            self.notify("Still sending. Press esc to stop first.")
        else:
            close(self, self.exchanges[event.option_index])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Two responses are compared; what is sending is stopped before it is left."""
        del parameters
        if action in ("stop", "leave"):
            return self.is_sending is (action == "stop")
        return action != "compare" or (self.is_mounted and self.sent.to_compare is not None)

    def action_compare(self) -> None:
        """Compares the response under the cursor with the first one."""
        from edge_tui.tui.compare.screen import Compare

        if pair := self.sent.to_compare:
            self.app.push_screen(Compare(self.workspace, *pair))

    def action_stop(self) -> None:
        """Stops sending."""
        self.is_sending = False
        self.workers.cancel_group(self, "send")
        self.stopped()

    def action_leave(self) -> None:
        """Closes the screen."""
        close(self, self.shown_when_left)

    def stopped(self) -> None:
        """Shows how many events were sent."""
        count = len(self.exchanges)
        self.show_status(f"Stopped after {counted(count, 'send')}. Esc closes.", is_over=True)
