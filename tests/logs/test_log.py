"""JSON in logs: found behind any wrapper, named, and shown as far as it goes."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge_tui.logs import Kind, kind_of_document, read_log
from edge_tui.logs.cut_off import completed
from edge_tui.logs.scan import Budget, find_json
from tests.answers import ANY_JSON, ENVELOPES, ERROR, GATEWAY_ID, REFUSAL, TARGET_PROPOSITION
from tests.logs.wrappers import BRIEF, LOGCAT, WRAPPERS
from tests.tables import every_row

RESPONSE = {
    "requestId": GATEWAY_ID,
    "handle": [
        {"type": "personalization:decisions", "eventIndex": 0, "payload": [TARGET_PROPOSITION]},
        {"type": "state:store", "payload": [{"key": "k", "value": 'quote " back\\slash \n é 😀 \u2028 {"a": [1]}'}]},
    ],
}
REQUEST = {"events": [{"xdm": {"eventType": "web.webpagedetails.pageViews"}}]}
ASSURANCE = {"vendor": "com.adobe.edge.konductor", "type": "service", "payload": {"name": "hitReceived"}}


@every_row("indent", [None, 1, 2, 4], ids=lambda indent: f"indent {indent}")
@every_row("wrapper", WRAPPERS)
def test_a_response_comes_back_equal_from_any_wrapper(wrapper: str, indent: int | None) -> None:
    text = WRAPPERS[wrapper](json.dumps(RESPONSE, indent=indent))
    log = read_log(text)
    assert [(each.kind, each.document, each.cut_off) for each in log.excerpts] == [(Kind.RESPONSE, RESPONSE, "")]
    assert json.loads(log.excerpts[0].text) == RESPONSE


# In single quotes, a lone escape may as well be the document's own, as in a shell.
@given(
    envelope=ENVELOPES,
    wrapper=st.sampled_from(sorted(set(WRAPPERS) - {"Python string"})),
    indent=st.sampled_from([None, 2]),
)
def test_any_response_comes_back_equal(envelope: dict[str, Any], wrapper: str, indent: int | None) -> None:
    response = {"requestId": "r", **envelope, "handle": [{"type": "state:store", "payload": [envelope]}]}
    log = read_log(WRAPPERS[wrapper](json.dumps(response, indent=indent)))
    assert [each.document for each in log.excerpts] == [response]


@every_row(
    ("document", "kind"),
    [
        (RESPONSE, Kind.RESPONSE),
        ({"requestId": "r"}, Kind.RESPONSE),
        ({"requestId": "r", "errors": [ERROR]}, Kind.RESPONSE),
        (REFUSAL, Kind.PROBLEM),
        (RESPONSE["handle"], Kind.HANDLES),
        (RESPONSE["handle"][0], Kind.HANDLE),
        ({"propositions": [TARGET_PROPOSITION]}, Kind.SDK_RESULT),
        ({"decisions": [], "destinations": [], "inferences": []}, Kind.SDK_RESULT),
        ({"error_code": "403010", "message": "Oauth token is missing"}, Kind.ADOBE_IO_ERROR),
        ({"error_code": 401013, "message": "Oauth token is not valid"}, Kind.ADOBE_IO_ERROR),
        ({"error": "invalid_client", "error_description": "no"}, Kind.IMS_ERROR),
        (REQUEST, Kind.REQUEST),
        ({"event": {"data": {}}}, Kind.REQUEST),
        ({"consent": [{"standard": "Adobe", "version": "2.0"}]}, Kind.REQUEST),
        ({"query": {"identity": {"fetch": ["ECID"]}}}, Kind.REQUEST),
        ({"xdm": {}, "renderDecisions": True}, Kind.EVENT),
        ({"requestId": "r", "url": "https://edge.adobedc.net/ee/v1/interact", "payload": REQUEST}, Kind.SENT_BY_SDK),
        ({"requestId": "r", "statusCode": 200, "body": "{}", "headers": {}}, Kind.RECEIVED_BY_SDK),
        (ASSURANCE, Kind.ASSURANCE_EVENT),
        ({"events": [ASSURANCE]}, None),
        ({"events": [{"name": "click"}]}, None),
        ({"type": "click", "payload": {"x": 1}}, None),
        ({"title": "A book", "type": "novel"}, None),
        ({"handle": "@someone"}, None),
        ([], None),
        ([1], None),
        ("text", None),
        (None, None),
    ],
)
def test_a_document_is_named_by_its_members(document: Any, kind: Kind | None) -> None:
    assert kind_of_document(document) == kind


@given(ANY_JSON)
def test_any_document_has_a_kind_or_none(document: Any) -> None:
    assert kind_of_document(document) in {None, *Kind}


def test_requests_and_responses_of_a_log_are_told_apart_and_keep_their_lines() -> None:
    lines = [
        "[alloy] Request 1: Sending request to https://edge.adobedc.net/ee/v1/interact?configId=1 "
        + json.dumps(REQUEST),
        '[alloy] config {"orgId": "A@AdobeOrg"}',
        "[alloy] Request 1: Received response with status code 207 " + json.dumps(RESPONSE),
    ]
    log = read_log("\n".join(lines))
    found = [(each.kind, each.line, each.url.partition("?")[0], each.status) for each in log.excerpts]
    assert found == [
        (Kind.REQUEST, 1, "https://edge.adobedc.net/ee/v1/interact", None),
        (Kind.RESPONSE, 3, "", 207),
    ]
    assert log.sentence == "Read a Web SDK log: 1 request, 1 response. 1 other JSON value not shown."


@every_row(
    ("wrapper", "source"),
    [
        ("alloy", "Web SDK log"),
        ("logcat", "Android log"),
        ("logcat, brief", "Android log"),
        ("Android Studio", "Android log"),
        ("Xcode", "iOS log"),
        ("React Native", "React Native log"),
        ("ReactNativeJS", "React Native log"),
        ("curl -v", "HTTP message"),
        ("syslog", "text"),
    ],
)
def test_a_log_is_named_by_its_lines(wrapper: str, source: str) -> None:
    assert read_log(WRAPPERS[wrapper](json.dumps(RESPONSE, indent=2))).source == source


def test_of_an_assurance_export_the_events_of_edge_are_read() -> None:
    other = {"vendor": "com.adobe.griffon.mobile", "type": "log", "payload": {"a": 1}}
    mobile = {"vendor": "com.adobe.griffon.mobile", "payload": {"ACPExtensionEventType": "com.adobe.eventType.edge"}}
    for export in ({"version": "1", "events": [other, ASSURANCE, mobile]}, [other, ASSURANCE, mobile]):
        log = read_log(json.dumps(export))
        assert log.source == "Assurance export"
        assert [each.document for each in log.excerpts] == [ASSURANCE, mobile]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_that_is_cut_off_anywhere_is_shown_as_far_as_it_goes(indent: int | None) -> None:
    whole = json.dumps(RESPONSE, indent=indent)
    for length in range(whole.index("handle") + 12, len(whole) - 1):
        (excerpt,) = read_log("x " + whole[:length]).excerpts
        assert excerpt.kind is Kind.RESPONSE
        assert excerpt.cut_off == "It is cut off at the end; what comes before is shown."
        assert is_beginning(excerpt.document, RESPONSE)


def is_beginning(part: Any, whole: Any) -> bool:
    """Whether every member and item of a document is in another, in place, the last one perhaps incomplete."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and is_beginning(value, whole[name]) for name, value in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        return len(part) <= len(whole) and all(map(is_beginning, part, whole))
    return bool(part == whole)


