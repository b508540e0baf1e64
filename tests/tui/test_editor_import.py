"""Pastes: recognized on every pane, imported without secrets, undone with one key; other text stays text."""

import json
from datetime import datetime
from threading import Event

import pytest
from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea

from edge_tui.tui.history.screen import History
from edge_tui.tui.imports import pasted
from edge_tui.tui.imports.form import ImportForm
from edge_tui.tui.imports.sheet import PasteSheet
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.workspace import Workspace
from tests.tui.stage import NARROW, Stage, explorer, frozen_workspace

TOKEN = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2VjcmV0LXNlY3JldA"
REQUEST_ID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
CURL = (
    "curl 'https://edge.adobedc.net/ee/or2/v1/interact?configId=4f1c2d3e-0000-4000-8000-00000000009e&requestId=r1' \\\n"
    f"  -H 'authorization: Bearer {TOKEN}' -H 'content-type: application/json' \\\n"
    """  --data-raw '{"events":[{"xdm":{"eventType":"test.pasted"}}],"meta":{"state":{"entries":"""
    """[{"key":"kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_identity","value":"CiY"}]}}}'"""
)


async def paste(stage: Stage, text: str) -> None:
    """Pastes as a terminal does."""
    stage.app.post_message(events.Paste(text))
    await stage.still()


async def select_all(stage: Stage) -> None:
    """Selects the whole event."""
    stage.editor.area.select_all()
    await stage.still()


