"""Stylesheets that are parsed once, and styles that are worked out once, by Textual's private names.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.style import Style
from textual.app import App
from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

_MAX_SOURCES = 512


class LastingStylesheet(Stylesheet):
    """Parses each source once for each set of variables.

    Textual parses all of them again with every screen's first stylesheet, and three times before the first
    paint, though no variable has changed: a tenth of the time to the first frame.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        # More than all widgets and screens have, so that none is parsed again.
        self._parse_cache = LRUCache(_MAX_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Drops what was parsed, if a variable has changed."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parses the sources that aren't parsed yet; an invalid one leaves the rules as they are."""
        self.parse()


_update_styles = App.update_styles


def _update_styles_if_mounted(self: App[Any], node: DOMNode, animate: bool = True) -> None:
    """Styles what is mounted.

    Textual also styles a widget that isn't whenever its constructor sets a class, and all of it once more when it
    is mounted: a list three times before it is shown.
    """
    if node.parent is not None or node is self:
        _update_styles(self, node, animate)


App.update_styles = _update_styles_if_mounted  # type: ignore[method-assign]


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
