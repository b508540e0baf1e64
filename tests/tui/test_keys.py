"""Keys are declared once; every list of keys derives from the declarations."""

from edge_tui.tui.keys import key_rows
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.workspace import Workspace
from tests.tui.readme_keys import OWNERS, README, with_keys
from tests.tui.stage import explorer


def test_the_readmes_key_table_is_up_to_date() -> None:
    text = README.read_text("utf-8")
    assert with_keys(text) == text, "run: python -m tests.tui.readme_keys"


def test_no_two_keys_share_an_id() -> None:
    ids = [row.id for _, owner in OWNERS for row in key_rows(owner)]
    assert sorted(set(ids)) == sorted(ids)


async def test_no_key_of_the_footer_is_cut(workspace: Workspace) -> None:
    async with explorer(workspace, size=(20, 36)) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        for width in (20, 41, 60, 80, 98, 120, 20):
            await stage.pilot.resize_terminal(width, 36)
            await stage.still()
            assert stage.tree.has_focus
            *others, palette = stage.find(KeyFooter).spans()
            assert palette[0].action == "command_palette"
            assert palette[2] == width
            ends = [0, *(end for _, _, end in others)]
            assert [start for _, start, _ in others] == ends[:-1], "no gap and no overlap"
            assert ends[-1] <= palette[1], width
            assert any(key.action == "help" for key, _, _ in others) == (width > 30), width
