"""An action that loses its key to another one of the keymap is named once, and none loses a key to itself."""

import pytest

from edge_tui.workspace import Workspace
from tests.tui.stage import explorer


@pytest.mark.parametrize(
    ("keymap", "warnings"),
    [
        pytest.param('send = "f5,alt+s"', [], id="a free key for an action that had several keys"),
        pytest.param('send = "f5"\n"palette" = "alt+y"', [], id="one key for actions that had several"),
        pytest.param('"tree.copy" = "c"\n"tree.collapse" = "y"', [], id="two that are exchanged"),
        pytest.param(
            '"tree.copy" = "f12"\n"tree.path" = "f12"',
            ["Your keymap gives f12 to Copy path, but here f12 is Copy."],
            id="one key for two",
        ),
        pytest.param(
            '"palette" = "ctrl+y"', ["Your keymap takes ctrl+y from Redo."], id="the default key of an editor"
        ),
        pytest.param('"tree.copy" = "c"', ["Your keymap takes c from Collapse."], id="the default key of its widget"),
        pytest.param('"tree.copy" = "d"', ["Your keymap takes d from Compare."], id="the default key of the screen"),
        pytest.param('"tree.copy" = "f1"', ["Your keymap gives f1 to Copy, but here f1 is Help."], id="a key first"),
        pytest.param(
            '"compare" = "y"', ["Your keymap gives y to Compare, but here y is Copy."], id="the key of a pane"
        ),
    ],
)
async def test_an_action_that_loses_its_key_is_named_once(
    workspace: Workspace, keymap: str, warnings: list[str]
) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text(keymap + "\n")
    async with explorer(workspace) as stage:
        await stage.load("page-view")
        await stage.send()
        await stage.press("down", "up", "escape", "escape")
        assert [each.message for each in stage.app._notifications] == warnings
