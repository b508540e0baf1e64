"""A part of a form that is folded until it is needed; its title says what is inside."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.model.text import visible
from edge_tui.tui.themes import colors

_OPEN, _CLOSED = "▼ ", "▶ "


class FoldTitle(Static, can_focus=True):
    """Opens and closes a fold."""

    BINDINGS = [
        Binding("enter", "turn", "Open", show=False),
        Binding("right", "show(True)", "Open", show=False),
        Binding("left", "show(False)", "Close", show=False),
    ]

    class Toggled(Message):
        """The fold is to be opened, or to be closed if it is open."""

    def action_turn(self) -> None:
        """Opens the fold, or closes it."""
        self.post_message(self.Toggled())

    def action_show(self, is_open: bool) -> None:
        """Opens the fold, or closes it, unless it is so already."""
        if isinstance(fold := self.parent, Fold) and fold.is_open is not is_open:
            self.post_message(self.Toggled())

    def on_click(self, event: events.Click) -> None:
        """Opens the fold, or closes it."""
        event.stop()
        self.action_turn()


class Fold(Vertical):
    """Widgets below a title, closed at first."""

    DEFAULT_CSS = """
    Fold {
        height: auto;
        & > FoldTitle { height: 1; pointer: pointer; text-wrap: nowrap; text-overflow: ellipsis; }
        & > FoldTitle:focus { background: $block-cursor-background; text-style: $cursor-row-style; }
        & > FoldTitle:hover { background: $block-hover-background; }
        & > .fold-inside { height: auto; padding: 0 0 0 2; }
    }
    """

    def __init__(self, heading: str, fold_id: str) -> None:
        super().__init__(id=fold_id)
        self._heading = heading
        self._summary = ""
        self._added: list[Widget] = []
        self.is_open = False

    def compose_add_child(self, widget: Widget) -> None:
        """Keeps what is composed inside of the fold for below the title."""
        self._added.append(widget)

    def compose(self) -> ComposeResult:
        """The title, and what is inside."""
        yield FoldTitle()
        with Vertical(classes="fold-inside") as inside:
            inside.display = self.is_open
            yield from self._added

    def on_mount(self) -> None:
        """Writes the title."""
        self._write()

    @property
    def title(self) -> FoldTitle:
        """The title."""
        return self.query_one(FoldTitle)

    def summarize(self, summary: str) -> None:
        """Says in the title what is inside."""
        if summary != self._summary:
            self._summary = summary
            self._write()

    def show_inside(self, is_open: bool = True) -> None:
        """Opens the fold, or closes it."""
        self.is_open = is_open
        self.query_one(".fold-inside").display = is_open
        self._write()
        if is_open:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_fold_title_toggled(self, event: FoldTitle.Toggled) -> None:
        """Opens or closes it."""
        event.stop()
        self.show_inside(not self.is_open)

    def _write(self) -> None:
        if not self.is_mounted:
            return
        palette = colors(self.app)
        summary = "" if self.is_open else f"  {visible(self._summary)}"
        icon = _OPEN if self.is_open else _CLOSED
        self.title.update(
            Text.assemble((icon, palette.dim), (self._heading, palette.plain), (summary, palette.dim)), layout=False
        )
