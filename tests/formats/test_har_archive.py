"""A HAR is the record of a visit: each Edge call as what it is, failures with their reason, nothing else."""

import gzip
import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import Imported, har, read
from edge_tui.formats.har_pages import read_moment
from edge_tui.model.exchange import Exchange, FailureKind, Timings
from edge_tui.model.origin import Frame, Source
from edge_tui.model.request import Action
from edge_tui.model.sightings import Cause
from tests.formats.visits import DATASTREAM, EDGE, PAGE, STARTED, WRITERS, Entry, archive, call, document_entry, event
from tests.tables import every_row

SENT_AT = datetime(2026, 8, 1, 10, 0, 0, 123000, tzinfo=UTC)
CONSENT = {"consent": [{"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}}}]}


def only(text: str) -> Imported:
    """The one request of a file."""
    [found] = read(text).requests
    return found


def failed(status: int = 0, error: str | None = None, **response: Any) -> Entry:
    """A call without a response."""
    entry = call()
    entry["response"] |= {"status": status, "headers": [], "content": {"size": 0, "mimeType": ""}, **response}
    if error is not None:
        entry["response"]["_error"] = error
    return entry


@every_row("browser", WRITERS)
@every_row("body", [{"events": [event()]}, {"events": [{"data": {"a": "x=y&z=1", "b": "ü 100%"}}]}])
def test_a_visit_written_by_any_browser_comes_back_equal(browser: str, body: object) -> None:
    found = only(WRITERS[browser](call(body=body)))
    assert found.request is not None
    assert json.loads(found.request.body) == body
    assert found.request.request_id == "a1"
    assert found.profile.datastream_id == DATASTREAM
    assert found.sent_at == SENT_AT
    assert found.response is not None
    assert json.loads(found.response.body) == {"requestId": "a1", "handle": []}
    assert found.response.header("x-adobe-edge") == "OR2;9"
    assert found.response.timings == Timings(110.0, 25.0, 45.0, 105.0, 15.0)
    assert found.missing == ()
    assert found.origin is not None
    assert found.origin.cookies_sent == ("kndctr_A_AdobeOrg_cluster", "login")
    assert found.origin.page is not None
    assert found.origin.page.url.startswith("https://shop.example.com/")
    assert found.origin.page.number == 1


@given(
    st.text(max_size=60),
    st.sampled_from(sorted(WRITERS)),
    st.sampled_from([200, 207, 400, 422, 503]),
)
def test_any_text_in_an_event_survives_every_writer(text: str, browser: str, status: int) -> None:
    body = {"events": [{"xdm": {"eventType": "a.b"}, "data": {"text": text}}]}
    if any("\ud800" <= character <= "\udfff" for character in text):
        return
    found = only(WRITERS[browser](call(body=body, status=status)))
    assert found.request is not None
    assert json.loads(found.request.body) == body
    assert found.response is not None
    assert found.response.status == status


def test_chrome_tells_the_page_the_stack_and_the_address() -> None:
    found = only(WRITERS["Chrome"](call()))
    assert found.origin is not None
    assert found.origin.source is Source.HAR
    assert found.origin.page is not None
    assert (found.origin.page.url, found.origin.page.loaded_at) == (f"{PAGE}?token", SENT_AT)
    assert found.origin.initiator == (
        Frame("send", "https://shop.example.com/alloy.js?v", 42),
        Frame("", "https://shop.example.com/launch.js", 1),
    )
    assert (found.origin.sdk, found.origin.address) == ("alloy 2.33.1", "192.0.2.1")


def test_a_page_that_firefox_names_by_its_title_has_the_url_of_its_document() -> None:
    found = only(WRITERS["Firefox"](call()))
    assert found.origin is not None
    assert found.origin.page is not None
    assert found.origin.page.url == f"{PAGE}?token"


def test_another_document_in_the_same_tab_is_another_page() -> None:
    cart = "https://shop.example.com/cart?id=7"
    documents = [{**document_entry(), "pageref": "tab"}, {**document_entry(), "pageref": "tab"}]
    documents[1]["request"]["url"] = cart
    consent = call("privacy/set-consent", {"consent": [{"standard": "Adobe"}]}, request_id="c")
    calls = [call(request_id="a"), call(body={"events": [event(url=cart)]}, request_id="b"), consent]
    calls += [call(body={"events": [event(url="https://ads.example/frame")]}, request_id="d")]
    listed = [{"id": "tab", "title": "Shop", "startedDateTime": STARTED}]
    text = archive(*documents, *({**each, "pageref": "tab"} for each in calls), pages=listed)
    found = [each.origin.page for each in read(text).requests if each.origin]
    assert [(page.number, page.url) for page in found if page] == [
        (1, f"{PAGE}?token"),
        (2, "https://shop.example.com/cart?id"),
        (2, "https://shop.example.com/cart?id"),
        (2, "https://shop.example.com/cart?id"),
    ]


@every_row(
    ("path", "body", "action"),
    [
        ("interact", {"events": [event()]}, Action.INTERACT),
        ("collect", {"events": [event()]}, Action.COLLECT),
        ("identity/acquire", {"query": {"identity": {"fetch": ["ECID"]}}}, Action.ACQUIRE),
        ("privacy/set-consent", CONSENT, Action.SET_CONSENT),
    ],
)
@every_row("base", [EDGE, "https://data.shop.example/ee/v1", "http://127.0.0.1:8080/x/y/irl1/v1"])
@every_row("is_marked", [True, False])
def test_each_kind_of_call_is_what_it_is(path: str, body: object, action: Action, base: str, is_marked: bool) -> None:
    url = f"{base}/{path}" + (f"?configId={DATASTREAM}" if is_marked else "")
    assert only(archive(call(url=url, body=body))).draft.action is action


def test_media_and_v2_calls_are_read() -> None:
    media = call(url=f"{EDGE.removesuffix('/v1')}/va/v1/ping?configId=1", body={"events": [event("media.ping")]})
    second = call(url="https://server.adobedc.net/ee/v2/interact?datastreamId=1", body={"event": event()})
    found = read(archive(media, second)).requests
    assert [(each.draft.action, str(each.profile.api_version)) for each in found] == [
        ("media", "v1"),
        ("interact", "v2"),
    ]


@every_row(
    ("method", "url", "body"),
    [
        ("POST", "https://api.github.com/v1/collect", {"events": [{"type": "click"}]}),
        ("POST", "https://stats.example/v1/collect", {"event": "click"}),
        ("POST", "https://stats.example/v1/collect", [1]),
        ("GET", f"{EDGE}/interact?configId=1", None),
        ("OPTIONS", f"{EDGE}/interact?configId=1", None),
        ("POST", "https://edge.adobedc.net/robots.txt", None),
        ("POST", "https://edge.adobedc.net/brand-concierge/or2/conversations?configId=1", {"events": [event()]}),
        ("CONNECT", "edge.adobedc.net:443", None),
    ],
)
def test_a_request_without_evidence_is_not_an_event(method: str, url: str, body: object) -> None:
    other = call(url=url, body=body)
    other["request"]["method"] = method
    reading = read(archive(other, call()))
    assert len(reading.requests) == 1
    assert reading.others == 1
    assert any(note.startswith("Not imported, because they aren't events: 1 ") for note in reading.notes)
    alone = read(archive(other))
    assert (alone.kind, alone.requests) == ("HAR file", ())
    assert alone.missing == "The HAR has 1 request, but no Edge Network call with an event."
    assert alone.fix


_REASONS = [
    ("net::ERR_BLOCKED_BY_CLIENT", FailureKind.BLOCKED, "ad blocker"),
    ("net::ERR_BLOCKED_BY_CLIENT.Inspector", FailureKind.BLOCKED, "developer tools"),
    ("net::ERR_BLOCKED_BY_CSP", FailureKind.BLOCKED, "content security policy"),
    ("net::ERR_BLOCKED_BY_ORB", FailureKind.BLOCKED, "ERR_BLOCKED_BY_ORB"),
    ("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin", FailureKind.BLOCKED, "resource policy"),
    ("net::ERR_FAILED", FailureKind.BLOCKED, "CORS, a service worker or an extension"),
    ("net::ERR_ABORTED", FailureKind.CANCELED, "canceled"),
    ("NS_BINDING_ABORTED", FailureKind.CANCELED, "canceled"),
    ("NS_ERROR_DOM_BAD_URI", FailureKind.BLOCKED, "CORS"),
    ("net::ERR_NAME_NOT_RESOLVED", FailureKind.UNREACHABLE, "host name"),
    ("net::ERR_INTERNET_DISCONNECTED", FailureKind.UNREACHABLE, "offline"),
    ("net::ERR_CONNECTION_REFUSED", FailureKind.UNREACHABLE, "refused"),
    ("net::ERR_TIMED_OUT", FailureKind.TIMEOUT, "in time"),
    ("net::ERR_CERT_AUTHORITY_INVALID", FailureKind.TLS, "certificate"),
    ("net::ERR_CONNECTION_RESET", FailureKind.BROKEN, "ERR_CONNECTION_RESET"),
    ("net::ERR_SOME_NEW_ONE", FailureKind.BROKEN, "ERR_SOME_NEW_ONE"),
    ("cancelled", FailureKind.CANCELED, "canceled"),
    ("The URL was blocked by a content blocker", FailureKind.BLOCKED, "ad blocker"),
    ("Blocked by Content Security Policy: SECRET", FailureKind.BLOCKED, "content security policy"),
    ("Origin SECRET is not allowed by Access-Control-Allow-Origin.", FailureKind.BLOCKED, "CORS"),
    ("A server with the specified hostname could not be found.", FailureKind.UNREACHABLE, "host name"),
    ("The certificate for this server is invalid.", FailureKind.TLS, "certificate"),
    ("The request timed out.", FailureKind.TIMEOUT, "in time"),
    ("The network connection was lost.", FailureKind.BROKEN, "connection broke"),
    ("csp", FailureKind.BLOCKED, "content security policy"),
    ("mixed-content", FailureKind.BLOCKED, "HTTPS"),
    ("inspector", FailureKind.BLOCKED, "developer tools"),
    ("corp-not-same-site", FailureKind.BLOCKED, "resource policy"),
    ("NS_ERROR_TRACKING_URI", FailureKind.BLOCKED, "tracking protection"),
    ("NS_ERROR_SOCIALTRACKING_URI", FailureKind.BLOCKED, "tracking protection"),
    ("[Errno 111] Connect call failed ('192.0.2.1', 443)", FailureKind.UNREACHABLE, "refused the connection"),
    ("[Errno -2] Name or service not known", FailureKind.UNREACHABLE, "host name"),
    ("Client TLS handshake failed: unknown ca", FailureKind.TLS, "TLS"),
    ("server closed connection", FailureKind.BROKEN, "connection broke"),
    ("Client disconnected.", FailureKind.CANCELED, "canceled"),
    ("Load cannot follow more than 20 redirections", FailureKind.BROKEN, "too often"),
    ("x" * 500 + "cancelled", FailureKind.BROKEN, "no known reason"),
    ("words with a SECRET in them", FailureKind.BROKEN, "no known reason"),
    (None, FailureKind.BROKEN, "no reason"),
]


@every_row(
    ("error", "cause"),
    [
        ("net::ERR_CONNECTION_RESET", Cause.BROKEN),
        ("net::ERR_HTTP2_PROTOCOL_ERROR", Cause.BROKEN),
        ("NS_ERROR_NET_RESET", Cause.BROKEN),
        ("net::ERR_INTERNET_DISCONNECTED", Cause.REFUSED),
        ("The URL was blocked by a content blocker", Cause.EXTENSION),
        ("words", ""),
    ],
)
def test_a_failure_has_the_cause_that_a_live_capture_gives_it(error: str, cause: str) -> None:
    found = only(archive(failed(error=error)))
    assert found.failure is not None
    assert found.failure.cause == cause


@every_row(("error", "kind", "words"), _REASONS)
def test_a_call_without_a_response_failed_for_a_reason(error: str | None, kind: FailureKind, words: str) -> None:
    found = only(archive(failed(error=error)))
    assert found.response is None
    assert found.failure is not None
    assert found.failure.kind is kind
    assert words in found.failure.message
    assert "SECRET" not in found.failure.message
    assert found.failure.elapsed_ms == 110.0
    assert found.missing == ()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["redirectURL", "headers"])
def test_a_redirect_is_a_response_that_says_where_it_leads(status: int, place: str) -> None:
    to = "https://login.shop.example/in?token=SECRET"
    reading = read(
        archive(failed(status, **{place: to if place == "redirectURL" else [{"name": "Location", "value": to}]}))
    )
    [found] = reading.requests
    assert found.failure is None
    assert found.response is not None
    assert (found.response.status, found.response.header("location")) == (status, "https://login.shop.example/in?token")
    assert found.missing == (
        "The call was redirected to https://login.shop.example/in?token, which isn't an Edge path: what followed "
        "isn't recorded.",
    )
    assert "SECRET" not in str(found)
    assert not any("location" in note.lower() for note in reading.notes)


def test_a_refused_preflight_and_a_response_without_permission_are_cors() -> None:
    preflight = failed(403)
    preflight["request"]["method"] = "OPTIONS"
    refused = read(archive(preflight, failed(error="net::ERR_FAILED"))).requests
    assert [each.failure.kind for each in refused if each.failure] == [FailureKind.BLOCKED]
    assert "preflight was refused with status 403" in str(refused[0].failure)
    unread = failed(200, "net::ERR_FAILED", headers=[{"name": "x-adobe-edge", "value": "OR2"}])
    assert "no Access-Control-Allow-Origin" in str(only(archive(unread)).failure)


def test_a_response_whose_body_is_there_is_kept_although_the_browser_failed_later() -> None:
    entry = call()
    entry["response"]["_error"] = "net::ERR_INCOMPLETE_CHUNKED_ENCODING"
    found = only(archive(entry))
    assert found.response is not None
    assert "ERR_INCOMPLETE_CHUNKED_ENCODING" in "".join(found.missing)


PACKED = b64encode(gzip.compress(b'{"events": [{"xdm": {"eventType": "test.packed"}}]}', mtime=0)).decode()


@every_row(
    "post_data",
    [
        *(None, {}, {"text": ""}, {"params": [{"name": "a", "value": "b"}]}, {"text": 3}),
        # Blobs, and compressed bodies that a browser took for text.
        *({"text": f"[object {kind}]"} for kind in ("Blob", "ArrayBuffer", "FormData", "URLSearchParams")),
        *({"text": text} for text in ("\x1f\ufffd\x08\x00", "\x1f\x8b\x08")),
        {"text": PACKED[:-20], "encoding": "base64"},
    ],
)
def test_a_body_that_the_file_does_not_hold_is_said_and_no_empty_event(post_data: object) -> None:
    entry = call("collect", status=204)
    entry["_resourceType"] = "ping"
    if post_data is None:
        del entry["request"]["postData"]
    else:
        entry["request"]["postData"] = post_data
    reading = read(archive(entry))
    [found] = reading.requests
    assert found.draft.text == ""
    assert found.request is not None
    assert found.request.body == ""
    assert found.missing == ("The HAR doesn't hold the body of this request, so its event is unknown.",)
    assert found.missing[0] in reading.notes
    assert found.origin is not None
    assert found.origin.is_unload


def test_a_compressed_body_is_unpacked() -> None:
    entry = call()
    entry["request"]["postData"] |= {"text": PACKED, "encoding": "base64"}
    assert "test.packed" in only(archive(entry)).draft.text


def test_entries_without_their_archive_are_read_alike() -> None:
    entries = [call(request_id="a1"), call("collect", request_id="a2")]
    for text in (json.dumps(entries), json.dumps({"pages": [], "entries": entries}), archive(*entries)):
        reading = read(text)
        assert reading.kind == "HAR file"
        assert [(each.draft.action, each.profile.datastream_id) for each in reading.requests] == [
            (Action.INTERACT, DATASTREAM),
            (Action.COLLECT, DATASTREAM),
        ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"size": 900, "mimeType": "application/json"}, "(900 bytes)"),
        ({"size": 0}, "The HAR doesn't hold the body of this response."),
        ({"size": 12, "text": "%%%", "encoding": "base64"}, "(12 bytes)"),
        ({"size": 0, "text": ""}, None),
    ],
)
def test_a_response_body_that_the_file_does_not_hold_is_said(content: dict[str, Any], words: str | None) -> None:
    entry = call()
    entry["response"]["content"] = content
    found = only(archive(entry))
    assert found.response is not None
    assert found.response.body == b""
    assert (words in "".join(found.missing)) if words else found.missing == ()


