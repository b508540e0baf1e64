"""Requests in logs: imported with their URLs and responses."""

import json
from base64 import b64encode

import pytest

from edge_tui.formats import read
from edge_tui.model.json.document import at, parse
from tests.answers import GATEWAY_ID, SENT_ID
from tests.logs.wrappers import WRAPPERS
from tests.tables import every_row

URL = f"https://edge.adobedc.net/ee/or2/v1/interact?configId=9aa1c6f6-1111-4111-8111-111111111111&requestId={SENT_ID}"
REQUEST = {"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", "_acme": {"a": 1}}}]}
RESPONSE = {"requestId": GATEWAY_ID, "handle": [{"type": "state:store", "payload": []}]}
OPTIONS = {"renderDecisions": True, "xdm": {"eventType": "web.webpagedetails.pageViews"}}


@every_row("indent", [None, 2])
@every_row(
    "wrapper",
    ["alloy", "logcat", "logcat, ticking", "Xcode", "ReactNativeJS", "compose", "colors", "JSON string", "syslog"],
)
def test_a_request_is_imported_from_any_wrapper(wrapper: str, indent: int | None) -> None:
    reading = read(WRAPPERS[wrapper](json.dumps(REQUEST, indent=indent)))
    assert [parse(each.draft.text) for each in reading.requests] == [REQUEST]


def test_a_request_has_the_address_in_front_of_it_and_the_response_after_it() -> None:
    log = "\n".join(
        [
            f"[alloy] Executing sendEvent command. Options: {json.dumps(OPTIONS)}",
            f"[alloy] Request {SENT_ID}: Sending request to {URL} {json.dumps(REQUEST)}",
            f"[alloy] Request {SENT_ID}: Received response with status code 207. {json.dumps(RESPONSE)}",
        ]
    )
    reading = read(log)
    (imported,) = reading.requests
    assert reading.kind == "Web SDK log"
    assert (imported.profile.hint, imported.profile.datastream_id[:8]) == ("or2", "9aa1c6f6")
    assert imported.response is not None
    assert (imported.response.status, json.loads(imported.response.body)) == (207, RESPONSE)


def test_monitors_of_the_web_sdk_are_a_request_and_its_response() -> None:
    sent = {"requestId": SENT_ID, "url": URL, "payload": REQUEST}
    received = {"requestId": SENT_ID, "url": URL, "statusCode": 200, "body": json.dumps(RESPONSE), "headers": {}}
    (imported,) = read(f"before {json.dumps(sent)}\nafter {json.dumps(received)}").requests
    assert imported.profile.api_version == "v1"
    assert imported.response is not None
    assert json.loads(imported.response.body) == RESPONSE


def test_options_of_a_call_are_read_as_that_call_when_the_log_has_no_request() -> None:
    (imported,) = read(f"[alloy] Executing sendEvent command. Options: {json.dumps(OPTIONS)}").requests
    document = parse(imported.draft.text)
    assert "renderDecisions" not in json.dumps(document)
    assert "web.webpagedetails.pageViews" in imported.draft.text


def test_a_request_inside_an_assurance_event_is_imported() -> None:
    payload = {"name": "hitReceived", "context": {"body": json.dumps(REQUEST)}}
    export = {"events": [{"vendor": "com.adobe.edge.konductor", "type": "service", "payload": payload}]}
    reading = read(json.dumps(export))
    assert reading.kind == "Assurance export"
    assert [parse(each.draft.text) for each in reading.requests] == [REQUEST]


def test_a_log_without_requests_says_what_it_has() -> None:
    reading = read(f"[alloy] Received {json.dumps(RESPONSE)}")
    assert reading.requests == ()
    assert reading.missing == "The Web SDK log has no request: 1 response."
    assert "edge-tui handles" in reading.fix


def test_a_request_that_is_cut_off_is_said() -> None:
    reading = read("Sending request " + json.dumps(REQUEST)[:-8])
    assert len(reading.requests) == 1
    assert reading.notes == ("Line 1: It is cut off at the end; what comes before is shown.",)


COLLECT = URL.replace("interact", "collect")
# Records of a request as tools, servers and containers write them, each with the address of the request in it.
RECORDS = {
    "a saved request": {"name": "a", "endpoint": COLLECT, "body": {"contentType": "json", "body": json.dumps(REQUEST)}},
    "a URL in parts": {
        "scheme": "https",
        "host": "edge.adobedc.net",
        "path": COLLECT.partition("?")[0].removeprefix("https://edge.adobedc.net"),
        "query": COLLECT.partition("?")[2],
        "request": {"body": {"text": json.dumps(REQUEST)}},
    },
    "a URL object": {"url": {"raw": COLLECT}, "body": {"mode": "raw", "raw": json.dumps(REQUEST)}},
    "a server's line": {"level": "info", "msg": "sent", "url": COLLECT, "body": REQUEST},
    "a container's line": {"log": f"POST {COLLECT} body={json.dumps(REQUEST)}\n", "stream": "stdout"},
    "base64": {"url": COLLECT, "content": b64encode(json.dumps(REQUEST).encode()).decode()},
    "base64 of indented JSON": {"url": COLLECT, "content": b64encode(json.dumps(REQUEST, indent=1).encode()).decode()},
}


