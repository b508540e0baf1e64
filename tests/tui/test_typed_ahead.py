"""A key that comes before the one before it is on the screen acts on what it would act on when typed slowly.

`--thorough` plays many more pairs; a failure names its seed.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from edge_tui.tui import textual_frames, textual_keys
from edge_tui.tui.capture.live_feed import LiveFeed
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.history.screen import History
from edge_tui.tui.textual_frames import BusyWidgets
from tests.tui.scenes import SCENES, Scene
from tests.tui.stage import Stage, frozen_workspace, still_explorer
from tests.tui.themed_app import ThemedApp

# Of a scene: keys that come at once, where the last one goes, and the keys that lead back.
TELLING: dict[str, tuple[tuple[tuple[str, ...], tuple[object, ...], tuple[str, ...]], ...]] = {
    "first screen": (
        (("ctrl+f", "j"), ("Workbench", "find", "j"), ("escape",)),
        (("f3", "j"), ("SaveTemplate", "title", "j"), ("escape",)),
        (("f6", "j"), ("Jump", None, None), ("escape",)),
        (("ctrl+t", "click: Exit link"), ("Workbench", "query-editor", ""), ()),
        (("f1", "escape", "click: Overrides"), ("Workbench", "overrides-editor", ""), ()),
        (("click: Query", "j"), ("Workbench", "query-editor", "j"), ()),
        (("paste: curl https://edge.adobedc.net/ee/v2/interact -d '{}'", "j"), ("PasteSheet", "part-event", True), ()),
    ),
    "answer to a page view": (
        (("slash", "j"), ("Workbench", "find", "j"), ("escape",)),
        (("click: Body", "home"), ("Workbench", None, 0), ()),
        (("left_square_bracket", "end"), ("Workbench", "handles", 10), ()),
    ),
    "capture of a call": ((("d", "enter"), ("BothValues", None, 0), ()),),
}
_CLICK, _PASTE = "click: ", "paste: "
_SECOND = ("down", "end", "enter", "escape", "tab", "j", "ctrl+z")
# These leave the explorer for another program, or for good; a send is answered when it is, and keys go on meanwhile.
_LEFT_OUT_KEYS, _LEFT_OUT = {"O", "shift+f4", "ctrl+q", "ctrl+c"}, {"send", "doctor"}


_Ends = tuple[tuple[str, ...], tuple[object, ...]]
_Choose = Callable[[Stage], tuple[str, ...]]


def _ends(stage: Stage) -> tuple[object, ...]:
    """What the keys have led to: the screen in front with its text, the focus, and the texts of its fields."""
    screen, focused = stage.app.screen, stage.app.focused
    texts = [each.value for each in screen.query(Input)] + [each.text for each in screen.query(TextArea)]
    # What is below a dialog isn't its own, and drawn or not.
    shown = [] if screen.is_modal else stage.lines
    return type(screen).__name__, type(focused).__name__, focused and focused.id, texts, stage.editor.text, shown


async def _press(stage: Stage, *keys: str) -> None:
    """Presses keys at once, and clicks on words that are on the screen."""
    lines = stage.lines
    for key in keys:
        if words := key.removeprefix(_CLICK) if key.startswith(_CLICK) else "":
            y, line = next((y, line) for y, line in enumerate(lines) if words in line)
            for kind in (events.MouseDown, events.MouseUp):
                x = cell_len(line[: line.index(words)]) + 1
                stage.app.post_message(
                    kind(None, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
                )
        elif key.startswith(_PASTE):
            stage.app.post_message(events.Paste(key.removeprefix(_PASTE)))
        else:
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.still()
    await stage.still()


@asynccontextmanager
async def _played(home: Path, scene: Scene) -> AsyncIterator[Stage]:
    workspace = frozen_workspace(home, **scene.environ)
    scene.prepare(workspace)
    app = still_explorer(workspace, scene.profile)
    async with app.run_test(size=scene.sizes[0], notifications=True) as pilot:
        stage = Stage(pilot, workspace)
        await scene.play(stage)
        yield stage


async def _ends_of(home: Path, scene: Scene, choose: _Choose, *, at_once: bool) -> _Ends:
    async with _played(home, scene) as stage:
        keys = choose(stage)
        for burst in [keys] if at_once else [(key,) for key in keys]:
            await _press(stage, *burst)
        return keys, _ends(stage)


async def _agree(tmp_path: Path, scene: Scene, choose: _Choose) -> None:
    at_once = await _ends_of(tmp_path / "at once", scene, choose, at_once=True)
    assert at_once == await _ends_of(tmp_path / "one by one", scene, choose, at_once=False)


def _where(stage: Stage) -> tuple[object, ...]:
    """The screen in front, what has the focus, and what a key there changes."""
    focused = stage.app.focused
    names = ("value", "text", "cursor_line", "scroll_y")
    found: object = next((getattr(focused, name) for name in names if hasattr(focused, name)), None)
    return type(stage.app.screen).__name__, focused and focused.id, found[:1] if isinstance(found, str) else found


@pytest.mark.parametrize("name", TELLING)
async def test_a_key_or_a_click_follows_the_one_before_it(tmp_path: Path, name: str) -> None:
    scene = next(each for each in SCENES if each.name == name)
    async with _played(tmp_path, scene) as stage:
        for keys, expected, back in TELLING[name]:
            await _press(stage, *keys)
            assert (keys, _where(stage)) == (keys, expected)
            for key in back:
                await _press(stage, key)


async def test_any_key_follows_any_other(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The palette offers to record a site, and letters are a site's name: no browser is started here.
    monkeypatch.setattr(LiveFeed, "start", lambda _feed: None)
    for seed in range(400 if request.config.getoption("--thorough") else 1):
        chance = random.Random(seed)
        scene, second = chance.choice(SCENES), chance.choice(_SECOND)

        def choose(stage: Stage, seed: int = seed, second: str = second) -> tuple[str, ...]:
            active = stage.app.screen.active_bindings.items()
            keys = sorted(key for key, each in active if each.enabled and each.binding.id not in _LEFT_OUT)
            return random.Random(seed).choice([key for key in keys if key not in _LEFT_OUT_KEYS]), second

        try:
            await _agree(tmp_path / str(seed), scene, choose)
        except AssertionError as error:
            error.add_note(f"seed {seed}, scene {scene.name}")
            raise


@contextmanager
def _held_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """What is read in a thread is there once the event is set."""
    may_read, to_thread = asyncio.Event(), asyncio.to_thread

    async def read(work: Callable[..., Any], *arguments: Any) -> Any:
        await may_read.wait()
        return await to_thread(work, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "to_thread", read)
        yield may_read
        may_read.set()


async def _turns(stage: Stage) -> None:
    for _ in range(200):
        await asyncio.sleep(0)
    stage._fail_with_the_app()


async def test_a_key_waits_for_what_is_read_for_the_next_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not for a second here, however slow the machine is.
    monkeypatch.setattr(textual_keys, "_SETTLING_SECONDS", 60.0)
    scene = next(each for each in SCENES if each.name == "comparing with")
    async with _played(tmp_path, scene) as stage:
        for keys, opened, back in (
            (("enter",), Compare, ("escape",)),
            (("f11",), History, ()),
            (("slash", "p", "enter"), History, ("escape", "escape", "escape")),
        ):
            with _held_reads(monkeypatch) as may_read:
                for key in (*keys, "f1"):
                    stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
                await _turns(stage)
                assert (keys, len(stage.app.ordered_input._waiting)) == (keys, 1)
                may_read.set()
                await stage.shows(Help)
            assert isinstance(stage.app.screen_stack[-2], opened)
            for key in ("escape", *back):
                await stage.press(key)


async def test_a_read_holds_one_key_and_for_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(textual_keys, "monotonic", lambda: now)
    scene = next(each for each in SCENES if each.name == "comparing with")
    async with _played(tmp_path, scene) as stage:
        with _held_reads(monkeypatch):
            for key in ("enter", "f1"):
                stage.app.post_message(events.Key(key, None))
            await _turns(stage)
            assert stage.app.ordered_input
            now = 1.0
            await stage.until(lambda: isinstance(stage.app.screen, Help))
            stage.app.post_message(events.Key("escape", None))
            await stage.until(lambda: not isinstance(stage.app.screen, Help))
            assert now == 1.0
        await stage.shows(Compare)


class _Slow(Static):
    """Handles a key for as long as it takes."""

    can_focus = True

    def __init__(self) -> None:
        super().__init__()
        self.may_end = asyncio.Event()

    async def on_key(self) -> None:
        await self.may_end.wait()


async def test_a_widget_that_is_busy_for_long_counts_again_once_it_was_idle() -> None:
    slow = _Slow()

    class SlowApp(ThemedApp):
        def compose(self) -> ComposeResult:
            yield slow

    app = SlowApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        busy = BusyWidgets(app)
        for _ in range(2):
            assert not busy
            slow.may_end.clear()
            slow.post_message(events.Key("x", "x"))
            await asyncio.sleep(0)
            assert busy
            busy.ignore()
            assert not busy
            slow.may_end.set()
            await pilot.pause()


async def test_widgets_are_looked_at_only_after_a_message_was_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    app = ThemedApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        busy = BusyWidgets(app)
        monkeypatch.setattr(textual_frames, "is_busy", looks.append)
        for expected in (len(app._registry), 0, 0):
            looks.clear()
            assert not busy
            assert len(looks) == expected
