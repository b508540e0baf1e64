"""Searches the tree: text filters it as you type, a JSONPath picks values from the body."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING

from edge_tui.model.node import Node
from edge_tui.tui.find.searchable import Matches
from edge_tui.tui.find.text_search import Query
from edge_tui.tui.response.handle_tree import HandleTree

if TYPE_CHECKING:
    from edge_tui.outline.search import Index, Search
    from edge_tui.tui.response.tree_lines import TreePlace

# Hits drawn at most; while the user types, no more than a screenful.
_MAX_SHOWN = 300
_SCREENFUL = 50
_PAUSE_SECONDS = 0.25
# Slices read between two updates of the count.
_SLICES_PER_COUNT = 40


class TreeSearch:
    """The searchable outline of a tree, which is indexed once, in slices, from when a search begins.

    Each key searches the index so far, then extends it; hits are drawn as they are found, each with its
    ancestors. `report` is called when matches change.
    """

    def __init__(self, tree: HandleTree, report: Callable[[], None]) -> None:
        self._tree = tree
        self._report = report
        self._outline: Node | None = None
        self._place: TreePlace | None = None
        self._error = ""
        self._is_active = False
        self._drop_index()

    def _drop_index(self) -> None:
        self._index: Index | None = None
        self._matches_case = False
        self._reading: Iterator[int] = iter(())
        self._search: Search | None = None
        self._is_whole = False
        self._count = 0
        self._is_cut = False

    def show(self, outline: Node | None) -> None:
        """Searches another outline from now on, and drops the one that is no longer shown."""
        self._cancel()
        self._is_active = False
        self._outline = outline
        self._error = ""
        self._drop_index()

    def complete(self, outline: Node) -> None:
        """Takes an outline with the same lines in place of the one that is searched; a JSONPath needs its content."""
        self._outline = outline

    @property
    def is_active(self) -> bool:
        """Whether a search has begun, and the tree may show only its hits."""
        return self._is_active

    @property
    def matches(self) -> Matches:
        """The matches so far: those on the tree are numbered, all are counted."""
        if self._error:
            return Matches(error=self._error)
        return Matches(
            self._count,
            self._tree.cursor.hit,
            self._tree.cursor.next_hit,
            is_whole=self._is_whole,
            shown=_MAX_SHOWN,
            is_cut=self._is_cut,
        )

    def mark_place(self) -> None:
        """Remembers the cursor, and starts to read: the first key has something to search then."""
        self._place = self._tree.cursor.place
        self._is_active = True
        if self._outline is not None:
            self._index_for(self._outline, matches_case=self._matches_case)
            self._run(self._read())

    def search(self, query: Query) -> None:
        """Filters the tree; the last key's search is abandoned."""
        if self._outline is not None:
            self._run(self._find(self._outline, query))

    def go_to(self, number: int) -> None:
        """Puts the cursor on a hit that is drawn."""
        self._tree.cursor.to_hit(number)

    def clear(self, *, stays: bool) -> None:
        """Shows the whole tree again, if it is still the one that was searched."""
        if not self._is_active:
            return
        self._is_active = False
        self._cancel()
        self._error, self._count, self._is_cut = "", 0, False
        self._tree.show(self._outline, place=self._tree.cursor.place if stays else self._place)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        self._tree.run_worker(work, group="find", exclusive=True)

    def _cancel(self) -> None:
        self._tree.workers.cancel_group(self._tree, "find")

    def _index_for(self, outline: Node, *, matches_case: bool) -> "Index":
        if self._index is None or self._matches_case != matches_case:
            from edge_tui.outline.search import Index

            self._drop_index()
            self._matches_case = matches_case
            self._index = Index(outline, matches_case=matches_case)
            self._reading = self._index.grow()
        return self._index

    async def _read(self) -> None:
        for _ in self._reading:
            await asyncio.sleep(0)
        self._is_whole = True

    async def _find(self, outline: Node, query: Query) -> None:
        self._error, self._is_cut = "", False
        if query.what.startswith("$"):
            self._pick(outline, query.what)
        elif query.what:
            await self._look(self._index_for(outline, matches_case=query.matches_case), query)
        else:
            self._count = 0
            self._tree.show(outline, place=self._place)
            self._report()
            await self._read()

    async def _look(self, index: "Index", query: Query) -> None:
        """Searches the index so far, then extends it, drawing hits as they are found."""
        search = self._search = index.search(query.what, self._search)
        self._count = 0
        for _ in search.scan():
            await asyncio.sleep(0)
        drawn = self._show(index, search, query, _SCREENFUL)
        for slices, _ in enumerate(self._reading):
            for _ in search.scan():
                await asyncio.sleep(0)
            self._count = len(search.numbers)
            if min(self._count, _SCREENFUL) >= max(2 * drawn, 1):
                drawn = self._show(index, search, query, _SCREENFUL, is_more=drawn > 0)
            elif slices % _SLICES_PER_COUNT == 0:
                self._report()
            await asyncio.sleep(0)
        self._is_whole = True
        self._report()
        if len(search.numbers) > drawn:
            await asyncio.sleep(_PAUSE_SECONDS)
            self._show(index, search, query, _MAX_SHOWN, is_more=drawn > 0)

    def _show(self, index: "Index", search: "Search", query: Query, most: int, *, is_more: bool = False) -> int:
        """Draws the first hits; returns how many."""
        self._count = len(search.numbers)
        self._tree.show(
            index.tree_of(search, most),
            query.what,
            is_hit=lambda line: isinstance(line.data, Node) and search.is_hit(line.data),
            keep_place=is_more,
        )
        self._report()
        return min(self._count, most)

    def _pick(self, outline: Node, path: str) -> None:
        from edge_tui.outline.paths import PathError, select_nodes

        try:
            found = select_nodes(outline, path, _MAX_SHOWN)
        except PathError as error:
            self._error = str(error)
        else:
            self._is_whole = True
            self._count = len(found.children())
            self._is_cut = not found.value.startswith(str(self._count))
            self._tree.show(found, is_hit=lambda line: line.parent is self._tree.root)
        self._report()
