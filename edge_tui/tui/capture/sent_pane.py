"""What the site sent: the event as a tree with what lint says about it, and the call as text in further tabs."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.capture.call_texts import CONSOLE, TEXTS, PageConsole, console_text
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.tab_view import TabView

_EVENT = "Event"
_LIMIT_KB = 64


class SentPane(Pane):
    """Shows the request of one call; a tab is filled when it is opened."""

    BINDINGS = [
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id="capture.previous-tab",
            tooltip="Show the previous tab",
        ),
        Binding("right_square_bracket", "tab(1)", "Next tab", tooltip="Show the next tab", id="capture.next-tab"),
    ]
    HELP = (
        "What the site sent: the event's fields by their paths, what lint finds on its place, the request, the script "
        "that called it, its cookies by name, and what Adobe's SDKs wrote to the console of the page."
    )

    def __init__(self) -> None:
        super().__init__(id="sent", number="2")
        self.handles = HandleTree(has_actions=True)
        self._texts: dict[str, TextView] = {}
        self._tabs = TabView({title: title for title in (_EVENT, *TEXTS, CONSOLE)}, self._content_of, "sent-tabs")
        self._exchange: Exchange | None = None
        self._page_console: PageConsole | None = None
        self._is_kept = False

    def compose(self) -> ComposeResult:
        """The tree, then a tab for each text."""
        yield self._tabs

    def _content_of(self, title: str) -> Widget:
        if title == _EVENT:
            return self.handles
        self._texts[title] = TextView(f"sent-{title.lower()}")
        return self._texts[title]

    def on_mount(self) -> None:
        """Sets the title."""
        self.show(None, None)

    def show(
        self,
        exchange: Exchange | None,
        outline: Node | None,
        console: PageConsole | None = None,
        *,
        keep_place: bool = False,
    ) -> None:
        """Shows a call; without one, what there is to say instead, and the console of its page.

        With `keep_place` it is the same call as before, completed.
        """
        self._exchange, self._page_console = exchange, console
        if keep_place and outline is not None:
            self.handles.rewrite(outline)
        else:
            self.handles.show(outline)
        self._write_title()
        self.subtitle(outline.value if exchange and outline else "")
        self._write_tab(keep_place=keep_place)

    def keeps(self, is_kept: bool) -> None:
        """Says in the title that the list has gone on to another call."""
        self._is_kept = is_kept
        self._write_title()

    def _write_title(self) -> None:
        exchange = self._exchange
        if exchange is None:
            self.title("What the site sent")
        else:
            body = exchange.request.body.encode("utf-8", "surrogatepass")
            action, size = f"Sent · {exchange.draft.action}", f"{len(body) / 1024:.1f}"
            forms = [f"{action} · {size} of {_LIMIT_KB} KB", f"{action} · {size} KB"] if body else []
            forms += [action, "Sent"]
            kept = " · kept while you read" if self._is_kept else ""
            self.title_that_fits([f"{form}{kept}" for form in forms])

    def on_resize(self) -> None:
        """Says in the title what there is room for now."""
        super().on_resize()
        self._write_title()

    def on_tab_view_opened(self, event: TabView.Opened) -> None:
        """Fills the tab that was opened."""
        event.stop()
        self._write_tab()

    async def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and focuses it."""
        self._tabs.step(step)
        await self._tabs.ready()
        text = self._texts.get(self._tabs.active)
        move_after_refresh(self, (text.rows if text else self.handles).focus)

    def apply_theme(self) -> None:
        """Rewrites the open tab."""
        self._write_tab()

    def _write_tab(self, *, keep_place: bool = False) -> None:
        title = self._tabs.active
        text = self._texts.get(title)
        if text is None or not text.is_mounted:
            return
        palette = colors(self.app)
        if title == CONSOLE:
            passages = console_text(self._page_console, palette)
        else:
            passages = TEXTS[title](self._exchange, palette) if self._exchange else ()
        text.show(passages, keep_place=keep_place)
