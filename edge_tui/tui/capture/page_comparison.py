"""Two page loads compared: their calls side by side, and what differs in the pair under the cursor."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.compare.calls import Pair, pair_calls, request_differences
from edge_tui.compare.difference_tree import compare_with_visitors, difference_tree, summarize_arranged
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.model.node import Node
from edge_tui.model.text import visible
from edge_tui.model.visit import Call
from edge_tui.tui.capture.lines import path_of
from edge_tui.tui.capture.pair_lines import columns_of, heading_of, pair_line, text_of
from edge_tui.tui.capture.rows import PageRow
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace


class PageComparison(Screen[None]):
    """Pairs the calls of two pages by event type and order; requests are compared first, `b` switches to responses."""

    CSS_PATH = "page_comparison.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("S", "swap", "Swap sides", tooltip="Swap the pages", id="pages.swap"),
        Binding(
            "b",
            "bodies",
            "Responses or requests",
            tooltip="Compare the responses instead of the requests",
            id="pages.bodies",
        ),
        Binding("d", "whole", "Compare", tooltip="Show the pair under the cursor in full", id="pages.whole"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
        Binding("tab", "app.focus_next", "Next pane", show=False),
    ]
    HELP = (
        "The calls of two page loads, paired by their event types and order. = sends the same, ~ differs, - is only on "
        "the first page, + only on the second."
    )

    def __init__(
        self, workspace: Workspace, left: tuple[PageRow, Sequence[Call]], right: tuple[PageRow, Sequence[Call]]
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._sides = [left, right]
        self._of_responses = False
        self.pairs: list[Pair] = []
        self._found: list[Arranged] = []

    def compose(self) -> ComposeResult:
        """The two pages, their pairs, and the differences of one."""
        yield Static(id="pages-compared")
        with Horizontal(id="page-columns"):
            with Pane(id="pairs-pane"):
                yield Static(id="pairs-heading")
                yield OptionList(id="pairs", compact=True)
            with Pane(id="pair-pane"):
                yield Static(id="pair-words")
                yield HandleTree()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Compares."""
        self._compare()
        self.query_one("#pairs", OptionList).focus()

    def _compare(self) -> None:
        palette = colors(self.app)
        (left_page, left), (right_page, right) = self._sides
        self.pairs = pair_calls(left, right)
        self._found = [self._differences(pair) for pair in self.pairs]
        text = Text(no_wrap=True, overflow="ellipsis")
        for sign, style, page in (("-", palette.error, left_page), ("+", palette.good, right_page)):
            text.append(f" {sign} ", style)
            text.append(f"page {page.number} ", palette.dim)
            text.append(f"{visible(path_of(page.page.url))}\n", palette.strong)
        self.query_one("#pages-compared", Static).update(text)
        differing = sum(
            bool(found.all) or not pair.is_on_both for pair, found in zip(self.pairs, self._found, strict=True)
        )
        what = "responses" if self._of_responses else "requests"
        pane = self.query_one("#pairs-pane", Pane)
        pane.title(f"Calls · {what} compared")
        pane.subtitle(f"{differing} of {len(self.pairs)} differ")
        self._list()
        self._show(self.query_one("#pairs", OptionList).highlighted)

    def _first_to_show(self) -> int:
        """The first call that both pages make and that differs, else one that only one of them makes, or the first."""
        differing = [index for index, differs in enumerate(self._found) if differs.all]
        on_one = [index for index, pair in enumerate(self.pairs) if not pair.is_on_both]
        return next(iter([*differing, *on_one]), 0)

    def _differences(self, pair: Pair) -> Arranged:
        if pair.left is None or pair.right is None:
            return Arranged(())
        ignored = self._workspace.ignored_paths.all()
        if self._of_responses:
            return compare_with_visitors(pair.left.exchange, pair.right.exchange, ignored)
        return Arranged(request_differences(pair.left.exchange, pair.right.exchange, ignored))

    def _list(self) -> None:
        """Lists the pairs in columns that fit; the cursor stays on its pair."""
        palette, listed = colors(self.app), self.query_one("#pairs", OptionList)
        # A cell for the scrollbar.
        width = max(self.query_one("#pairs-pane", Pane).content_size.width - 1, 1)
        lines = [
            pair_line(pair, sum(1 for each in found.all for _ in each.walk()), self._page_names)
            for pair, found in zip(self.pairs, self._found, strict=True)
        ]
        columns = columns_of(lines, self._page_names, width)
        chosen = listed.highlighted if listed.highlighted is not None else self._first_to_show()
        listed.set_options(
            Option(text_of(line, pair, columns, width, palette)) for line, pair in zip(lines, self.pairs, strict=True)
        )
        if self.pairs:
            listed.highlighted = min(chosen, len(self.pairs) - 1)
        heading = self.query_one("#pairs-heading", Static)
        heading.update(Text(heading_of(columns, self._page_names), palette.dim, no_wrap=True))
        heading.display = bool(columns.left and self.pairs)

    @property
    def _page_names(self) -> tuple[str, str]:
        (left, _), (right, _) = self._sides
        return f"page {left.number}", f"page {right.number}"

    def on_resize(self) -> None:
        """Fits the columns to the new width, once the pane has it."""
        self.call_after_refresh(self._list)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the differences of a pair."""
        event.stop()
        self._show(event.option_index)

    def _show(self, index: int | None) -> None:
        pane, tree = self.query_one("#pair-pane", Pane), self.query_one(HandleTree)
        words = self.query_one("#pair-words", Static)
        pair = self.pairs[index] if index is not None and index < len(self.pairs) else None
        found = self._found[index] if pair is not None and index is not None else Arranged(())
        outline: Node | None = None
        if pair is None:
            text = "Neither page has a call."
        elif not pair.is_on_both:
            side = self._sides[0 if pair.left else 1][0]
            text = f"Only page {side.number} makes this call."
        elif not found.all:
            text = "No differences, apart from what always changes."
        else:
            text = summarize_arranged(found)
            outline = difference_tree(found, *(f"page {side.number}" for side, _ in self._sides))
        pane.title("Differences")
        words.update(Text(visible(text), colors(self.app).dim))
        tree.display = outline is not None
        tree.show(outline)

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value or a path."""
        copy_node(self.app, event.node, event.part)

    def action_move(self, step: int) -> None:
        """Moves in the list of pairs."""
        listed = self.query_one("#pairs", OptionList)
        listed.action_cursor_down() if step > 0 else listed.action_cursor_up()

    def action_swap(self) -> None:
        """Swaps the pages."""
        self._sides.reverse()
        self._compare()

    def action_bodies(self) -> None:
        """Switches between requests and responses."""
        self._of_responses = not self._of_responses
        self._compare()

    def action_whole(self) -> None:
        """Compares the pair under the cursor in full."""
        from edge_tui.tui.compare.screen import Compare

        index = self.query_one("#pairs", OptionList).highlighted
        pair = self.pairs[index] if index is not None else None
        if pair is not None and pair.left is not None and pair.right is not None:
            self.app.push_screen(
                Compare(self._workspace, pair.left.exchange, pair.right.exchange, of_requests=not self._of_responses)
            )
        else:
            self.app.notify("Only one of the pages makes this call.")

    def action_leave(self) -> None:
        """Goes back."""
        close(self)
