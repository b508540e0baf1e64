"""The draft, without a screen: the first one, what is asked before it is replaced, and how it is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.profile import EMULATOR_PROFILE, ApiVersion
from edge_tui.tui.templates.save_form import SaveTemplate
from tests.tui.workbench.bench import Bench, open_bench

MINE = '{"event": {"xdm": {"eventType": "mine"}}}'
OTHER = Draft('{"event": {"xdm": {"eventType": "other"}}}')


def unsaved(bench: Bench, text: str = MINE) -> None:
    """Writes into the editor."""
    bench.editor.text = text
    bench.controllers.drafts.name_draft()


def test_the_first_draft_is_a_page_view(home: Path) -> None:
    bench = open_bench(home)
    assert json.loads(bench.editor.text)["event"]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert (bench.editor.name_of_draft, bench.editor.is_modified) == ("Page view", False)
    assert bench.templates.marked == "page-view"


@pytest.mark.parametrize("text", [MINE, '{"event": {', "", "{{"])
def test_a_draft_is_there_again_after_a_restart_whatever_its_text(home: Path, text: str) -> None:
    bench = open_bench(home)
    unsaved(bench, text)
    bench.save_draft()
    again = open_bench(home)
    assert json_or_text(again.editor.text) == json_or_text(text)
    assert again.editor.is_modified
    assert again.state.draft.value.template == "page-view"


def test_a_typed_secret_stays_in_the_editor_and_is_masked_in_the_file(home: Path) -> None:
    bench = open_bench(home)
    unsaved(bench, '{\n  "client_secret": "CANARY",\n  "name": "home"\n}')
    assert bench.controllers.drafts.save(bench.controllers.drafts.current)
    assert "CANARY" in bench.editor.text
    kept = (home / "drafts" / "draft.json").read_text()
    assert "CANARY" not in kept
    assert "home" in kept
    unsaved(bench)
    assert not bench.controllers.drafts.save(bench.controllers.drafts.current)


def json_or_text(text: str) -> object:
    """A text as JSON where it is some: formatting may differ."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def test_a_draft_that_cannot_be_read_is_an_error_and_the_first_template_opens(home: Path) -> None:
    (home / "drafts").mkdir()
    (home / "drafts" / "draft.json").write_text('{"version": 99}')
    bench = open_bench(home)
    assert "web.webpagedetails.pageViews" in bench.editor.text
    assert bench.toasts or bench.workspace.storage_warnings()


@pytest.mark.parametrize("answer", ["discard", "back", None])
async def test_an_unsaved_draft_is_replaced_only_when_discarded(home: Path, answer: str | None) -> None:
    bench = open_bench(home, answer)
    unsaved(bench)
    await bench.controllers.drafts.load(OTHER)
    assert ("other" in bench.editor.text) is (answer == "discard")
    assert (bench.panes.pane == "event") is (answer == "discard")
    assert (bench.editor.text == MINE) is (answer != "discard")


async def test_an_unsaved_draft_is_saved_as_a_template_first_and_stays(home: Path) -> None:
    bench = open_bench(home, "save", None)
    unsaved(bench)
    await bench.controllers.drafts.load(OTHER)
    assert isinstance(bench.dialogs.shown[-1], SaveTemplate)
    assert bench.editor.text == MINE


async def test_nothing_is_asked_about_a_draft_that_is_saved_or_empty(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.drafts.load(OTHER)
    unsaved(bench, " \n")
    await bench.controllers.drafts.load(replace(OTHER, text=MINE))
    assert bench.dialogs.shown == []
    assert json.loads(bench.editor.text) == json.loads(MINE)


def test_a_draft_takes_the_shape_of_the_profiles_api_version_unless_it_is_kept(home: Path) -> None:
    bench = open_bench(home, profile=replace(EMULATOR_PROFILE, api_version=ApiVersion.V1))
    event = json.loads(MINE)["event"]
    bench.controllers.drafts.open(Draft(MINE))
    assert json.loads(bench.editor.text) == {"events": [event]}
    bench.controllers.drafts.open(Draft(MINE), as_it_is=True)
    assert json.loads(bench.editor.text) == {"event": event}


def test_headers_are_part_of_the_draft(home: Path) -> None:
    bench = open_bench(home)
    bench.controllers.drafts.open(Draft(MINE, headers=(("x-debug", "1"),)))
    assert bench.controllers.drafts.current.headers == (("x-debug", "1"),)
    bench.save_draft()
    assert open_bench(home).editor.headers == (("x-debug", "1"),)


def test_text_written_right_before_leaving_is_saved(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.rewrite(MINE)
    bench.editor.is_looked_through = False
    bench.controllers.drafts.save_now()
    kept = bench.workspace.drafts.load()
    assert kept is not None
    assert kept.text == MINE


def test_a_preview_is_the_request_or_why_there_is_none(home: Path) -> None:
    bench = open_bench(home)
    bench.editor.text = MINE
    assert '"mine"' in bench.controllers.drafts.preview().request.body  # type: ignore[union-attr]
    bench.editor.text = '{"event": {"xdm": {"_id": "{{env:NOT_SET_ANYWHERE}}"}}}'
    assert "NOT_SET_ANYWHERE" in str(bench.controllers.drafts.preview())


async def test_a_text_that_history_has_is_replaced_without_a_question(home: Path) -> None:
    bench = open_bench(home)
    unsaved(bench)
    await bench.controllers.sender.send_draft()
    await bench.controllers.drafts.load(OTHER)
    assert bench.dialogs.shown == []
    assert "other" in bench.editor.text


@pytest.mark.parametrize("lost", ["not recorded", "deleted", "edited since"])
async def test_a_text_that_history_does_not_have_is_asked_about(home: Path, lost: str) -> None:
    bench = open_bench(home, profile=replace(EMULATOR_PROFILE, keeps_history=lost != "not recorded"))
    unsaved(bench)
    await bench.controllers.sender.send_draft()
    if lost == "deleted":
        bench.workspace.history.delete([each.key for each in bench.workspace.history.recent()])
    if lost == "edited since":
        unsaved(bench, MINE.replace("mine", "mine too"))
    bench.dialogs.will_answer("back")
    await bench.controllers.drafts.load(OTHER)
    assert len(bench.dialogs.shown) == 1
    assert "other" not in bench.editor.text
