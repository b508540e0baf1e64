"""An action that loses its key to another one of the keymap is named once, and none loses a key to itself."""

import subprocess
import sys

import pytest

from edge_tui.tui.keys import key_rows
from edge_tui.workspace import Workspace
from tests.tui.readme_keys import OWNERS
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


async def test_a_name_that_no_action_has_is_named(workspace: Workspace) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text('send = "f5"\nsned = "f6"\n"zzz.[b]" = "f7"\n')
    async with explorer(workspace) as stage:
        await stage.app.workers.wait_for_complete()
        known = [each.message for each in stage.app._notifications]
        assert known[:1] == ["Your keymap has sned, which no key's action is called. Did you mean send?"]
        assert known[1].startswith("Your keymap has zzz.[b], which no key's action is called.")
        assert all("has send," not in each for each in known)


def test_each_action_of_any_screen_is_known_before_it_is_opened() -> None:
    script = (
        "import sys\n"
        "from edge_tui.tui.keys import unknown_ids\n"
        "assert 'edge_tui.tui.history.screen' not in sys.modules\n"
        f"print(unknown_ids(dict.fromkeys({[row.id for _, owner in OWNERS for row in key_rows(owner)]!r}, 'f9')))\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
