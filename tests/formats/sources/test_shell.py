"""Texts as people copy and mistype them: everything that can be read is, and the rest is named with its place."""

import html
import json
from urllib.parse import quote as percent_encoded
from urllib.parse import quote_plus

import pytest

from edge_tui.formats import Imported, Reading, read
from tests.tables import every_row

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=ds1"
BODY = '{"event":{"xdm":{"eventType":"a.b"}}}'
EVENT = json.loads(BODY)


def one(text: str) -> tuple[Imported, Reading]:
    reading = read(text)
    (found,) = reading.requests
    return found, reading


def body_of(text: str) -> object:
    return json.loads(one(text)[0].draft.text)


@every_row(
    "text",
    [
        f'curl -X POST "{URL}" \n-H "Content-Type: application/json" \n-d \'{BODY}\'\n',
        f"curl -X POST\n'{URL}'\n-d\n'{BODY}'",
        f"curl '{URL}' \\\n  -H 'accept: */*' \\\n# the body\n  -d '{BODY}'",
        f"curl.exe '{URL}' -d '{BODY}'",
        f"/usr/bin/curl '{URL}' -d '{BODY}'",
        f"curl “{URL}” –H ‘accept: */*’ —data ‘{BODY}’",
        f"`curl '{URL}' -d '{BODY}'`",
        f"1. curl '{URL}' -d '{BODY}'",
        f"  501  curl '{URL}' -d '{BODY}'",
        f"(venv) anna@host ~ % curl '{URL}' -d '{BODY}'",
        f"[anna@host dir]$ curl '{URL}' -d '{BODY}'",
        f"PS C:\\Users\\anna> curl.exe -X POST '{URL}' `\n>> -d '" + BODY.replace('"', '\\"') + "'",
        f"docker run --rm curlimages/curl -s '{URL}' -d '{BODY}'",
        f"time curl '{URL}' -d '{BODY}'",
        f"ARGS=(-H 'accept: */*' -d '{BODY}')\ncurl \"${{ARGS[@]}}\" '{URL}'",
        f"curl -Uri '{URL}' -Method POST -Body '{BODY}' -ContentType application/json",
        f"curl -G https://edge.adobedc.net/ee/v2/interact -d datastreamId=ds1 -d '{BODY}'",
        f"curl '{URL}' --data-urlencode '{BODY}'",
        f"curl '{URL}' -T - <<< '{BODY}'",
        f"curl --frobnicate 5 --sil -sSk --http3-only '{URL}' -d '{BODY}' --no-keepalive --expand-output x",
        f"curl {URL} -H Authorization: Bearer abc.def -d '{BODY}'",
        f"curl {URL}&requestId=1 -d '{BODY}'",
        f'curl "{URL}" -d "{BODY}"',
        f"curl '{URL}' \\\n  -H 'accept: */* \\\n  -H 'origin: https://a.example' \\\n  --data-raw '{BODY}'",
        "http POST edge.adobedc.net/ee/v2/interact datastreamId==ds1 event[xdm][eventType]=a.b",
        'https :8443/ee/v2/interact datastreamId==ds1 event:=\'{"xdm":{"eventType":"a.b"}}\'',
        f"echo '{BODY}' | http POST '{URL}' accept:*/*",
        f"wget --method=POST --body-data '{BODY}' --header 'accept: */*' '{URL}' -O -",
        html.escape(f"curl '{URL}' -H 'accept: */*' -d '{BODY}'"),
        html.escape(f"curl \"{URL}\" -d '{BODY}'"),
        f"curl '{URL}' -H 'accept: */* -d '{BODY}'",
        f"curl '{URL}' -H 'accept: */* --data-raw '{BODY}' --compressed",
        f"curl '{URL}' -F 'data={BODY};type=application/json'",
        f"curl '{URL}' -d 'data={BODY}'",
        f"curl '{URL}' -d 'a=1&data={percent_encoded(BODY)}'",
        f"curl '{URL}' -d '{quote_plus(BODY)}'",
        f"POST {URL}\nContent-Type: application/json\n{BODY}\nHTTP 200\n[Asserts]\njsonpath '$.handle' exists",
        f"POST {URL}\n```json\n{BODY}\n```\nHTTP *",
        f"POST {URL}\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Type: a/b\n\n{BODY}\n--b--",
    ],
    ids=lambda text: text[:40].replace("\n", " "),
)
def test_a_text_is_read_on_where_its_meaning_is_plain(text: str) -> None:
    found, _ = one(text)
    assert json.loads(found.draft.text) == EVENT
    assert found.profile.datastream_id == "ds1"


