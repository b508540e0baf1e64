"""The response: its handles as a tree, and the exchange as text in further tabs."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.keys import key_of
from edge_tui.tui.response.exchange_text import TEXTS
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.tab_view import TabView

if TYPE_CHECKING:
    from edge_tui.tui.response.tree_filter import Finder
    from edge_tui.tui.textview.find_line import FindLine

_HANDLES = "Handles"


class ResponsePane(Pane):
    """Shows one exchange; a tab is filled when it is opened.

    With `is_live` it belongs to the workbench: it says how to send before the first send, and the
    nodes of its tree have actions.
    """

    BINDINGS = [
        Binding(
            "slash",
            "find",
            "Find",
            id="answer.find",
            tooltip="Filter the tree or search the text as you type; $… is a JSONPath",
        ),
        Binding("left_square_bracket", "tab(-1)", "Previous tab", show=False, id="answer.previous-tab"),
        Binding("right_square_bracket", "tab(1)", "Next tab", show=False, id="answer.next-tab"),
    ]

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)

    def __init__(self, pane_id: str, *, number: str = "", is_live: bool = False) -> None:
        super().__init__(id=pane_id, number=number)
        self._is_live = is_live
        self._texts: dict[str, TextView] = {}
        self._tabs = TabView({title: title for title in (_HANDLES, *TEXTS)}, self._content_of, "answer-tabs")
        self._finder: Finder | None = None

    def compose(self) -> ComposeResult:
        """The tree, then a tab for each text."""
        yield self._tabs

    def _content_of(self, title: str) -> Widget:
        if title == _HANDLES:
            invitation = Static(self._invitation(), id="nothing-yet")
            return Vertical(invitation, HandleTree(has_actions=self._is_live), id="handles-tab")
        self._texts[title] = TextView(f"{title.lower()}-text")
        return self._texts[title]

    def on_mount(self) -> None:
        """Sets the title."""
        self.title("Response")

    def watch_outline(self, outline: Node | None) -> None:
        """Draws the tree of another exchange."""
        tree = self.query_one(HandleTree)
        tree.display = outline is not None
        nothing = self.query_one("#nothing-yet", Static)
        nothing.display = outline is None
        if outline is None:
            self._invite()
        if self._finder is not None:
            self._finder.forget()
        for text in self._texts.values():
            text.show(())
        tree.show(outline)
        self._write_tab()
        self._write_titles()

    def apply_theme(self) -> None:
        """Rewrites the open tab."""
        self._invite()
        self._write_tab()

    def _invite(self) -> None:
        self.query_one("#nothing-yet", Static).update(self._invitation())

    def _invitation(self) -> Text:
        if not self._is_live:
            return Text()
        palette = colors(self.app)
        return Text.assemble(
            ("\nNothing sent yet.\n\n", palette.strong),
            ("Press ", palette.dim),
            (key_of(self.screen, "send").upper() or "Send", palette.placeholder),
            (" to send. The response appears here.", palette.dim),
        )

    def _write_titles(self) -> None:
        exchange = self.exchange
        if exchange is None:
            self.title("Response")
            self.subtitle("")
        elif parsed := exchange.response:
            self.title(f"Response · {parsed.status} {parsed.reason} · {parsed.timings.elapsed_ms:.0f} ms")
            self.subtitle(self.outline.value if self.outline else "")
        else:
            self.title("No response" if exchange.failure else "Response · incomplete")
            self.subtitle(str(exchange.failure.kind) if exchange.failure else "")

    def on_tab_view_opened(self, event: TabView.Opened) -> None:
        """Fills the tab that was opened."""
        event.stop()
        self._write_tab()

    async def action_find(self) -> None:
        """Opens the find line of the open text, or else of the tree."""
        if self.outline is None:
            return
        if text := self._texts.get(self._tabs.active):
            await text.find()
            return
        if self._finder is None:
            from edge_tui.tui.response.tree_filter import Finder

            self._finder = Finder()
            await self.query_one("#handles-tab").mount(self._finder)
        self._finder.open(self.outline)

    def on_finder_found(self, event: "Finder.Found") -> None:
        """Shows the hits, each with its ancestors."""
        event.stop()
        self.query_one(HandleTree).show(event.outline, event.text, keep_place=event.is_more)

    def on_find_line_left(self, event: "FindLine.Left") -> None:
        """Shows the whole tree again."""
        event.stop()
        tree = self.query_one(HandleTree)
        tree.show(self.outline)
        tree.focus()

    def on_find_line_done(self, event: "FindLine.Done") -> None:
        """Moves on to the tree."""
        event.stop()
        self.query_one(HandleTree).focus()

    async def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and focuses it."""
        self._tabs.step(step)
        await self._tabs.ready()
        text = self._texts.get(self._tabs.active)
        self.call_after_refresh((text.rows if text else self.query_one(HandleTree)).focus)

    def _write_tab(self) -> None:
        """Fills the open tab; the tree draws itself."""
        title = self._tabs.active
        if (text := self._texts.get(title)) is None or not text.is_mounted:
            return
        text.show(TEXTS[title](self.exchange, colors(self.app)) if self.exchange else (written(self._invitation()),))
