"""Compares two exchanges: what was added, removed and changed, except for ignored paths."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rich.cells import cell_len
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from edge_tui.compare.changing_values import compare_requests
from edge_tui.compare.diff import Change, Difference
from edge_tui.compare.difference_tree import (
    DifferenceNode,
    compare_with_visitors,
    difference_tree,
    side_names,
    summarize_arranged,
)
from edge_tui.compare.once_per_visitor import Arranged
from edge_tui.compare.visitor_change import VisitorChange
from edge_tui.model.client_state import short_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.text import counted, visible
from edge_tui.tui.compare.side_words import facts_of_side, names_of_sides
from edge_tui.tui.compare.value_pair import BothValues, Pointers, ValuePair
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_keys import keys_wait, move_after_refresh
from edge_tui.tui.themes import colors, follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace

# Bytes of both responses that are compared in a few milliseconds.
_MOST_AT_ONCE = 50_000
_COMPARING = "compare"
# Of a pane's width, what its title can't have: its border, and the dot between name and label.
_AROUND_TITLE = 9


class Compare(Screen[None]):
    """The differences of two exchanges' responses, or of their requests, as a tree."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding(
            "enter", "open", "Open both", tooltip="Show both values in two columns", id="compare.open", priority=True
        ),
        Binding("n", "step(1)", "Next", tooltip="Go to the next difference", id="compare.next"),
        Binding("S", "swap", "Swap sides", id="compare.swap", tooltip="Swap the left side with the right one"),
        Binding(
            "b",
            "bodies",
            "Responses or requests",
            tooltip="Compare the requests instead of the responses",
            id="compare.bodies",
        ),
        Binding(
            "minus",
            "volatile",
            "Ignored paths",
            tooltip="Edit the ignored paths",
            id="compare.volatile",
        ),
        Binding(
            "N", "step(-1)", "Previous", show=False, tooltip="Go to the previous difference", id="compare.previous"
        ),
    ]
    HELP = (
        "The differences between two exchanges. + is only on the right, - only on the left, ~ has changed. Handles, "
        "propositions, cookies and identities are matched by name, not by position."
    )

    def __init__(self, workspace: Workspace, left: Exchange, right: Exchange, *, of_requests: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._sides = [left, right]
        self._of_requests = of_requests
        self._difference: Difference | None = None
        # None while large responses are compared.
        self._compared: _Compared | None = None

    def compose(self) -> ComposeResult:
        """That the visitor changed, a line per side, the tree, and both values of a difference in two columns."""
        yield Static(id="compare-visitor")
        yield Static(id="compare-sides")
        with Pane(id="compare-tree"):
            yield Static(id="no-difference")
            yield HandleTree()
        yield ValuePair("compare-pair")
        yield Static(id="compare-verdict")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Compares."""
        self._compare()
        follow_theme(self, self._apply_theme)
        self.query_one(HandleTree).focus()

    def on_resize(self) -> None:
        """Writes the lines that depend on the width."""
        self._write_words()

    def _apply_theme(self) -> None:
        """Writes again what has colors; the cursor stays where it is."""
        self._write_words()
        cursor = self.query_one(HandleTree).cursor_node
        self._show_pair(cursor.data if cursor and isinstance(cursor.data, Node) else None)

    def _compare(self) -> None:
        """Compares; what is large, beside the keys."""
        what = "Requests" if self._of_requests else "Responses"
        self.query_one("#compare-tree", Pane).title(f"{what} compared")
        left, right = self._sides
        compare = partial(_compare_sides, left, right, self._workspace.ignored_paths.all(), self._of_requests)
        # One that still goes on is of other sides, or of what they were before.
        self.workers.cancel_group(self, _COMPARING)
        if sum(map(_size, self._sides)) <= _MOST_AT_ONCE:
            self._show(compare())
        else:
            self._show(None)
            self._compare_beside(compare)

    @work(group=_COMPARING)
    async def _compare_beside(self, compare: "Callable[[], _Compared]") -> None:
        with keys_wait(self):
            self._show(await asyncio.to_thread(compare))

    def _show(self, compared: "_Compared | None") -> None:
        self._compared = compared
        self._write_words()
        tree, has_some = self.query_one(HandleTree), self._has_differences
        tree.display = self.query_one(ValuePair).display = has_some
        self.query_one("#no-difference", Static).display = not has_some
        tree.show(compared.tree if compared else Node(""))
        self._show_pair(None)
        if has_some:
            # A hidden tree has lost the focus.
            tree.focus()
        move_after_refresh(tree, self._begin_at_a_difference)

    @property
    def _has_differences(self) -> bool:
        return self._compared is not None and bool(self._compared.found.all)

    def _write_words(self) -> None:
        """Writes the lines above and below the tree."""
        palette = colors(self.app)
        left, right = self._sides
        names = self._side_titles
        ignored, now = self._workspace.ignored_paths.all(), self._workspace.clock()
        changed = self.query_one("#compare-visitor", Static)
        changed.display = bool(self._compared and self._compared.visitor_changed)
        changed.update(Text(visible(self._compared.visitor_changed) if self._compared else "", palette.warning))
        sides = Text(no_wrap=True)
        for sign, style, exchange, name in (("-", palette.error, left, names[0]), ("+", palette.good, right, names[1])):
            sides.append(f" {sign} ", style)
            sides.append(visible(name), palette.strong)
            room = self.size.width - len(" -   ") - cell_len(visible(name))
            facts = facts_of_side(exchange, name, now, room, self._workspace.templates.title_of)
            sides.append(f"  {visible(facts)}\n", palette.dim)
        sides.rstrip()
        self.query_one("#compare-sides", Static).update(sides)
        what = "requests" if self._of_requests else "responses"
        others = "responses" if self._of_requests else "requests"
        nothing = Text.assemble(
            (f"\nNo differences in the {what}, apart from ignored fields.\n\n", palette.good),
            ("Press ", palette.dim),
            ("b", palette.placeholder),
            (f" to compare the {others}, or ", palette.dim),
            ("-", palette.placeholder),
            (" to change which paths are ignored.", palette.dim),
        )
        self.query_one("#no-difference", Static).update(nothing if self._compared else "\nComparing…")
        verdict = Text(f" {self._compared.verdict}" if self._compared else " Comparing", palette.plain)
        verdict.append(f" · {_counted_paths(ignored)} ignored, ", palette.dim)
        verdict.append("-", palette.placeholder).append(" edits them", palette.dim)
        if verdict.cell_len > self.size.width:
            verdict.right_crop(len(", - edits them"))
        self.query_one("#compare-verdict", Static).update(verdict)

    def _begin_at_a_difference(self) -> None:
        """Puts the cursor on the first difference, not on the group that it is in."""
        tree = self.query_one(HandleTree)
        if tree.cursor_line == 0 and not _is_difference(tree.cursor_node.data if tree.cursor_node else None):
            tree.step_to(_is_difference, 1)

    def on_handle_tree_highlighted(self, event: HandleTree.Highlighted) -> None:
        """Shows both values of the selected difference."""
        self._show_pair(event.node)

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value or a path."""
        copy_node(self.app, event.node, event.part)

    def _show_pair(self, node: Node | None) -> None:
        """The values of a difference, or of all below a group, with the words that differ marked."""
        pair = self.query_one(ValuePair)
        found = self._difference = node.difference if isinstance(node, DifferenceNode) else None
        if found is not None:
            pair.show(self._titles_of(found), (found.left, found.right), start=first_place(found))
        else:
            pair.show(self._side_titles, (ABSENT, ABSENT), missing=node.note if node else "")
        self.refresh_bindings()

    def _titles_of(self, difference: Difference) -> tuple[str, str]:
        left, right = self._side_titles
        label = short_key(difference.label)
        if max(map(cell_len, (left, right))) + cell_len(label) > self.size.width // 2 - _AROUND_TITLE:
            left, right = "left", "right"
        return f"{left} · {label}", f"{right} · {label}"

    @property
    def _side_titles(self) -> tuple[str, str]:
        left, right = self._sides
        return names_of_sides(left, right, self._workspace.clock())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter opens both values of a difference; on a group the tree folds it."""
        del parameters
        return action != "open" or (self._difference is not None and self._difference.change is not Change.INSIDE)

    def idle_keys(self) -> frozenset[str]:
        """The keys of differences, while there are none."""
        return frozenset() if self._has_differences else frozenset({"compare.next", "compare.previous", "compare.open"})

    def action_open(self) -> None:
        """Shows both values of the selected difference on the whole screen."""
        if (found := self._difference) is not None:
            self.app.push_screen(BothValues(self._titles_of(found), (found.left, found.right)))

    def action_leave(self) -> None:
        """Goes back."""
        close(self)

    def action_swap(self) -> None:
        """Swaps the sides."""
        self._sides.reverse()
        self._compare()

    def action_bodies(self) -> None:
        """Switches between responses and requests."""
        self._of_requests = not self._of_requests
        self._compare()

    def action_step(self, step: int) -> None:
        """Goes to the next or the previous difference."""
        if not self.query_one(HandleTree).step_to(_is_difference, step):
            self.notify(f"No other difference {'below' if step > 0 else 'above'} that isn't folded.")

    def action_volatile(self) -> None:
        """Opens the list of ignored paths."""
        from edge_tui.tui.compare.ignored_paths import edit_ignored_paths

        edit_ignored_paths(self, self._workspace, self._compare)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What was found, ready to be shown; `visitor_changed` is a sentence, empty for the same visitor."""

    found: Arranged
    tree: Node
    verdict: str
    visitor_changed: str


def _compare_sides(left: Exchange, right: Exchange, ignored: Sequence[str], of_requests: bool) -> _Compared:
    found = (compare_requests if of_requests else compare_with_visitors)(left, right, ignored)
    tree = difference_tree(found, *side_names(left, right))
    for node in tree.children():
        # What is open at first: made here, it is there when the tree is filled.
        node.children()
    changed = VisitorChange.between(left, right).sentence(is_short=True)
    return _Compared(found, tree, summarize_arranged(found), changed)


def _size(exchange: Exchange) -> int:
    return len(exchange.response.body) if exchange.response else 0


def first_place(group: Difference) -> Pointers | None:
    """Where the first difference within a group is, as pointers into the group's values; None for a single one."""
    if group.change is not Change.INSIDE:
        return None
    found = next(group.walk())
    left, right = (
        None if pointer is None else pointer.removeprefix(start or "")
        for pointer, start in ((found.left_pointer, group.left_pointer), (found.right_pointer, group.right_pointer))
    )
    return left, right


def _is_difference(node: object) -> bool:
    return isinstance(node, Node) and node.label[:2] in ("+ ", "- ", "~ ")


def _counted_paths(ignored: Sequence[str]) -> str:
    return counted(len(ignored), "path")
