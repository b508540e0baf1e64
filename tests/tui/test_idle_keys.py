"""A key that has nothing to do says why, on every screen that the workbench opens.

A key that only moves or folds is silent at the end of its way, as the arrows are: in a tree, and in the editor one that
moves lines or their indentation.
"""

from collections.abc import Awaitable, Callable

import pytest
from textual.screen import Screen

from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.compare.matrix_view import MatrixView
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.doctor.screen import Doctor
from edge_tui.tui.history.screen import History
from edge_tui.tui.timeline.watch import Watch
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

_SILENT = {
    *("tree.down", "tree.up", "tree.next", "tree.previous", "tree.close", "tree.open", "tree.expand", "tree.collapse"),
    *("quit", "palette", "help"),
    # The same responses may come again.
    "side-by-side.send",
}


async def _sent(stage: Stage) -> Exchange:
    """What was sent; it is sent only once."""
    return stage.exchange or await stage.send()


async def _compare(stage: Stage) -> None:
    sent = await _sent(stage)
    rejected = sent.ended(Response(422, (), b'{"status": 422}', Timings(1.0)))
    stage.app.push_screen(Compare(stage.workspace, sent, rejected))


async def _side_by_side(stage: Stage) -> None:
    draft = stage.bench.controllers.drafts.current
    profiles = [EMULATOR_PROFILE, EMULATOR_PROFILE]
    stage.app.push_screen(SideBySide(stage.workspace, profiles, draft, "default"))
    await stage.until(lambda: stage.app.screen.query(MatrixView) and stage.find(MatrixView).row_count)


async def _watch(stage: Stage) -> None:
    session, draft = stage.bench.state.session, stage.bench.controllers.drafts.current
    stage.app.push_screen(Watch(stage.workspace, session, draft, until="errors gone", pause_seconds=0.0, sends=2))


async def _by_key(stage: Stage, binding: str) -> None:
    await _sent(stage)
    await stage.focus(stage.tree)
    await stage.use(binding)


_SCREENS: dict[type[Screen[object]], Callable[[Stage], Awaitable[None]]] = {
    History: lambda stage: _by_key(stage, "history"),
    Visitors: lambda stage: _by_key(stage, "visitors"),
    Doctor: lambda stage: _by_key(stage, "doctor"),
    Compare: _compare,
    SideBySide: _side_by_side,
    Watch: _watch,
}


def _seen(stage: Stage) -> tuple[object, ...]:
    """What a person could notice."""
    app = stage.app
    strips = [[*strip] for strip in app.screen._compositor.render_strips()]
    return app.screen, app.focused, app.clipboard, len(app._notifications), strips


async def _open(stage: Stage, screen: type[Screen[object]]) -> dict[str, str]:
    """Opens a screen; returns the keys of its bindings that have an ID."""
    await _SCREENS[screen](stage)
    await stage.shows(screen)
    await stage.until(lambda: stage.app.screen.focused)
    active = [each.binding for each in stage.app.screen.active_bindings.values() if each.enabled]
    return {binding.id: binding.key for binding in active if binding.id}


@pytest.mark.parametrize("screen", _SCREENS)
async def test_a_key_does_something_or_says_why_not(workspace: Workspace, screen: type[Screen[object]]) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        keys, silent = await _open(stage, screen), []
        for name in keys.keys() - _SILENT:
            stage.app._clipboard = ""
            before = _seen(stage)
            await stage.press(keys[name])
            if _seen(stage) == before:
                silent.append(name)
            stage.app.clear_notifications()
            await stage.still()
            if _seen(stage) == before:
                # It only said why not.
                continue
            while stage.app.screen is not stage.bench:
                await stage.press("escape")
            stage.app.clear_notifications()
            await _open(stage, screen)
        assert silent == []


async def test_side_by_side_hides_rows_that_are_all_equal_and_shows_them_again(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await _side_by_side(stage)
        await stage.use("side-by-side.only")
        assert not stage.find(MatrixView).row_count
        assert "= shows equal rows" in stage.drawn
        await stage.use("side-by-side.next")
        await stage.told("No other difference")
        await stage.use("side-by-side.only")
        assert "= status" in stage.drawn


@pytest.mark.parametrize("binding", ["tree.copy", "tree.path", "tree.json"])
async def test_explain_says_what_to_do_while_nothing_is_explained(workspace: Workspace, binding: str) -> None:
    async with explorer(workspace) as stage:
        stage.bench.panes.focus_pane("explain")
        await stage.still()
        await stage.use(binding)
        assert await stage.told("Select something in the response")


@pytest.mark.parametrize(
    ("opens", "key", "words"),
    [
        # On the workbench outside the event, on another screen, in a dialog, and while a text is written.
        ("", "f12", "f12 works in another pane: apply the suggested fix (ctrl+z undoes)."),
        ("history", "f5", "f5 does nothing here. f1 lists the keys that do."),
        ("emulator", "f4", "f4 does nothing here."),
        ("palette", "f11", "f11 does nothing here."),
    ],
)
async def test_a_function_key_that_does_nothing_here_says_so(
    workspace: Workspace, opens: str, key: str, words: str
) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        if opens:
            await stage.use(opens)
        before = stage.app.screen
        await stage.press(key)
        assert [each.message[: len(words)] for each in stage.app._notifications] == [words]
        assert stage.app.screen is before


async def test_the_key_of_the_palette_closes_it_too(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        below = stage.app.screen
        await stage.press("f2")
        assert stage.app.screen is not below
        await stage.press("f2")
        assert stage.app.screen is below
