"""The emulator in this process serves the datastreams of a file, if one is named."""

from pathlib import Path

import pytest

from edge_tui.emulator.datastreams import shipped_text
from edge_tui.model.errors import SetupError
from edge_tui.workspace.workspace import Workspace


def workspace(home: Path, config: Path | None) -> Workspace:
    named = {"EDGE_TUI_EMULATOR_CONFIG": str(config)} if config else {}
    return Workspace(environ={"EDGE_TUI_HOME": str(home), **named})


def test_a_file_decides_what_the_emulator_in_this_process_serves(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = shipped_text()
    file.write_text(text.replace("strict = false", "strict = true").replace("Everything on", "Mine"))

    mine = workspace(tmp_path, file).emulator
    assert mine.datastreams()[0].name == "Mine"
    assert mine.app.gateway.config.strict
    assert not workspace(tmp_path, None).emulator.app.gateway.config.strict


def test_a_file_that_cannot_be_read_is_a_sentence_at_its_first_use(tmp_path: Path) -> None:
    emulator = workspace(tmp_path, tmp_path / "missing.toml").emulator

    with pytest.raises(SetupError, match=r"can't be read"):
        emulator.datastreams()
