"""Pasted texts, without a screen: what is offered, what is taken, what is only pasted, and how it is undone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.formats.credentials import without_credentials
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.tui.imports.offer import Choice, Part, parts_of
from edge_tui.tui.imports.pasted import recognize_pasted
from edge_tui.tui.imports.sheet import PasteSheet
from edge_tui.tui.profiles.form import FilledProfile, ProfileForm
from tests.formats.test_collections import item, postman
from tests.formats.visits import archive, call, event
from tests.tui.stage import NOON
from tests.tui.workbench.bench import Bench, open_bench

TOKEN = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2VjcmV0LXNlY3JldA"
ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
CURL = (
    "curl 'https://edge.adobedc.net/ee/or2/v1/interact?configId=4f1c2d3e-0000-4000-8000-00000000009e&requestId=r1' \\\n"
    f"  -H 'authorization: Bearer {TOKEN}' -H 'content-type: application/json' \\\n"
    """  --data-raw '{"events":[{"xdm":{"eventType":"test.pasted"}}],"meta":{"state":{"entries":"""
    """[{"key":"kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_identity","value":"CiY"}]}}}'"""
)
COOKIE = "kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_identity=CiY; session=none"
RESPONSE = '{"requestId":"r1","handle":[{"type":"state:store","payload":[]}]}'
V2 = {"event": {"xdm": {"eventType": "test.pasted"}}}
V1 = {"events": [{"xdm": {"eventType": "test.pasted"}}]}


def offered(sheet: PasteSheet) -> tuple[Part, ...]:
    """The parts that a sheet offers."""
    return parts_of(sheet.pasted, sheet.imported, sheet._profile)


def take(**parts: bool) -> Callable[[PasteSheet], Choice]:
    """Chooses the first request with the parts that are on at first, and those given."""

    def choose(sheet: PasteSheet) -> Choice:
        at_first = {part.key: part.is_on for part in offered(sheet)}
        assert parts.keys() <= at_first.keys()
        chosen = {key for key, is_on in (at_first | parts).items() if is_on}
        return Choice(sheet.imported, frozenset(chosen))

    return choose


@pytest.mark.parametrize(("answer", "event"), [(take(), V2), (take(version=True), V1), (take(event=False), None)])
async def test_a_curl_command_becomes_the_event_in_the_shape_that_is_chosen(
    home: Path, answer: Callable[[PasteSheet], Choice], event: object
) -> None:
    bench = open_bench(home, answer)
    before = bench.editor.text
    await bench.controllers.imports.paste(CURL, bench.editor.paste_text)
    assert json.loads(bench.editor.text) == (event or json.loads(before))
    assert bool(bench.state.draft.value.origin) is (event is not None)


async def test_a_sheet_that_is_left_pastes_the_text_where_a_text_field_had_the_focus(home: Path) -> None:
    bench = open_bench(home, None, None)
    before = bench.editor.text
    await bench.controllers.imports.paste(CURL)
    assert bench.editor.text == before
    await bench.controllers.imports.paste(CURL, bench.editor.paste_text)
    assert bench.editor.text == without_credentials(CURL)
    bench.save_draft()
    assert TOKEN not in bench.editor.text
    assert TOKEN.encode() not in everything_written(home)
    assert "credentials masked" in bench.toasts


def of(bench: Bench) -> tuple[object, ...]:
    """Everything that an import changes."""
    state = bench.state
    editor = (bench.editor.text, bench.editor.headers, bench.editor.is_modified)
    names = bench.workspace.visitors.names()
    return (*editor, state.draft.value, state.saved_text, state.profile.value, state.visitor.value, names)


@pytest.mark.parametrize("text", [CURL, "Cookie: " + COOKIE, RESPONSE])
async def test_an_import_is_undone_as_a_whole(home: Path, text: str) -> None:
    bench = open_bench(home, take())
    bench.editor.text = '{"event": {"xdm": {"eventType": "unsaved"}}}'
    bench.controllers.drafts.name_draft()
    before, exchange = of(bench), bench.state.exchange.value
    await bench.controllers.imports.paste(text)
    assert (*of(bench), bench.state.exchange.value) != (*before, exchange)
    assert bench.controllers.import_undo.take_back()
    assert (*of(bench), bench.state.exchange.value) == (*before, exchange)
    assert not bench.controllers.import_undo.take_back()


async def test_an_edit_after_an_import_is_not_lost_to_the_undo(home: Path) -> None:
    bench = open_bench(home, take())
    await bench.controllers.imports.paste(CURL)
    bench.editor.text += " "
    edited = of(bench)
    assert not bench.controllers.import_undo.take_back()
    assert of(bench) == edited


