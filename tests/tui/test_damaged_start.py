"""The explorer opens despite damaged files, and reports them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_tui.tui.workbench.top_bar import TopBar
from edge_tui.workspace import Workspace
from tests.tui.stage import explorer

NEWER = json.dumps({"version": 99, "states": {}})


def _as_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def _holding(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return write


UNREADABLE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a visitor that is a folder": ("visitors/default.json", _as_folder),
    "a draft that is a folder": ("drafts/draft.json", _as_folder),
    "a history that is a folder": ("history.sqlite", _as_folder),
    "a keymap that is a folder": ("keymap.toml", _as_folder),
    "templates that are a file": ("templates", _holding(b"")),
}


@pytest.mark.parametrize("what", UNREADABLE)
async def test_the_explorer_opens_and_an_event_can_be_edited(workspace: Workspace, home: Path, what: str) -> None:
    name, spoil = UNREADABLE[what]
    spoil(home / name)
    async with explorer(workspace) as stage:
        await stage.write("typed")
        assert "typed" in stage.editor.text
        await stage.press("f5", "f1", "escape")
        assert workspace.crash_notes.all() == []


async def test_a_visitor_of_a_newer_edge_tui_is_reported_and_another_one_can_send(
    workspace: Workspace, home: Path
) -> None:
    path = home / "visitors" / "default.json"
    _holding(NEWER.encode())(path)
    async with explorer(workspace) as stage:
        assert "newer edge-tui" in await stage.told("default")
        first = await stage.send()
        assert first.response is not None
        assert any("newer edge-tui" in note for note in first.notes)
        stage.bench.use_visitor("anna")
        second = await stage.send()
        assert second.response is not None
        assert not second.notes
        assert stage.find(TopBar).situation is not None
    assert path.read_text() == NEWER