def test_an_unescaped_apostrophe_is_part_of_the_text_and_named_with_its_place() -> None:
    body = '{"events":[{"xdm":{"web":{"webPageDetails":{"name":"Men\'s shoes"}}}}]}'
    text = f"curl '{URL}' \\\n  --data-raw '{body}'"
    found, reading = one(text)
    assert json.loads(found.draft.text) == json.loads(body)
    column = text.rindex("'s") - text.index("\n")
    assert reading.notes == (f"The ' here isn't escaped and was read as part of the text (line 2, column {column}).",)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r"$'{\"event\":{\"xdm\":{\"a\":\"it\'s Men's\"}}}'", "it's Men's"),
        (r"""'{"event":{"xdm":{"a":"Men\'s and Women\'s"}}}'""", "Men's and Women's"),
        (r"""'{"event":{"xdm":{"a":"Men's, Women's -x 'y' z"}}}'""", "Men's, Women's -x 'y' z"),
    ],
)
def test_apostrophes_are_part_of_the_text_however_they_are_escaped(written: str, name: str) -> None:
    for after in ("", " --compressed", "\n"):
        found, reading = one(f"curl '{URL}' --data-raw {written}{after}")
        assert json.loads(found.draft.text)["event"]["xdm"]["a"] == name
        assert "The ' here isn't escaped" in reading.notes[0]


def test_an_open_quote_of_a_header_is_named_with_its_place() -> None:
    _, reading = one(f"curl '{URL}' -H 'accept: */* -d '{BODY}'")
    column = len(f"curl '{URL}' -H '")
    assert reading.notes == (f"A quote is left open here; it was read to the next option (line 1, column {column}).",)


def test_commands_and_scripts_of_one_text_are_all_read() -> None:
    command, call = f"curl '{URL}' -d '{BODY}'", f"fetch('{URL}', {{method: 'POST', body: '{BODY}'}});"
    for text in (f"{command}\n{call}", f"{call}\n{command}", f"{command} {command}", f"{command} -A curl\n{call}"):
        assert [json.loads(each.draft.text) for each in read(text).requests] == [EVENT, EVENT]


def test_a_quote_that_is_left_open_is_read_to_the_end_and_named_with_its_place() -> None:
    found, reading = one(f"curl '{URL}' \\\n  -d '{BODY[:-4]}")
    assert found.draft.text == BODY[:-4]
    assert reading.notes == ("A quote is left open here; it was read to the end of the text (line 2, column 6).",)
    assert "isn't JSON" in found.notes[0]


@every_row(
    ("text", "missing"),
    [
        (f"curl '{URL}' -H 'accept: */*'", "The curl command has no body."),
        (f"curl '{URL}' -d ''", "The curl command has an empty body."),
        (f"curl '{URL}' -d @event.json", "The curl command has its body in the file event.json, which wasn't read."),
        (
            f"cat event.json | curl '{URL}' -d @-",
            "The curl command has its body in the file event.json, which wasn't read.",
        ),
        (
            f"mint | curl '{URL}' -d @-",
            "The curl command has its body in the output of mint, which wasn't read.",
        ),
        (f"curl '{URL}' -d @-", "The curl command has its body in standard input, which wasn't read."),
        (f"wget '{URL}' --post-file=e.json", "The wget command has its body in the file e.json, which wasn't read."),
        (f"http '{URL}' @e.json", "The HTTPie command has its body in the file e.json, which wasn't read."),
        (f"irm '{URL}' -InFile e.json", "The PowerShell command has its body in the file e.json, which wasn't read."),
        (
            "curl https://api.example.com/v1/things?key=1 -d '{}'",
            "The curl command goes to api.example.com/v1/things, which isn't an endpoint of the Edge Network.",
        ),
        ("curl -d '{}'", "The curl command has no URL."),
        ("POST /ee/v2/interact HTTP/1.1\nHost: a.example\n\n", "The HTTP request has no body."),
        ("> POST /ee/v2/interact HTTP/2\n> Host: a.example\n>\n< HTTP/2 200\n", "The HTTP request has no body."),
    ],
)
def test_a_request_without_a_body_gives_nothing_and_says_what_was_there(text: str, missing: str) -> None:
    reading = read(text)
    assert (reading.requests, reading.missing) == ((), missing)
    assert reading.fix


def test_of_several_requests_the_one_without_a_body_is_named_by_its_line() -> None:
    _, reading = one(f"curl '{URL}'\ncurl '{URL}' -d '{BODY}'\ncurl '{URL}' \\\n -d @a.json")
    assert reading.notes == (
        "Line 1: the request has no body.",
        "Line 3: the request has its body in the file a.json, which wasn't read.",
    )


