"""Finding in the tree: text filters it as one types, a JSONPath picks values out of the body."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.widgets import Input

from edge_tui.model.node import Node
from edge_tui.tui.textview.find_line import FindLine

if TYPE_CHECKING:
    from edge_tui.outline.search import Index, Search

# So many hits are drawn at most; while somebody types, no more than a screen shows.
_MOST_SHOWN = 300
_SCREENFUL = 50
_PAUSE_SECONDS = 0.25
# So many slices are read before the count is written anew.
_SLICES_TOLD = 40


class Finder(FindLine):
    """Finds in an outline, which is read once, from when the line is opened, in slices.

    Each key searches what has been read, then goes on reading; hits are drawn as they are found.
    """

    PLACEHOLDER = "find in labels, values and readings · $… is a JSONPath"

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
        super().__init__("finder")
        self._outline: Node | None = None
        self._index: Index | None = None
        self._reading: Iterator[int] = iter(())
        self._search: Search | None = None
        self._is_whole = False

    def open(self, outline: Node) -> None:
        """Begins to find in an outline."""
        if outline is not self._outline:
            from edge_tui.outline.search import Index

            self._outline = outline
            self._index = Index(outline)
            self._reading = self._index.grow()
            self._search = None
            self._is_whole = False
        self.take_focus()
        self._read_on()

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
            self.say("")
            self.post_message(self.Found(outline, ""))
            await self._read()

    async def _look(self, index: "Index", text: str) -> None:
        """Searches what the last key has read, then what it reads on, drawing hits as they come."""
        search = self._search = index.search(text, self._search)
        for _ in search.scan():
            await asyncio.sleep(0)
        drawn = self._show(index, search, text, _SCREENFUL)
        for slices, _ in enumerate(self._reading):
            for _ in search.scan():
                await asyncio.sleep(0)
            found = len(search.numbers)
            if min(found, _SCREENFUL) >= max(2 * drawn, 1):
                drawn = self._show(index, search, text, _SCREENFUL, is_more=drawn > 0)
            elif slices % _SLICES_TOLD == 0:
                self.say(f"{found:,} so far")
            await asyncio.sleep(0)
        self._is_whole = True
        self.say(search.summary(_MOST_SHOWN))
        if len(search.numbers) > drawn:
            await asyncio.sleep(_PAUSE_SECONDS)
            self._show(index, search, text, _MOST_SHOWN, is_more=drawn > 0)

    def _show(self, index: "Index", search: "Search", text: str, most: int, *, is_more: bool = False) -> int:
        """Draws the first hits; how many of them."""
        told = search.summary(_MOST_SHOWN)
        self.say(told if self._is_whole else f"{len(search.numbers):,} so far")
        self.post_message(self.Found(index.tree_of(search, most), text, is_more=is_more))
        return min(len(search.numbers), most)

    def _pick(self, outline: Node, path: str) -> None:
        from edge_tui.outline.paths import PathError, select_nodes

        try:
            found = select_nodes(outline, path, _MOST_SHOWN)
        except PathError as error:
            self.say(str(error), is_trouble=True)
            return
        self.say(found.value)
        self.post_message(self.Found(found, ""))
