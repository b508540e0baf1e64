"""Requests in logs: imported with their URLs and responses."""

import json

import pytest

from edge_tui.formats import read
from edge_tui.model.json.document import parse
from tests.answers import GATEWAY_ID, SENT_ID
from tests.logs.wrappers import WRAPPERS

URL = f"https://edge.adobedc.net/ee/or2/v1/interact?configId=9aa1c6f6-1111-4111-8111-111111111111&requestId={SENT_ID}"
REQUEST = {"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews", "_acme": {"a": 1}}}]}
RESPONSE = {"requestId": GATEWAY_ID, "handle": [{"type": "state:store", "payload": []}]}
OPTIONS = {"renderDecisions": True, "xdm": {"eventType": "web.webpagedetails.pageViews"}}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
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
