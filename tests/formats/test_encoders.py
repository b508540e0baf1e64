"""Every format writes any exchange exactly, as text that can be encoded and copied."""

import ast
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats import FORMATS, render
from edge_tui.formats.export import export, export_lines, suffix_of
from edge_tui.formats.sources.bash import read_bash
from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.json.document import compact
from edge_tui.model.request import Action
from edge_tui.model.text import is_visible
from tests.answers import ANY_JSON
from tests.examples import examples
from tests.formats.exchanges import NASTY, TOKEN, exchange
from tests.tables import every_row

HOSTILE = "pay\x1b]52;c;QUJD\x07\x9b31m\u202e\u2066\u200f\u061c\u200b\ufeff\U000e0041\u2028load"
TEXT = st.text(st.characters()) | st.sampled_from([HOSTILE, "\ud800", 'it\'s \\ $x `y` "z"', "Größe"])
DOCUMENTS = ANY_JSON | TEXT | st.dictionaries(TEXT, TEXT, max_size=3)
BODIES = st.one_of(
    DOCUMENTS,
    st.fixed_dictionaries({"event": DOCUMENTS}, optional={"query": DOCUMENTS, "meta": DOCUMENTS}),
    st.fixed_dictionaries({"events": st.lists(DOCUMENTS, max_size=3) | DOCUMENTS}, optional={"query": DOCUMENTS}),
    st.fixed_dictionaries({"event": st.fixed_dictionaries({"query": DOCUMENTS}, optional={"xdm": DOCUMENTS})}),
).map(compact)
# Characters that are valid in a sent header.
HEADER = st.text(st.characters(max_codepoint=0xFF, exclude_categories=("Cc",))).map(lambda text: text.strip(" \t"))


def any_exchange(body: str, action: Action, response: bytes, header: str) -> Exchange:
    sent = exchange(body, action=action, outcome=Response(200, (("x-any", header),), response, Timings(1.0)))
    headers = (*sent.request.headers, ("x-forwarded-city", header))
    return replace(sent, request=replace(sent.request, headers=headers))


@settings(max_examples=examples(25))
@given(BODIES | TEXT, st.sampled_from(Action), TEXT, HEADER)
def test_every_format_writes_any_exchange_as_encodable_text(
    body: str, action: Action, response: str, header: str
) -> None:
    sent = any_exchange(body, action, response.encode("utf-8", "surrogatepass"), header)
    for each in (sent, replace(sent, outcome=None), replace(sent, outcome=Failure(FailureKind.BROKEN, response))):
        for name in FORMATS:
            render(name, each).encode()
            render(name, each, token=TOKEN).encode()
            export(name, [each, each]).encode()


@given(BODIES, HEADER)
def test_curl_and_httpie_commands_parse_back_to_the_request(body: str, header: str) -> None:
    sent = any_exchange(body, Action.INTERACT, b"{}", header)
    for name, prefix in (("curl", "x-forwarded-city: "), ("httpie", "x-forwarded-city:")):
        words = [word.text for word in read_bash(render(name, sent)).commands[0].words]
        assert words[-1] == body
        assert prefix + header in words


@given(BODIES, HEADER)
def test_the_python_program_has_the_same_request(body: str, header: str) -> None:
    found: dict[str, Any] = {}
    for statement in ast.parse(render("python", any_exchange(body, Action.INTERACT, b"{}", header))).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = statement.value
    values = {key.value: value for key, value in zip(found["headers"].keys, found["headers"].values, strict=True)}
    written = values["x-forwarded-city"]
    assert ast.literal_eval(written.func.value if isinstance(written, ast.Call) else written) == header
    if "body" in found:
        assert compact(ast.literal_eval(found["body"])) == body
    else:
        assert ast.literal_eval(found["content"].func.value) == body


@given(BODIES)
def test_the_json_formats_have_the_same_request(body: str) -> None:
    sent = any_exchange(body, Action.INTERACT, b"{}", "")
    assert json.loads(render("body", sent)) == json.loads(body)
    (entry,) = json.loads(render("har", sent))["log"]["entries"]
    assert entry["request"]["postData"]["text"] == body


