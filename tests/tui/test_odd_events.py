"""Events that no request can carry, typed into the explorer: reported in words, with nothing lost."""

import pytest

from edge_tui.workspace import Workspace
from tests.tui.stage import explorer


@pytest.mark.parametrize("depth", [500, 20_000])
async def test_an_event_nested_too_deep_is_reported_in_every_tab_and_stays_in_the_editor(
    workspace: Workspace, depth: int
) -> None:
    text = '{"event": ' + "[" * depth + "]" * depth + "}"
    async with explorer(workspace) as stage:
        stage.editor.load(text)
        for tab in ("draft-query", "draft-overrides", "draft-sent"):
            stage.editor.show_tab(tab)
            await stage.still()
        await stage.press("f5")
        await stage.told("Not sent")
        assert "deeper than 200 levels" in str(stage.editor.parse_error)
        assert stage.editor.text == text
