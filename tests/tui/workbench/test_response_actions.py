"""What can be done from a response, without a screen."""

import json
import shlex
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.node import Node
from edge_tui.model.profile import EMULATOR, EMULATOR_ORG_ID, EMULATOR_PROFILE, Profile
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.history.screen import History
from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.visitors.screen import Visitors
from tests.tui.workbench.bench import Bench, open_bench

WRONG_ECID = '{"event": {"xdm": {"identityMap": {"ECID": [{"id": "12345"}]}}}}'
LOCKED = Profile("locked", url=EMULATOR, datastream_id="5f1c0000-0000-4000-8000-000000000002", org_id=EMULATOR_ORG_ID)


def node_labeled(bench: Bench, label: str) -> Node:
    """The first node of the exchange on screen with a label."""
    exchange = bench.state.exchange.value
    assert exchange is not None
    return next(node for node in bench.workspace.outline(exchange).walk() if node.label == label)


def chooses(bench: Bench, step: str, *answers: object) -> Callable[[Node], object]:
    """Chooses a step from a node, then gives further answers."""

    def choose(screen: Choice) -> str:
        assert step in screen._choices
        return step

    bench.dialogs.will_answer(choose, *answers)
    return bench.controllers.response.choose


async def personalized(home: Path) -> Bench:
    """A workbench whose response has propositions."""
    bench = open_bench(home)
    template = bench.workspace.templates.get("personalization-view")
    bench.controllers.drafts.open(bench.controllers.templates.draft_of(template))
    await bench.send()
    return bench


@pytest.mark.parametrize("step", ["value", "path"])
async def test_a_value_and_its_path_are_copied(home: Path, step: str) -> None:
    bench = open_bench(home)
    await bench.send()
    node = node_labeled(bench, "requestId")
    await chooses(bench, step)(node)  # type: ignore[misc]
    assert bench.copied == [("requestId", step)]


@pytest.mark.parametrize("report", ["display", "interact", "dismiss"])
async def test_a_proposition_becomes_the_event_that_reports_on_it(home: Path, report: str) -> None:
    bench = await personalized(home)
    node = node_labeled(bench, "__view__")
    exchange = bench.state.exchange.value
    assert exchange is not None
    assert exchange.response is not None
    handles = json.loads(exchange.response.body)["handle"]
    proposition = next(each for each in handles if each["type"] == "personalization:decisions")["payload"][0]
    bench.state.visitor.value = "anna"
    await bench.controllers.response.report(report, node)
    reported = json.loads(bench.editor.text)["event"]["xdm"]["_experience"]["decisioning"]
    assert reported["propositionEventType"] == {report: 1}
    assert reported["propositions"][0]["scopeDetails"] == proposition["scopeDetails"]
    assert bench.state.visitor.value == "default"
    sent = await bench.send()
    assert sent.response is not None
    assert sent.response.status == 200


async def test_a_report_needs_a_proposition(home: Path) -> None:
    bench = open_bench(home)
    await bench.send()
    before = bench.editor.text
    for node in (None, node_labeled(bench, "requestId")):
        await bench.controllers.response.report("display", node)
    assert bench.toasts.count("Select a proposition first") == 2
    assert bench.editor.text == before


async def test_a_placeholder_that_a_server_wrote_is_reported_as_it_is(home: Path) -> None:
    bench = open_bench(home, CANARY="canary-1")
    await bench.send()
    proposition = {"id": "{{env:CANARY}}", "scope": "{{now}}", "scopeDetails": {"a": ["{{!b}} {{env:CANARY}}"]}}
    await bench.controllers.response._report("display", proposition, None)
    sent = json.loads((await bench.send()).request.body)
    assert sent["event"]["xdm"]["_experience"]["decisioning"]["propositions"] == [proposition]


async def test_a_scope_is_requested_once(home: Path) -> None:
    bench = await personalized(home)
    node = node_labeled(bench, "__view__")
    bench.editor.text = '{"event": {"xdm": {}}}'
    await chooses(bench, "scope")(node)  # type: ignore[misc]
    assert json.loads(bench.editor.text)["query"]["personalization"]["decisionScopes"] == ["__view__"]
    assert bench.editor.undo == ['{"event": {"xdm": {}}}']
    assert bench.panes.pane == "event"
    await chooses(bench, "scope")(node)  # type: ignore[misc]
    assert "already" in bench.toasts
    assert json.loads(bench.editor.text)["query"]["personalization"]["decisionScopes"] == ["__view__"]
    bench.editor.text = '{"event": '
    await chooses(bench, "scope")(node)  # type: ignore[misc]
    assert (bench.editor.text, bench.editor.cursor) == ('{"event": ', 10)