@every_row(
    ("text", "moment"),
    [
        (STARTED, SENT_AT),
        ("2026-08-01T10:00:00.123", SENT_AT),
        ("2026-08-01 12:00:00.123+02", SENT_AT),
        ("2026-08-01T12:00:00.1230000+0200", SENT_AT),
        ("2026-08-01T04:15:00.123-05:45", SENT_AT),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("soon", None),
        (1754042400, None),
        (None, None),
    ],
)
def test_moments_are_read_with_any_offset_or_none(text: object, moment: datetime | None) -> None:
    assert read_moment(text) == moment


@every_row("around", ["Attached:\n```json\n{}\n```\n", "HAR from Anna:\n{}", "{}\n-- \nsent from a phone", "> {}"])
def test_a_har_with_prose_around_it_is_the_record_of_a_visit(around: str) -> None:
    whole = archive(call())
    reading = read(around.replace("{}", whole))
    assert (reading.kind, reading.notes, reading.recording) == ("HAR file", (), read(whole).recording)
    assert reading.requests == read(whole).requests


def test_times_without_a_zone_are_said() -> None:
    said = "Times without a time zone were read as UTC."
    assert said in read(WRITERS["a clock without a zone"](call())).notes
    for browser in set(WRITERS) - {"a clock without a zone"}:
        assert said not in read(WRITERS[browser](call())).notes, browser


