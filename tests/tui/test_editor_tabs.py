"""The editor's tabs: parts of the event, its headers, and the preview."""

import json

from textual.widgets import TextArea

from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

EVENT = '{\n  "event": {\n    "xdm": {"eventType": "test.of.mine"}\n  }\n}'


def part(stage: Stage, name: str) -> JsonEditor:
    """The text area of a tab."""
    return stage.find(JsonEditor, f"#{name}-editor")


async def test_an_edit_in_the_query_tab_changes_the_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(EVENT)
        await stage.press("ctrl+t")
        await stage.write('{\n"identity": {"fetch": ["ECID"')
        document = json.loads(stage.editor.text)
        assert document["query"] == {"identity": {"fetch": ["ECID"]}}
        assert document["event"]["xdm"] == {"eventType": "test.of.mine"}
        part(stage, "query").load_text("")
        await stage.still()
        assert "query" not in json.loads(stage.editor.text)


async def test_a_part_with_invalid_json_makes_the_event_invalid_and_is_kept(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text
        await stage.press("ctrl+t", "end")
        await stage.write('"')
        assert stage.editor.parse_error is not None
        assert any(finding.rule == "syntax" for finding in stage.editor.findings)
        await stage.press("backspace")
        assert stage.editor.text == before
        assert stage.editor.parse_error is None


async def test_overrides_are_edited_in_meta(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(EVENT)
        await stage.press("ctrl+t", "ctrl+t")
        await stage.write('{"com_adobe_analytics": {"reportSuites": ["other"')
        meta = json.loads(stage.editor.text)["meta"]
        assert meta == {"configOverrides": {"com_adobe_analytics": {"reportSuites": ["other"]}}}


async def test_an_edit_in_a_tab_can_be_undone_in_the_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text
        await stage.press("ctrl+t")
        part(stage, "query").load_text('{"identity": {"fetch": []}}')
        await stage.still()
        assert stage.editor.text != before
        await stage.press("alt+t", "ctrl+z")
        assert stage.editor.text == before


async def test_custom_headers_are_sent_and_secrets_are_refused(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.show_tab("draft-headers")
        await stage.still()
        await stage.write("X-Forwarded-For: 203.0.113.7\nAuthorization: Bearer abc")
        assert "secret" in stage.drawn
        await stage.press("f5")
        assert "line 2 of the headers" in await stage.told("Not sent")
        stage.find(TextArea, "#headers-editor").load_text("X-Forwarded-For: 203.0.113.7")
        await stage.still()
        exchange = await stage.send()
        assert exchange.request.headers[-1] == ("x-forwarded-for", "203.0.113.7")
        assert "authorization" not in dict(exchange.request.headers)
        assert exchange.draft.headers == (("x-forwarded-for", "203.0.113.7"),)


async def test_the_preview_tab_shows_the_request(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("alt+t")
        assert "POST http://emulator/ee/v2/interact" in stage.drawn
        assert "2026-03-14T12:00:00.000Z" in stage.drawn
        stage.editor.load("{")
        await stage.still()
        assert "isn't JSON" in stage.drawn


async def test_headers_are_saved_with_the_draft(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.show_tab("draft-headers")
        await stage.still()
        await stage.write("X-Mine: 1")
    kept = workspace.drafts.load()
    assert kept is not None
    assert kept.headers == (("x-mine", "1"),)


async def test_the_key_of_tabs_goes_round_whatever_the_event_is(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        tabs = stage.find(TabView, "#draft-tabs")
        for text in ("{" + EVENT, "[1]", ""):
            # Changed while the last tab is shown, and then met by every tab as it is opened.
            stage.editor.load(text)
            await stage.still()
            seen = []
            for _ in tabs.tabs:
                await stage.press("ctrl+t")
                seen.append(tabs.active)
                assert stage.editor.has_focus_within, (text, tabs.active)
            assert sorted(seen) == sorted(tabs.tabs), text


async def test_the_focus_is_in_a_part_again_once_the_event_is_json(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("ctrl+t")
        for text, is_editable in (("{" + EVENT, False), (EVENT, True)):
            stage.editor.load(text)
            await stage.still()
            assert part(stage, "query").has_focus == is_editable
            assert stage.editor.has_focus_within
        await stage.write("{")
        assert json.loads(stage.editor.text)["query"] == {}


async def test_a_search_in_a_part_that_can_no_longer_be_edited_gives_the_focus_back(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("ctrl+t", "ctrl+f")
        stage.editor.load("{")
        await stage.still()
        await stage.press("escape")
        assert stage.editor.has_focus_within
        await stage.press("ctrl+t")
        assert stage.find(TabView, "#draft-tabs").active == "draft-overrides"
