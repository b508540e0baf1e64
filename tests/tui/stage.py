"""Runs the explorer in tests: a frozen clock, repeatable ids, and waits for conditions instead of times."""

import asyncio
import inspect
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual._wait import wait_for_idle
from textual.css.query import NoMatches
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from edge_tui.model.exchange import Exchange
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_styles import each_style_once
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.pauses import end_pauses

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
WIDE, MEDIUM, NARROW = (160, 45), (120, 36), (80, 24)

# What must happen, happens within this or never.
_BOUND_SECONDS = 60.0
_SEED = 20260314

W = TypeVar("W", bound=Widget)
Ready = Callable[[], object]


def frozen_workspace(home: Path, **environ: str) -> Workspace:
    """A workspace in which it is always noon, and ids come in one order.

    A stop watch runs on when an id is made, and at no other time: how often the screen looks at it,
    to show how long a send takes already, is then of no account.
    """
    numbers = random.Random(_SEED)
    made: list[UUID] = []

    def new_uuid() -> UUID:
        made.append(UUID(int=numbers.getrandbits(128), version=4))
        return made[-1]

    return Workspace(
        {"EDGE_TUI_HOME": str(home), **environ},
        clock=lambda: NOON,
        new_uuid=new_uuid,
        monotonic=lambda: len(made) * 0.0214,
    )


class StillExplorer(EdgeTui):
    """The explorer with toasts that stay, to be looked at by hand.

    What it would survive fails the test, unless `survives`.
    """

    CSS_PATH = Path(inspect.getfile(EdgeTui)).with_name("app.tcss")
    survives = False

    def show_crash(self, error: BaseException, sentences: str) -> None:
        """As the explorer's, and raises it in the test."""
        super().show_crash(error, sentences)
        if not self.survives and self._exception is None and isinstance(error, Exception):
            self._exception = error
            self._exception_event.set()

    def notify(self, message: str, **how: Any) -> None:
        """As the explorer's, for an hour."""
        super().notify(message, **{**how, "timeout": 3600.0})


@dataclass
class Stage:
    """A running explorer, used as a person does."""

    pilot: Pilot[None]
    workspace: Workspace

    @property
    def app(self) -> EdgeTui:
        """The explorer."""
        assert isinstance(self.pilot.app, EdgeTui)
        return self.pilot.app

    @property
    def bench(self) -> Workbench:
        """The workbench, also below another screen."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, Workbench))

    @property
    def editor(self) -> EventEditor:
        """The event editor."""
        return self.bench.query_one(EventEditor)

    @property
    def tree(self) -> HandleTree:
        """The tree on the screen in front."""
        return self.app.screen.query_one(HandleTree)

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that the workbench shows."""
        return self.bench.exchange

    def find(self, kind: type[W], selector: str = "") -> W:
        """A widget of the screen in front."""
        return self.app.screen.query_one(selector, kind) if selector else self.app.screen.query_one(kind)

    async def focus(self, widget: Widget) -> None:
        """Focuses a widget, as a click does."""
        widget.focus()
        await self._once(lambda: widget.has_focus)
        await self.still()

    async def press(self, *keys: str) -> None:
        """Presses keys, one after the other, and waits until the app has handled them."""
        # The pilot would also wait for every widget of the screen, as `still` does.
        await self.app._press_keys(keys)
        await self.still()

    async def use(self, binding_id: str) -> None:
        """Presses the key of a binding of the focused widget."""
        bindings = [active.binding for active in self.app.screen.active_bindings.values()]
        keys = [binding.key for binding in bindings if binding.id == binding_id]
        assert keys, f"no key does {binding_id} here; there are {sorted({each.id for each in bindings if each.id})}"
        await self.press(keys[0])

    async def write(self, text: str) -> None:
        """Types a text into the focused widget."""
        await self.press(*("enter" if letter == "\n" else letter for letter in text))

    async def click(self, selector: str) -> None:
        """Clicks in the middle of a widget."""
        assert await self.pilot.click(selector), f"nothing to click at {selector}"
        await self.still()

    async def until(self, ready: Ready) -> None:
        """Waits for a condition, up to a generous limit, and until what led to it is handled."""
        await self._once(ready)
        await self._all_handled()

    async def _once(self, ready: Ready) -> None:
        """Waits for a condition; `still` has to follow, which waits for the rest as well."""
        async with asyncio.timeout(_BOUND_SECONDS):
            while not ready():
                await self._moment()

    async def _moment(self) -> None:
        """Lets the app work for a moment, and then lays out what has changed."""
        await wait_for_idle(0)
        self.app.screen._on_timer_update()
        self._fail_with_the_app()

    async def _all_handled(self) -> None:
        """Waits until every widget of the screen has handled its messages, which costs as much as most keys do."""
        await self.pilot.pause()
        self._fail_with_the_app()

    def _fail_with_the_app(self) -> None:
        if trouble := self.app._exception:
            raise trouble

    async def still(self) -> None:
        """Waits until the draft is linted and saved, and nothing moves."""
        async with asyncio.timeout(_BOUND_SECONDS):
            in_a_row = 0
            while in_a_row < 2:
                # A layout may be followed by another one, of what has been measured in it.
                await self._moment()
                end_pauses()
                in_a_row = in_a_row + 1 if self._is_still else 0
                if in_a_row == 1:
                    await self._all_handled()

    async def still_for_a_picture(self) -> None:
        """Waits as `still` does, then redraws everything without a blinking cursor."""
        await self.still()
        for screen in self.app.screen_stack:
            for widget in screen.query("*"):
                if isinstance(widget, TextArea | Input):
                    widget.cursor_blink = False
                if isinstance(widget, TextArea):
                    # Without blinking, a line kept from a moment when the cursor was off passes for one with it.
                    widget._line_cache.clear()
                # A covered screen may have been drawn before its focus was gone, and a table
                # before its columns were measured.
                widget.refresh()
        self.app.screen.refresh()
        await self.pilot.wait_for_scheduled_animations()

    @property
    def _is_still(self) -> bool:
        working = any(worker.is_running for worker in self.app.workers if worker.group not in ("send", "default"))
        if working or self.app.ordered_input:
            return False
        benches = [screen for screen in self.app.screen_stack if isinstance(screen, Workbench)]
        try:
            # Textual remembers the widget: to look through all of them took a sixth of the time of a key.
            return bool(benches) and benches[0].query_one(EventEditor).is_looked_through
        except NoMatches:
            return False

    async def send(self, key: str = "f5") -> Exchange:
        """Presses the send key and waits for the exchange."""
        before = self.exchange
        await self.press(key)
        return await self.answered(before)

    async def answered(self, before: Exchange | None = None) -> Exchange:
        """Waits until the workbench shows another, completed exchange than before."""
        await self._once(lambda: self.exchange is not None and self.exchange is not before and not self.is_sending)
        await self.still()
        assert self.exchange is not None
        return self.exchange

    @property
    def is_sending(self) -> bool:
        """Whether a send is in flight or waits for confirmation."""
        return any(worker.is_running for worker in self.app.workers if worker.group == "send")

    async def shows(self, screen: type) -> None:
        """Waits for a screen to be in front and drawn."""
        await self._once(lambda: isinstance(self.app.screen, screen) and self.app.screen.is_mounted)
        await self.still()

    async def load(self, template: str) -> None:
        """Loads a template by name, as the sidebar does."""
        found = next(each for each in self.workspace.templates.all() if each.name == template)
        self.bench.load_draft(self.workspace.templates.draft_from(found, self.bench.state.profile.value))
        await self._once(lambda: self.bench.state.draft.value.template == template)
        await self.still()

    @property
    def toasts(self) -> list[str]:
        """The text of the toasts."""
        return [str(toast.render()) for toast in self.app.screen.walk_children(Toast)]

    async def told(self, words: str) -> str:
        """Waits for a toast with these words; returns its text."""
        await self.until(lambda: any(words in toast for toast in self.toasts))
        return next(toast for toast in self.toasts if words in toast)

    @property
    def lines(self) -> list[str]:
        """The drawn screen, line by line."""
        note_drawn(self.app.screen._compositor)
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def drawn(self) -> str:
        """The drawn screen as one text."""
        return "\n".join(self.lines)