async def test_a_visitor_that_was_used_since_survives_the_undo(home: Path) -> None:
    bench = open_bench(home, take())
    await bench.controllers.imports.paste("Cookie: " + COOKIE)
    bench.workspace.visitors.change("imported-1", lambda visitor: replace(visitor, variables={"shop": "a"}))
    assert bench.controllers.import_undo.take_back()
    assert bench.state.visitor.value == "default"
    assert "imported-1" in bench.workspace.visitors.names()


async def test_a_pasted_response_is_shown_as_not_sent(home: Path) -> None:
    bench = open_bench(home, take())
    await bench.controllers.imports.paste(RESPONSE)
    shown = bench.state.exchange.value
    assert shown is not None
    assert shown.response is not None
    assert (shown.profile_name, shown.response.status, bench.panes.pane) == ("pasted", 200, "answer")
    assert "pasted, not received" in " ".join(shown.notes)
    assert bench.workspace.history.recent() == []


SDK_RESULT = '{"propositions":[{"id":"a","scope":"hero","scopeDetails":{},"items":[]}],"destinations":[]}'


async def test_the_result_of_an_sdk_is_shown_beside_the_draft(home: Path) -> None:
    bench = open_bench(home, take(), None)
    before = bench.editor.text
    await bench.controllers.imports.paste(SDK_RESULT, bench.editor.paste_text)
    shown = bench.state.exchange.value
    assert shown is not None
    assert "put together from what an SDK returned" in " ".join(shown.notes)
    assert bench.editor.text == before
    await bench.controllers.imports.paste(SDK_RESULT, bench.editor.paste_text)
    assert '"propositions"' in bench.editor.text


async def test_a_code_is_explained_and_copied(home: Path) -> None:
    bench = open_bench(home, take())
    await bench.controllers.imports.paste("EXEG-0104-422")
    ((copied, _),) = bench.copied
    assert copied.startswith("EXEG-0104-422 · ")
    assert "What it means" in copied
    assert "Retry?" in copied


async def test_a_request_id_that_history_does_not_have_is_said_to_be_unknown(home: Path) -> None:
    unknown = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
    words: list[str] = []

    def look(sheet: PasteSheet) -> None:
        words.append(sheet._words())

    bench = open_bench(home, look, look)
    await bench.controllers.imports.paste(unknown)
    sent = await bench.send()
    await bench.controllers.imports.paste(sent.request_id)
    assert words[0] == f"{unknown}\nNot in history on this machine."
    assert words[1].startswith(f"{sent.request_id}\nIn history: interact · 200 · ")