@pytest.mark.parametrize("record", RECORDS)
def test_a_request_has_the_address_of_the_record_around_it(record: str) -> None:
    other = {"url": "https://www.example.com/v1/other", "body": {"a": 1}}
    for text in (json.dumps(RECORDS[record]), json.dumps([other, {"requests": [RECORDS[record]]}])):
        (imported,) = read(text).requests
        assert parse(imported.draft.text) == REQUEST
        assert (imported.draft.action, imported.profile.datastream_id[:8]) == ("collect", "9aa1c6f6")


STREAMED = {"header": {"imsOrgId": "A"}, "body": {"xdmMeta": {}, "xdmEntity": {"_id": "1", "eventType": "a.b"}}}


@pytest.mark.parametrize(
    "items",
    [[REQUEST, REQUEST], [STREAMED] * 3, [{"_id": str(n), "timestamp": "2026-03-01T09:30:00Z"} for n in range(3)]],
    ids=("bodies", "messages", "rows"),
)
def test_each_item_of_an_array_of_events_is_one(items: list[object]) -> None:
    for text in (json.dumps(items), json.dumps({"messages": items}, indent=2)):
        reading = read(text)
        assert reading.kind == "array of events"
        assert len(reading.requests) == len(items)


def test_an_array_with_anything_else_is_read_as_a_log() -> None:
    reading = read(json.dumps([REQUEST, {"other": 1}]))
    assert (reading.kind, len(reading.requests)) == ("log", 1)


def test_a_request_that_is_too_deep_is_said() -> None:
    deep = json.dumps(REQUEST)[:-3] + ', "deep": ' + "[" * 300 + "]" * 300 + "}]}"
    for text in (deep, f"sent {deep}", json.dumps({"body": deep})):
        reading = read(text)
        assert len(reading.requests) == 1
        assert reading.notes == ("Line 1: It is nested deeper than 200 levels; what is deeper became text.",)


@pytest.mark.parametrize(
    "program",
    [
        'var content = new StringContent(BODY, null, "application/json");\nnew HttpRequestMessage(Post, "URL");',
        'payload := strings.NewReader(`RAW`)\nreq, err := http.NewRequest("POST", "URL", payload)',
        'RequestBody body = RequestBody.create(type, BODY);\nnew Request.Builder().url("URL").post(body).build();',
    ],
)
def test_a_program_has_the_address_after_its_body(program: str) -> None:
    body = json.dumps(REQUEST)
    text = program.replace("URL", COLLECT).replace("BODY", json.dumps(body)).replace("RAW", body)
    (imported,) = read(text).requests
    assert parse(imported.draft.text) == REQUEST
    assert (imported.draft.action, imported.profile.datastream_id[:8]) == ("collect", "9aa1c6f6")
    (unclear,) = read(f"{text}\n{COLLECT}2").requests
    assert unclear.profile.datastream_id == ""


OF_AN_APP = {"xdm": {"eventType": "a.b"}, "data": {"k": "v"}}
ASSURANCE = {
    "vendor": "com.adobe.griffon.mobile",
    "payload": {"ACPExtensionEventType": "com.adobe.eventType.edge", "ACPExtensionEventData": OF_AN_APP},
}


@every_row(
    "text",
    [
        json.dumps({"events": [ASSURANCE]}),
        f"11-28 14:00:00.123  1  2 D AdobeExperienceSDK: Edge - sending {json.dumps(OF_AN_APP)}",
    ],
)
def test_the_event_of_an_app_asks_for_nothing_by_itself(text: str) -> None:
    (found,) = read(text).requests
    assert json.loads(found.draft.text) == {"event": OF_AN_APP}


@every_row(
    ("document", "count"),
    [
        ({"events": [{"url": "https://example.com/", "params": {}}]}, 0),
        ({"events": [{"url": "u", "body": {"events": [{"xdm": {"eventType": "a.b"}}]}}]}, 1),
        ({"events": [{"url": "u", "xdm": {"eventType": "a.b"}}]}, 1),
    ],
)
def test_the_events_of_a_recording_are_no_events_of_edge(document: dict[str, object], count: int) -> None:
    requests = read(json.dumps(document)).requests
    assert len(requests) == count
    assert all(at(json.loads(each.draft.text), "/events/0/xdm/eventType") == "a.b" for each in requests)
