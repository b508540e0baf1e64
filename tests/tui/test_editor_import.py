"""Imports: a request pasted over the draft is imported, without its secrets."""

import json

from textual import events
from textual.widgets import TextArea

from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.imports.form import ImportForm
from edge_tui.workspace import Workspace
from tests.tui.stage import NARROW, Stage, explorer, frozen_workspace

TOKEN = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2VjcmV0LXNlY3JldA"
CURL = (
    "curl 'https://edge.adobedc.net/ee/or2/v1/interact?configId=4f1c2d3e-0000-4000-8000-00000000009e&requestId=r1' \\\n"
    f"  -H 'authorization: Bearer {TOKEN}' -H 'content-type: application/json' \\\n"
    """  --data-raw '{"events":[{"xdm":{"eventType":"test.pasted"}}],"meta":{"state":{"entries":"""
    """[{"key":"kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_identity","value":"CiY"}]}}}'"""
)


async def paste(stage: Stage, text: str) -> None:
    """Pastes as a terminal does."""
    assert stage.app.focused is not None
    stage.app.focused.post_message(events.Paste(text))
    await stage.still()


async def select_all(stage: Stage) -> None:
    """Selects the whole event."""
    stage.editor.area.select_all()
    await stage.still()


async def test_a_curl_command_pasted_over_the_draft_is_imported(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await select_all(stage)
        await paste(stage, CURL)
        await stage.shows(Question)
        assert "Secrets removed" in stage.drawn
        assert TOKEN not in stage.drawn
        await stage.press("enter")
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        assert json.loads(stage.editor.text) == {"event": {"xdm": {"eventType": "test.pasted"}}}


async def test_json_pasted_over_the_draft_is_formatted(workspace: Workspace) -> None:
    body = {"event": {"xdm": {"eventType": "test.json", "web": {"webPageDetails": {"name": "x" * 200}}}}}
    async with explorer(workspace) as stage:
        await select_all(stage)
        await paste(stage, json.dumps(body))
        await stage.until(lambda: "test.json" in stage.editor.text)
        assert json.loads(stage.editor.text) == body
        assert stage.editor.text.count("\n") > 5


async def test_the_import_form_shows_what_it_recognizes(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.action_import()
        await stage.shows(ImportForm)
        for text, words in (
            ("hello", "Not recognized as an Edge Network request."),
            ("curl https://example.com/", "The curl command goes to example.com/, which isn't an endpoint"),
        ):
            stage.find(TextArea, "#import-text").load_text(text)
            await stage.still()
            assert words in stage.drawn
        stage.find(TextArea, "#import-text").load_text('alloy("sendEvent", {xdm: {eventType: "test.alloy"}})')
        await stage.still()
        assert "✓ interact" in stage.drawn
        await stage.press("ctrl+s")
        await stage.shows(Question)
        await stage.press("enter")
        await stage.until(lambda: "test.alloy" in stage.editor.text)


async def test_a_v1_request_can_be_kept_as_v1(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await select_all(stage)
        await paste(stage, CURL)
        await stage.shows(Question)
        assert "your profile uses v2" in " ".join(stage.drawn.split())
        assert all(words in stage.drawn for words in ("Import as v2", "Keep v1", "+ profile", "+ visitor", "Cancel"))
        await stage.click("#keep")
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        assert json.loads(stage.editor.text) == {"events": [{"xdm": {"eventType": "test.pasted"}}]}
        assert any(finding.rule == "envelope" for finding in stage.editor.findings)


async def test_an_event_is_converted_to_the_other_version_and_back(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text
        await stage.use("event.convert")
        assert list(json.loads(stage.editor.text)) == ["events", "query"]
        assert await stage.told("Converted to API v1")
        await stage.use("event.convert")
        assert stage.editor.text == before
        await stage.press("ctrl+z")
        assert list(json.loads(stage.editor.text)) == ["events", "query"]


async def test_several_events_cannot_be_converted_to_v2(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"events": [{"xdm": {}}, {"xdm": {}}]}')
        await stage.use("event.convert")
        assert await stage.told("v2 takes exactly one event")
        assert len(json.loads(stage.editor.text)["events"]) == 2


async def test_a_draft_of_another_version_is_unchanged_after_a_restart(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.use("event.convert")
        kept = stage.editor.text
    async with explorer(frozen_workspace(workspace.paths.data)) as stage:
        assert stage.editor.text == kept
