"""Placeholders on the screen: prompted for, remembered, read from the profile and the last response."""

import json
import re
from dataclasses import replace

import pytest

from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, explorer, frozen_workspace


def event(value: str) -> str:
    """An event with a value in it."""
    return json.dumps({"event": {"xdm": {"eventType": "test", "_id": value}}}, indent=2)


def sent(body: str) -> str:
    """The value as sent."""
    value = json.loads(body)["event"]["xdm"]["_id"]
    assert isinstance(value, str)
    return value


async def test_a_prompted_value_is_asked_once_and_remembered(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        stage.editor.load(event("{{ask:order id}}"))
        await stage.press("f5")
        await stage.shows(Prompt)
        assert "order id" in stage.drawn
        await stage.write("A-17")
        await stage.press("enter")
        first = await stage.answered()
        assert sent(first.request.body) == "A-17"
        assert any(
            "→ A-17" in stage.editor.area.get_line(row).plain for row in range(stage.editor.area.document.line_count)
        )
        second = await stage.send()
        assert sent(second.request.body) == "A-17"
    again = frozen_workspace(workspace.paths.data)
    assert again.answers.all() == {"order id": "A-17"}


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20), (44, 20)])
async def test_a_placeholders_value_is_shown_whole_or_cut_with_an_ellipsis(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.still()
        area = stage.editor.area
        value = "2026-03-14T12:00:00.000Z"
        for length in range(120):
            line = '"timestamp": "' + "x" * length + '{{now}}"'
            area.load_text(line)
            shown = area.scrollable_content_region.width - area.gutter_width
            drawn = area.get_line(0).plain
            if drawn == line:
                assert len(line) + len("   → 2…") > shown, length
                continue
            assert len(drawn) <= shown
            ghost = drawn.removeprefix(line + "   → ")
            assert ghost == value or (ghost.endswith("…") and value.startswith(ghost[:-1]) and len(ghost) > 1)
            assert (ghost == value) == (len(line) + len("   → ") + len(value) <= shown)


async def test_a_value_of_the_last_response_goes_into_the_next_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(event("{{last:/requestId}}"))
        assert any("no response yet" in finding.message for finding in stage.editor.findings)
        stage.editor.load(event("x"))
        first = await stage.send()
        stage.editor.load(event("{{last:/requestId}}"))
        assert not any(finding.rule == "placeholder" for finding in stage.editor.findings)
        second = await stage.send()
        assert sent(second.request.body).startswith(first.request_id)


async def test_variables_are_the_visitors_before_the_profiles(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="shop", variables={"shop": "EU", "page": "home"}))
    workspace.visitors.save(Visitor("anna", variables={"page": "cart"}))
    async with explorer(workspace, profile="shop") as stage:
        stage.editor.load(event("{{var:shop}} {{var:page}}"))
        assert sent((await stage.send()).request.body) == "EU home"
        stage.bench.use_visitor("anna")
        assert sent((await stage.send()).request.body) == "EU cart"
    assert workspace.profiles.get("shop").variables == {"shop": "EU", "page": "home"}


async def test_the_events_of_a_media_session_continue_it(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.load("media-ping")
        assert [str(each.severity) for each in stage.editor.findings if each.rule == "placeholder"] == ["info"]
        await stage.press("f5")
        assert "there is no response yet" in await stage.told("can't be filled")
        await stage.load("media-session-start")
        await stage.send()
        await stage.load("media-ping")
        stage.bench.view.show_situation()
        await stage.still()
        assert "/va/v1/ping?configId" in stage.find(RequestLine).url
        first = await stage.send()
        second = await stage.send()
        assert [first.response and first.response.status, second.response and second.response.status] == [204, 204]


async def test_a_value_is_shown_as_far_as_there_is_room_whatever_the_longest_line(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        stage.editor.load('{"a":\n"{{now}}"}')
        await stage.still()
        row = next(line for line in stage.lines if '"{{now}}"}' in line)
        assert re.search(r"→ \d{4}-\d\d-\d\dT[\d:.]+Z", row)
