"""The user's key bindings."""

from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.store.keymap import read_keymap


def test_without_a_file_there_are_no_changed_keys(tmp_path: Path) -> None:
    assert read_keymap(tmp_path / "keymap.toml") == {}


def test_an_action_has_the_keys_that_its_line_gives(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('send = "ctrl+t,f5"\n"tree.copy" = "c"\n')
    assert read_keymap(path) == {"send": "ctrl+t,f5", "tree.copy": "c"}


@pytest.mark.parametrize("text", ["send = ", "send = 5", "[send]\nkey = 'a'"])
def test_an_invalid_keymap_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text(text)
    with pytest.raises(SetupError) as caught:
        read_keymap(path)
    assert "keymap" in caught.value.what
    assert str(path) in caught.value.how