def test_bodies_that_are_missing_many_times_are_said_once() -> None:
    entries = [call(request_id=str(number)) for number in range(40)]
    for number, entry in enumerate(entries):
        entry["response"]["content"] = {"size": number + 1}
    assert read(archive(*entries)).notes[0] == "40 times: The HAR doesn't hold the body of this response."


def test_calls_are_in_the_order_in_which_they_were_sent() -> None:
    entries = [call(request_id=name) for name in "cab"]
    for entry, second in zip(entries, (3, 1, 2), strict=True):
        entry["startedDateTime"] = f"2026-08-01T10:00:0{second}Z"
    del entries[0]["startedDateTime"]
    found = read(archive(*entries)).requests
    assert [each.request.request_id for each in found if each.request] == ["c", "a", "b"]


def test_an_entry_has_the_same_id_in_every_file_and_a_repeated_one_another() -> None:
    one, two = call(request_id="a"), call(request_id="b")
    first = read(archive(one, two, one)).requests
    second = read(archive(document_entry(), two, one)).requests
    ids = [each.origin.source_id for each in first if each.origin]
    assert len(set(ids)) == 3
    assert {each.origin.source_id for each in second if each.origin} == {ids[0], ids[1]}


def test_pages_of_a_proxy_follow_from_the_events() -> None:
    urls = [PAGE, PAGE, "https://shop.example.com/cart?id=7", PAGE]
    calls = [call(body={"events": [event(url=url)]}, request_id=str(number)) for number, url in enumerate(urls)]
    calls.insert(2, call(body={"events": [{"xdm": {}}]}, request_id="without"))
    recording = read(archive(*calls)).recording
    assert recording is not None
    assert [(page.number, page.url) for page in recording.pages] == [
        (1, PAGE),
        (2, "https://shop.example.com/cart?id"),
        (3, PAGE),
    ]
    assert recording.started == SENT_AT


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('{"log": {"entries": []}}', "The HAR has no requests."),
        ('{"log": {"entries": [{"request": {"url": "https://a.example/"}}', "The HAR is damaged: line 1"),
    ],
)
def test_a_har_without_a_call_says_what_it_is(text: str, missing: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.requests) == ("HAR file", ())
    assert reading.missing.startswith(missing)
    assert reading.fix


