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
    from edge_tui.outline.search import Index, Search

# So many hits are drawn at most; while somebody types, no more than a screen shows.
_MOST_SHOWN = 300
_SCREENFUL = 50
_PAUSE_SECONDS = 0.25
# The count's least width: that of "first 300 of 170,920".
_COUNT_CELLS = 24
# So many slices are read before the count is written anew.
_SLICES_TOLD = 40


class Finder(Horizontal):
    """A line to type into. The outline is read once, from when the line is opened, in slices.

    Each key searches what has been read, then goes on reading; hits are drawn as they are found.
    """

    BINDINGS = [
        Binding("escape", "leave", "Clear", priority=True, tooltip="Show the whole tree again"),
        Binding("enter,down", "to_tree", "To the hits", priority=True, tooltip="Go on in the tree"),
    ]

    class Left(Message):
        """The line was closed: the whole tree is wanted again."""

    class Done(Message):
        """The hits are to be walked through in the tree."""

    class Found(Message):
        """Another tree is to be shown; `text` is what to highlight in it.

        `is_more`: it begins with what is shown already.
        """

        def __init__(self, outline: Node, text: str, *, is_more: bool = False) -> None:
            super().__init__()
            self.outline = outline
            self.text = text
            self.is_more = is_more

    def __init__(self) -> None:
        super().__init__(id="finder")
        self._outline: Node | None = None
        self._index: Index | None = None
        self._reading: Iterator[int] = iter(())
        self._search: Search | None = None
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
            self._search = None
            self._is_whole = False
        self.display = True
        self.query_one(Input).focus()
        self._read_on()

    def close(self) -> None:
        """Forgets what was looked for."""
        self.workers.cancel_node(self)
        self.query_one(Input).value = ""
        self.query_one("#finder-count", Static).update("")
        self.display = False

    def forget(self) -> None:
        """Lets go of an outline that is no longer shown."""
        self.close()
        self._outline = self._index = self._search = None
        self._reading = iter(())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches anew; what the last key began is given up."""
        event.stop()
        if self.display and self._outline is not None:
            self._find(self._outline, event.value)

    @work(exclusive=True, group="find")
    async def _read_on(self) -> None:
        """Reads while nothing is looked for yet, so that the first key finds something to search."""
        await self._read()

    async def _read(self) -> None:
        for _ in self._reading:
            await asyncio.sleep(0)
        self._is_whole = True

    @work(exclusive=True, group="find")
    async def _find(self, outline: Node, text: str) -> None:
        if text.startswith("$"):
            self._pick(outline, text)
        elif text and self._index is not None:
            await self._look(self._index, text)
        else:
            self._say("")
            self.post_message(self.Found(outline, ""))
            await self._read()

    async def _look(self, index: "Index", text: str) -> None:
        """Searches what the last key has read, then what it reads on, drawing hits as they come."""
        search = self._search = index.search(text, self._search)
        for _ in search.look():
            await asyncio.sleep(0)
        drawn = self._show(index, search, text, _SCREENFUL)
        for slices, _ in enumerate(self._reading):
            for _ in search.look():
                await asyncio.sleep(0)
            found = len(search.numbers)
            if min(found, _SCREENFUL) >= max(2 * drawn, 1):
                drawn = self._show(index, search, text, _SCREENFUL, is_more=drawn > 0)
            elif slices % _SLICES_TOLD == 0:
                self._say(f"{found:,} so far")
            await asyncio.sleep(0)
        self._is_whole = True
        self._say(search.told(_MOST_SHOWN))
        if len(search.numbers) > drawn:
            await asyncio.sleep(_PAUSE_SECONDS)
            self._show(index, search, text, _MOST_SHOWN, is_more=drawn > 0)

    def _show(self, index: "Index", search: "Search", text: str, most: int, *, is_more: bool = False) -> int:
        """Draws the first hits; how many of them."""
        told = search.told(_MOST_SHOWN)
        self._say(told if self._is_whole else f"{len(search.numbers):,} so far")
        self.post_message(self.Found(index.tree_of(search, most), text, is_more=is_more))
        return min(len(search.numbers), most)

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
        count = self.query_one("#finder-count", Static)
        # What needs another width is laid out with the whole screen; a count that grows by a digit need not be.
        needs = max(_COUNT_CELLS, text.cell_len)
        is_wider = count.styles.width is None or needs != count.styles.width.value
        if is_wider:
            count.styles.width = needs
        count.update(text, layout=is_wider)

    def action_leave(self) -> None:
        """Shows the whole tree again."""
        self.close()
        self.post_message(self.Left())

    def action_to_tree(self) -> None:
        """Goes on in the tree."""
        self.post_message(self.Done())