@every_row("name", FORMATS)
@every_row("action", Action)
def test_no_active_or_invisible_character_is_in_an_export(name: str, action: Action) -> None:
    body = compact({"event": {"xdm": {HOSTILE: HOSTILE}}, "events": [{"xdm": {"a": HOSTILE}}], "consent": [HOSTILE]})
    response = json.dumps(
        {"requestId": HOSTILE, "handle": [{"type": HOSTILE, "payload": [HOSTILE]}]}, ensure_ascii=False
    )
    sent = any_exchange(body, action, response.encode(), "Z\xfcrich\xad")
    sent = replace(sent, notes=(HOSTILE,))
    for each in (sent, replace(sent, outcome=Failure(FailureKind.BROKEN, HOSTILE))):
        assert is_visible(render(name, each))


@given(st.sampled_from(Action), BODIES)
def test_any_document_can_be_written_as_alloy_calls(action: Action, body: str) -> None:
    assert "alloy(" in render("alloy", exchange(body, action=action))


@every_row("events", [[1], ["x"], [None], [[]], {}, "x", 3, None, [{"xdm": 3}], [{}]])
def test_a_media_call_with_any_events_can_be_written(events: object) -> None:
    text = render("alloy", exchange(compact({"events": events}), action=Action.MEDIA))
    assert text.count("sendMediaEvent") == (len(events) if isinstance(events, list) else 0)


@pytest.mark.parametrize("depth", [150, 199, 500, 5_000, 100_000])
def test_a_body_of_any_depth_can_be_written(depth: int) -> None:
    body = '{"event":' + "[" * depth + "]" * depth + "}"
    for name in FORMATS:
        render(name, exchange(body, outcome=Response(200, (), body.encode(), Timings(1.0))))


def test_a_nul_in_an_imported_header_never_becomes_the_token() -> None:
    sent = exchange(authenticated=True)
    headers = (*sent.request.headers, ("x-any", "a\0token"))
    sent = replace(sent, request=replace(sent.request, headers=headers))
    for name in ("curl", "httpie", "python"):
        assert render(name, sent).count("EDGE_TUI_ACCESS_TOKEN") == 1


@pytest.mark.parametrize("url", ["http://[::1?a=b#c?d=e", "not a URL", "", "https://e/%zz?%zz=\x00&&=", "//?\ud800=b"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_an_exchange_with_any_url(name: str, url: str) -> None:
    sent = exchange("{}")
    text = render(name, replace(sent, request=replace(sent.request, url=url)))
    assert isinstance(text, str)
    if name == "har" and "c?d" in url:
        assert json.loads(text)["log"]["entries"][0]["request"]["queryString"] == [{"name": "a", "value": "b"}]


def test_only_a_bundle_which_states_what_it_holds_is_searched_for_personal_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched: list[Exchange] = []
    monkeypatch.setattr("edge_tui.formats.export.counts_of", lambda each: searched.append(each) or {})
    for name in FORMATS:
        searched.clear()
        export(name, [exchange(), exchange()])
        assert len(searched) == (2 if name == "bundle" else 0), name


READERS = {
    ".har": lambda text: [json.loads(text)],
    ".json": lambda text: [json.loads(text)],
    ".jsonl": lambda text: [json.loads(line) for line in text.removesuffix("\n").split("\n")],
}


@pytest.mark.parametrize("salt", [None, b"salt"])
def test_a_file_of_any_number_of_exchanges_is_one_that_its_name_says(salt: bytes | None) -> None:
    exchanges = [exchange(body) for body in (*NASTY, "", "null", '{"big": 41861666193140161934276845651148876988}')]
    for name in FORMATS:
        for count in (1, 2, len(exchanges)):
            read = READERS.get(suffix_of(name, count))
            # Alone, a body that isn't JSON stays as it was sent.
            assert read is None or read(export(name, exchanges[:count], salt)), name


def test_bodies_are_a_line_each_and_one_that_is_not_json_is_a_string() -> None:
    bodies = ['{ "a" : [ 1,\n\t2 ] }', "not json\n\x1b[31m", "", '{"id": 41861666193140161934276845651148876988}']
    text = export_lines("body", [exchange(body) for body in bodies])
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines == [{"a": [1, 2]}, bodies[1], None, {"id": 41861666193140161934276845651148876988}]
    assert "\x1b" not in text
    assert len(export_lines("body", [exchange(bodies[0])]).splitlines()) == 1
