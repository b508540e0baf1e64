"""Templates, without a screen: saved, noticed when they change on disk, deleted after asking."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.request import MASK
from edge_tui.model.template import Origin
from edge_tui.tui.templates.save_form import SaveTemplate, TemplateName
from tests.tui.workbench.bench import Bench, open_bench

MINE = '{"event": {"xdm": {"eventType": "mine"}}}'
NAME = TemplateName("page-view", "Page view", "web", "")


def files(bench: Bench) -> list[str]:
    """The names of the user's own templates."""
    folder = bench.workspace.paths.templates
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


async def test_a_draft_is_saved_as_a_template_and_is_the_draft_of_it_from_then_on(home: Path) -> None:
    bench = open_bench(home, replace(NAME, name="mine"))
    bench.editor.text = MINE
    await bench.controllers.templates.save_draft()
    saved = json.loads((bench.workspace.paths.templates / "mine.json").read_text())
    assert saved["body"] == json.loads(MINE)
    assert f"Saved as {bench.workspace.paths.templates / 'mine.json'}" in bench.toasts
    assert not bench.editor.is_modified
    assert bench.templates.marked == bench.state.draft.value.template == "mine"
    kept = bench.workspace.drafts.load()
    assert kept is not None
    assert kept.template == "mine"


@pytest.mark.parametrize("text", ['{"event": ', "[1]", ""])
async def test_what_is_not_a_json_object_is_not_saved(home: Path, text: str) -> None:
    bench = open_bench(home)
    bench.editor.text = text
    if text == "[1]":
        await bench.controllers.templates.save_draft()
    else:
        await bench.controllers.templates.save_draft()
        assert bench.editor.cursor == len(text)
    assert "Your draft is unchanged" in bench.toasts
    assert files(bench) == []


@pytest.mark.parametrize("is_recorded", [False, True])
async def test_a_template_has_the_credentials_masked_that_were_typed_into_the_draft(
    home: Path, is_recorded: bool
) -> None:
    bench = open_bench(home, replace(NAME, name="mine"))
    xdm = {"eventType": "mine", "client_secret": "hunter2hunter2", "access_token": "{{env:TOKEN}}"}
    bench.editor.text = json.dumps({"event": {"xdm": xdm}})
    actions = bench.controllers.templates
    await (actions.keep(Draft(bench.editor.text)) if is_recorded else actions.save_draft())
    saved = (bench.workspace.paths.templates / "mine.json").read_text()
    assert json.loads(saved)["body"] == {"event": {"xdm": {**xdm, "client_secret": MASK}}}
    assert "credentials are masked" in bench.toasts
    if not is_recorded:
        assert "hunter2" in bench.editor.text
        assert bench.editor.is_modified, "the template has less than the draft"
        bench.editor.text = bench.state.saved_text
        actions.notice_changes()
        assert "has changed on disk" not in bench.toasts


async def test_a_form_that_is_left_saves_nothing(home: Path) -> None:
    bench = open_bench(home, None)
    bench.editor.text = MINE
    await bench.controllers.templates.save_draft()
    assert files(bench) == []


@pytest.mark.parametrize("envelope", ['{"event": %s}', '{"events": [%s]}', '{"events": [%s, {"xdm": 1}, 2]}'])
async def test_a_recorded_event_becomes_a_template_with_a_new_time_and_id_for_each_send(
    home: Path, envelope: str
) -> None:
    bench = open_bench(home, replace(NAME, name="recorded"))
    recorded = '{"xdm": {"eventType": "mine", "timestamp": "2026-03-14T12:00:00Z", "_id": "1"}, "data": {"_id": "2"}}'
    assert await bench.controllers.templates.keep(Draft(envelope % recorded, origin="a recording"))
    body = json.loads((bench.workspace.paths.templates / "recorded.json").read_text())["body"]
    event = body["event"] if "event" in body else body["events"][0]
    assert event["xdm"] == {"eventType": "mine", "timestamp": "{{now}}", "_id": "{{uuid}}"}
    assert event["data"] == {"_id": "2"}
    (form,) = bench.dialogs.shown
    assert isinstance(form, SaveTemplate)
    assert form._subject == "mine"
    assert body.get("events", [0, 0, 2])[1:] in ([{"xdm": 1}, 2], [0, 2])


@pytest.mark.parametrize(("answer", "saved"), [("save", ["mine.json"]), ("back", []), (None, [])])
async def test_an_event_from_elsewhere_that_reads_the_environment_is_asked_about_before_it_is_saved(
    home: Path, answer: str | None, saved: list[str]
) -> None:
    bench = open_bench(home, replace(NAME, name="mine"), answer)
    bench.state.draft.value = replace(bench.state.draft.value, origin="a request that was pasted")
    bench.editor.text = '{"event": {"xdm": {"_id": "{{env:CANARY}}"}}}'
    await bench.controllers.templates.save_draft()
    assert "CANARY" in bench.dialogs.question.text
    assert files(bench) == saved
    assert bool(bench.state.draft.value.origin) is (saved == [])


@pytest.mark.parametrize("answer", ["delete", "back", None])
async def test_a_template_of_the_users_own_is_deleted_after_asking_and_the_shipped_one_is_back(
    home: Path, answer: str | None
) -> None:
    bench = open_bench(home, NAME, answer)
    bench.editor.text = MINE
    await bench.controllers.templates.save_draft()
    own = bench.workspace.templates.get("page-view")
    assert own.origin is Origin.USER
    await bench.controllers.templates.delete(own)
    left = bench.workspace.templates.get("page-view").origin
    assert left is (Origin.SHIPPED if answer == "delete" else Origin.USER)


async def test_a_shipped_template_cannot_be_deleted(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.templates.delete(bench.workspace.templates.get("link-click"))
    assert "can't be deleted" in bench.toasts
    assert bench.dialogs.shown == []


async def test_a_template_that_changes_on_disk_is_noticed_and_the_draft_stays(home: Path) -> None:
    bench = open_bench(home, NAME)
    bench.editor.text = MINE
    await bench.controllers.templates.save_draft()
    bench.controllers.templates.notice_changes()
    assert "changed on disk" not in bench.toasts
    path = bench.workspace.paths.templates / "page-view.json"
    path.write_text(path.read_text().replace('"mine"', '"theirs"') + " ")
    bench.controllers.templates.notice_changes()
    assert "Page view has changed on disk" in bench.toasts
    assert bench.editor.name_of_draft.endswith("↻")
    assert bench.editor.text == MINE


def test_a_file_that_cannot_be_read_is_named_beside_the_templates_that_can(home: Path) -> None:
    folder = home / "templates"
    folder.mkdir()
    (folder / "broken.json").write_text("{")
    bench = open_bench(home)
    assert "broken.json" in bench.toasts
    assert any(each.name == "page-view" for each in bench.templates.listed)


async def test_the_template_that_is_chosen_while_browsing_is_loaded(home: Path) -> None:
    bench = open_bench(home)
    bench.dialogs.will_answer(bench.workspace.templates.get("link-click"))
    await bench.controllers.templates.browse()
    assert bench.state.draft.value.template == bench.templates.marked == "link-click"