def test_variables_that_the_text_sets_are_filled_in_and_others_are_named() -> None:
    url = "https://$HOST/ee/v2/interact?datastreamId=$DS"
    text = f'DS=ds1\ncurl "{url}" -H "Authorization: Bearer ${{TOKEN}}" -d \'{BODY}\''
    found, reading = one(text)
    assert (found.profile.datastream_id, found.profile.url, found.secrets, found.request) == ("ds1", "", {}, None)
    column = text.index("${TOKEN}") - text.index("\n")
    assert reading.notes == (
        f"No value in this text, kept: $HOST (line 2, column 15), $TOKEN (line 2, column {column})."
        " In an event, edge-tui writes {{var:HOST}}, {{var:TOKEN}}.",
    )


def test_variables_of_cmd_and_powershell_are_filled_in_and_others_are_named() -> None:
    escaped = BODY.replace('"', '\\"')
    text = f'set DS=ds1\r\ncurl "{URL[:-3]}%DS%" -H "x-api-key: %KEY%" -d "{escaped}"'
    found, reading = one(text)
    assert (found.profile.datastream_id, found.profile.client_id) == ("ds1", "")
    assert f"%KEY% (line 2, column {text.index('%KEY%') - text.index(chr(10))})" in reading.notes[0]
    xdm_table = "@{ eventType = $kind; n = 1; ok = $true; list = @('x', 'y') }"
    body = f"@{{ event = @{{ xdm = {xdm_table} }} }} | ConvertTo-Json -Depth 9"
    text = f"$kind = 'a.b'\n$body = {body}\nirm '{URL}' -Method Post -Headers @{{'x-api-key' = $env:KEY}} -Body $body"
    found, reading = one(text)
    xdm = {"eventType": "a.b", "n": 1, "ok": True, "list": ["x", "y"]}
    assert json.loads(found.draft.text) == {"event": {"xdm": xdm}}
    assert "$env:KEY (line 3," in reading.notes[0]


def test_other_tools_placeholders_are_kept_and_ours_are_named() -> None:
    given = '"eventType": "{{kind}}", "timestamp": "{{$isoTimestamp}}", "n": {{count}}, "_id": "{{uuid}}"'
    body = '{"event": {"xdm": {GIVEN}}}'.replace("GIVEN", given)
    found, _ = one(f"curl '{URL[:-3]}{{{{datastreamId}}}}&requestId={{{{$guid}}}}' --data-raw '{body}'")
    xdm = {"eventType": "{{kind}}", "timestamp": "{{$isoTimestamp}}", "n": "{{count}}", "_id": "{{uuid}}"}
    assert json.loads(found.draft.text) == {"event": {"xdm": xdm}}
    assert found.profile.datastream_id == ""
    assert found.request is not None
    assert found.request.request_id == ""
    assert found.notes == (
        "Placeholders that weren't in quotes are now strings.",
        "Left out: {{datastreamId}}, {{$guid}}. URL, IDs and token come from the profile.",
        "Kept: {{kind}}, {{$isoTimestamp}}, {{count}}. In edge-tui, write {{var:kind}}, {{now}}, {{var:count}} instead,"
        " or a value.",
    )


@pytest.mark.parametrize("written", ["%KIND%", "<KIND>", "<<KIND>>", "{KIND}"])
def test_a_value_that_is_a_placeholder_in_any_notation_is_named(written: str) -> None:
    body = BODY.replace("a.b", written)
    found, _ = one(f"curl '{URL}' -d '{body}'")
    assert found.draft.text.count(written) == 1
    assert f"Kept: {written}. In edge-tui, write {{{{var:KIND}}}} instead, or a value." in found.notes
    inside, _ = one(f"curl '{URL}' -d '{BODY.replace('a.b', f'x {written} y')}'")
    assert not any("Kept" in note for note in inside.notes)


@pytest.mark.parametrize("written", ["$NAME", "${NAME}", "%NAME%", "$env:NAME", "<NAME>", "{NAME}", "$(printenv NAME)"])
def test_a_strangers_variable_never_becomes_a_placeholder_of_ours(written: str) -> None:
    for quote in ("'", '"'):
        inner = '{"event":{"xdm":{"_id":"VALUE"}}}'.replace("VALUE", written)
        inner = inner if quote == "'" else inner.replace('"', '\\"')
        for text in (f"curl '{URL}' -d {quote}{inner}{quote}", f"curl '{URL}' -d @- <<EOF\n{inner}\nEOF"):
            assert all("{{" not in each.draft.text for each in read(text).requests)


