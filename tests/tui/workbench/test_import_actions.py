"""Pasted requests, without a screen: what is offered, what is taken, what is only pasted."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.formats import read
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.imports.picker import PickImport
from edge_tui.tui.profiles.form import FilledProfile, ProfileForm
from tests.formats.test_collections import item, postman
from tests.formats.visits import archive, call, event
from tests.tui.workbench.bench import open_bench

TOKEN = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2VjcmV0LXNlY3JldA"
ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
CURL = (
    "curl 'https://edge.adobedc.net/ee/or2/v1/interact?configId=4f1c2d3e-0000-4000-8000-00000000009e&requestId=r1' \\\n"
    f"  -H 'authorization: Bearer {TOKEN}' -H 'content-type: application/json' \\\n"
    """  --data-raw '{"events":[{"xdm":{"eventType":"test.pasted"}}],"meta":{"state":{"entries":"""
    """[{"key":"kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_identity","value":"CiY"}]}}}'"""
)
V2 = {"event": {"xdm": {"eventType": "test.pasted"}}}
V1 = {"events": [{"xdm": {"eventType": "test.pasted"}}]}


@pytest.mark.parametrize(("answer", "event"), [("take", V2), ("keep", V1), ("back", None), (None, None)])
async def test_a_curl_command_becomes_the_event_in_the_shape_that_is_chosen(
    home: Path, answer: str | None, event: object
) -> None:
    bench = open_bench(home, answer)
    before = bench.editor.text
    await bench.controllers.imports.paste(CURL)
    assert json.loads(bench.editor.text) == (event or json.loads(before))
    assert list(bench.dialogs.question.answers) == ["take", "keep", "profile", "visitor", "back"]
    assert bool(bench.state.draft.value.origin) is (event is not None)


def everything_written(home: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


async def test_no_secret_of_a_pasted_request_is_shown_or_kept(home: Path) -> None:
    bench = open_bench(home, "take")
    await bench.controllers.imports.paste(CURL)
    assert "Secrets removed" in bench.dialogs.question.text
    bench.save_draft()
    shown = bench.dialogs.question.text + bench.toasts + bench.editor.text + repr(bench.state.draft.value)
    assert TOKEN not in shown
    assert TOKEN.encode() not in everything_written(home)


@pytest.mark.parametrize("text", ['{"event": {}}', "nothing known", "curl https://example.com/", ""])
async def test_json_and_other_text_are_only_pasted(home: Path, text: str) -> None:
    bench = open_bench(home)
    await bench.controllers.imports.paste(text)
    assert bench.editor.text == text
    assert bench.dialogs.shown == []


async def test_the_visitor_of_a_request_becomes_a_new_one(home: Path) -> None:
    bench = open_bench(home, "visitor", "visitor")
    for number in (1, 2):
        await bench.controllers.imports.paste(CURL)
        bench.editor.is_modified = False
        assert bench.state.visitor.value == f"imported-{number}"
        assert bench.workspace.visitors.get(f"imported-{number}").state(ORG).value_of("identity") == "CiY"
    assert json.loads(bench.editor.text) == V2


def named(name: str) -> Callable[[ProfileForm], FilledProfile]:
    """Fills only the name in."""

    def fill(form: ProfileForm) -> FilledProfile:
        assert form._profile is not None
        filled = FilledProfile(replace(form._profile, name=name))
        form._save(filled)
        return filled

    return fill


async def test_the_profile_of_a_request_is_offered_with_its_token(home: Path) -> None:
    bench = open_bench(home, "profile", named("pasted"))
    await bench.controllers.imports.paste(CURL)
    made = bench.workspace.profiles.get("pasted")
    assert (made.datastream_id, str(made.api_version)) == ("4f1c2d3e-0000-4000-8000-00000000009e", "v1")
    assert [each.access_token for each in bench.secrets] == [TOKEN]
    assert json.loads(bench.editor.text) == V1


async def test_a_recorded_visit_goes_to_history_as_a_whole(home: Path) -> None:
    bench = open_bench(home, lambda screen: screen._reading)
    before = bench.editor.text
    await bench.controllers.imports.paste(archive(call(request_id="a"), call(request_id="b")))
    assert isinstance(bench.dialogs.shown[0], PickImport)
    found = bench.workspace.history.recent()
    assert [each.request_id for each in found] == ["b", "a"]
    assert {each.capture for each in found} == {found[0].capture}
    assert "Added 2 of 2 calls to history as shop.example.com" in bench.toasts
    assert bench.editor.text == before


async def test_one_call_of_a_visit_becomes_a_draft(home: Path) -> None:
    bench = open_bench(home, lambda screen: screen._reading.requests[1], "keep")
    chosen = call(body={"events": [event("commerce.checkouts")]}, request_id="b")
    await bench.controllers.imports.paste(archive(call(), chosen))
    assert "commerce.checkouts" in bench.editor.text
    assert bench.workspace.history.recent() == []


async def test_a_call_without_a_body_is_not_opened_as_an_event(home: Path) -> None:
    bench = open_bench(home, lambda screen: screen._reading.requests[0])
    before, beacon = bench.editor.text, call()
    del beacon["request"]["postData"]
    await bench.controllers.imports.paste(archive(beacon))
    assert bench.editor.text == before
    assert "was not recorded" in bench.toasts


async def test_a_request_of_a_collection_is_not_pasted_as_json(home: Path) -> None:
    bench = open_bench(home, "take")
    await bench.controllers.imports.paste(postman(item()))
    assert "{{eventType}}" in bench.editor.text
    assert "of another tool were kept" in bench.dialogs.question.text


async def test_the_form_offers_the_requests_it_read(home: Path) -> None:
    bench = open_bench(home, read('alloy("sendEvent", {xdm: {eventType: "test.alloy"}})'), "take")
    await bench.controllers.imports.ask()
    assert "test.alloy" in bench.editor.text
    assert bench.state.profile.value == EMULATOR_PROFILE
    bench.dialogs.will_answer(None)
    await bench.controllers.imports.ask()
    assert bench.dialogs.is_finished