@given(document=st.dictionaries(st.text(max_size=5), ANY_JSON, min_size=1, max_size=4), data=st.data())
def test_the_completed_beginning_of_a_document_is_json_and_part_of_it(document: dict[str, Any], data: Any) -> None:
    text = json.dumps(document, indent=data.draw(st.sampled_from([None, 2])))
    cut = completed(text[: data.draw(st.integers(1, len(text)))])
    assert is_beginning(json.loads(cut), document)


def test_a_document_that_the_log_breaks_off_ends_there_and_the_next_is_read() -> None:
    lines = json.dumps(RESPONSE, indent=2).split("\n")
    for prefix in (LOGCAT, BRIEF):
        broken = [prefix + line for line in [*lines[:12], "Lifecycle - session started", *lines, "done"]]
        first, second = read_log("\n".join(broken)).excerpts
        assert first.cut_off == "It stops being JSON in line 13; what comes before is shown."
        assert (first.document["requestId"], second.document, second.line) == (GATEWAY_ID, RESPONSE, 14)


def test_a_text_without_documents_of_edge_has_nothing() -> None:
    for text in ("", "hello", "{", "[", '{"', "[1, 2]", '{"a": {"b": [1]}}', "{…} Array(2)", "[alloy] {a: 1}", "{{{{"):
        assert read_log(text).excerpts == ()
        assert read_log(text).sentence == ""


@given(st.text(alphabet="{}[]\"\\:, \nabnt\x1b[m'0-", max_size=200))
@example('{"a":"' * 50)
@example("[" * 3000)
@example('{"a":' * 3000)
@example('{\\"' * 100)
@example("{\\n" * 100 + '"')
@example("12 x {\n12 x y\n" * 20)
def test_no_text_breaks_the_reader(text: str) -> None:
    log = read_log(text)
    assert all(json.loads(each.text) == each.document for each in log.excerpts)


def test_what_only_looks_like_json_is_tried_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Budget().starts <= 150_000
    budget = Budget(starts=100)
    assert len(list(find_json('{"a": 1} ' * 500, budget))) == 100
    monkeypatch.setattr("edge_tui.logs.log.Budget", lambda: Budget(starts=1_000))
    assert read_log((json.dumps({"requestId": "r"}) + "\n") * 999).is_all
    log = read_log((json.dumps({"requestId": "r"}) + "\n") * 1_001)
    assert not log.is_all
    assert log.sentence.endswith("There is more JSON after that, which isn't read.")
