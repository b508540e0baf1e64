"""The base of screens that send one event after another: timeline, response, and a way to stop."""

from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.model.exchange import Exchange
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.themes import colors, follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Status:
    """The progress, or the result."""

    words: str
    is_over: bool = False
    is_good: bool = False


class TimelineView(Screen[Exchange | None]):
    """Returns the exchange to show on the workbench, or None."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape", "stop", "Stop / close", tooltip="Stop sending; then close"),
        Binding("q", "stop", "Stop / close", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("tab", "app.focus_next", "Next pane"),
    ]
    TIMELINE = "Timeline"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.exchanges: list[Exchange | None] = []
        self.is_sending = False
        self._status = Status("")
        # What each line says; lines are colored again when the theme changes.
        self._lines: list[tuple[str, bool]] = []

    def compose(self) -> ComposeResult:
        """The progress line, the timeline, and the selected response."""
        yield Static(id="timeline-words")
        with Horizontal(id="timeline-columns"):
            with Pane(id="timeline-pane"):
                yield OptionList(id="timeline", compact=True)
            yield ResponsePane("timeline-answer")
        yield StatusLine(id="timeline-status")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Starts sending."""
        self.query_one("#timeline-pane", Pane).title(self.TIMELINE)
        self.query_one("#timeline", OptionList).focus()
        follow_theme(self, self.apply_theme)
        self.is_sending = True
        self.begin()

    def begin(self) -> None:
        """Starts the worker that sends."""
        raise NotImplementedError

    def show_status(self, words: str, *, is_over: bool = False, is_good: bool = False) -> None:
        """Writes the progress, or the result."""
        self._status = Status(words, is_over=is_over, is_good=is_good)
        self._write_status()

    def _write_status(self) -> None:
        palette, status = colors(self.app), self._status
        style = palette.good if status.is_good else palette.warning if status.is_over else palette.plain
        sign = "✔ " if status.is_good else "■ " if status.is_over else "▶ "
        self.query_one("#timeline-words", Static).update(Text(f"{sign}{visible(status.words)}", style))

    def apply_theme(self) -> None:
        """Writes the progress and the lines again."""
        self._write_status()
        timeline = self.query_one("#timeline", OptionList)
        for index, (exchange, (words, matched)) in enumerate(zip(self.exchanges, self._lines, strict=True)):
            timeline.replace_option_prompt_at_index(index, self._line(exchange, words, matched=matched))

    def add(self, exchange: Exchange | None, words: str, *, matched: bool = False) -> None:
        """Appends a line, and selects it unless the user has moved the cursor away."""
        timeline = self.query_one("#timeline", OptionList)
        follows = timeline.highlighted is None or timeline.highlighted == timeline.option_count - 1
        self.exchanges.append(exchange)
        self._lines.append((words, matched))
        timeline.add_option(Option(self._line(exchange, words, matched=matched)))
        if follows:
            timeline.highlighted = timeline.option_count - 1

    def _line(self, exchange: Exchange | None, words: str, *, matched: bool) -> Text:
        palette = colors(self.app)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("● " if matched else "  ", palette.good)
        if exchange is None:
            text.append(f"{self.workspace.clock().astimezone():%H:%M:%S}  ✖  ", palette.error)
        else:
            text.append(f"{exchange.sent_at.astimezone():%H:%M:%S} ", palette.dim)
            status = exchange.response.status if exchange.response else None
            style = palette.error if status is None or status >= 400 else palette.good
            text.append(f"{status or ' ✖ '} ", palette.warning if status == 207 else style)
        text.append(visible(words), palette.strong if matched else palette.plain)
        return text

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the selected line's response."""
        event.stop()
        exchange = self.exchanges[event.option_index]
        pane = self.query_one(ResponsePane)
        pane.exchange = exchange
        pane.outline = self.workspace.arranged_outline(exchange) if exchange else None
        line = self.query_one(StatusLine)
        line.upstream_count = self.workspace.upstream_count(exchange.profile_name) if exchange else 0
        line.exchange = exchange

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter shows the exchange on the workbench, once the sending has ended."""
        event.stop()
        if self.is_sending:
            self.notify("Still sending. Press esc to stop first.")
        else:
            close(self, self.exchanges[event.option_index])

    def action_move(self, step: int) -> None:
        """Moves in the timeline."""
        timeline = self.query_one("#timeline", OptionList)
        timeline.action_cursor_down() if step > 0 else timeline.action_cursor_up()

    def action_stop(self) -> None:
        """Stops sending, or closes the screen."""
        if self.is_sending:
            self.is_sending = False
            self.workers.cancel_group(self, "send")
            self.stopped()
        else:
            close(self, self.exchanges[-1] if self.exchanges else None)

    def stopped(self) -> None:
        """Shows how many events were sent."""
        count = len(self.exchanges)
        self.show_status(f"Stopped after {count} send{'' if count == 1 else 's'}. Esc closes.", is_over=True)