async def test_a_problem_leads_to_the_part_of_the_event_that_causes_it(home: Path) -> None:
    bench = open_bench(home)
    await bench.send(WRONG_ECID)
    node = node_labeled(bench, "EXEG-0305-400")
    await chooses(bench, "lead-0")(node)  # type: ignore[misc]
    assert bench.editor.text[bench.editor.cursor :].startswith(('"12345"', '[{"id"', '{"id"'))
    assert (bench.editor.tab, bench.panes.pane) == ("draft-event", "event")
    assert bench.dialogs.toasts == []
    bench.editor.text = WRONG_ECID.replace("12345", "6")
    await chooses(bench, "lead-0")(node)  # type: ignore[misc]
    assert "changed since the event was sent" in bench.toasts
    bench.editor.text = '{"event": {}}'
    await chooses(bench, "lead-0")(node)  # type: ignore[misc]
    assert "doesn't have this part" in bench.toasts


@pytest.mark.parametrize(
    ("profile", "problem", "field"),
    [
        (replace(LOCKED, datastream_id="no-such"), "EXEG-0003-400", None),
        (Profile("gone", url="http://127.0.0.1:1", datastream_id="1"), "Unreachable", "url"),
        (LOCKED, "EXEG-0500-401", "authentication"),
    ],
)
async def test_a_problem_leads_to_the_field_of_the_profile_that_causes_it(
    home: Path, profile: Profile, problem: str, field: str | None
) -> None:
    bench = open_bench(home)
    bench.workspace.profiles.add(profile)
    bench.controllers.profiles.use(profile)
    await bench.send()
    # The profile that was sent with counts, not the one in use now.
    bench.controllers.profiles.use(EMULATOR_PROFILE)
    await chooses(bench, "lead-0", None)(node_labeled(bench, problem))  # type: ignore[misc]
    screen = bench.dialogs.shown[-1]
    if field is None:
        assert isinstance(screen, EmulatorSwitches)
    else:
        assert isinstance(screen, ProfileForm)
        assert screen._field == field
    assert bench.state.profile.value == profile
    await bench.workspace.close()


async def test_a_consent_that_the_visitor_keeps_leads_to_the_visitor(home: Path) -> None:
    bench = open_bench(home)
    for name in ("consent-out", "page-view"):
        bench.controllers.drafts.open(bench.controllers.templates.draft_of(bench.workspace.templates.get(name)))
        await bench.send()
    await chooses(bench, "lead-0", None)(node_labeled(bench, "EXEG-0301-200"))  # type: ignore[misc]
    assert isinstance(bench.dialogs.shown[-1], Visitors)
    assert "the visitor's client state" in bench.toasts


async def test_a_content_type_of_the_drafts_own_leads_to_the_headers(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.header_lines = "content-type: text/csv"
    await bench.send()
    await chooses(bench, "lead-0")(node_labeled(bench, "EXEG-0111-415"))  # type: ignore[misc]
    assert (bench.editor.tab, bench.panes.pane) == ("draft-headers", "event")


async def test_a_value_is_searched_for_in_history(home: Path) -> None:
    bench = open_bench(home)
    exchange = await bench.send()
    await chooses(bench, "history", None)(node_labeled(bench, "requestId"))  # type: ignore[misc]
    screen = bench.dialogs.shown[-1]
    assert isinstance(screen, History)
    assert screen._initial_search.startswith(exchange.request_id)


async def test_the_exchange_on_screen_is_compared_with_another_that_is_picked(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.response.compare()
    assert "Send an event" in bench.toasts
    first = await bench.send()
    await bench.controllers.response.compare()
    assert "No other request" in bench.toasts
    second = await bench.send()
    bench.dialogs.will_answer(lambda picker: picker._summaries[0], None)
    await bench.controllers.response.compare()
    picker, compared = bench.dialogs.shown[-2:]
    assert isinstance(picker, PickExchange)
    assert [each.request_id for each in picker._summaries] == [first.request_id]
    assert isinstance(compared, Compare)
    assert second is bench.state.exchange.value


async def test_the_body_is_handed_to_the_pager_whole(home: Path, tmp_path: Path) -> None:
    seen, script = tmp_path / "seen", tmp_path / "pager.py"
    script.write_text(f"import pathlib, sys; pathlib.Path({str(seen)!r}).write_text(sys.stdin.read())")
    bench = open_bench(home, PAGER=shlex.join([sys.executable, str(script)]))
    bench.controllers.response.open_pager(nullcontext)
    assert "no response body" in bench.toasts.lower()
    exchange = await bench.send()
    assert exchange.response is not None
    bench.controllers.response.open_pager(nullcontext)
    assert json.loads(seen.read_text()) == json.loads(exchange.response.body)
