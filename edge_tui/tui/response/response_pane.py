"""The response: its handles as a tree, and the exchange as text in further tabs."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import var
from textual.widgets import Static, TabbedContent, TabPane, Tabs

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.keys import key_of
from edge_tui.tui.response.exchange_text import TEXTS
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.tree_search import TreeSearch
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane

_TABS = ("handles-tab", *(f"{title.lower()}-tab" for title in TEXTS))


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
        self._tree = HandleTree(has_actions=is_live)
        self._search = TreeSearch(self._tree, self._count_matches)
        self._bar = FindBar(
            self._search,
            lambda: self._tree,
            bar_id="find-handles",
            placeholder="Filter · $… is a JSONPath · esc closes",
            with_patterns=False,
            to_the_matches=True,
        )

    def compose(self) -> ComposeResult:
        """The tree, then a tab for each text."""
        with TabbedContent(id="answer-tabs"):
            with TabPane("Handles", id="handles-tab"):
                yield Static(id="nothing-yet")
                yield self._tree
                yield self._bar
            for title in TEXTS:
                yield TabPane(title, id=f"{title.lower()}-tab")

    def on_mount(self) -> None:
        """Sets the title. The tabs are for the mouse; the keyboard has the brackets."""
        self.title("Response")
        self.query_one(Tabs).can_focus = False

    def watch_outline(self, outline: Node | None) -> None:
        """Draws the tree of another exchange."""
        tree = self._tree
        tree.display = outline is not None
        nothing = self.query_one("#nothing-yet", Static)
        nothing.display = outline is None
        if outline is None:
            self._invite()
        self._search.show(outline)
        self._bar.end_in_place()
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
            self.subtitle(exchange.failure.kind.word if exchange.failure else "")

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Fills the activated tab."""
        event.stop()
        self._write_tab()

    async def action_find(self) -> None:
        """Opens the find line of the open text, or else of the tree."""
        if self.outline is None:
            return
        if text := self._texts.get(self._title):
            await text.find()
        else:
            await self._bar.open()

    @property
    def is_filter_typed(self) -> bool:
        """Whether the user is typing a filter, which moves the tree's cursor with each key."""
        return self._bar.has_focus_within

    def on_handle_tree_match_asked(self, event: HandleTree.MatchAsked) -> None:
        """Goes to the next or the previous match."""
        event.stop()
        self._bar.action_step(event.step)

    def on_handle_tree_highlighted(self) -> None:
        """Numbers the match under the cursor."""
        self._count_matches()

    def _count_matches(self) -> None:
        self._bar.update()

    def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and focuses it."""
        tabs = self.query_one(TabbedContent)
        tabs.active = _TABS[(_TABS.index(tabs.active) + step) % len(_TABS)]
        self._write_tab()
        text = self._texts.get(self._title)
        self.call_after_refresh((text.rows if text else self._tree).focus)

    @property
    def _title(self) -> str:
        """The title of the open tab."""
        return self.query_one(TabbedContent).active.removesuffix("-tab").capitalize()

    def _write_tab(self) -> None:
        """Fills the open tab, and mounts its text view when first opened; the tree draws itself."""
        title = self._title
        if title not in TEXTS:
            return
        if title not in self._texts:
            tabs = self.query_one(TabbedContent)
            self._texts[title] = TextView(f"{title.lower()}-text")
            tabs.get_pane(tabs.active).mount(self._texts[title])
        passages = TEXTS[title](self.exchange, colors(self.app)) if self.exchange else (written(self._invitation()),)
        self._texts[title].show(passages)
