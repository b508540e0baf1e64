"""The sizes of the workbench's panes: changed with keys or by dragging, and remembered."""

from dataclasses import dataclass, replace
from typing import Literal, Protocol

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from edge_tui.model.errors import StorageError

Border = Literal["sidebar", "right", "explain"]

CHOICE = "panes"
_KEY_STEP = 4
_LEAST_SIDEBAR, _MOST_SIDEBAR = 16, 70
_LEAST_SHARE, _MOST_SHARE, _MOST_NARROW_SHARE = 20, 80, 90


@dataclass(frozen=True, slots=True)
class PaneSizes:
    """The sidebar in cells, the others in percent.

    `right` is the share that the response and its explanation have of the width beside the sidebar, `top` the share
    that the response has of the two: of their height, or of their width where they are beside each other.
    `narrow_top` is that share in a narrow window; 0 leaves it to the stylesheet.
    """

    sidebar: int = 32
    right: int = 50
    top: int = 60
    narrow_top: int = 0

    @classmethod
    def read(cls, text: str | None) -> "PaneSizes | None":
        """The sizes as they were written; None for another text."""
        parts = (text or "").split(",")
        if len(parts) not in (3, 4) or not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            return None
        return cls(*map(int, parts)).bounded()

    def written(self) -> str:
        """The sizes as a text."""
        return f"{self.sidebar},{self.right},{self.top},{self.narrow_top}"

    def bounded(self) -> "PaneSizes":
        """The sizes within limits in which every pane can be used."""
        return PaneSizes(
            min(max(self.sidebar, _LEAST_SIDEBAR), _MOST_SIDEBAR),
            min(max(self.right, _LEAST_SHARE), _MOST_SHARE),
            min(max(self.top, _LEAST_SHARE), _MOST_SHARE),
            min(max(self.narrow_top, _LEAST_SHARE), _MOST_NARROW_SHARE) if self.narrow_top else 0,
        )

    def fitting(self, width: int) -> "PaneSizes":
        """The sizes for a screen of a width in cells, of which the sidebar leaves two thirds to the other panes."""
        return replace(self, sidebar=max(min(self.sidebar, width // 3), _LEAST_SIDEBAR))

    def stepped(self, pane: str, wider: int, taller: int) -> "PaneSizes":
        """The sizes after a key: the pane with the focus grows, or shrinks by negative steps."""
        sidebar = self.sidebar + wider * _KEY_STEP * (pane == "sidebar")
        right = self.right + wider * _KEY_STEP * (-1 if pane == "event" else int(pane in ("answer", "explain")))
        top = self.top + taller * _KEY_STEP * (-1 if pane == "explain" else int(pane == "answer"))
        return PaneSizes(sidebar, right, top, self.narrow_top).bounded()


class Choices(Protocol):
    """Remembers names by kind."""

    def get(self, kind: str) -> str | None:
        """The last name for a kind."""

    def put(self, kind: str, name: str) -> None:
        """Remembers a name. Raises `StorageError` if it can't be written."""


class PaneResizer:
    """Gives the panes of a workbench their sizes.

    A narrow screen shows one pane, which has all the room; the response shares it with its explanation.
    """

    def __init__(self, screen: Screen[None], choices: Choices) -> None:
        self._screen = screen
        self._choices = choices
        self._sizes = PaneSizes.read(choices.get(CHOICE)) or self._measured()
        self._dragged: Border | None = None

    def _widget(self, name: str) -> Widget:
        return self._screen.query_one(f"#{name}")

    @property
    def _is_narrow(self) -> bool:
        return self._screen.has_class("-narrow")

    @property
    def _is_beside(self) -> bool:
        """Whether the explanation is beside the response instead of below it."""
        return self._screen.has_class("-widest")

    def _measured(self) -> PaneSizes:
        """The sizes that the stylesheet gives."""
        sidebar, editor, right = (self._widget(name).region for name in ("sidebar", "event", "right"))
        answer = self._widget("answer").region
        top, column = (answer.width, right.width) if self._is_beside else (answer.height, right.height)
        if not editor.width or not right.width or not top:
            return PaneSizes()
        return PaneSizes(
            sidebar.width or PaneSizes().sidebar,
            round(100 * right.width / (editor.width + right.width)),
            round(100 * top / column),
        ).bounded()

    @property
    def _fitting(self) -> PaneSizes:
        return self._sizes.fitting(self._screen.size.width)

    def apply(self) -> None:
        """Lays the panes out."""
        is_narrow = self._is_narrow
        sizes = self._fitting
        columns = (("sidebar", str(sizes.sidebar)), ("event", f"{100 - sizes.right}fr"), ("right", f"{sizes.right}fr"))
        for name, width in columns:
            self._widget(name).styles.width = None if is_narrow else width
        top = sizes.narrow_top if is_narrow else sizes.top
        for name, share in (("answer", f"{top}fr"), ("explain", f"{100 - top}fr")):
            styles = self._widget(name).styles
            styles.height = None if not top or self._is_beside else share
            styles.width = share if self._is_beside else None

    def step(self, pane: str, wider: int, taller: int) -> None:
        """Resizes the pane with the focus, and remembers it."""
        if self._is_narrow:
            self._step_narrow(taller)
        else:
            self._sizes = self._fitting.stepped(pane, wider, taller)
        self.apply()
        self.remember()

    def _step_narrow(self, rows: int) -> None:
        """Gives the response so many rows more of what it shares with its explanation."""
        answer, explain = self._widget("answer").region.height, self._widget("explain").region.height
        if rows and answer and explain:
            self._sizes = replace(self._sizes, narrow_top=_share_of(answer + rows, answer + explain)).bounded()

    def begin_drag(self, x: int, y: int) -> bool:
        """Whether a cell of the screen is a border between panes, which is then dragged."""
        self._dragged = None
        right, explain = self._widget("right").region, self._widget("explain").region
        if self._is_narrow:
            has_both = explain.height and self._widget("answer").region.height
            self._dragged = "explain" if has_both and self._is_on_border_of(explain, x, y) else None
        elif right.y <= y < right.bottom:
            if x in (right.x - 1, right.x):
                self._dragged = "right"
            elif x in (self._widget("sidebar").region.right - 1, self._widget("sidebar").region.right):
                self._dragged = "sidebar"
            elif self._is_on_border_of(explain, x, y) and x >= right.x and explain.height:
                self._dragged = "explain"
        return self._dragged is not None

    def _is_on_border_of(self, explain: Region, x: int, y: int) -> bool:
        """Whether a cell is on the border between the response and its explanation."""
        return x in (explain.x - 1, explain.x) if self._is_beside else y in (explain.y - 1, explain.y)

    def drag(self, x: int, y: int) -> None:
        """Moves the dragged border to a cell of the screen."""
        editor, right = self._widget("event").region, self._widget("right").region
        if self._dragged == "sidebar":
            sizes = replace(self._sizes, sidebar=x - self._widget("sidebar").region.x + 1)
        elif self._dragged == "right":
            share = _share_of(x - editor.x, right.right - editor.x)
            sizes = replace(self._sizes, right=100 - share)
        elif self._dragged == "explain":
            along, length = (x - right.x, right.width) if self._is_beside else (y - right.y, right.height)
            share = max(_share_of(along, length), 1)
            sizes = replace(self._sizes, **{"narrow_top" if self._is_narrow else "top": share})
        else:
            return
        if (bounded := sizes.bounded()) != self._sizes:
            self._sizes = bounded
            self.apply()

    def end_drag(self) -> None:
        """Leaves the border where it is, and remembers it."""
        if self._dragged is not None:
            self._dragged = None
            self.remember()

    def remember(self) -> None:
        """Keeps the sizes for the next start; a folder that can't be written only loses them."""
        try:
            self._choices.put(CHOICE, self._sizes.written())
        except StorageError:
            return


def _share_of(cells: int, whole: int) -> int:
    """The percentage that is laid out as so many cells of a whole: shares are rounded down to whole cells."""
    return round(100 * (cells + 0.5) / max(whole, 1))
