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

    def stepped(self, pane: str, wider: int, taller: int, rows: int) -> "PaneSizes":
        """The sizes after a key: the pane with the focus grows, or shrinks by negative steps.

        The response and its explanation share so many rows, of which a step takes at least one.
        """
        row_step = max(_KEY_STEP, -(-100 // max(rows, 1)))
        sidebar = self.sidebar + wider * _KEY_STEP * (pane == "sidebar")
        right = self.right + wider * _KEY_STEP * (-1 if pane == "event" else int(pane in ("answer", "explain")))
        top = self.top + taller * row_step * (-1 if pane == "explain" else int(pane == "answer"))
        return PaneSizes(sidebar, right, top, self.narrow_top).bounded()


@dataclass(frozen=True, slots=True)
class PanesShown:
    """What decides whether a pane can be resized.

    `is_narrow`: one pane is shown at a time; `is_full`: one fills the screen; `shares_height`: the response and its
    explanation are both shown.
    """

    is_narrow: bool
    is_full: bool
    shares_height: bool


_NAMES = {"sidebar": "sidebar", "event": "event", "answer": "response", "explain": "explanation"}


def why_not_resized(pane: str, wider: int, taller: int, shown: PanesShown) -> str:
    """Why a key that would resize the pane with the focus changes nothing."""
    if shown.is_full:
        return "This pane fills the screen. Press f10 to show all panes; then you can resize them."
    if wider and shown.is_narrow:
        return "One pane is shown at a time, as wide as the terminal. From 100 columns on there are several to resize."
    if taller and pane not in ("answer", "explain"):
        return "Only the response and its explanation share their height. Press 3 or 4 to go there."
    if taller and not shown.shares_height:
        if pane == "explain":
            return "The explanation has the whole height here. Press 3 to go to the response."
        return "The explanation is below the response only in a terminal of 22 rows or more. Press 4 to go there."
    word = ("wider" if wider > 0 else "narrower") if wider else "taller" if taller > 0 else "shorter"
    return f"The {_NAMES[pane]} can't be any {word}."


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
        screen.watch(screen, "maximized", self.apply, init=False)

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
        """Lays the panes out; one that fills the screen has all of it, whatever its share is."""
        is_narrow, is_full = self._is_narrow, self._screen.maximized is not None
        sizes = self._fitting
        columns = (("sidebar", str(sizes.sidebar)), ("event", f"{100 - sizes.right}fr"), ("right", f"{sizes.right}fr"))
        for name, width in columns:
            self._widget(name).styles.width = None if is_narrow or is_full else width
        top = sizes.narrow_top if is_narrow else sizes.top
        for name, share in (("answer", f"{top}fr"), ("explain", f"{100 - top}fr")):
            styles = self._widget(name).styles
            styles.height = None if not top or is_full or self._is_beside else share
            styles.width = share if self._is_beside and not is_full else None

    def step(self, pane: str, wider: int, taller: int) -> str:
        """Resizes the pane with the focus, and remembers it; returns why it can't, which is empty if it can."""
        answer, explain = self._widget("answer").region.height, self._widget("explain").region.height
        shown = PanesShown(self._is_narrow, self._screen.maximized is not None, bool(answer and explain))
        before = self._fitting
        if shown.is_full or (taller and self._is_least("explain" if (pane == "answer") is (taller > 0) else "answer")):
            sizes = before
        elif shown.is_narrow:
            sizes = self._stepped_narrow(answer, explain, taller) if taller and shown.shares_height else before
        else:
            sizes = before.stepped(pane, wider, taller, answer + explain)
        if sizes.fitting(self._screen.size.width) == before:
            return why_not_resized(pane, wider, taller, shown)
        self._sizes = sizes
        self.apply()
        self.remember()
        return ""

    def _is_least(self, pane: str) -> bool:
        """Whether a pane has no more rows than the stylesheet leaves it."""
        least = self._widget(pane).styles.min_height
        return not self._is_beside and least is not None and self._widget(pane).region.height <= least.value

    def _stepped_narrow(self, answer: int, explain: int, rows: int) -> PaneSizes:
        """The sizes with so many rows more for the response of what it shares with its explanation."""
        return replace(self._sizes, narrow_top=_share_of(answer + rows, answer + explain)).bounded()

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