async def test_a_token_is_masked_in_a_string_too(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await select_all(stage)
        await stage.press('"')
        await paste(stage, TOKEN)
        assert "••••" in stage.editor.text
        assert TOKEN not in stage.editor.text
        await stage.told("credentials masked")


async def test_a_curl_command_pasted_over_the_draft_is_imported(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await select_all(stage)
        await paste(stage, CURL)
        await stage.shows(PasteSheet)
        assert "Secrets removed" in stage.drawn
        assert TOKEN not in stage.drawn
        await stage.press("enter")
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        assert json.loads(stage.editor.text) == {"event": {"xdm": {"eventType": "test.pasted"}}}


@pytest.mark.parametrize("pane", ["#editor", "#profiles", "#templates"])
async def test_a_request_is_recognized_on_any_pane_and_undone_with_one_key(workspace: Workspace, pane: str) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text, stage.bench.state.visitor.value, stage.bench.state.draft.value
        stage.find(Widget, pane).focus()
        await stage.still()
        await paste(stage, CURL)
        await stage.shows(PasteSheet)
        await stage.press("enter")
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        assert stage.bench.state.visitor.value == "imported-1"
        await stage.press("ctrl+z")
        await stage.still()
        assert (stage.editor.text, stage.bench.state.visitor.value, stage.bench.state.draft.value) == before


async def test_a_text_is_recognized_on_the_history_screen(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("f11")
        await stage.shows(History)
        stage.app.set_focus(None)
        await paste(stage, CURL)
        await stage.shows(PasteSheet)
        await stage.press("enter")
        await stage.until(lambda: "test.pasted" in stage.editor.text)
        assert stage.app.screen is stage.bench


async def test_a_form_field_takes_every_text_as_it_is(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.action_add_profile()
        await stage.shows(ProfileForm)
        field = stage.app.screen.query(Input).first()
        field.focus()
        await stage.still()
        for text in ("EXEG-0104-422", "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c"):
            field.value = ""
            await paste(stage, text)
            assert field.value == text
            assert isinstance(stage.app.screen, ProfileForm)


async def test_keys_typed_while_a_large_paste_is_read_come_after_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await select_all(stage)
        text = "// nothing known\n" * 20_000
        stage.app.post_message(events.Paste(text))
        await stage.press("x", "enter", "y", "left", "z", "delete")
        await stage.until(lambda: len(stage.editor.text) > len(text))
        await stage.still()
        assert stage.editor.text == text + "x\nz"


async def test_pastes_and_keys_stay_in_their_order(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await select_all(stage)
        texts = ("// one two three\n" * 5_000, "// four five six\n" * 5_000)
        for text in texts:
            stage.app.post_message(events.Paste(text))
            await stage.press("a")
        await stage.until(lambda: stage.editor.text.endswith("six\na"))
        assert stage.editor.text == f"{texts[0]}a{texts[1]}a"


async def test_keys_wait_for_what_becomes_of_a_sheet(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    may_read = Event()

    def slowly(text: str, now: datetime) -> pasted.Pasted | None:
        may_read.wait(60)
        return recognize(text, now)

    recognize = pasted.recognize_pasted
    monkeypatch.setattr(pasted, "recognize_pasted", slowly)
    async with explorer(workspace) as stage:
        await select_all(stage)
        for key, expected in (
            ("escape", CURL.replace(f"Bearer {TOKEN}", "••••••••") + "xy"),
            ("enter", None),
        ):
            may_read.clear()
            stage.app.post_message(events.Paste(CURL))
            await stage.press("x", "y")
            may_read.set()
            await stage.shows(PasteSheet)
            await stage.press(key)
            await stage.until(lambda: not isinstance(stage.app.screen, PasteSheet))
            await stage.still()
            if expected is not None:
                assert stage.editor.text == expected
        assert json.loads(stage.editor.text) == {"event": {"xdm": {"eventType": "test.pasted"}}}
        await stage.press("z")
        assert "z" in stage.editor.text.splitlines()[0], "keys are typed again"


async def test_a_value_pasted_into_a_string_of_the_event_is_text(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"event": {"xdm": {"_id": ""}}}')
        stage.editor.area.move_cursor((0, 27))
        await paste(stage, REQUEST_ID)
        assert json.loads(stage.editor.text) == {"event": {"xdm": {"_id": REQUEST_ID}}}


async def test_a_sheet_that_is_left_pastes_into_the_headers(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.show_tab("draft-headers")
        await stage.still()
        await paste(stage, "X-Forwarded-For: 203.0.113.7")
        await stage.until(lambda: stage.editor.headers)
        assert stage.editor.headers == (("x-forwarded-for", "203.0.113.7"),)
        await paste(stage, "\nEXEG-0104-422")
        await stage.shows(PasteSheet)
        assert "Input validation error" in stage.drawn
        await stage.press("escape")
        await stage.until(lambda: "EXEG-0104-422" in stage.find(TextArea, "#headers-editor").text)


async def test_a_known_request_id_opens_history(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        exchange = stage.bench.state.exchange.value
        assert exchange is not None
        stage.find(Widget, "#profiles").focus()
        await stage.still()
        await paste(stage, exchange.request_id)
        await stage.shows(PasteSheet)
        await stage.press("enter")
        await stage.shows(History)
        assert exchange.request_id in stage.find(Input).value


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
        assert "✓ Web SDK call · interact" in stage.drawn
        await stage.press("ctrl+s")
        await stage.shows(PasteSheet)
        await stage.press("enter")
        await stage.until(lambda: "test.alloy" in stage.editor.text)


@pytest.mark.parametrize("size", [(120, 36), (60, 20), (40, 10)], ids=["120x36", "60x20", "40x10"])
async def test_what_is_recognized_and_the_buttons_are_in_sight_at_any_size(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        stage.bench.action_import()
        await stage.shows(ImportForm)
        stage.find(TextArea, "#import-text").load_text("curl https://edge.adobedc.net/ee/v2/interact -d '{}'\n" * 40)
        await stage.still()
        inside = stage.app.screen.query_one("#import").content_region
        for part in ("#import-text", "#import-words", "#take", "#back"):
            region = stage.app.screen.query_one(part).region
            assert region, part
            assert region in inside, part


async def test_a_v1_request_can_be_kept_as_v1(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await select_all(stage)
        await paste(stage, CURL)
        await stage.shows(PasteSheet)
        assert "your profile uses v2" in " ".join(stage.drawn.split())
        assert all(words in stage.drawn for words in ("Keep API v1", "New profile", "New visitor"))
        await stage.click("#part-version")
        await stage.press("enter")
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


async def test_the_response_beside_a_request_is_chosen_in_the_list(workspace: Workspace) -> None:
    response = '{"requestId":"r7","handle":[{"type":"state:store","payload":[]}]}'
    async with explorer(workspace) as stage:
        before = stage.editor.text
        await stage.press("escape")
        await paste(stage, f"{CURL}\n{response}\n")
        await stage.shows(PasteSheet)
        assert "Response · 200 · 1 handle" in stage.drawn
        await stage.press("down")
        assert "enter show" in stage.drawn
        await stage.press("enter")
        await stage.until(lambda: "r7" in stage.drawn)
        assert stage.editor.text == before
