"""Finding in the tree: text filters it as one types, a JSONPath picks values out of the body."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from edge_tui.model.node import Node
from edge_tui.tui.themes import colours

if TYPE_CHECKING:
    from edge_tui.outline.search import Index

# So many hits are drawn at most; before so many nodes are read, none of them are.
_MOST_SHOWN = 300
_FIRST_LOOK = 5_000


class Finder(Horizontal):
    """A line to type into. The outline is read once, in slices, and searched anew at each key."""

    BINDINGS = [
        Binding("escape", "leave", "Clear", priority=True, tooltip="Show the whole tree again"),
        Binding("enter,down", "to_tree", "To the hits", priority=True, tooltip="Go on in the tree"),
    ]

    class Left(Message):
        """The line was closed: the whole tree is wanted again."""

    class Done(Message):
        """The hits are to be walked through in the tree."""

    class Found(Message):
        """Another tree is to be shown; `text` is what to highlight in it."""

        def __init__(self, outline: Node, text: str) -> None:
            super().__init__()
            self.outline = outline
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="finder")
        self._outline: Node | None = None
        self._index: Index | None = None
        self._reading: Iterator[int] = iter(())
        self._is_whole = False

    def compose(self) -> ComposeResult:
        """The line, and how much was found."""
        yield Static(" / ", id="finder-sign")
        yield Input(placeholder="find in labels, values and readings · $… is a JSONPath", id="find", compact=True)
        yield Static(id="finder-count")

    def open(self, outline: Node) -> None:
        """Begins to find in an outline."""
        if outline is not self._outline:
            from edge_tui.outline.search import Index

            self._outline = outline
            self._index = Index(outline)
            self._reading = self._index.grow()
            self._is_whole = False
        self.display = True
        self.query_one(Input).focus()

    def close(self) -> None:
        """Forgets what was looked for."""
        self.workers.cancel_node(self)
        self.query_one(Input).value = ""
        self.query_one("#finder-count", Static).update("")
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches anew; what the last key began is given up."""
        event.stop()
        if self.display and self._outline is not None:
            self._find(self._outline, event.value)

    @work(exclusive=True, group="find")
    async def _find(self, outline: Node, text: str) -> None:
        if text.startswith("$"):
            self._pick(outline, text)
            return
        if not text:
            self._say("")
            self.post_message(self.Found(outline, ""))
            return
        if self._index is not None:
            await self._search(self._index, text)

    async def _search(self, index: "Index", text: str) -> None:
        """Reads on where the last key stopped it, showing what was found now and then and at the end."""
        if index.size:
            self._show(index, text)
        if self._is_whole:
            return
        shown_at = index.size
        for size in self._reading:
            if size >= max(2 * shown_at, _FIRST_LOOK):
                self._show(index, text)
                shown_at = size
            await asyncio.sleep(0)
        self._is_whole = True
        self._show(index, text)

    def _show(self, index: "Index", text: str) -> None:
        filtered = index.filtered(text, _MOST_SHOWN)
        self._say(filtered.value if self._is_whole else f"{filtered.value} so far")
        self.post_message(self.Found(filtered, text))

    def _pick(self, outline: Node, path: str) -> None:
        from edge_tui.outline.paths import PathError, picked

        try:
            found = picked(outline, path, _MOST_SHOWN)
        except PathError as error:
            self._say(str(error), is_trouble=True)
            return
        self._say(found.value)
        self.post_message(self.Found(found, ""))

    def _say(self, words: str, *, is_trouble: bool = False) -> None:
        palette = colours(self.app)
        text = Text(f" {words} ", palette.error if is_trouble else palette.dim)
        self.query_one("#finder-count", Static).update(text)

    def action_leave(self) -> None:
        """Shows the whole tree again."""
        self.close()
        self.post_message(self.Left())

    def action_to_tree(self) -> None:
        """Goes on in the tree."""
        self.post_message(self.Done())
