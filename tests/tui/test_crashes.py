"""Unexpected exceptions: the explorer survives where it can, and otherwise ends with a sentence."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.dom import NoScreen
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList, Static

from edge_tui.session.session import Session
from edge_tui.tui import textual_messages
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.textual_internals import CRASHED
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer, frozen_workspace, still_explorer

SECRET = "CANARY-7f3a"


def _raise(*_arguments: Any, **_named: Any) -> None:
    secret_local = SECRET
    raise LookupError(secret_local)


async def _raise_later(*_arguments: Any, **_named: Any) -> None:
    _raise()


Raising = Callable[..., Any]

WAYS: dict[str, Callable[[Stage, Raising], object]] = {
    "Worker": lambda stage, fails: stage.bench.run_worker(_later(fails), group="list"),
    "Thread": lambda stage, fails: stage.bench.run_worker(fails, thread=True, group="search"),
    "Timer": lambda stage, fails: stage.bench.set_timer(0.001, fails),
    "Callback": lambda stage, fails: stage.app.call_later(fails),
    "CallbackOfAWidget": lambda stage, fails: stage.editor.call_later(fails),
    "AfterRefresh": lambda stage, fails: stage.editor.call_after_refresh(fails),
    "Next": lambda stage, fails: stage.editor.call_next(fails),
    "Coroutine": lambda stage, fails: stage.editor.call_later(lambda: _later(fails)),
}

WAYS_OF_A_SCREEN: dict[str, Callable[[Screen[Any], Raising], object]] = {
    "Worker": lambda screen, fails: screen.run_worker(fails(), group="list"),
    "Timer": lambda screen, fails: screen.set_timer(0.001, fails),
    "Callback": Screen.call_later,
    "AfterRefresh": Screen.call_after_refresh,
    "Next": Screen.call_next,
}


async def _later(fails: Raising) -> None:
    fails()


@pytest.mark.draws
async def test_an_exception_outside_of_the_screen_is_a_toast(workspace: Workspace) -> None:
    async with explorer(workspace, survives=True) as stage:
        for way, start in WAYS.items():
            error = type(f"{way}Error", (Exception,), {})

            def fails(error: type[Exception] = error) -> None:
                secret_local = SECRET
                raise error(secret_local)

            start(stage, fails)
            assert SECRET not in await stage.told(error.__name__)
        notes = workspace.crash_notes.all()
        assert len(notes) == len(WAYS)
        assert not any(SECRET in note.read_text() for note in notes)
        assert (await stage.send()).response is not None
        await stage.focus(stage.editor.area)
        await stage.write("still here")
        assert "still here" in stage.editor.text


async def test_a_key_whose_action_fails_is_a_toast(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workbench, "action_sidebar", _raise)
    async with explorer(workspace, survives=True) as stage:
        await stage.press("f9")
        assert "The action" in await stage.told("LookupError")
        assert (await stage.send()).response is not None


async def test_a_send_that_raises_past_the_session_is_a_toast_and_the_next_one_is_sent(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with explorer(workspace, survives=True) as stage:
        with monkeypatch.context() as patch:
            patch.setattr(Session, "send", _raise_later)
            await stage.press("f5")
            await stage.told("LookupError")
        await stage.until(lambda: not stage.is_sending)
        assert (await stage.send()).response is not None


@pytest.mark.parametrize("way", WAYS_OF_A_SCREEN)
async def test_what_misses_its_closed_screen_is_not_reported(workspace: Workspace, way: str) -> None:
    async with explorer(workspace, survives=True) as stage:
        for error in (NoMatches, NoScreen):
            noted = workspace.crash_notes.all()
            await stage.press("f1")
            await stage.shows(Help)
            closed, failed = stage.app.screen, asyncio.Event()

            async def fails(
                *,
                is_closed: bool = True,
                closed: Screen[Any] = closed,
                failed: asyncio.Event = failed,
                error: type[Exception] = error,
            ) -> None:
                if is_closed:
                    closed.dismiss()
                failed.set()
                raise error("gone")

            # As from a handler of the screen's own.
            with closed._context():
                WAYS_OF_A_SCREEN[way](closed, fails)
            await failed.wait()
            await stage.still()
            assert workspace.crash_notes.all() == noted
            # Of a screen that is open it is a mistake like any other.
            WAYS_OF_A_SCREEN[way](stage.app.screen, partial(fails, is_closed=False))
            await stage.told(error.__name__)


async def test_a_message_that_reaches_a_closing_screen_ends_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Late(Message):
        """What a closing screen still gets."""

    def miss(screen: Help) -> None:
        screen.dismiss()
        missed.append(screen)
        raise NoScreen("node has no screen")

    missed: list[Help] = []
    monkeypatch.setattr(Help, Late.handler_name, miss, raising=False)
    async with explorer(workspace) as stage:
        await stage.press("f1")
        await stage.shows(Help)
        stage.app.screen.post_message(Late())
        await stage.until(lambda: missed and stage.app.screen is stage.bench)
        assert workspace.crash_notes.all() == []
        assert (await stage.send()).response is not None


@pytest.mark.draws
async def test_a_press_on_a_text_removed_since_the_last_layout_ends_nothing(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        text = stage.find(Static, "#url")
        x, y = text.region.offset
        await text.remove()
        assert stage.app.screen.get_widget_at(x, y)[0] is text, "nothing is laid out yet"
        for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
            press = kind(text, x, y, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=x, screen_y=y)
            stage.app.screen._forward_event(press)
        await stage.still()


async def test_a_repeated_crash_is_one_toast_and_one_note(workspace: Workspace) -> None:
    async with explorer(workspace, survives=True) as stage:
        for _ in range(20):
            stage.app.call_later(_raise)
        await stage.told("LookupError")
        await stage.still()
        assert len(stage.toasts) == 1
        assert len(workspace.crash_notes.all()) == 1


async def test_an_unexpected_crash_fails_a_test(workspace: Workspace) -> None:
    async def careless() -> None:
        async with explorer(workspace) as stage:
            stage.app.call_later(_raise)
            await stage.still()

    with pytest.raises(LookupError):
        await careless()


async def test_a_change_that_fails_to_be_drawn_fails_a_test_that_reads_nothing(
    workspace: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def careless() -> None:
        async with explorer(frozen_workspace(home / "another")) as stage:
            await stage.focus(stage.editor.area)
            patch.setattr(JsonEditor, "render_line", _raise)
            await stage.press("x")

    # Such a start was drawn, and isn't again.
    async with explorer(workspace):
        pass
    with monkeypatch.context() as patch, pytest.raises(LookupError):
        await careless()


FATAL: dict[str, tuple[type, str]] = {
    "a message": (EventEditor, "on_text_area_changed"),
    "composing": (Help, "compose"),
}


@pytest.mark.draws
@pytest.mark.parametrize("place", ["a message", "composing"])
async def test_a_fatal_exception_ends_in_a_sentence_with_the_draft_saved(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    app = still_explorer(workspace)

    async def crashing() -> None:
        async with app.run_test(notifications=True) as pilot:
            stage = Stage(pilot, workspace)
            await stage.still()
            await stage.write("typed last")
            monkeypatch.setattr(*FATAL[place], _raise)
            # What handles a message is looked up once.
            monkeypatch.setattr(textual_messages, "_handlers", textual_messages._handlers.__wrapped__)
            await pilot.press("z" if place == "a message" else "f1")
            await stage.still()

    with pytest.raises(LookupError):
        await crashing()
    assert app.return_code == CRASHED
    said = capsys.readouterr().err
    assert "LookupError" in said
    assert "Traceback" not in said
    assert SECRET not in said
    assert len(said.strip().splitlines()) <= 6
    # A second message may meet the same fault while the explorer ends.
    notes = [note.read_text() for note in workspace.crash_notes.all()]
    assert "_raise" in notes[0]
    assert not any(SECRET in note for note in notes)
    kept = workspace.drafts.load()
    assert kept is not None
    assert "typed last" in kept.text


async def test_a_traceback_that_textual_would_print_is_a_sentence(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.traceback import Traceback

    app = EdgeTui(workspace, workspace.accounts.profile())
    async with app.run_test() as pilot:
        await pilot.pause()
        try:
            _raise()
        except LookupError:
            app.panic(Traceback(show_locals=True))
    said = capsys.readouterr().err
    assert "The explorer ended" in said
    assert SECRET not in said


QUICKLY = (
    ("ctrl+p", "f1", "ctrl+p"),
    ("f2", "f1", "f2", "f1", "f2"),
    ("f1", "ctrl+p", "f1", "ctrl+p"),
    ("ctrl+p", "escape", "ctrl+p", "escape", "f2"),
    ("f1", "f1", "f1", "f2", "f2", "f1", "f2"),
)


@pytest.mark.draws
async def test_help_and_palette_open_once_however_fast_the_keys_come(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        for keys in QUICKLY:
            for key in keys:
                stage.app.post_message(events.Key(key, None))
            await stage.still()
            stack = stage.app.screen_stack
            assert sum(isinstance(screen, Palette) for screen in stack) <= 1
            assert sum(isinstance(screen, Help) for screen in stack) <= 1
            for _ in range(3):
                await stage.press("escape")
            assert isinstance(stage.app.screen, Workbench)


async def test_keys_wait_for_a_screen_that_is_not_mounted_yet(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        may_leave = stage.bench.controllers.past.may_leave_history
        screens: dict[type[Screen[Any]], Callable[[], Screen[Any]]] = {
            History: partial(History, workspace, may_leave),
            TemplateBrowser: partial(TemplateBrowser, workspace),
        }
        for kind, make in screens.items():
            for binding in kind.BINDINGS:
                assert isinstance(binding, Binding)
                screen = make()
                stage.app.push_screen(screen)
                assert not screen.is_mounted
                await stage.app.run_action(binding.action, screen)
                await stage.pilot.pause()
                while stage.app.screen is not stage.bench:
                    stage.app.pop_screen()
        await stage.still()


@pytest.mark.draws
@pytest.mark.parametrize("rows", [1, 4])
async def test_lists_without_height_can_be_paged(workspace: Workspace, rows: int) -> None:
    async with explorer(workspace, size=(40, rows)) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.find(OptionList).options)
        await stage.press("pagedown", "pagedown", "pageup", "pageup", "end", "pageup", "escape")
        stage.bench.query_one(ProfileList).action_page_down()
        stage.bench.query_one(ProfileList).action_page_up()
        await stage.still()
