"""Visitors, prompted values, permissions and moving about, without a screen."""

import json
import shlex
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.trust import withheld
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.prompt import Prompt
from tests.tui.workbench.bench import open_bench

ASKING = '{"event": {"xdm": {"eventType": "test", "_id": "{{ask:order id}}", "title": "{{ask:name}}"}}}'


async def test_a_new_visitor_takes_a_name_that_is_free_and_sends_no_state_of_the_one_before(home: Path) -> None:
    bench = open_bench(home, None, "new", "new")
    await bench.send()
    first = bench.state.session.ecid
    bench.workspace.visitors.save(Visitor("visitor-2"))
    await bench.controllers.visitors.start_new()
    assert bench.state.visitor.value == "default", "the question was dismissed"
    await bench.controllers.visitors.start_new()
    assert bench.state.visitor.value == "visitor-3"
    exchange = await bench.send()
    assert "meta" not in json.loads(exchange.request.body)
    assert bench.state.session.ecid != first
    bench.workspace.visitors.delete("visitor-3")
    bench.state.visitor.value = "default"
    await bench.controllers.visitors.start_new()
    assert bench.state.visitor.value == "visitor-4", "history knows another visitor-3"


@pytest.mark.parametrize(("chosen", "sends"), [("anna", "anna"), (None, "default")])
async def test_the_visitor_that_is_chosen_sends_from_then_on(home: Path, chosen: str | None, sends: str) -> None:
    bench = open_bench(home, chosen)
    await bench.controllers.visitors.open()
    assert (await bench.send()).visitor == sends


async def test_a_value_is_prompted_for_once_and_kept(home: Path) -> None:
    bench = open_bench(home, "A-17", "shoe")
    exchange = await bench.send(ASKING)
    assert json.loads(exchange.request.body)["event"]["xdm"]["_id"] == "A-17"
    assert bench.editor.refreshed
    await bench.send()
    assert len(bench.dialogs.shown) == 2
    assert open_bench(home).workspace.answers.all() == {"order id": "A-17", "name": "shoe"}


@pytest.mark.parametrize("answers", [(None,), ("A-17", None)])
async def test_a_prompt_that_is_left_sends_nothing(home: Path, answers: tuple[str | None, ...]) -> None:
    bench = open_bench(home, *answers)
    bench.editor.text = ASKING
    await bench.controllers.sender.send_draft()
    assert bench.dialogs.is_finished
    assert bench.workspace.history.count() == 0


async def test_prompted_values_are_changed_starting_from_what_they_are(home: Path) -> None:
    bench = open_bench(home, "A-17", "shoe")
    await bench.send(ASKING)
    bench.dialogs.will_answer(lambda prompt: prompt._value + "0", None)
    await bench.controllers.prompted.change()
    assert isinstance(bench.dialogs.shown[-1], Prompt)
    assert bench.workspace.answers.all() == {"order id": "A-170", "name": "shoe"}


async def test_an_event_without_prompted_values_says_how_to_have_some(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.prompted.change()
    assert "{{ask:order id}}" in bench.toasts


async def test_an_event_from_elsewhere_asks_again_for_a_value_entered_before_once_per_origin(home: Path) -> None:
    bench = open_bench(home)
    bench.workspace.answers.put("order id", "A-17")
    text = '{"event": {"xdm": {"_id": "{{ask:order id}}"}}}'
    profiles = [bench.state.profile.value]
    assert await bench.controllers.sender.permitted(Draft(text), profiles) == Draft(text)
    assert bench.dialogs.shown == []
    for origin in ("a curl command", "a HAR file"):
        bench.dialogs.will_answer(lambda prompt: prompt._value)
        for _ in range(2):
            draft = await bench.controllers.sender.permitted(Draft(text, origin=origin), profiles)
            assert draft is not None
            assert withheld(draft, profiles[0]) == ()
    assert len(bench.dialogs.shown) == 2
    bench.dialogs.will_answer(None)
    assert await bench.controllers.sender.permitted(Draft(text, origin="a file"), profiles) is None


async def test_a_variable_of_the_profile_is_asked_for_once_and_for_good(home: Path) -> None:
    bench = open_bench(home, "always")
    draft = Draft('{"event": {"a": "{{var:shop}}", "b": "{{last:/my handle}}"}}', origin="a HAR file")
    profiles = [bench.state.profile.value]
    permitted = await bench.controllers.permissions.complete(draft, profiles)
    assert permitted is not None
    assert withheld(permitted, profiles[0]) == ()
    again = await open_bench(home).controllers.permissions.complete(draft, profiles)
    assert again is not None
    assert again.allowed == ("var:shop", "last:/my handle")


def test_only_pasted_text_that_reads_the_environment_marks_the_draft(home: Path) -> None:
    bench = open_bench(home)
    bench.controllers.permissions.mark_pasted('{"event": {}}')
    assert bench.state.draft.value.origin == ""
    bench.controllers.permissions.mark_pasted('"{{env:CANARY}}"')
    assert "pasted" in bench.state.draft.value.origin


async def test_a_permission_that_is_given_for_good_holds_for_its_origin_alone(home: Path) -> None:
    bench = open_bench(home, "always", CANARY="canary-1")
    permissions, profile = bench.controllers.permissions, bench.state.profile.value
    draft = replace(bench.state.draft.value, text='{"event": {"a": "{{env:CANARY}}"}}', origin="here")
    assert await permissions.complete(draft, [profile]) is not None
    again = open_bench(home, "back", CANARY="canary-1")
    assert await again.controllers.permissions.complete(draft, [profile]) is not None
    assert await again.controllers.permissions.complete(replace(draft, origin="there"), [profile]) is None


def test_text_written_in_another_editor_is_an_edit_of_the_draft(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "editor.sh"
    script.write_text('#!/bin/sh\nprintf \'{"event": 1}\' > "$1"\n')
    script.chmod(0o700)
    bench = open_bench(home, EDITOR=shlex.quote(str(script)))
    before = bench.editor.text
    bench.controllers.writing.edit_externally(nullcontext)
    assert bench.editor.undo == [before]
    assert json.loads(bench.editor.text) == {"event": 1}
    assert "ctrl+z" in bench.toasts


def test_an_editor_that_cannot_be_started_is_an_error_and_the_draft_stays(home: Path) -> None:
    bench = open_bench(home, EDITOR="/nowhere/editor")
    before = bench.editor.text
    bench.controllers.writing.edit_externally(nullcontext)
    assert "/nowhere/editor" in bench.toasts
    assert bench.editor.text == before
