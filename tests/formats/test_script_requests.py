"""HTTP requests are found in JavaScript and Python however they are written, and come back equal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import FORMATS, Imported, read
from edge_tui.model.json.document import compact
from edge_tui.model.placeholders import PATTERN
from tests.formats.exchanges import EVENT, NASTY, TOKEN, URL, exchange
from tests.tables import every_row

HEADERS = {"content-type": "text/plain; charset=UTF-8", "user-agent": "Mozilla/5.0 (X11)"}
JSON = json.dumps(EVENT)
TEXT = json.dumps(JSON)

JAVASCRIPT = {
    "fetch of Chrome": f'fetch("{URL}", {{"headers": {json.dumps(HEADERS)}, "body": {TEXT}, "method": "POST"}});',
    "fetch with stringify": f"fetch('{URL}', {{ method: 'POST', headers: HEADERS, body: JSON.stringify({JSON}) }})",
    "use in console": f'await fetch("{URL}", {{"headers": {json.dumps(HEADERS)}, "body": {TEXT}, "method": "POST" }})',
    "fetch with Headers": f"fetch(`{URL}`, {{ method: 'POST', headers: new Headers(HEADERS), body: {TEXT} }})",
    "fetch with a Request": f"fetch(new Request('{URL}', {{ method: 'POST', headers: HEADERS, body: {TEXT} }}))",
    "fetch with a URL": f"window.fetch(new URL('{URL}'), {{ method: 'POST', headers: HEADERS, body: {TEXT} }})",
    "fetch with variables": f"const url = '{URL}'\nconst body = JSON.stringify({JSON})\n"
    "const options = { method: 'POST', headers: HEADERS, body }\nconst r = await fetch(url, options)",
    "node-fetch": "const fetch = require('node-fetch');\n"
    f"fetch('{URL}', {{method: 'post', headers: HEADERS, body: {TEXT}}})",
    "axios.post": f"axios.post('{URL}', {JSON}, {{ headers: HEADERS }}).then(r => r.data)",
    "axios with options": f"axios({{ method: 'post', url: '{URL}', headers: HEADERS, data: {JSON} }})",
    "axios.request": f"axios.request({{ method: 'POST', url: '{URL}', headers: HEADERS, data: {TEXT} }})",
    "an axios client": "const api = axios.create({ baseURL: 'https://edge.adobedc.net', headers: HEADERS })\n"
    f"api.post('{URL.removeprefix('https://edge.adobedc.net')}', {JSON})",
    "XMLHttpRequest": f"var xhr = new XMLHttpRequest(); xhr.open('POST', '{URL}', true);\n"
    + "".join(f"xhr.setRequestHeader('{name}', {json.dumps(value)});\n" for name, value in HEADERS.items())
    + f"xhr.onload = function () {{ console.log(xhr.response) }};\nxhr.send({TEXT});",
    "jQuery": f"$.ajax({{ url: '{URL}', type: 'POST', headers: HEADERS, data: JSON.stringify({JSON}) }})",
    "got": f"await got.post('{URL}', {{ headers: HEADERS, json: {JSON} }}).json()",
    "request of Postman": f"var request = require('request');\nvar options = {{'method': 'POST', 'url': '{URL}', "
    f"'headers': HEADERS, body: JSON.stringify({JSON})}};\nrequest(options, function (error, response) {{}});",
    "TypeScript": f"const r: Response = await fetch('{URL}' as string, {{ method: 'POST', headers: HEADERS, "
    f"body: JSON.stringify({JSON} as const) }} satisfies RequestInit)",
}
PYTHON = {
    "requests with json": f"import requests\nr = requests.post('{URL}', headers=HEADERS, json=PAYLOAD)\nprint(r.text)",
    "requests with data": f"import json, requests\nrequests.post('{URL}', data=json.dumps(PAYLOAD), headers=HEADERS)",
    "requests.request": f'import requests\n\nurl = "{URL}"\n\npayload = json.dumps(PAYLOAD)\nheaders = HEADERS\n\n'
    'response = requests.request("POST", url, headers=headers, data=payload)\n\nprint(response.text)',
    "httpx": f"import httpx\nasync with httpx.AsyncClient() as client:\n    await client.post('{URL}', "
    "content=json.dumps(PAYLOAD).encode('utf-8'), headers={**HEADERS})",
    "a session": "import requests\ns = requests.Session()\ns.headers.update(HEADERS)\n"
    f"s.post(\n    url='{URL}',\n    json=PAYLOAD,\n)",
    "urllib": f"from urllib import request\nreq = request.Request('{URL}', data=json.dumps(PAYLOAD).encode(), "
    "headers=HEADERS, method='POST')\nrequest.urlopen(req)",
    "http.client": "import http.client\nconn = http.client.HTTPSConnection('edge.adobedc.net')\n"
    f"conn.request('POST', '{URL.removeprefix('https://edge.adobedc.net')}', json.dumps(PAYLOAD), HEADERS)",
    "a prompt": f">>> import requests\n>>> requests.post('{URL}', json=PAYLOAD,\n...     headers=HEADERS)",
}


def _same(found: Imported) -> None:
    assert json.loads(found.draft.text) == EVENT
    assert found.request is not None
    assert found.request.url == URL
    assert json.loads(found.request.body) == EVENT
    assert dict(found.request.headers) == HEADERS
    assert found.notes == ()


@every_row("name", JAVASCRIPT)
def test_a_request_in_javascript_comes_back(name: str) -> None:
    (found,) = read(JAVASCRIPT[name].replace("HEADERS", json.dumps(HEADERS))).requests
    _same(found)


@every_row("name", PYTHON)
def test_a_request_in_python_comes_back(name: str) -> None:
    text = PYTHON[name].replace("HEADERS", repr(HEADERS)).replace("PAYLOAD", repr(EVENT))
    (found,) = read(text).requests
    _same(found)


def _written(text: str, dice: st.DataObject, *, python: bool) -> str:
    """A string as people may quote it."""
    quote = dice.draw(st.sampled_from(["'", '"'] + (["'''", '"""'] if python else ["`"])))
    escaped = text.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0]).replace("\n", "\\n")
    return quote + (escaped.replace("${", "\\${") if quote == "`" else escaped) + quote


