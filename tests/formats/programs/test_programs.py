"""A request in the code that an API tool or a colleague wrote comes back as it is sent."""

# ruff: noqa: E501 (programs as their tools write them)
import json

import pytest

from edge_tui.formats import read
from tests.formats.programs.samples import EVENT, HEADERS, PROGRAMS, URL


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_request_in_a_program_comes_back(name: str) -> None:
    reading = read(PROGRAMS[name])
    assert len(reading.requests) == 1, reading
    (found,) = reading.requests
    assert json.loads(found.draft.text) == EVENT
    assert found.request is not None, found.notes
    assert found.request.url == URL
    assert dict(found.request.headers) == HEADERS
    assert found.notes == ()


BODY = '{"event": {"xdm": {"eventType": "a.b"}}}'
PHP = f"<?php $c = curl_init('{URL}'); curl_setopt($c, CURLOPT_POSTFIELDS, BODY);"
COMPUTED = {
    "PHP": (PHP.replace("BODY", '"{\\"event\\": {\\"xdm\\": {\\"eventType\\": \\"$type\\"}}}"'), "$type"),
    "PHP with an array": (PHP.replace("BODY", "json_encode(['event' => ['xdm' => ['eventType' => $type]]])"), "$type"),
    "PHP with a call": (PHP.replace("BODY", "json_encode(['event' => ['xdm' => ['eventType' => f(1, 'b)')]]])"), None),
    "Ruby": (
        f"Net::HTTP::Post.new(URI('{URL}')).body = {{event: {{xdm: {{eventType: type}}}}}}.to_json",
        "type",
    ),
    "Kotlin": (
        f'val b = """{{"event": {{"xdm": {{"eventType": "${{order.type}}"}}}}}}""".toRequestBody()\nurl("{URL}")',
        "order.type",
    ),
    "Swift": (
        f'let b = "{{\\"event\\": {{\\"xdm\\": {{\\"eventType\\": \\"\\(type)\\"}}}}}}"\nURLRequest(url: URL(string: "{URL}")!)',
        "type",
    ),
    "Java": (
        f'new OkHttpClient(); String b = "{{\\"event\\": {{\\"xdm\\": {{\\"eventType\\": \\"" + type + "\\"}}}}}}"; url("{URL}")',
        "type",
    ),
    "C#": (
        f'new HttpClient(); var b = "{{\\"event\\": {{\\"xdm\\": {{\\"eventType\\": \\"" + type + "\\"}}}}}}"; Post("{URL}")',
        "type",
    ),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_a_computed_value_is_asked_for(name: str) -> None:
    text, words = COMPUTED[name]
    (found,) = read(text).requests
    event_type = json.loads(found.draft.text)["event"]["xdm"]["eventType"]
    assert event_type.startswith("{{ask:")
    assert words is None or event_type == f"{{{{ask:{words}}}}}"
    assert found.request is None
    assert any("you are asked for" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (f"<?php $c = curl_init('{URL}'); curl_setopt($c, CURLOPT_POSTFIELDS, $body);", "The body isn't in the PHP"),
        (f'req, _ := http.NewRequest("POST", "{URL}", body)', "The body isn't in the Go program"),
        (f"Faraday.post('{URL}', event.to_json)", "The body isn't in the Ruby program"),
        (f'http.NewRequest("POST", "{URL}", `{BODY}`); http.NewRequest("POST", "{URL}2", `{BODY}`)', "has 2 requests"),
        (f'http.NewRequest("POST", "{URL}", `{BODY}`); http.Post("{URL}", "", `{BODY}`)', "has 2 bodies"),
        (f'http.NewRequest("POST", "https://www.example.com/", `{BODY}`)', "no request to the Edge Network"),
    ],
)
def test_what_a_program_lacks_is_named_and_never_guessed(text: str, missing: str) -> None:
    reading = read(text)
    assert reading.requests == ()
    assert missing in reading.missing
    assert reading.fix


def test_a_computed_header_is_named_and_a_token_is_a_secret() -> None:
    headers = "CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . $token, 'x-api-key: k']"
    (found,) = read(
        f"<?php curl_setopt_array(curl_init('{URL}'), [{headers}, CURLOPT_POSTFIELDS => '{BODY}']);"
    ).requests
    assert found.notes == ("These headers are computed and weren't imported: Authorization.",)
    assert found.profile.client_id == "k"
    (found,) = read(
        f'r, _ := http.NewRequest("POST", "{URL}", strings.NewReader(`{BODY}`))\nr.Header.Add("Authorization", "Bearer CANARY")'
    ).requests
    assert found.secrets == {"access_token": "CANARY"}
    assert "CANARY" not in found.draft.text


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_is_cut_off_anywhere_is_read_without_a_crash(name: str) -> None:
    text = PROGRAMS[name]
    for end in range(0, len(text), 23):
        assert all(isinstance(each.draft.text, str) for each in read(text[:end]).requests)
