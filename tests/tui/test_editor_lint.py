"""The editor and `edge-tui lint` have the same findings."""

import json
from typing import Any

import pytest

from edge_tui.cli.validation.findings import finding_document
from edge_tui.model.finding import Severity
from edge_tui.tui.editor import linting
from edge_tui.tui.editor.findings import FindingList
from edge_tui.tui.editor.inspection import SEVERITIES
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.workspace import Workspace
from tests.conftest import Command
from tests.tui import pauses
from tests.tui.stage import MEDIUM, NARROW, WIDE, explorer

# Without {{last:…}}, which standard input may not read.
WRONG = json.dumps(
    {
        "event": {
            "xdm": {
                "eventType": "web.webPageDetails.pageViews",
                "timestamp": "2026-03-14T12:00:00",
                "web": {"webPageDetails": {"url": "https://shop.example/", "pageViews": 1}},
                "identityMap": {"ECID": [{"id": "123"}], "FPID": [{"id": "x"}]},
                "productListItems": [{"sku": "a", "priceTotal": "9.5"}],
                "_acme": {"note": "{{ask:a note}} {{nothing}}"},
            }
        },
        "data": {},
        "query": {"personalization": {"decisionScopes": ["eyJ4"]}},
        "meta": {"configOverrides": {"com_adobe_target": {"enabled": True}}},
    },
    indent=2,
)
LARGE = json.dumps({"event": {"xdm": {"_acme": "x" * 20_000}}}, indent=2)


TEXTS = {
    "many errors": WRONG,
    "large": LARGE,
    "the other shape": '{"events": [{}]}',
    "no JSON": '{"a": 1,}',
    "an array": "[1, 2]",
    "a string": '"text"',
    "nothing in it": "{}",
    "a name twice": '{"a": 1, "a": 2}',
}


async def test_the_editor_and_the_command_line_have_the_same_findings(workspace: Workspace, command: Command) -> None:
    shown = {}
    async with explorer(workspace) as stage:
        for name, text in TEXTS.items():
            stage.editor.load(text)
            await stage.still()
            shown[name] = [finding_document(each) for each in stage.editor.findings]
    for name, text in TEXTS.items():
        told = json.loads(command("lint", "-", "--json", "--profile", "emulator", stdin=text.encode()).out)
        here = [{**each, "source": "-"} for each in shown[name]]
        assert sorted(here, key=_place) == sorted(told, key=_place), name
        severities = [SEVERITIES.index(each["severity"]) for each in here]
        assert severities == sorted(severities), "the worst first, for which there is room in any case"
        assert told, name


def _place(finding: dict[str, Any]) -> tuple[int, int, str, str]:
    return finding["line"], finding["column"], finding["rule"], finding["message"]


async def test_a_parse_error_waits_for_a_pause_in_the_typing_or_another_line(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pause ends when the test says so, however long it takes to look.
    monkeypatch.setattr(linting, "_PARSE_ERROR_PAUSE_SECONDS", 600.0)
    monkeypatch.setattr(pauses, "_MAX_SECONDS", 600.0)
    async with explorer(workspace) as stage:
        editor, problems = stage.editor, stage.find(FindingList)
        editor.area.move_cursor((1, 0))
        height = problems.region
        await stage.app._press_keys(["x"])
        await stage.until(lambda: editor._linter._held is not None)
        assert editor.parse_error is None, "the typing has only just stopped"
        assert not editor.is_looked_through
        pauses.end_pauses()
        await stage.until(lambda: editor.parse_error is not None)
        assert problems.region == height
        await stage.press("backspace")
        assert editor.parse_error is None
        await stage.app._press_keys(["x"])
        await stage.until(lambda: editor._linter._held is not None)
        await stage.app._press_keys(["down"])
        await stage.until(lambda: editor._linter._held is None)
        assert editor.parse_error is not None
        drawn = "\n".join(stage.lines)
        assert "nothing is sent" in drawn
        assert "EXEG" not in drawn


async def test_a_note_is_one_quiet_line_and_no_problem(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        long = "a-custom-type-" * 12
        stage.editor.load(json.dumps({"event": {"xdm": {"eventType": long, "_id": "1", "timestamp": "{{now}}"}}}))
        await stage.still()
        notes = [each for each in stage.editor.findings if each.severity is Severity.INFO]
        assert len(stage.editor.findings) == len(notes) == 1
        assert "1 note" in stage.drawn
        assert "problem" not in str(stage.editor._tabs.border_subtitle)
        assert sum("a-custom-type" in line and "·" in line for line in stage.lines) == 1


async def test_explain_follows_the_cursor_of_the_editor_and_then_that_of_the_response(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        explain, area = stage.find(ExplainPane), stage.editor.area
        row = next(number for number, line in enumerate(stage.editor.text.splitlines()) if '"eventType"' in line)
        area.move_cursor((row, 10))
        await stage.until(lambda: "Event Type" in str(explain.border_title))
        assert "primary event type" in stage.drawn
        assert str(explain.border_subtitle) == "/event/xdm/eventType"
        await stage.send()
        assert "identity:result" in str(explain.border_title)
        await stage.press("escape", "down")
        await stage.until(lambda: "timestamp" in str(explain.border_subtitle))
        await stage.press("escape")
        await stage.until(lambda: "identity:result" in str(explain.border_title))


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW, (60, 20)], ids=str)
async def test_a_problem_is_read_whole_and_moves_nothing(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        stage.editor.load('{"event": {"xdm": {}}}')
        await stage.still()
        place = stage.editor.area.region
        stage.editor.load("?")
        await stage.still()
        assert stage.editor.area.region == place
        words = " ".join(stage.drawn.replace("│", " ").split())
        assert "a number, true," in words
        assert "false or null" in words
