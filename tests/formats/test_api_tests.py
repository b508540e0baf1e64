"""Requests in the files of API and load tests, in YAML, and in files of HTTP clients."""

import base64
import json
from typing import Any

from edge_tui.formats import read
from edge_tui.model.json.document import at
from tests.tables import every_row

ADDRESS = "https://edge.adobedc.net/ee/v2/interact"
DATASTREAM = "11111111-2222-4333-8444-555555555555"
URL = f"{ADDRESS}?datastreamId={DATASTREAM}"
XDM = {"eventType": "a.b"}
EVENT = json.dumps({"event": {"xdm": XDM}})
MOMENT = {"eventType": "a.b", "timestamp": "{{now}}"}

KARATE = f"""Feature: interact
Background:
  * url 'https://edge.adobedc.net'
  * def ds = '{DATASTREAM}'
  * def now = function(){{ return java.time.Instant.now().toString() }}
Scenario: a page view
  Given path 'ee', 'v2', '/interact'
  And param datastreamId = ds
  And header Authorization = 'Bearer CANARY'
  And request {{ event: {{ xdm: {{ eventType: 'a.b', timestamp: '#(now())' }} }} }}
  When method post
  Then status 200
"""
KARATE_OUTLINE = f'''Feature: interact
Scenario Outline: <type>
  * url '{URL}'
  * def body =
    """
    {{ "event": {{ "xdm": {{ "eventType": "<type>" }} }} }}
    """
  * set body.event.xdm.timestamp = "#(new Date().toISOString())"
  * request body
  * method POST
  Examples:
  | type |
  | a.b  |
  | c.d  |
'''
KARATE_FILE = f"Feature: a\nScenario: b\n* url '{URL}'\n* request read('body.json')\n* method post\n"


def sampler(body: str, path: str = f"/ee/v2/interact?datastreamId={DATASTREAM}", *, attributes: str = "") -> str:
    """A plan of JMeter with one request, its header and a variable."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<jmeterTestPlan version="1.2"><hashTree>
<ConfigTestElement><stringProp name="HTTPSampler.domain">edge.adobedc.net</stringProp></ConfigTestElement>
<Arguments><collectionProp name="Arguments.arguments"><elementProp name="type" elementType="Argument">
<stringProp name="Argument.name">type</stringProp><stringProp name="Argument.value">a.b</stringProp>
</elementProp></collectionProp></Arguments>
<HTTPSamplerProxy testname="interact" {attributes}>
<elementProp name="HTTPsampler.Arguments" elementType="Arguments"><collectionProp name="Arguments.arguments">
<elementProp name="" elementType="HTTPArgument"><stringProp name="Argument.value">{body}</stringProp></elementProp>
</collectionProp></elementProp>
<stringProp name="HTTPSampler.path">{path}</stringProp><stringProp name="HTTPSampler.method">POST</stringProp>
</HTTPSamplerProxy>
<hashTree><HeaderManager><collectionProp name="HeaderManager.headers"><elementProp name="" elementType="Header">
<stringProp name="Header.name">Authorization</stringProp><stringProp name="Header.value">Bearer CANARY</stringProp>
</elementProp></collectionProp></HeaderManager></hashTree>
</hashTree></jmeterTestPlan>"""


JMETER_BODY = (
    "{&quot;event&quot;: {&quot;xdm&quot;: {&quot;eventType&quot;: &quot;${type}&quot;,&#xd;"
    "&quot;timestamp&quot;: &quot;${__time(yyyy-MM-dd)}&quot;}}}"
)
ARTILLERY = f"""config: {{target: "https://edge.adobedc.net"}}
scenarios:
  - flow:
      - post:
          url: "/ee/v2/interact?datastreamId={DATASTREAM}"
          headers: {{authorization: "Bearer CANARY"}}
          json: {{event: {{xdm: {{eventType: a.b}}}}}}
"""
HTTPYAC = f"POST {URL}\ncontent-type: application/json\n\n{EVENT}\n\n?? status == 200\n"
RESTCLIENT = (
    f"# -*- restclient -*-\n:base = https://edge.adobedc.net\nPOST :base/ee/v2/interact?datastreamId={DATASTREAM}"
)
RESTCLIENT = f"{RESTCLIENT}\nContent-Type: application/json\n\n{EVENT}\n#\n"
RAW = f"POST /ee/v2/interact?datastreamId={DATASTREAM} HTTP/2\r\nHost: edge.adobedc.net\r\n\r\n{EVENT}"
BURP = (
    '<?xml version="1.0"?>\n<!DOCTYPE items [<!ELEMENT items (item*)>]>\n<items burpVersion="2025.1"><item>'
    f'<request base64="true"><![CDATA[{base64.b64encode(RAW.encode()).decode()}]]></request></item></items>'
)
HURL = f"POST {URL}\n`{EVENT}`\nHTTP *\n"


