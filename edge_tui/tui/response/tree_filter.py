"""Searches the tree: text filters it as you type, a JSONPath picks values from the body."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.widgets import Input

from edge_tui.model.node import Node
from edge_tui.tui.textview.find_line import FindLine
from edge_tui.tui.textview.text_search import NO_MATCHES, count_in_words

if TYPE_CHECKING:
    from edge_tui.outline.search import Index, Search

# Hits drawn at most; while the user types, no more than a screenful.
_MAX_SHOWN = 300
_SCREENFUL = 50
_PAUSE_SECONDS = 0.25
# Slices read between two updates of the count.
_SLICES_PER_COUNT = 40


class Finder(FindLine):
    """Searches an outline, which is indexed once, in slices, from when the line is opened.

    Each key searches the index so far, then extends it; hits are drawn as they are found.
    """

    PLACEHOLDER = "Filter · $… is a JSONPath · esc closes"

    class Found(Message):
        """The filtered tree; `text` is highlighted in it.

        `is_more`: it begins with the tree already shown.
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
        """Opens the line on an outline."""
        if outline is not self._outline:
            from edge_tui.outline.search import Index

            self._outline = outline
            self._index = Index(outline)
            self._reading = self._index.grow()
            self._search = None
            self._is_whole = False
        self.take_focus()
        self._read_on()

    def complete(self, outline: Node) -> None:
        """Takes an outline with the same lines in place of the open one; a JSONPath needs its content."""
        if self._outline is not None:
            self._outline = outline

    def forget(self) -> None:
        """Closes the line and drops its outline, which is no longer shown."""
        self.close()
        self._outline = self._index = self._search = None
        self._reading = iter(())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches again; the last key's search is abandoned."""
        event.stop()
        if self.display and self._outline is not None:
            self._find(self._outline, event.value)

    @work(exclusive=True, group="find")
    async def _read_on(self) -> None:
        """Indexes before the first key, so that it has something to search."""
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
            self.show_result("")
            self.post_message(self.Found(outline, ""))
            await self._read()

    async def _look(self, index: "Index", text: str) -> None:
        """Searches the index so far, then extends it, drawing hits as they are found."""
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
            elif slices % _SLICES_PER_COUNT == 0:
                self.show_result(count_in_words(found, is_whole=False))
            await asyncio.sleep(0)
        self._is_whole = True
        self.show_result(_count_of(search))
        if len(search.numbers) > drawn:
            await asyncio.sleep(_PAUSE_SECONDS)
            self._show(index, search, text, _MAX_SHOWN, is_more=drawn > 0)

    def _show(self, index: "Index", search: "Search", text: str, most: int, *, is_more: bool = False) -> int:
        """Draws the first hits; returns how many."""
        self.show_result(_count_of(search) if self._is_whole else count_in_words(len(search.numbers), is_whole=False))
        self.post_message(self.Found(index.tree_of(search, most), text, is_more=is_more))
        return min(len(search.numbers), most)

    def _pick(self, outline: Node, path: str) -> None:
        from edge_tui.outline.paths import PathError, select_nodes

        try:
            found = select_nodes(outline, path, _MAX_SHOWN)
        except PathError as error:
            self.show_result(str(error), is_error=True)
            return
        self.show_result(found.value if found.has_children else NO_MATCHES)
        self.post_message(self.Found(found, ""))


def _count_of(search: "Search") -> str:
    return search.summary(_MAX_SHOWN) if search.numbers else NO_MATCHES