@pytest.mark.parametrize(
    "entry",
    [call(), failed(error="net::ERR_BLOCKED_BY_CLIENT"), failed(error="net::ERR_TIMED_OUT")],
    ids=["response", "blocked", "timeout"],
)
def test_a_recorded_call_is_exported_and_read_back(entry: Entry) -> None:
    archived = json.loads(WRITERS["Chrome"](entry))
    archived["log"]["entries"][0]["_resourceType"] = "ping"
    found = only(json.dumps(archived))
    assert found.request is not None
    assert found.sent_at is not None
    whole = Exchange(found.draft, found.request, "", "", found.sent_at, found.outcome, origin=found.origin)
    again = only(har.render(whole))
    assert (again.request, again.draft, again.sent_at) == (found.request, found.draft, found.sent_at)
    assert again.failure == found.failure
    assert again.origin is not None
    assert found.origin is not None
    assert replace(again.origin, source_id="", cookies_sent=()) == replace(found.origin, source_id="", cookies_sent=())
    if found.response is not None:
        assert again.response is not None
        assert again.response.body == found.response.body


_ODD = [None, True, 7, -1, 1e308, "x", "\ud800", [], {}, [None], {"name": 1}]


@given(st.data())
def test_no_member_of_another_type_stops_the_reading(data: st.DataObject) -> None:
    entry = json.loads(WRITERS["Chrome"](call()))
    place: Any = entry
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(st.sampled_from(_ODD))
            break
        place = place[key]
    for found in read(json.dumps(entry)).requests:
        assert found.request is not None
        assert found.outcome is not None or found.missing
