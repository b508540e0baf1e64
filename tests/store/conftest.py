"""A separate home for every test, and only the keyring that a test sets."""

from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from edge_tui.store.history import History
from edge_tui.store.paths import Paths


@pytest.fixture(autouse=True)
def no_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.from_environment({"EDGE_TUI_HOME": str(tmp_path / "home")})


@pytest.fixture
def history(paths: Paths):
    history = History(paths.history)
    yield history
    history.close()
