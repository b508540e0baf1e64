"""The board above the tree: a chip for each thing one looks for first."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
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

_MAX_LINES = 3


class BoardBar(Widget):
    """Chips with a glyph, words and a color, drawn as one widget for the mouse; it never takes the focus.

    Chips that don't fit in a line go to the next one; beyond the third they are left out. With
    `fixed_rows` the board always takes that many lines, so that other chips lay nothing out.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"board--chip"}
    DEFAULT_CSS = """
    BoardBar {
        width: 100%;
        height: auto;
        pointer: pointer;
        display: none;
        & > .board--chip { background: $panel; }
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
        segments, is_tight = [], self._is_tight(width)
        for chip in lines[y] if y < len(lines) else ():
            segments += [Segment(_words(chip, is_tight=is_tight), self._style_of(chip)), Segment(" ", self.rich_style)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _lines(self, width: int) -> list[list[Chip]]:
        lines: list[list[Chip]] = []
        room, is_tight = 0, self._is_tight(width)
        for chip in self._board.chips:
            needs = cell_len(_words(chip, is_tight=is_tight))
            if needs > room:
                if len(lines) == (self._fixed_rows or _MAX_LINES):
                    break
                lines.append([])
                room = width
            lines[-1].append(chip)
            room -= needs + 1
        return lines

    def _is_tight(self, width: int) -> bool:
        """Whether the chips take one line only without the blanks in them."""
        cells = [cell_len(_words(chip, is_tight=True)) + 1 for chip in self._board.chips]
        return sum(cells) + 2 * len(cells) - 1 > width >= sum(cells) - 1

    def _style_of(self, chip: Chip) -> Style:
        palette = colors(self.app)
        tone = palette.tone(chip.tone)
        if chip.name == self.active:
            return self.rich_style + palette.name + Style(reverse=True, bold=True)
        if chip.tone is Tone.ERROR:
            return self.rich_style + tone + Style(reverse=True, bold=True)
        return self.rich_style + self.get_component_rich_style("board--chip") + tone

    def _spans(self, y: int) -> Iterator[tuple[str, int, int]]:
        lines, at, is_tight = self._lines(self.size.width), 0, self._is_tight(self.size.width)
        for chip in lines[y] if y < len(lines) else ():
            end = at + cell_len(_words(chip, is_tight=is_tight))
            yield chip.name, at, end
            at = end + 1

    def on_click(self, event: events.Click) -> None:
        """Filters by the chip under the mouse, or no longer if it is the active one."""
        event.stop()
        name = next((name for name, start, end in self._spans(event.y) if start <= event.x < end), None)
        if name is not None:
            self.post_message(self.Chosen("" if name == self.active else name))

    def apply_theme(self) -> None:
        """Draws the chips in the colors of the current theme."""
        self.refresh()


def _words(chip: Chip, *, is_tight: bool) -> str:
    words = f"{chip.glyph} {chip.words}" if chip.glyph else chip.words
    return words if is_tight else f" {words} "
