"""Exports and reports are files of their owner."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge_tui.cli.exchange.export_file import save
from edge_tui.cli.exchange.junit import Suite, write_suite
from edge_tui.workspace import Workspace
from edge_tui.workspace.written_file import write_file
from tests.tui.history.past import send_some
from tests.tui.scripted_dialogs import ScriptedDialogs

SUITE = Suite("send", "edge-tui", [], datetime(2026, 3, 14, tzinfo=UTC), 0.0, ("requestId", "r"))
WRITERS: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: write_file(path, "text"),
    "an export": lambda path: save(path, "text", is_private=False),
    "an export with a token": lambda path: save(path, "text", is_private=True),
    "a report": lambda path: write_suite(str(path), SUITE),
}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_new_file_is_private_and_an_existing_one_keeps_its_mode_unless_it_must_be(name: str, tmp_path: Path) -> None:
    new, existing = tmp_path / "new", tmp_path / "existing"
    existing.write_text("of before, and longer")
    existing.chmod(0o640)
    for path in (new, existing):
        WRITERS[name](path)
    assert mode(new) == 0o600
    assert mode(existing) == (0o600 if "token" in name else 0o640)
    assert existing.read_text() == new.read_text()


async def test_what_the_explorer_exports_is_private(workspace: Workspace, tmp_path: Path) -> None:
    from edge_tui.tui.history.export import Export

    exchange = workspace.history.load((await send_some(workspace))[0].key)
    assert exchange is not None
    path = tmp_path / "exported.sh"
    await Export(ScriptedDialogs("curl", {"path": str(path)}), workspace.new_uuid, print).export([exchange])
    assert mode(path) == 0o600
