"""Texts as pages, terminals and tools spoil them: read all the same, and what was spoiled is said."""

import json

import pytest

from edge_tui.formats import read
from edge_tui.model.json.document import at
from tests.tables import every_row

URL = "https://edge.adobedc.net/ee/v2/interact?datastreamId=4f1c9e2b-0000"
EVENT = '{"event": {"xdm": {"eventType": "a.b"}}}'
SPACED = EVENT.replace(": ", ":\u00a0")
JOINED = f"""Copied to your clipboardcurl -X POST "{URL}"-H "Content-Type: application/json"-d '{EVENT}'"""
NUMBERED = f"""1 curl -X POST '{URL}' \\
2   -d '{{
3     "event": {{"xdm": {{"eventType": "a.b"}}}}
4   }}'"""
# Chrome before it wrote ^" around an argument without line breaks.
CARETS = f"""curl "{URL}" ^
  --data-raw "^{{^\\^"event^\\^":^{{^\\^"xdm^\\^":^{{^\\^"eventType^\\^":^\\^"a.b^\\^"^}}^}}^}}\""""
COMMENTED = json.dumps(
    {
        "info": {"name": "n", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [
            {"name": "r", "request": {"method": "POST", "url": URL, "body": {"mode": "raw", "raw": f"{EVENT} // why"}}}
        ],
    }
)
HURL = f"POST {URL.partition('?')[0]}\n[QueryStringParams]\ndatastreamId: 4f1c9e2b-0000\n{EVENT}\nHTTP 200\n"
ENTRY = {"request": {"method": "POST", "url": URL, "postData": {"text": EVENT}}, "response": {"status": 200}}
CUT_HAR = json.dumps({"log": {"entries": [ENTRY, ENTRY]}})[:-60]
LOGGED = json.dumps({"level": "info", "request": {"url": URL, "body": EVENT, "headers": {"authorization": "Bearer x"}}})
BROKEN = '11-28 14:00:00.1 12 D AEP: sent {"event": {"xdm": {"eventType": "a\n11-28 14:00:00.1 12 D AEP: .b"}}}'


@every_row(
    ("text", "note"),
    [
        (JOINED, ""),
        (NUMBERED, ""),
        (CARETS, ""),
        (f"http post '{URL}' event:='{json.dumps(json.loads(EVENT)['event'])}'", ""),
        (f"const b: {{ event: {{ xdm: X }} }} = {EVENT};\nfetch('{URL}', {{ body: JSON.stringify(b) }})", ""),
        (f"curl '{URL}' -d '{SPACED}'", "Spaces of another kind"),
        (COMMENTED, "Comments were left out"),
        (HURL, ""),
        (CUT_HAR, "What is before that was read."),
        (LOGGED, ""),
        (BROKEN, ""),
        ('LOG  Edge.sendEvent {"xdmData": {"eventType": "a.b"}}', ""),
        (f"curl '{URL.replace('.net/', '.net:443/')}' -d '{EVENT}'", ""),
        (f"curl '{URL}' -d '{{event: {{xdm: {{eventType: \"a.b\",}}}}}}'", "it was read as JSON5"),
        (f"curl '{URL}' -d '{EVENT[:-1]}, \"n\": \"two\nlines\t\"}}'", "Line breaks and tabs within strings"),
        (f"curlie POST '{URL}' event:='{json.dumps(json.loads(EVENT)['event'])}'", ""),
        ("[{ xdm: { eventType: 'a.b' } }]", ""),
        ("{ xdm: { eventType: “a.b” } }", "Quotes of a word processor"),
    ],
)
def test_a_spoiled_text_is_read(text: str, note: str) -> None:
    reading = read(text)
    assert len(reading.requests) == 1
    (found,) = reading.requests
    document = json.loads(found.draft.text)
    assert at(document, "/event/xdm/eventType") == "a.b"
    assert found.profile.url in ("", "https://edge.adobedc.net")
    assert note in " ".join((*reading.notes, *found.notes))
    assert note or not (*reading.notes, *found.notes)


def test_a_body_that_no_reading_makes_json_stays_as_it_is() -> None:
    for body in ("{event: {xdm: f()}}", '{"event": {"xdm": {"n": NaN}}}', '{"event": ', "{}}", "[1, 2"):
        (found,) = read(f"curl '{URL}' -d '{body}'").requests
        assert found.draft.text == body
        assert found.notes[0].startswith("The body isn't JSON: ")


@pytest.mark.parametrize("placeholder", ["#{type}", "#(type)", "<%= type %>", "@@type@@", "%type%", "{type}", "<type>"])
def test_a_placeholder_of_any_tool_is_named(placeholder: str) -> None:
    (found,) = read(f"curl '{URL}' -d '{EVENT.replace('a.b', placeholder)}'").requests
    assert f"Kept: {placeholder}. In edge-tui, write {{{{var:type}}}} instead, or a value." in found.notes
    (prose,) = read(f"curl '{URL}' -d '{EVENT.replace('a.b', f'see {placeholder}')}'").requests
    assert prose.notes == ()


def test_a_url_alone_is_named_as_one() -> None:
    assert "no body with an event" in read(f"Request URL\n{URL}\nRequest Method\nPOST").missing
