"""The board above the tree: a chip for each thing one looks for first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from edge_tui.model.node import Board, Chip, Tone
from edge_tui.tui.themes import colors

if TYPE_CHECKING:
    from edge_tui.tui.response.board_layout import PlacedChip


# A terminal of so many rows has one to spare.
_MANY_ROWS = 34
# One of fewer has one line for the board, and one of even fewer none: handles matter more.
_FEW_ROWS, _LEAST_ROWS = 16, 9


class BoardBar(Widget):
    """Chips with a glyph, words and a color, drawn as one widget for the mouse; it never takes the focus.

    With `fixed_rows` the board always takes that many lines, so that other chips lay nothing out.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"board--chip"}
    DEFAULT_CSS = """
    BoardBar {
        width: 100%;
        height: auto;
        pointer: pointer;
        display: none;
        & > .board--chip { background: $line-cursor; }
    }
    """

    active: reactive[str] = reactive("", init=False)

    @dataclass
    class Chosen(Message):
        """The user clicked a chip."""

        name: str

    def __init__(self, *, fixed_rows: int = 0) -> None:
        super().__init__()
        self._board = Board()
        self._fixed_rows = fixed_rows
        self._laid_out: tuple[Board, int, int, list[list[PlacedChip]]] | None = None
        if fixed_rows:
            self.styles.display = "block"
            self.styles.height = fixed_rows
            self.styles.margin = 0

    @property
    def board(self) -> Board:
        """The chips that are shown."""
        return self._board

    def show(self, board: Board) -> None:
        """Shows other chips, none of them active."""
        if self._fixed_rows:
            is_other = board != self._board
            self._board = board
            self.active = ""
            if is_other:
                self.refresh()
            return
        width = self.size.width
        height = len(self._lines(width))
        self._board = board
        self.active = ""
        self.display = bool(board.chips)
        self.refresh(layout=len(self._lines(width)) != height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips take."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """A line of chips."""
        width, lines = self.size.width, self._lines(self.size.width)
        segments = []
        for placed in lines[y] if y < len(lines) else ():
            segments += [Segment(placed.text, self._style_of(placed.chip)), Segment(" ", self.rich_style)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _lines(self, width: int) -> "list[list[PlacedChip]]":
        if not self._board.chips:
            return []
        # The first frame has no chips.
        from edge_tui.tui.response.board_layout import lay_out

        height = self.app.size.height
        if self._laid_out is None or self._laid_out[:3] != (self._board, width, height):
            is_fixed = bool(self._fixed_rows)
            lines = lay_out(self._board.chips, width, has_room=height >= _MANY_ROWS and not is_fixed)
            if not is_fixed and height < _FEW_ROWS:
                lines = lines[: height >= _LEAST_ROWS]
            self._laid_out = self._board, width, height, lines
        return self._laid_out[3]

    def _style_of(self, chip: Chip) -> Style:
        palette = colors(self.app)
        tone = palette.tone(chip.tone)
        if chip.name == self.active:
            return self.rich_style + palette.name + Style(reverse=True, bold=True)
        if chip.tone is Tone.ERROR:
            return self.rich_style + tone + Style(reverse=True, bold=True)
        return self.rich_style + self.get_component_rich_style("board--chip") + tone

    def _chip_at(self, x: int, y: int) -> Chip | None:
        lines = self._lines(self.size.width)
        line = lines[y] if y < len(lines) else ()
        return next((placed.chip for placed in line if placed.start <= x < placed.end), None)

    def on_click(self, event: events.Click) -> None:
        """Filters by the chip under the mouse, or no longer if it is the active one."""
        event.stop()
        if (chip := self._chip_at(event.x, event.y)) is not None:
            self.post_message(self.Chosen("" if chip.name == self.active else chip.name))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Says in full what the chip under the mouse is."""
        chip = self._chip_at(event.x, event.y)
        words = f"{chip.words} · click to {'show all' if chip.name == self.active else 'filter'}" if chip else None
        if words != self.tooltip:
            self.tooltip = words

    def on_leave(self) -> None:
        """Says nothing."""
        self.tooltip = None

    def apply_theme(self) -> None:
        """Draws the chips in the colors of the current theme."""
        self.refresh()
