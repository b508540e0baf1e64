"""Storage warnings: shown once, together, on the workbench."""

import os

from textual.widgets import Static

from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.workspace import Workspace
from tests.tui.stage import WIDE, explorer


async def test_a_warning_of_every_send_is_shown_once_and_stays_in_the_status_line(
    workspace: Workspace,
) -> None:
    workspace.paths.history.mkdir(parents=True)
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.told("not in history")
        toasts = len(stage.toasts)
        for _ in range(3):
            exchange = await stage.send()
            assert exchange.response is not None
        assert len(stage.toasts) == toasts
        line = str(stage.find(StatusLine).render())
        assert line.index("This exchange is not in history") < line.index(exchange.request_id)


async def test_a_warning_that_comes_back_is_shown_again(workspace: Workspace) -> None:
    workspace.paths.history.mkdir(parents=True)
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.told("not in history")
        workspace.paths.history.rmdir()
        await stage.send()
        assert "not in history" not in str(stage.find(StatusLine).render())
        workspace.history.close()
        for path in workspace.paths.data.glob("history.sqlite*"):
            path.unlink()
        workspace.paths.history.mkdir()
        toasts = len(stage.toasts)
        await stage.send()
        await stage.until(lambda: len(stage.toasts) > toasts)


async def test_a_damaged_history_is_reported_on_the_workbench(workspace: Workspace) -> None:
    workspace.paths.data.mkdir(parents=True, exist_ok=True)
    workspace.paths.history.write_bytes(os.urandom(8192))
    async with explorer(workspace) as stage:
        told = await stage.told("The history was damaged")
        [aside] = workspace.paths.data.glob("*.kept")
        assert aside.name in told.replace("\n", "")
        await stage.send()
        assert workspace.history.count() == 1


async def test_the_explorer_opens_despite_unusable_files_and_reports_them(workspace: Workspace) -> None:
    deep, home = "[" * 100_000, workspace.paths.data
    for kept, content in {
        "visitors/default.json": '{"version": 99, "states": {}}',
        "drafts/draft.json": deep,
        "state.json": deep,
        "profiles.toml": "a = " + deep,
        "keymap.toml": "\0",
    }.items():
        (home / kept).parent.mkdir(parents=True, exist_ok=True)
        (home / kept).write_text(content)
    os.mkfifo(home / "answers.json")
    async with explorer(workspace) as stage:
        told = await stage.told("newer edge-tui")
        assert "The draft could not be read" in told
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == 200
        await stage.press("ctrl+p", *"visitor")
    assert (home / "visitors/default.json").read_text() == '{"version": 99, "states": {}}'
    assert len(list(home.rglob("*.kept"))) == 3


async def test_an_empty_history_says_how_to_send(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        # The findings of an event without problems say so, too, whatever was sent.
        hint = stage.find(Static, "#no-exchanges")
        assert "Press F5 to send" in str(hint.content)
        assert not stage.find(HistoryList).display
        await stage.send()
        assert not hint.display
        assert stage.find(HistoryList).display
