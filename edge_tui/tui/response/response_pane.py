"""The response: its handles as a tree, and the exchange as text in further tabs."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.node import Board, Node
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.keys import key_by_id, key_of
from edge_tui.tui.response.board_bar import BoardBar
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.tree_search import TreeSearch
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.textview.long_text import Passage, written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Chip, Pane
from edge_tui.tui.widgets.tab_view import TabView

if TYPE_CHECKING:
    from edge_tui.tui.response.tree_lines import TreePlace

_HANDLES = "Handles"
# The tabs of text, and those that need a parsed response.
_TEXTS = ("Body", "Headers", "Timing", "Sent", "State")
_PARSED_TEXTS = ("Body", "State")

_MAX_PAINT_SECONDS = 0.5


class ResponsePane(Pane):
    """Shows one exchange; a tab is filled when it is opened.

    With `is_live` it belongs to the workbench: it says how to send before the first send, and the
    nodes of its tree have actions. With `board_rows` its board takes that many lines whatever it shows.
    """

    BINDINGS = [
        Binding(
            "slash",
            "find",
            "Find",
            id="answer.find",
            tooltip="Filter the tree or search the text as you type; $… is a JSONPath",
        ),
        Binding(
            "escape",
            "show_all",
            "Show all",
            id="answer.all",
            tooltip="Show the whole response again, without the filter",
        ),
        Binding("g", "chip(1)", "Board", show=False, id="answer.chip", tooltip="Filter by the next chip of the board"),
        Binding("G", "chip(-1)", "Board", show=False, id="answer.chip.previous", tooltip="Filter by the previous chip"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id="answer.previous-tab",
            tooltip="Show the tab to the left",
        ),
        Binding(
            "right_square_bracket",
            "tab(1)",
            "Next tab",
            show=False,
            id="answer.next-tab",
            tooltip="Show the tab to the right",
        ),
    ]

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)

    def __init__(self, pane_id: str, *, number: str = "", is_live: bool = False, board_rows: int = 0) -> None:
        super().__init__(id=pane_id, number=number)
        self._is_live = is_live
        self._texts: dict[str, TextView] = {}
        self._tabs = TabView({title: title for title in (_HANDLES, *_TEXTS)}, self._content_of, "answer-tabs")
        # The outline of a response that isn't parsed yet, and the response.
        self._early: tuple[Node, Response | None] | None = None
        self._board = BoardBar(fixed_rows=board_rows)
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
        yield self._tabs

    def _content_of(self, title: str) -> Widget:
        if title == _HANDLES:
            nothing = Static(self._invitation(), id="nothing-yet")
            return Vertical(nothing, self._board, self._tree, id="handles-tab")
        self._texts[title] = TextView(f"{title.lower()}-text")
        return self._texts[title]

    def on_mount(self) -> None:
        """Sets the title."""
        self.title("Response")
        for name in ("scroll_y", "virtual_size"):
            self.watch(self._tree, name, self._count_below, init=False)

    def on_handle_tree_fitted(self, event: HandleTree.Fitted) -> None:
        """Counts what is out of sight."""
        event.stop()
        self._count_below()

    def _count_below(self) -> None:
        """Says how many handles are out of sight; a hint gives way to that."""
        if self.exchange is not None and self.exchange.response is not None:
            self._write_count()

    def watch_outline(self, outline: Node | None) -> None:
        """Draws the tree of another exchange, or completes the one that is drawn."""
        if outline is not None and not self._is_early and self._early is not None:
            _, response = self._early
            self._early = None
            if self.exchange is not None and self.exchange.response is response:
                self._complete(outline)
                return
        tree = self._tree
        tree.display = outline is not None
        # Until the first send it takes the focus itself, so that its keys work.
        self.can_focus = outline is None
        if self.has_focus and outline is not None:
            self.screen.set_focus(tree)
        nothing = self.query_one("#nothing-yet", Static)
        nothing.display = outline is None
        if outline is None:
            self._invite()
        self._search.show(outline)
        self._bar.end_in_place()
        for text in self._texts.values():
            text.show(())
        self._board.show(_board_of(outline) if outline else Board())
        tree.show(outline, place=_start_of(outline) if outline else None, fits=True)
        self._write_tab()
        self._write_titles()

    async def show_early(self, exchange: Exchange, outline: Node) -> None:
        """Draws the outline of a response that isn't parsed yet; returns once it is on the screen.

        The outline of the parsed response then takes its place, node by node.
        """
        self._early = (outline, exchange.response)
        self.exchange = exchange
        self.outline = outline
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        # A screen above this one may keep it from being drawn.
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), _MAX_PAINT_SECONDS)

    @property
    def _is_early(self) -> bool:
        return self._early is not None and self._early[0] is self.outline

    def _complete(self, outline: Node) -> None:
        """Gives the drawn nodes what only the parsed response has; the cursor and open nodes stay."""
        name = self._board.active
        self._board.show(_board_of(outline))
        self._board.active = name
        outline = _filtered(outline, name)
        self._search.complete(outline)
        if not self._search.is_active:
            self._tree.rewrite(outline)
            # From the tree itself: a message doesn't reach the screen whose watcher posts it.
            self._tree.call_next(self._tree.report_cursor)
        self._write_tab()
        self._write_titles()

    def apply_theme(self) -> None:
        """Rewrites the open tab."""
        super().apply_theme()
        self._invite()
        self._write_tab()
        self._write_titles()

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
        elif (parsed := exchange.response) and not exchange.request.url:
            self.title("Response", self._status_chip(parsed), "pasted")
            self._write_count()
        elif parsed:
            self.title("Response", self._status_chip(parsed), f"{parsed.timings.elapsed_ms:.0f} ms")
            self._write_count()
        else:
            palette = colors(self.app)
            if exchange.failure:
                self.title("No response", Chip(exchange.failure.kind.word, palette.chip_error))
            else:
                self.title("Response", Chip("incomplete", palette.chip_warning))
            self.subtitle("")

    def _write_count(self) -> None:
        below = 0 if self._search.is_active or self._board.active else self._tree.handles_below
        more = f"↓ {below} more" if below else ""
        self.subtitle(" · ".join(part for part in (more, self._count()) if part), stays=below > 0)

    def _count(self) -> str:
        """How much there is; while a chip filters the tree, what is left of it, and the key of the next chip."""
        board = self._board.board
        chip = board.named(self._board.active)
        if chip is None:
            return self.outline.value if self.outline else ""
        key = key_by_id(self.app, "answer.chip", (type(self),))
        return f"only {chip.words} · {key} {'next chip' if board.after(chip.name, 1) else 'all'}"

    def _status_chip(self, response: Response) -> Chip:
        palette = colors(self.app)
        style = palette.chip_error if response.status >= 400 else palette.chip_good
        style = palette.chip_warning if response.status not in (200, 202, 204) and response.status < 400 else style
        return Chip(f"{response.status} {response.reason}".strip(), style)

    def on_tab_view_opened(self, event: TabView.Opened) -> None:
        """Fills the tab that was opened."""
        event.stop()
        self._write_tab()

    def on_board_bar_chosen(self, event: BoardBar.Chosen) -> None:
        """Filters the tree by the chip that was clicked."""
        event.stop()
        self.filter_by(event.name)

    def filter_by(self, name: str) -> None:
        """Shows only the nodes of a chip; an empty name shows all of them."""
        if self.outline is None or name == self._board.active:
            return
        self._board.active = name
        # What is left out matters more than a hint, for which there may be no room beside it.
        self.hint()
        self._write_titles()
        shown = _filtered(self.outline, name)
        # Without the filter, the cursor stays on its node.
        place = _start_of(shown) if name else self._tree.cursor.place
        self._search.show(shown)
        self._bar.end_in_place()
        self._tree.show(shown, place=place)
        self.refresh_bindings()

    def action_chip(self, step: int) -> None:
        """Filters the tree by the next or the previous chip of the board, and by none after the last."""
        self.filter_by(self._board.board.after(self._board.active, step))

    @property
    def _is_filtered(self) -> bool:
        return self._tabs.active == _HANDLES and bool(self._search.is_active or self._board.active)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape leaves the filter first, and the response when all of it is shown."""
        return self._is_filtered if action == "show_all" else True

    def action_show_all(self) -> None:
        """Shows the whole tree again: first without the search, then without the chip."""
        if self._search.is_active:
            self._bar.action_close()
            self.refresh_bindings()
        else:
            self.filter_by("")

    async def action_find(self) -> None:
        """Opens the find line of the open text, or else of the tree."""
        if self.outline is None:
            return
        if text := self._texts.get(self._tabs.active):
            await text.find()
        else:
            await self._bar.open()

    @property
    def is_filter_typed(self) -> bool:
        """Whether the user is typing a filter, which moves the tree's cursor with each key."""
        return self._bar.controller.is_open and self._bar.has_focus_within

    def on_handle_tree_match_asked(self, event: HandleTree.MatchAsked) -> None:
        """Goes to the next or the previous match."""
        event.stop()
        self._bar.action_step(event.step)

    def on_handle_tree_highlighted(self) -> None:
        """Numbers the match under the cursor."""
        self._count_matches()

    def _count_matches(self) -> None:
        self._bar.update()

    async def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and focuses it."""
        self._tabs.step(step)
        await self._tabs.ready()
        text = self._texts.get(self._tabs.active)
        handles = self if self.outline is None else self._tree
        move_after_refresh(self, (text.rows if text else handles).focus)

    def _write_tab(self) -> None:
        """Fills the open tab; the tree draws itself."""
        title = self._tabs.active
        if (text := self._texts.get(title)) is not None and text.is_mounted:
            text.show(self._passages(title))

    def _passages(self, title: str) -> tuple[Passage, ...]:
        if self.exchange is None:
            return (written(self._invitation()),)
        if self._is_early and title in _PARSED_TEXTS:
            return (written(Text("Reading the response…", colors(self.app).dim)),)
        # Most tabs are never opened.
        from edge_tui.tui.response.exchange_text import TEXTS

        return TEXTS[title](self.exchange, colors(self.app))


# Imported when there is a response: the first frame has none.


def _board_of(outline: Node) -> Board:
    from edge_tui.outline.board import board_of

    return board_of(outline)


def _filtered(outline: Node, name: str) -> Node:
    if not name:
        return outline
    from edge_tui.outline.board import filtered

    return filtered(outline, name)


def _start_of(outline: Node) -> "TreePlace | None":
    from edge_tui.outline.arrangement import start_of
    from edge_tui.tui.response.tree_lines import TreePlace

    way = start_of(outline)
    return TreePlace(tuple((node.label, node.pointer) for node in way), opens=False) if way else None
