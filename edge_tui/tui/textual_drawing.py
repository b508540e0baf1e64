"""What Textual's private names decide about drawing: styles and strips that are made once, and only when needed.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.dom import DOMNode
from textual.strip import Strip

_style_of: Callable[[DOMNode], Style] = vars(DOMNode)["rich_style"].fget
# The style of each widget in the frame that is being drawn, by the widget.
_styles: dict[DOMNode, Style] | None = None


@contextmanager
def each_style_once() -> Iterator[None]:
    """Works out the style of each widget once while a frame is drawn.

    Textual does so for each row that a widget draws, and goes through all of its ancestors: a quarter of a frame.
    """
    global _styles  # noqa: PLW0603 (one frame is drawn at a time)
    _styles = {}
    try:
        yield
    finally:
        _styles = None


def _style_in_frame(self: DOMNode) -> Style:
    """The style of a widget's text."""
    if _styles is None:
        return _style_of(self)
    if self not in _styles:
        _styles[self] = _style_of(self)
    return _styles[self]


DOMNode.rich_style = property(_style_in_frame)  # type: ignore[method-assign,assignment]


# The caches of a strip, by name, and how many entries each may have.
_CACHE_SIZES: dict[str, int] = {
    name: value._maxsize
    for name, value in ((name, getattr(Strip([], 0), name)) for name in Strip.__slots__)
    if isinstance(value, FIFOCache)
}


def _new_strip(self: Strip, segments: Iterable[Segment], cell_length: int | None = None) -> None:
    """Makes a strip whose caches are made when they are first used.

    Textual makes seven for each strip at once. Of the 3,000 strips of a first frame nearly all stay empty: 3 MB.
    """
    self._segments = list(segments)
    self._cell_length = cell_length
    self._render_cache = self._link_ids = self._cell_count = None


def _cache_of_strip(self: Strip, name: str) -> FIFOCache[Any, Any]:
    """Makes a cache of a strip. Python calls this for an attribute that isn't set."""
    if name not in _CACHE_SIZES:
        raise AttributeError(name)
    cache: FIFOCache[Any, Any] = FIFOCache(_CACHE_SIZES[name])
    setattr(self, name, cache)
    return cache


Strip.__init__ = _new_strip  # type: ignore[method-assign]
Strip.__getattr__ = _cache_of_strip  # type: ignore[attr-defined]
