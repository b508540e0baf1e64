"""Runs the explorer with a terminal that is emulated from what it writes, beside one fed by Textual's own output."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from rich.console import Console, RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.color import Color
from textual.drivers import headless_driver
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from edge_tui.tui.textual_output import FewColors
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, Stage, StillExplorer
from tests.tui.terminal import Terminal, seen

_render = Strip.render
_BLACK = Color(0, 0, 0)


def _render_in_palette(strip: Strip, console: Console) -> str:
    """As Textual renders a strip, in the colors of ours: Rich's may be unreadable in a terminal that has few."""
    colors = console._color_system
    assert colors is not None
    return _render(Strip(FewColors(colors).apply(list(strip), _BLACK)), console)


class WireDriver(headless_driver.HeadlessDriver):
    """A driver of a terminal without a keyboard; it keeps what is written."""

    is_headless = False
    can_suspend = True
    written = ""

    def write(self, data: str) -> None:
        """Keeps what is written."""
        self.written += data


class WiredExplorer(StillExplorer):
    """The explorer, its output compared frame by frame with Textual's own."""

    def attach(self, width: int, height: int) -> None:
        """Attaches a terminal, and one for Textual's output."""
        self.console._color_system = self.terminal_traits.colors
        self.terminal, self.reference = Terminal(width, height), Terminal(width, height)
        self.bytes = self.frames = 0
        self.wrong: list[str] = []

    def receive(self) -> str:
        """Shows what was written, and returns it."""
        assert isinstance(self._driver, WireDriver)
        written, self._driver.written = self._driver.written, ""
        self.terminal.feed(written)
        self.bytes += len(written.encode())
        return written

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate) or not self._running or self._batch_count:
            return
        if _size(renderable) != (self.terminal.width, self.terminal.height):
            # A frame for the size that the terminal had: it shows what nobody can tell.
            assert isinstance(self._driver, WireDriver)
            self._driver.written = ""
            self.terminal.garble("#")
        else:
            self.frames += 1
            self.reference.feed(renderable.render_segments(self.console))
            cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
            self.reference.feed(f"\x1b[{cursor.y + 1};{cursor.x + 1}H")
            self.receive()
            self.compare(self.reference)

    def compare(self, wanted: Terminal) -> None:
        """Notes where the terminal differs from another, in rows that either has changed."""
        for y in sorted(self.terminal.touched | wanted.touched):
            row, other_row = self.terminal.rows[y], wanted.rows[y]
            if row == other_row:
                continue
            for x, (cell, other) in enumerate(zip(row, other_row, strict=True)):
                if cell != other and seen(cell) != seen(other):
                    self.wrong.append(f"frame {self.frames}, ({x}, {y}): {seen(cell)} instead of {seen(other)}")
        self.terminal.touched.clear()
        wanted.touched.clear()
        if (self.terminal.x, self.terminal.y) != (wanted.x, wanted.y):
            self.wrong.append(f"frame {self.frames}: another cursor")


def composed(app: WiredExplorer) -> Terminal:
    """A terminal that shows the whole screen as the compositor has it."""
    terminal = Terminal(app.size.width, app.size.height)
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        terminal.feed(f"\x1b[{y + 1}H" + strip.render(app.console))
    cursor = app.screen.outer_size.clamp_offset(app.cursor_position)
    terminal.feed(f"\x1b[{cursor.y + 1};{cursor.x + 1}H")
    return terminal


def _size(update: LayoutUpdate | ChopsUpdate) -> tuple[int, int]:
    """The screen that an update is for."""
    if isinstance(update, LayoutUpdate):
        return update.region.width, update.region.height
    return update.chop_ends[0][-1], len(update.chops)


class Wire:
    """What a wired explorer writes."""

    def __init__(self, stage: Stage, app: WiredExplorer) -> None:
        self.stage = stage
        self.app = app

    async def still(self) -> None:
        """Waits until nothing moves, and everything was drawn."""
        await self.stage.still_for_a_picture()
        self.app.receive()

    async def check(self) -> None:
        """The terminal shows what Textual would have shown in each frame, and now shows what is composed."""
        await self.still()
        assert self.app.wrong == [], self.app.wrong[:3]
        self.app.compare(composed(self.app))
        assert self.app.wrong == [], self.app.wrong[:3]

    async def resize(self, width: int, height: int) -> None:
        """Gives the terminal another size."""
        for terminal in (self.app.terminal, self.app.reference):
            terminal.resize(width, height)
        size = Size(width, height)
        self.app.post_message(events.Resize(size, size))
        await self.stage.until(lambda: self.app.screen.size == size)

    async def cost(self, *keys: str) -> int:
        """The bytes that keys cost, until nothing moves."""
        await self.stage.still()
        self.app.receive()
        self.app.bytes = 0
        await self.stage.press(*keys)
        self.app.receive()
        return self.app.bytes


@asynccontextmanager
async def wired_explorer(workspace: Workspace, size: tuple[int, int] = MEDIUM) -> AsyncIterator[Wire]:
    """Runs the explorer with an emulated terminal."""
    app = WiredExplorer(workspace, workspace.accounts.starting_profile(None))
    app.animation_level = "none"
    app.attach(*size)
    with (
        patch.object(headless_driver, "HeadlessDriver", WireDriver),
        patch.object(Strip, "render", _render_in_palette),
    ):
        async with app.run_test(size=size, notifications=True) as pilot:
            stage = Stage(pilot, workspace)
            await stage.still()
            yield Wire(stage, app)