@every_row(
    ("text", "kind", "xdm"),
    [
        (KARATE, "Karate feature", MOMENT),
        (KARATE_OUTLINE, "Karate feature", MOMENT),
        (sampler(JMETER_BODY), "JMeter plan", MOMENT),
        (ARTILLERY, "YAML test", XDM),
        (f"stages:\n- request:\n    url: {URL}\n    json: {{event: {{xdm: {{eventType: a.b}}}}}}\n", "YAML test", XDM),
        (HTTPYAC, "HTTP request", XDM),
        (RESTCLIENT, "HTTP request", XDM),
        (HURL, "HTTP request", XDM),
        (BURP, "Burp export", XDM),
        (
            BURP.replace('"true"><![CDATA[', '"false"><![CDATA[').replace(base64.b64encode(RAW.encode()).decode(), RAW),
            "Burp export",
            XDM,
        ),
    ],
)
def test_the_request_of_a_test_is_read_whole(text: str, kind: str, xdm: dict[str, Any]) -> None:
    reading = read(text)
    assert (reading.kind, len(reading.requests)) == (kind, 1)
    (found,) = reading.requests
    assert json.loads(found.draft.text) == {"event": {"xdm": xdm}}
    assert (found.profile.url, found.profile.datastream_id) == ("https://edge.adobedc.net", DATASTREAM)
    assert "CANARY" not in repr(found)
    assert ("the first was read" in " ".join(reading.notes)) is (text is KARATE_OUTLINE)
    assert found.secrets == ({"access_token": "CANARY"} if "CANARY" in text else {})


@every_row(
    ("text", "xdms"),
    [
        ("event:\n  xdm: {eventType: a.b}\n", [XDM]),
        ("# a page\n---\nxdm:\n  eventType: a.b\n", [XDM]),
        ("- xdm: {eventType: a.b}\n- xdm: {eventType: c.d}\n", [XDM, {"eventType": "c.d"}]),
        ("eventType: a.b\nversion: 012\nflag: no\nnone: ~\n", [XDM | {"version": "012", "flag": "no", "none": None}]),
    ],
)
def test_an_event_in_yaml_is_read_with_the_types_of_json(text: str, xdms: list[dict[str, Any]]) -> None:
    reading = read(text)
    assert reading.kind == "YAML event"
    assert [at(json.loads(each.draft.text), "/event/xdm") for each in reading.requests] == xdms


@every_row(
    ("text", "said"),
    [
        (KARATE_FILE, "its body in the file body.json"),
        (sampler("{}", attributes='enabled="false"'), "has no HTTP request"),
        (sampler("{}")[:400], "isn't valid XML"),
        (f"<jmeterTestPlan>{'<hashTree>' * 2_000}{'</hashTree>' * 2_000}</jmeterTestPlan>", "has no HTTP request"),
        (sampler("&b;").replace("\n", "\n<!DOCTYPE a [<!ENTITY b 'c'>]>", 1), "declares entities"),
        ("event:\n  xdm:\n\teventType: a.b\n", "looks like YAML, but it isn't YAML at line 3"),
        ("event:\n  xdm: {eventType: a.b}\nother: *a\n", "an alias at line 3"),
        (f"POST {URL}\nfile,event.json;\nHTTP 200\n", "its body in the file event.json"),
    ],
)
def test_a_test_without_an_event_says_why(text: str, said: str) -> None:
    reading = read(text)
    assert reading.requests == ()
    assert said in reading.missing
    assert reading.fix