def everything_written(home: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


async def test_no_secret_of_a_pasted_request_is_shown_or_kept(home: Path) -> None:
    words: list[str] = []

    def look(sheet: PasteSheet) -> Choice:
        words.extend((sheet._words(), repr(sheet.pasted), *(part.label for part in offered(sheet))))
        return take()(sheet)

    bench = open_bench(home, look)
    await bench.controllers.imports.paste(CURL)
    assert "Secrets removed" in words[0]
    bench.save_draft()
    shown = "".join(words) + bench.toasts + bench.editor.text + repr(bench.state.draft.value)
    assert TOKEN not in shown
    assert TOKEN.encode() not in everything_written(home)


@pytest.mark.parametrize("text", ['{"event": {}}', "nothing known", "curl https://example.com/", ""])
async def test_json_and_other_text_are_only_pasted(home: Path, text: str) -> None:
    bench = open_bench(home)
    await bench.controllers.imports.paste(text, bench.editor.paste_text)
    assert bench.editor.text == text
    assert bench.dialogs.shown == []


async def test_the_visitor_of_a_request_becomes_a_new_one(home: Path) -> None:
    bench = open_bench(home, take(), take())
    for number in (1, 2):
        await bench.controllers.imports.paste(CURL)
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
    bench = open_bench(home, take(profile=True), named("pasted"))
    await bench.controllers.imports.paste(CURL)
    made = bench.workspace.profiles.get("pasted")
    assert (made.datastream_id, str(made.api_version)) == ("4f1c2d3e-0000-4000-8000-00000000009e", "v1")
    assert [each.access_token for each in bench.secrets] == [TOKEN]
    assert json.loads(bench.editor.text) == V1


async def test_a_recorded_visit_goes_to_history_as_a_whole(home: Path) -> None:
    bench = open_bench(home, lambda _: Choice(is_for_history=True))
    before = bench.editor.text
    await bench.controllers.imports.paste(archive(call(request_id="a"), call(request_id="b")))
    assert isinstance(bench.dialogs.shown[0], PasteSheet)
    found = bench.workspace.history.recent()
    assert [each.request_id for each in found] == ["b", "a"]
    assert {each.capture for each in found} == {found[0].capture}
    assert "Added 2 of 2 calls to history as shop.example.com" in bench.toasts
    assert bench.editor.text == before


async def test_one_call_of_a_visit_becomes_a_draft(home: Path) -> None:
    bench = open_bench(home, lambda sheet: Choice(sheet.pasted.reading.requests[1], frozenset({"event", "version"})))
    chosen = call(body={"events": [event("commerce.checkouts")]}, request_id="b")
    await bench.controllers.imports.paste(archive(call(), chosen))
    assert "commerce.checkouts" in bench.editor.text
    assert bench.workspace.history.recent() == []


async def test_a_call_without_a_body_is_not_opened_as_an_event(home: Path) -> None:
    bench = open_bench(home, take())
    before, beacon = bench.editor.text, call()
    del beacon["request"]["postData"]
    await bench.controllers.imports.paste(archive(beacon))
    (sheet,) = bench.dialogs.shown
    assert isinstance(sheet, PasteSheet)
    assert bench.editor.text == before
    assert "wasn't recorded" in sheet._words()


async def test_a_request_of_a_collection_is_not_pasted_as_json(home: Path) -> None:
    bench = open_bench(home, take())
    await bench.controllers.imports.paste(postman(item()), bench.editor.paste_text)
    assert "{{eventType}}" in bench.editor.text
    (sheet,) = bench.dialogs.shown
    assert isinstance(sheet, PasteSheet)
    assert "of another tool were kept" in sheet._words()


async def test_the_form_offers_the_requests_it_read(home: Path) -> None:
    call_text = 'alloy("sendEvent", {xdm: {eventType: "test.alloy"}})'
    bench = open_bench(home, recognize_pasted(call_text, NOON), take())
    await bench.controllers.imports.ask()
    assert "test.alloy" in bench.editor.text
    assert bench.state.profile.value == EMULATOR_PROFILE
    bench.dialogs.will_answer(None)
    await bench.controllers.imports.ask()
    assert bench.dialogs.is_finished


READING = CURL.replace("test.pasted", "{{env:SHOP}}")


@pytest.mark.parametrize("way", ["sheet", "form", "text"])
async def test_no_pasted_event_reads_this_machine(home: Path, way: str) -> None:
    bench = open_bench(home, SHOP="CANARY7f3a")
    imports = bench.controllers.imports
    if way == "sheet":
        bench.dialogs.will_answer(take(visitor=False))
        await imports.paste(READING)
    elif way == "form":
        bench.dialogs.will_answer(recognize_pasted(READING, NOON), take(visitor=False))
        await imports.ask()
    else:
        body = '{"event": {"xdm": {"eventType": "{{env:SHOP}}"}}}'
        bench.controllers.permissions.mark_pasted(body)
        await imports.paste(body, bench.editor.paste_text)
    assert "{{env:SHOP}}" in bench.editor.text
    bench.dialogs.will_answer(None)
    await bench.controllers.sender.send_draft()
    assert bench.dialogs.question.title == "Read values from this machine?"
    assert bench.state.exchange.value is None
    assert b"CANARY7f3a" not in everything_written(home)


UNRECOGNIZED = (
    f"Authorization: Bearer {TOKEN}",
    f"curl https://www.example.com/ -H 'Authorization: Bearer {TOKEN}'",
    f'"note": "{TOKEN}"',
    TOKEN,
    json.dumps({"event": {"xdm": {"eventType": "a"}, "data": {"access_token": TOKEN}}}),
    f"Cookie: {COOKIE}; sid={TOKEN}",
    f'{{"access_token": "{TOKEN}", "token_type": "bearer"}}',
    f'{{"requestId":"r1","handle":[{{"type":"x","payload":[{{"token":"{TOKEN}"}}]}}]}}',
)


@pytest.mark.parametrize("text", UNRECOGNIZED)
async def test_no_text_is_pasted_with_a_secret_whatever_it_is(home: Path, text: str) -> None:
    bench = open_bench(home, None)
    await bench.controllers.imports.paste(text, bench.editor.paste_text)
    bench.save_draft()
    assert TOKEN not in bench.editor.text
    assert TOKEN.encode() not in everything_written(home)
    assert "credentials masked" in bench.toasts


async def test_what_is_not_read_is_named_if_it_is_known(home: Path) -> None:
    bench = open_bench(home)
    await bench.controllers.imports.paste("map[event:map[xdm:map[eventType:a.b]]]")
    assert "json.Marshal" in bench.toasts
