"""The Doctor screen: the findings as they come, each with its fix; and nothing is left behind."""

from dataclasses import replace

import pytest
from textual.widgets import Static

from edge_tui.doctor import Status
from edge_tui.model.profile import EMULATOR_PROFILE, Environment
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.doctor.screen import Doctor
from edge_tui.workspace import Workspace
from edge_tui.workspace.examination import Examination
from tests.tui.scenes import UNKNOWN
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer


async def open_doctor(stage: Stage) -> str:
    """Opens the screen with its key; returns what it has found."""
    await stage.focus(stage.tree)
    await stage.use("doctor")
    await stage.shows(Doctor)
    await stage.until(lambda: "to fix" in stage.drawn)
    return str(stage.find(Static, "#check-lines").content)


async def test_the_findings_are_those_of_the_command(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        found = await open_doctor(stage)
        examination = await workspace.examiner.examine(EMULATOR_PROFILE)
        subjects = [check.subject for check in examination.checks if check.subject != "gateway"]
        assert all(subject in found for subject in subjects)
        assert "? hidden" in found
        assert workspace.visitors.names() == ("default",)
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20)])
async def test_each_line_is_wrapped_once(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        found = await open_doctor(stage)
        shown = stage.find(Static, "#check-lines")
        await stage.until(lambda: shown.size.height == str(shown.content).count("\n") + 1)
        assert found.count("\n") > 10


async def test_what_is_known_is_shown_after_each_response(workspace: Workspace) -> None:
    seen: list[int] = []
    whole = await workspace.examiner.examine(EMULATOR_PROFILE, show=lambda each: seen.append(len(each.probed)))
    assert seen == [1, 2, 3]
    first = Examination(whole.profile, whole.visitor, whole.probed[:1])
    assert {check.subject for check in first.checks} < {check.subject for check in whole.checks}
    assert not any(check.status is Status.TROUBLE for check in first.checks)
    await workspace.close()


async def test_a_refused_datastream_comes_with_its_fix(workspace: Workspace) -> None:
    workspace.profiles.add(UNKNOWN)
    async with explorer(workspace, profile=UNKNOWN.name) as stage:
        await stage.send()
        found = await open_doctor(stage)
        assert "✖ datastream" in found
        assert "Copy the ID again" in found
        assert "1 to fix" in stage.drawn


async def test_a_production_datastream_is_probed_after_asking(workspace: Workspace) -> None:
    workspace.profiles.add(replace(EMULATOR_PROFILE, name="shop", environment=Environment.PROD))
    async with explorer(workspace, profile="shop") as stage:
        await stage.use("pane.previous")
        await stage.use("doctor")
        await stage.shows(Question)
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is stage.bench)
        assert workspace.history.count() == 0