def _spelled(value: Any, dice: st.DataObject, *, python: bool) -> str:
    """A document as a literal, with odd whitespace, comments, quotes and trailing commas."""
    comment = dice.draw(
        st.sampled_from(
            ["", " ", "\n", "\t", "\r\n", "# it's\n" if python else "// it's\n", "" if python else "/* } */"]
        )
    )
    comma = dice.draw(st.sampled_from(["", ","]))
    if isinstance(value, dict):
        items = list(value.items())
        members = [
            f"{comment}{_written(name, dice, python=python) if python or not name.isidentifier() else name}: "
            f"{_spelled(member, dice, python=python)}"
            for name, member in items
        ]
        return "{" + ",".join(members) + (comma if members else "") + comment + "}"
    if isinstance(value, list):
        return "[" + ",".join(_spelled(item, dice, python=python) for item in value) + (comma if value else "") + "]"
    if isinstance(value, str):
        return _written(value, dice, python=python)
    return comment + (repr(value) if python else json.dumps(value))


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(alphabet="aé\"'`\\/$ {}👋#,;", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b c", "d'e"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values, st.data())
def test_any_body_comes_back_from_any_way_to_write_it(value: Any, dice: st.DataObject) -> None:
    document = {"events": [{"xdm": {"_tenant": value}}]}
    if "{{" in compact(document) and PATTERN.search(compact(document)):
        return
    for python in (False, True):
        url = _written("https://edge.adobedc.net/ee/v1/interact?configId=c", dice, python=python)
        body = _spelled(document, dice, python=python)
        text = (
            f"import requests\nrequests.post({url}, json={body})"
            if python
            else (f"const b = {body};\nfetch({url}, {{ method: 'POST', body: JSON.stringify(b) }})")
        )
        (found,) = read(text).requests
        assert json.loads(found.draft.text) == document, text


@every_row("name", ["python"])
@every_row("body", [None, *NASTY[:-1]])
def test_a_program_written_here_is_read_back(name: str, body: str | None) -> None:
    sent = exchange(body).request
    (found,) = read(FORMATS[name].render(exchange(body))).requests
    assert found.request is not None
    assert (found.request.url, found.request.headers) == (sent.url, sent.headers)
    assert found.request.body == sent.body or json.loads(found.request.body) == json.loads(sent.body)


def test_a_token_of_the_environment_is_left_out_and_one_in_the_text_is_a_secret() -> None:
    (hidden,) = read(FORMATS["python"].render(exchange(authenticated=True))).requests
    assert hidden.notes == ("These headers are computed and weren't imported: authorization.",)
    (found,) = read(FORMATS["python"].render(exchange(authenticated=True), token=TOKEN)).requests
    assert found.secrets == {"access_token": TOKEN}
    assert TOKEN not in found.draft.text


def test_several_requests_in_one_text_are_all_found() -> None:
    one = JAVASCRIPT["fetch of Chrome"]
    other = 'fetch("https://www.example.com/analytics", {"method": "GET"});'
    reading = read(" ;\n".join([one, other, one, one]))
    assert reading.kind == "fetch call"
    assert len(reading.requests) == 3


def test_calls_of_both_kinds_in_one_text_are_found() -> None:
    text = 'alloy("sendEvent", {xdm: {_id: "a"}})\n' + JAVASCRIPT["fetch of Chrome"]
    reading = read(text)
    assert reading.kind == "Web SDK call"
    assert len(reading.requests) == 2


def test_computed_parts_become_placeholders_or_are_named() -> None:
    text = """
    const url = `${EDGE_HOST}/ee/${region}/v1/interact?configId=${DATASTREAM}&requestId=r-1`;
    fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}`, "x-api-key": "k" },
      body: JSON.stringify({ events: [{ xdm: { _id: id, timestamp: new Date(), name: `a ${b}` } }] }) })
    """
    (found,) = read(text).requests
    assert found.request is None
    assert json.loads(found.draft.text)["events"][0]["xdm"] == {
        "_id": "{{ask:id}}",
        "timestamp": "{{now}}",
        "name": "a {{ask:b}}",
    }
    assert (found.profile.url, found.profile.base_path, found.profile.client_id) == (
        "https://edge.adobedc.net",
        "ee",
        "k",
    )
    assert found.notes[:3] == (
        "The script's URL has no host in the text; edge.adobedc.net is assumed.",
        "These parts of the URL are computed and weren't imported: EDGE_HOST, region, DATASTREAM.",
        "These headers are computed and weren't imported: Authorization.",
    )


@pytest.mark.parametrize(
    ("body", "drafted"),
    [
        ('`{"events": [{"xdm": {"_id": "${id}"}}]}`', {"events": [{"xdm": {"_id": "{{ask:id}}"}}]}),
        ('\'{"events": [{"xdm": {"n": \' + total + \'}}]}\'', {"events": [{"xdm": {"n": "{{ask:total}}"}}]}),
        ('\'{"events": [{"xdm": {"n": "{{now}}"}}]}\'', {"events": [{"xdm": {"n": "{{!now}}"}}]}),
        ("new Blob([JSON.stringify({events: []})], {type: 'text/plain'})", {"events": []}),
    ],
)
def test_a_body_that_is_a_text_is_read_as_far_as_it_is_one(body: str, drafted: Any) -> None:
    (found,) = read(f"navigator.sendBeacon('https://edge.adobedc.net/ee/v1/collect?configId=c', {body})").requests
    assert found.draft.action == "collect"
    assert json.loads(found.draft.text) == drafted


def test_a_body_that_is_not_in_the_text_is_named() -> None:
    (found,) = read(f"fetch('{URL}', {{ method: 'POST', body: payload }})").requests
    assert found.notes == ("The body isn't in the text: payload.",)


@pytest.mark.parametrize("options", ["{body: null, method: 'POST'}", "{method: 'POST', headers: {}}", "{body: ''}"])
def test_a_call_without_a_body_is_not_an_empty_event(options: str) -> None:
    reading = read(f"fetch('{URL}', {options})")
    assert (reading.requests, reading.missing) == ((), "The fetch call has no body.")
    beside = read(f"fetch('{URL}', {options}); fetch('{URL}', {{ method: 'POST', body: '{{\"events\": []}}' }})")
    assert (len(beside.requests), beside.notes) == (1, ("Left out, because it has no body: 1 fetch call.",))


def test_the_body_of_a_chain_is_the_one_that_it_sends() -> None:
    sent = "{events: [{xdm: {_id: '%s'}}]}"
    text = "".join(f"request.post('{URL}').set('a', 'b').send({sent % number}).end();\n" for number in range(3))
    found = read(text).requests
    assert [json.loads(each.draft.text)["events"][0]["xdm"]["_id"] for each in found] == ["0", "1", "2"]


def test_a_call_that_is_cut_off_in_its_body_is_read_as_far_as_it_goes() -> None:
    whole = f'fetch(\'{URL}\', {{"headers": {{}}, "body": ' + json.dumps('{"events": [{"xdm": {"a": "b\\"c"}}]}')
    start = whole.index("events")
    for end in range(start, len(whole) - 1):
        (found,) = read(whole[:end]).requests
        assert found.draft.text.startswith('{"events'[: max(2, end - start + 2)])
        assert "never closed" in found.notes[0]


def test_a_referrer_is_the_header_that_the_browser_sends() -> None:
    (found,) = read(
        f"fetch('{URL}', {{ referrer: 'https://shop.example.com/', method: 'POST', body: '{{}}' }})"
    ).requests
    assert dict(found.draft.headers) == {"referer": "https://shop.example.com/"}


@pytest.mark.parametrize(
    "text",
    [
        'fetch("https://www.example.com/")',
        "requests.post('https://example.com', json={'a': 1})",
        "axios.post('https://example.com/v1/interacting', {})",
    ],
)
def test_a_request_to_another_server_is_said_to_be_one(text: str) -> None:
    reading = read(text)
    assert reading.requests == ()
    assert reading.missing.endswith("isn't a request to the Edge Network.")


SENT = "JSON.stringify({ event: { xdm: { eventType: 'a.b' } } })"
ADDRESS, _, QUERY = URL.partition("?")
CHAIN = "set('a', 'b').send({ event: { xdm: { eventType: 'a.b' } } })"
PARAMETERS = ", ".join(f"{name}: '{value}'" for name, value in (each.split("=") for each in QUERY.split("&")))
CHAINED = f"request.post('{ADDRESS}').query({{ {PARAMETERS} }}).{CHAIN};"


@pytest.mark.parametrize(
    ("script", "count"),
    [
        (f"import http from 'k6/http';\nhttp.request('POST', '{URL}', {SENT}, {{ headers: {{ a: 'b' }} }});", 1),
        (f"const url = '{URL}';\nawait http.asyncRequest('POST', url, {SENT});", 1),
        (f"http.batch([['POST', '{URL}', {SENT}], {{ method: 'POST', url: '{URL}', body: {SENT} }}]);", 2),
        (f"http.batch({{ first: ['POST', '{URL}', {SENT}, {{ headers: {{ a: 'b' }} }}] }});", 1),
        (CHAINED, 1),
    ],
)
def test_the_requests_of_a_load_test_are_read(script: str, count: int) -> None:
    reading = read(script)
    assert len(reading.requests) == count
    for found in reading.requests:
        assert json.loads(found.draft.text) == {"event": {"xdm": {"eventType": "a.b"}}}
        assert (found.profile.url, bool(found.profile.datastream_id)) == ("https://edge.adobedc.net", True)


@pytest.mark.parametrize("offset", ["'Z'", "'+00:00'", "''"])
def test_a_time_has_one_offset(offset: str) -> None:
    moment = f"datetime.utcnow().isoformat() + {offset}"
    script = f"import requests\nrequests.post('{URL}', json={{'event': {{'xdm': {{'timestamp': {moment}}}}}}})"
    (found,) = read(script).requests
    assert json.loads(found.draft.text) == {"event": {"xdm": {"timestamp": "{{now}}"}}}


@pytest.mark.parametrize("key", ["\u00b2", "1" * 5000, "7"])
def test_an_item_that_a_list_does_not_have_leaves_the_others(key: str) -> None:
    (found,) = read(f'const list = ["a"]; alloy("sendEvent", {{xdm: {{a: list["{key}"], b: list["0"]}}}})').requests

    assert json.loads(found.draft.text)["events"][0]["xdm"]["b"] == "a"