# What has changed on each screen since it was last drawn.
_undrawn: WeakKeyDictionary[Compositor, set[Region]] = WeakKeyDictionary()
# The starts in an empty home that were drawn: the next one of the kind shows the same.
_drawn_starts: set[tuple[object, ...]] = set()


def note_undrawn(compositor: Compositor, changed: Iterable[Region]) -> None:
    """These regions of a screen have changed, and weren't drawn."""
    _undrawn.setdefault(compositor, set()).update(changed)


def note_drawn(compositor: Compositor) -> None:
    """All of a screen was drawn."""
    _undrawn.pop(compositor, None)


def draw_contents(screen: Screen[Any]) -> None:
    """Draws the lines in widgets that have changed since they were last drawn, as for a frame.

    Not what Textual draws around and over it, which takes two thirds of a frame: borders, padding and filters.
    """
    changed = _undrawn.pop(screen._compositor, set())
    whole_widget = StylesCache.render_widget
    StylesCache.render_widget = _content_lines  # type: ignore[method-assign]
    try:
        with each_style_once():
            for widget, (region, clip) in screen._compositor.visible_widgets.items():
                shown = region.intersection(clip)
                if parts := [part for each in changed if (part := each.intersection(shown))]:
                    widget.render_lines(Region.from_union(parts).translate((-region.x, -region.y)))
    finally:
        StylesCache.render_widget = whole_widget  # type: ignore[method-assign]


def _content_lines(_cache: StylesCache, widget: Widget, crop: Region) -> list[Strip]:
    top = widget.styles.gutter.top
    first, end = max(crop.y - top, 0), min(crop.bottom - top, widget.content_region.height)
    return [widget.render_line(y) for y in range(first, end)]


def still_explorer(workspace: Workspace, profile: str | None = None) -> StillExplorer:
    """An explorer without animations."""
    app = StillExplorer(workspace, workspace.accounts.starting_profile(profile))
    app.animation_level = "none"
    return app


@asynccontextmanager
async def explorer(
    workspace: Workspace, *, size: tuple[int, int] = MEDIUM, profile: str | None = None, survives: bool = False
) -> AsyncIterator[Stage]:
    """Runs the explorer without a terminal; the test drives it through the `Stage`.

    `survives`: it continues after an exception that leaves the screen intact.
    """
    start = _new_start(workspace, size, profile)
    app = still_explorer(workspace, profile)
    app.survives = survives
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(pilot, workspace)
        await stage.still()
        if start in _drawn_starts:
            note_drawn(app.screen._compositor)
        yield stage
        if app.is_running and app._exception is None:
            draw_contents(app.screen)
            _drawn_starts.update([start] if start else [])


def _new_start(workspace: Workspace, *how: object) -> tuple[object, ...] | None:
    """What a start in an empty home depends on; None if something was kept there."""
    environ = dict(workspace.environ)
    home = Path(environ.pop("EDGE_TUI_HOME"))
    return None if home.is_dir() and any(home.iterdir()) else (*how, *sorted(environ.items()))
