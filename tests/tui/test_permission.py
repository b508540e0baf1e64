"""An imported event asks before it reads the environment; a typed one doesn't."""

import json
from pathlib import Path

from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.imports.sheet import PasteSheet
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer, frozen_workspace
from tests.tui.test_editor_import import paste, select_all

EVENT = '{"event": {"xdm": {"eventType": "test.read", "_id": "{{env:CANARY}}"}}}'
CURL = f"curl 'https://a.example/ee/v2/interact?datastreamId=1' --data-raw '{EVENT}'"


def _sent(workspace: Workspace) -> list[str]:
    loaded = [workspace.history.load(each.key) for each in workspace.history.recent(limit=9)]
    return [json.loads(each.request.body)["event"]["xdm"]["_id"] for each in loaded if each]


async def _imported(stage: Stage) -> None:
    await select_all(stage)
    await paste(stage, CURL)
    await stage.shows(PasteSheet)
    assert "{{env:CANARY}}" in stage.drawn
    await stage.press("enter")
    await stage.until(lambda: "test.read" in stage.editor.text)


async def test_an_import_asks_at_each_send_until_it_is_always_allowed(home: Path) -> None:
    async with explorer(frozen_workspace(home, CANARY="canary-1")) as stage:
        await _imported(stage)
        await stage.press("f5")
        await stage.shows(Question)
        assert "CANARY" in stage.drawn
        assert "a pasted request" in " ".join(stage.drawn.split())
        await stage.press("enter")
        await stage.still()
        assert _sent(stage.workspace) == []
        await stage.press("f5")
        await stage.shows(Question)
        await stage.click("#once")
        first = await stage.answered()
        await stage.press("f5")
        await stage.shows(Question)
        await stage.click("#always")
        await stage.answered(first)
        assert len(_sent(stage.workspace)) == 2
    # The origin is kept with the draft, and the permission with the origin.
    async with explorer(frozen_workspace(home, CANARY="canary-2")) as stage:
        assert stage.bench.state.draft.value.origin
        await stage.send()
        assert _sent(stage.workspace) == ["canary-2", "canary-1", "canary-1"]


async def test_pasted_json_asks_and_a_loaded_template_does_not(home: Path) -> None:
    async with explorer(frozen_workspace(home, CANARY="canary-1")) as stage:
        stage.editor.load(EVENT)
        # Its response takes the focus.
        await stage.send()
        assert _sent(stage.workspace) == ["canary-1"]
        await stage.focus(stage.editor.area)
        await select_all(stage)
        await paste(stage, EVENT.replace("test.read", "test.pasted"))
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        await stage.press("f5")
        await stage.shows(Question)
        await stage.press("escape")
        await stage.still()
        assert _sent(stage.workspace) == ["canary-1"]
