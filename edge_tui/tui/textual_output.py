"""How frames reach the terminal, by Textual's private names: the cells of an update, and the thread that writes.

`tests/tui/test_textual_internals.py` checks the private names.
"""

import queue
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual import constants
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.widget import Widget

from edge_tui.model.errors import SetupError
from edge_tui.runtime.first_turn import giving
from edge_tui.tui.changed_cells import ChangedCells
from edge_tui.tui.few_colors import look_in
from edge_tui.tui.terminals import TerminalTraits

if TYPE_CHECKING:
    from textual.color import Color
    from textual.driver import Driver

_QUEUE_PATIENCE_SECONDS = 0.2
_UPRIGHT = Style(italic=False)

# Windows loses parts of longer writes (https://github.com/python/cpython/issues/82052).
_MAX_WRITTEN_CHARACTERS = 8192
_OUTPUT_SECONDS = 0.00005


def write_frame(driver: "Driver | None", text: str) -> None:
    """Writes to the terminal."""
    if driver is not None and text:
        with giving():
            for start in range(0, len(text), _MAX_WRITTEN_CHARACTERS):
                driver.write(text[start : start + _MAX_WRITTEN_CHARACTERS])
            driver.flush()
            # The thread that writes gets the interpreter now, not once this one has nothing left to do.
            time.sleep(_OUTPUT_SECONDS)


def draw_update(update: CompositorUpdate, cells: ChangedCells) -> None:
    """Draws an update of Textual's compositor, which covers the parts that it would write."""
    if isinstance(update, LayoutUpdate):
        cells.resize(update.region.right, update.region.bottom)
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                cells.draw(x, y, strip, strip.cell_length)
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        cells.resize(update.chop_ends[0][-1], len(update.chops))
        for y, start, end in update.spans:
            for (x, chop), chop_end in zip(update.chops[y].items(), update.chop_ends[y], strict=True):
                if chop is not None and x < end and chop_end > start:
                    last = min(chop_end, end)
                    cells.draw(x, y, chop if chop_end <= end else chop.crop(0, end - x), last - x)


class FewColors(LineFilter):
    """Gives what Textual writes the colors that `ChangedCells` would give it; Rich's nearest ones can't all be read."""

    def __init__(self, colors: ColorSystem) -> None:
        super().__init__()
        self._colors = colors

    def apply(self, segments: list[Segment], background: "Color") -> list[Segment]:
        """Segments in the colors that the terminal has."""
        return [Segment(text, style and _style_in(style, self._colors), control) for text, style, control in segments]


@lru_cache(maxsize=4096)
def _style_in(style: Style, colors: ColorSystem) -> Style:
    text, ground, is_bold = look_in(style, colors)
    return style + Style(color=text, bgcolor=ground, bold=style.bold and is_bold)


@lru_cache(maxsize=1)
def _few_colors(colors: ColorSystem) -> FewColors:
    return FewColors(colors)


class NoItalics(LineFilter):
    """Leaves out italics, for a terminal that shows them in reverse."""

    def apply(self, segments: list[Segment], background: "Color") -> list[Segment]:
        """Segments in upright letters."""
        return [Segment(text, style and style + _UPRIGHT, control) for text, style, control in segments]


_NO_ITALICS = NoItalics()
# What lists, trees and tables note about the text of their rows.
_ROW_NOTES = frozenset({"option", "line", "node", "row"})
_TERMINALS = RichColor.default()
_BLACK, _WHITE = RichColor.from_rgb(0, 0, 0), RichColor.from_rgb(255, 255, 255)
_HALF_BRIGHT = 0.5


class EvenRows(LineFilter):
    """Gives the reversed row of a cursor one look: the colors of its text would be a patchwork of backgrounds.

    Without color that goes for all that is reversed.
    """

    def __init__(self, *, is_own: bool, has_color: bool) -> None:
        super().__init__()
        self._is_own, self._has_color = is_own, has_color

    def apply(self, segments: list[Segment], background: "Color") -> list[Segment]:
        """Segments, reversed ones as the terminal's own colors, or else as black or white on the background."""
        if not any(style is not None and style.reverse for _, style, _ in segments):
            return segments
        even = self._look_on(background)
        return [
            Segment(text, style + even if style is not None and self._is_even(style) else style, control)
            for text, style, control in segments
        ]

    def _is_even(self, style: Style) -> bool:
        return bool(style.reverse) and not (self._has_color and _ROW_NOTES.isdisjoint(style.meta))

    def _look_on(self, background: "Color") -> Style:
        if self._is_own:
            return Style(color=_TERMINALS, bgcolor=_TERMINALS, dim=False)
        text = _WHITE if background.brightness < _HALF_BRIGHT else _BLACK
        return Style(color=text, bgcolor=background.monochrome.rich_color, dim=False)


@lru_cache(maxsize=4)
def _even_rows(*, is_own: bool, has_color: bool) -> EvenRows:
    return EvenRows(is_own=is_own, has_color=has_color)


def line_filters(
    filters: Iterable[LineFilter], traits: TerminalTraits, *, is_own: bool, is_whole: bool
) -> list[LineFilter]:
    """Textual's filters for a theme and a terminal, whose colors they find where Textual writes whole frames.

    Textual's grays of NO_COLOR would be black on black in a theme of the terminal's own colors.
    """
    shown = [NoColor() if is_own and isinstance(each, Monochrome) else each for each in filters]
    has_color = not any(isinstance(each, Monochrome | NoColor) for each in shown)
    if is_own or not has_color:
        shown.append(_even_rows(is_own=is_own, has_color=has_color))
    if traits.reverses_italics:
        shown.append(_NO_ITALICS)
    return [*shown, _few_colors(traits.colors)] if is_whole else shown


def check_driver() -> None:
    """Raises `SetupError` if TEXTUAL_DRIVER names no driver."""
    try:
        App.get_driver_class(cast("App[None]", None))
    except (ImportError, AttributeError, ValueError, RuntimeError) as error:
        raise SetupError(
            f"TEXTUAL_DRIVER is {constants.DRIVER!r}, which isn't a driver of Textual.",
            "Unset it, or name a module and its class, such as textual.drivers.linux_driver:LinuxDriver.",
        ) from error


_run_output = WriterThread.run


def _run_output_until_gone(self: WriterThread) -> None:
    """Writes to the terminal until it is gone."""
    with suppress(OSError, ValueError):
        _run_output(self)


def _write_unless_gone(self: WriterThread, text: str | None) -> None:
    """Queues text for the terminal; drops it when the terminal is gone."""
    while self.is_alive():
        with suppress(queue.Full):
            self._queue.put(text, timeout=_QUEUE_PATIENCE_SECONDS)
            return


def _stop_output(self: WriterThread) -> None:
    """Writes what is queued, unless the terminal is gone."""
    _write_unless_gone(self, None)
    self.join()


# Textual queues output for a thread that ends when the terminal is gone. From then on the queue only fills:
# the next write waits forever, and the explorer neither ends nor heeds a signal.
WriterThread.run = _run_output_until_gone  # type: ignore[method-assign]
WriterThread.write = _write_unless_gone  # type: ignore[method-assign]
WriterThread.stop = _stop_output  # type: ignore[method-assign]


def _filters_of_backdrop(self: Screen[Any]) -> Sequence[LineFilter]:
    """The filters of what a screen draws itself: the one behind a dialog, whose rows are even already, and darker."""
    return [each for each in Widget.get_line_filters(self) if not isinstance(each, EvenRows)]


Screen.get_line_filters = _filters_of_backdrop  # type: ignore[assignment,method-assign]