@every_row(
    "option",
    [
        "-H CANARY",
        "-H Authorization: Bearer CANARY",
        "-b CANARY=",
        "--CANARY x",
        "-u anna:CANARY",
        "-d @https://u:CANARY@h/",
        '-H "Authorization: Basic $(echo -n anna:CANARY | base64)"',
        '-H "Authorization: Bearer ${TOKEN:-CANARY}"',
        "--oauth2-bearer CANARY",
        "--variable t=CANARY",
    ],
)
def test_no_note_quotes_a_value(option: str) -> None:
    secret = "s3cr3t.T0ken"
    reading = read(f"curl '{URL}' {option.replace('CANARY', secret)} -d '{BODY}'")
    shown = [*reading.notes, reading.missing, reading.fix, *(note for each in reading.requests for note in each.notes)]
    assert secret not in " ".join(shown)


def test_a_first_party_domain_is_a_gateway_like_any() -> None:
    found, _ = one(f"curl https://data.shop.example/ee/or2/v1/interact?configId=ds1 -d '{BODY}'")
    assert (found.profile.url, found.profile.hint) == ("https://data.shop.example", "or2")


def test_the_parts_of_a_body_are_joined_as_curl_joins_them() -> None:
    found, _ = one(f"curl '{URL}' -d '{{\"event\":1' -d 'b=2' --data-binary '}}'")
    assert found.draft.text == '{"event":1&b=2&}'
    assert body_of(f"curl '{URL}' --json '{BODY[:10]}' --json '{BODY[10:]}'") == EVENT


def test_next_separates_requests() -> None:
    found = read(f"curl '{URL}' -H 'x-api-key: one' -d '{BODY}' --next '{URL}' -d '{BODY}' -: '{URL}'")
    assert [each.profile.client_id for each in found.requests] == ["one", ""]
    assert found.notes == ("Line 1: the request has no body.",)


def test_the_requests_of_an_http_file_are_read_with_its_variables() -> None:
    text = (
        f"@host = https://edge.adobedc.net\n@ds = ds1\n\n### one\n# @name x\nPOST {{{{host}}}}/ee/v2/interact\n"
        "    ?datastreamId={{ds}}\n    &requestId=r1\nContent-Type: application/json\nAuthorization: Bearer {{token}}\n"
        f"\n{BODY}\n\n> {{%\n client.log('x')\n%}}\n\n### two\n"
        "POST {{host}}/ee/v1/interact?configId={{ds}} HTTP/1.1\n"
        '\n{"events":[{"xdm":{}}]}\n###\nPOST {{host}}/ee/v2/interact\n\n< ./event.json\n'
    )
    reading = read(text)
    assert [json.loads(each.draft.text) for each in reading.requests] == [EVENT, {"events": [{"xdm": {}}]}]
    assert [each.profile.datastream_id for each in reading.requests] == ["ds1", "ds1"]
    assert reading.requests[0].request is not None
    assert reading.requests[0].request.request_id == "r1"
    line = text[: text.rindex("POST")].count("\n") + 1
    assert reading.notes == (f"Line {line}: the request has its body in the file ./event.json, which wasn't read.",)


@pytest.mark.parametrize(
    "first", ["POST /ee/v2/interact?datastreamId=ds1 HTTP/1.1\nHost: edge.adobedc.net", f"POST {URL}"]
)
def test_a_raw_request_ends_where_its_response_begins(first: str) -> None:
    text = f"{first}\ncontent-type: application/json\n\n{BODY}\n\nHTTP/1.1 200 OK\n\n{{}}"
    assert body_of(text) == EVENT


def test_a_request_of_http_2_and_a_chunked_one_are_read() -> None:
    pseudo = ":method: POST\n:authority: edge.adobedc.net\n:scheme: https\n:path: /ee/v2/interact?datastreamId=ds1"
    assert body_of(f"{pseudo}\naccept: */*\n\n{BODY}") == EVENT
    chunks = f"{len(BODY[:9]):x}\n{BODY[:9]}\n{len(BODY[9:]):x}\n{BODY[9:]}\n0\n"
    assert body_of(f"POST {URL} HTTP/1.1\nTransfer-Encoding: chunked\n\n{chunks}") == EVENT


def test_a_bruno_request_is_read_without_what_is_switched_off() -> None:
    text = (
        "meta {\n  name: x\n}\n\nvars:pre-request {\n  ds: ds1\n}\n\n"
        "post {\n  url: {{baseUrl}}/ee/v2/interact?datastreamId={{ds}}\n  body: json\n  auth: bearer\n}\n\n"
        "headers {\n  x-api-key: c1\n  ~x-gw-ims-org-id: off\n}\n\nauth:bearer {\n  token: {{token}}\n}"
        f"\n\nbody:json {{\n  {BODY}\n}}\n"
    )
    found, _ = one(text)
    assert json.loads(found.draft.text) == EVENT
    assert (found.profile.datastream_id, found.profile.client_id, found.profile.org_id) == ("ds1", "c1", "")
    assert (found.profile.url, found.secrets) == ("", {})
