"""The Analytics hit and the request units, below the event and in the status line."""

import json
from dataclasses import replace

import pytest

from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.history.screen import History
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

ROOMY = (220, 45)


def under_the_event(stage: Stage) -> str:
    """The line under the event."""
    return str(stage.find(DraftLine).render())


async def test_the_line_shows_the_hit_and_the_units_of_the_emulators_datastream(workspace: Workspace) -> None:
    async with explorer(workspace, size=ROOMY) as stage:
        assert under_the_event(stage) == "1 fragment × 12 upstreams = 12 RU  ·  Analytics page view: home"
        await stage.send()
        assert "1 fragment × 12 upstreams = 12 RU" in str(stage.find(StatusLine).render())


async def test_a_narrow_line_shows_only_the_product(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        assert under_the_event(stage) == "12 RU  ·  Analytics page view: home"
        await stage.send()
        assert " · 12 RU · " in stage.lines[-2]
        assert "fragment" not in stage.lines[-2]


@pytest.mark.parametrize("width", [160, 120, 80, 60, 50])
@pytest.mark.parametrize("template", ["target-mbox", "proposition-display", "page-view", "fetch-identity"])
async def test_no_word_of_the_line_is_cut(workspace: Workspace, width: int, template: str) -> None:
    async with explorer(workspace, size=(width, 24)) as stage:
        await stage.load(template)
        line = stage.find(DraftLine)
        assert "Analytics" in under_the_event(stage)
        assert len(under_the_event(stage)) <= line.content_size.width


async def test_a_service_that_is_switched_off_is_not_counted(workspace: Workspace) -> None:
    async with explorer(workspace, size=ROOMY) as stage:
        workspace.emulator.switch_upstream(EMULATOR_PROFILE.datastream_id, "analytics", on=False)
        stage.bench.state.look_up_upstreams()
        await stage.still()
        assert under_the_event(stage) == "1 fragment × 11 upstreams = 11 RU"


async def test_upstreams_missing_from_the_profile_are_unknown(workspace: Workspace) -> None:
    workspace.profiles.add(Profile("acme", datastream_id="4f1c"))
    workspace.profiles.add(Profile("told", datastream_id="4f1c", upstreams=("target", "analytics")))
    async with explorer(workspace, size=ROOMY, profile="acme") as stage:
        assert under_the_event(stage) == "1 fragment, upstreams unknown  ·  Analytics page view: home"
        stage.bench.controllers.profiles.use(workspace.profiles.get("told"))
        await stage.still()
        assert "1 fragment × 2 upstreams = 2 RU" in under_the_event(stage)


async def test_a_datastream_without_analytics_has_no_hit(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="lean", upstreams=("target",)))
    async with explorer(workspace, size=ROOMY, profile="lean") as stage:
        assert under_the_event(stage) == "1 fragment × 1 upstream = 1 RU"


async def test_invalid_json_has_neither(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load("{")
        await stage.still()
        assert under_the_event(stage) == ""


async def test_the_units_are_the_same_number_everywhere(workspace: Workspace) -> None:
    padding = "x" * 9_000
    async with explorer(workspace, size=ROOMY) as stage:
        workspace.emulator.switch_upstream(EMULATOR_PROFILE.datastream_id, "analytics", on=False)
        stage.bench.state.look_up_upstreams()
        stage.editor.rewrite(json.dumps({"event": {"xdm": {"eventType": "a.b"}, "data": {"padding": padding}}}))
        await stage.still()
        assert under_the_event(stage).startswith("2 fragments × 11 upstreams = 22 RU")
        messages = [each.message for each in stage.editor.findings]
        assert any("2 fragments × 11 upstreams = 22 request units" in each for each in messages), messages
        await stage.send()
        assert "2 fragments × 11 upstreams = 22 RU" in str(stage.find(StatusLine).render())
        await stage.press("f11")
        await stage.shows(History)
        await stage.until(lambda: "2 fragments × 11 upstreams = 22 RU" in str(stage.find(StatusLine).render()))
