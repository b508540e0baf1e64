"""Drafts become Web SDK calls, and Web SDK calls drafts. `tests/alloy` has the SDK itself judge the bodies."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from edge_tui.formats import Imported, alloy, read
from edge_tui.lint import lint
from edge_tui.lint.context import Context
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from edge_tui.workspace import reading as import_reading
from tests.formats.exchanges import exchange
from tests.tables import every_row

CALL = """
// the shop's own wrapper
alloy("configure", {
  edgeConfigId: "4f1c", "orgId": 'ABC@AdobeOrg', edgeDomain: "edge.example.com", edgeBasePath: "ee",
  defaultConsent: "pending", onBeforeEventSend: content => { content.xdm.x = 1; }
});

await window.alloy('sendEvent', {
  renderDecisions: true,
  type: "web.webpagedetails.pageViews",   // a page view
  xdm: {
    web: { webPageDetails: { name: `home`, URL: location.href, pageViews: { value: 1, }, }, },
    timestamp: new Date().toISOString(),
    'commerce': { order: { priceTotal: cart.total + 4.95, currencyCode: "EUR" } },
  },
  data: { __adobe: { target: { "profile.tier": 'gold', name: "%page name%", off: "100% of 5%" } } },
  personalization: { decisionScopes: ['hero'] },
  /* not on production */
  edgeConfigOverrides: { com_adobe_target: { enabled: false } }
}).then(result => console.log(result));
"""


def _imported(text: str) -> Imported:
    (found,) = read(text).requests
    return found


def _body(text: str) -> Any:
    return json.loads(_imported(text).draft.text)


def test_a_call_becomes_the_request_the_sdk_would_send() -> None:
    body = _body(CALL)
    (event,) = body["events"]
    assert event["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert event["xdm"]["web"]["webPageDetails"]["pageViews"] == {"value": 1}
    assert event["xdm"]["timestamp"] == "{{now}}"
    assert event["data"]["__adobe"]["target"]["profile.tier"] == "gold"
    assert event["query"]["personalization"]["decisionScopes"] == ["hero", "__view__"]
    assert body["meta"] == {"configOverrides": {"com_adobe_target": {"enabled": False}}}
    assert body["query"] == {"identity": {"fetch": ["ECID", "CORE"]}}


def test_a_computed_value_is_a_placeholder_that_names_its_place() -> None:
    imported = _imported(CALL)
    (event,) = json.loads(imported.draft.text)["events"]
    assert event["xdm"]["commerce"]["order"]["priceTotal"] == "{{ask:cart.total + 4.95}}"
    assert event["data"]["__adobe"]["target"]["name"] == "{{ask:page name}}"
    assert event["data"]["__adobe"]["target"]["off"] == "100% of 5%"
    (asked,) = [note for note in imported.notes if "asked for" in note]
    assert "location.href (line 12, column 49)" in asked
    assert "cart.total + 4.95 (line 14, column 40)" in asked


def test_a_placeholder_isnt_reported_as_a_wrong_value() -> None:
    # As an import reads it: the field decides that the price is a number.
    (imported,) = import_reading.read(CALL).requests
    findings = lint(imported.draft.text, Context(datetime(2026, 3, 1, tzinfo=UTC), version=ApiVersion.V1))
    asked = {f"/events/0/{place}" for place in ("xdm/commerce/order/priceTotal", "query/personalization/surfaces/0")}
    assert not [finding for finding in findings if finding.pointer in asked and finding.rule != "placeholder"]


def test_a_configure_call_implies_the_profile_and_says_what_the_page_does_besides() -> None:
    profile = _imported(CALL).profile
    assert (profile.url, profile.base_path) == ("https://edge.example.com", "ee")
    assert (profile.datastream_id, profile.org_id, profile.api_version) == ("4f1c", "ABC@AdobeOrg", ApiVersion.V1)
    assert [note.split()[0] for note in read(CALL).notes] == ["defaultConsent", "onBeforeEventSend"]


def test_consent_and_identity_calls_are_other_actions() -> None:
    consent = _imported('alloy("setConsent", {consent: [{standard: "Adobe", version: "1.0", value: {general: "in"}}]})')
    assert consent.draft.action is Action.SET_CONSENT
    assert _imported('alloy("getIdentity")').draft.action is Action.ACQUIRE
    assert _imported('alloy("sendEvent", {documentUnloading: true})').draft.action is Action.COLLECT
    media = 'alloy("sendMediaEvent", {xdm: {eventType: "media.play", mediaCollection: {playhead: 1, sessionID: "s"}}})'
    assert _imported(media).draft.action is Action.MEDIA


def test_every_call_of_a_text_is_a_request() -> None:
    text = 'alloy("sendEvent", {xdm: {_id: "a"}}); alloy("setConsent", {consent: [1]}); alloy("sendEvent", {})'
    assert [each.draft.action for each in read(text).requests] == ["interact", "set-consent", "interact"]


def test_calls_without_a_request_are_named() -> None:
    reading = read('alloy("appendIdentityToUrl", {url: "https://a.example"});\nalloy("applyResponse", {})')
    assert reading.requests == ()
    assert reading.notes == (
        "appendIdentityToUrl (line 1, column 1) sends no event and was left out.",
        "applyResponse (line 2, column 1) sends no event and was left out.",
    )
    assert reading.missing


@every_row(
    "call",
    [
        'alloy("sendEvent", OPTIONS)',
        "alloy('sendEvent', OPTIONS)",
        "alloy(`sendEvent`, OPTIONS)",
        'alloy?.("sendEvent", OPTIONS)',
        'window["alloy"]("sendEvent", OPTIONS)',
        "window.alloy?.('sendEvent', OPTIONS)",
        'self["my-alloy"]("sendEvent", OPTIONS)',
        'window[name]("sendEvent", OPTIONS)',
        "instance.sendEvent(OPTIONS)",
        "await this.alloy.sendEvent(OPTIONS)",
        "const options = OPTIONS; alloy('sendEvent', options)",
        "const COMMAND = 'sendEvent'\nalloy(COMMAND, OPTIONS)",
        "$(function () { if (a < b) { alloy('sendEvent', OPTIONS) } })",
        "document.querySelector('a').addEventListener('click', async () => { await alloy('sendEvent', OPTIONS) })",
        "<script>\n  alloy('sendEvent', OPTIONS)\n</script>",
        "Don't do this:\n```js\nalloy('sendEvent', OPTIONS)\n```\nIt isn't good.",
        "Use `alloy('sendEvent', OPTIONS)` here",
        "/* alloy('sendEvent', OPTIONS) */",
        "export const track = (): Promise<void> => alloy('sendEvent', OPTIONS as SendEventOptions)",
        'var r = /["\']\\//g, s = "it\'s"; alloy("sendEvent", OPTIONS)',
        "alloy('sendEvent', OPTIONS",
    ],
)
def test_a_call_is_found_however_it_is_written(call: str) -> None:
    (event,) = _body(call.replace("OPTIONS", '{ xdm: { _id: "a" } }'))["events"]
    assert event["xdm"] == {"_id": "a"}


@pytest.mark.parametrize(
    "text", ["", "alloy()", "alloy('track', {})", "sendEvent({})", "function sendEvent(a) {}", "x.sendEvent('a')"]
)
def test_text_without_a_call_is_not_imported(text: str) -> None:
    assert read(text).requests == ()


def test_options_that_are_not_in_the_text_are_named() -> None:
    reading = read('alloy("sendEvent", buildOptions(page))')
    assert reading.requests == ()
    assert reading.missing == "The options of the Web SDK call aren't in the text."
    assert reading.notes == ("The options of sendEvent (line 1, column 1) aren't in the text: buildOptions(page).",)


def test_a_call_that_is_cut_off_says_where_it_is_open() -> None:
    notes = _imported("alloy('sendEvent', {\n  xdm: { _id: 'a'").notes
    assert notes[0] == "The { in line 2, column 8 is never closed: the text was read as far as it goes."


def test_options_as_json_are_read_like_the_call() -> None:
    options = '{"renderDecisions": true, "xdm": {"_id": "x"}}'
    assert _body(options) == _body(f"alloy('sendEvent', {options})")


def test_unknown_options_and_surfaces_are_named() -> None:
    notes = _imported('alloy("sendEvent", {xmd: {}, personalization: {surfaces: ["hero"]}})').notes
    assert any("no option named xmd" in note for note in notes)
    assert any("hero" in note for note in notes)


@every_row(
    ("text", "events"),
    [
        (
            "{ xdm: { eventType: 'a.b', web: { name: undefined, }, }, }",
            {"event": {"xdm": {"eventType": "a.b", "web": {}}}},
        ),
        ("({ eventType: 'a.b', _id: id })", {"event": {"xdm": {"eventType": "a.b", "_id": "{{ask:id}}"}}}),
        ("{ event: { xdm: {} } };", {"event": {"xdm": {}}}),
        ("{ events: [{ xdm: {} }] }", {"events": [{"xdm": {}}]}),
        ("const page = { eventType: 'a.b' };", {"event": {"xdm": {"eventType": "a.b"}}}),
        *(
            (before + "{ xdm: { eventType: 'a.b' } }" + after, {"event": {"xdm": {"eventType": "a.b"}}})
            for before, after in (
                *(("module.exports = ", ""), ("export default ", ";"), ("return (", ");"), ("return ", "")),
                *(("dataLayer.push(", ");"), ("console.log('sent', x); track.page( ", ")")),
            )
        ),
        ("xdm: { eventType: 'a.b' }, data: { n: 1 },\n", {"event": {"xdm": {"eventType": "a.b"}, "data": {"n": 1}}}),
        (
            "const x = {eventType: 'a.b'};\nEdge.sendEvent(new ExperienceEvent({xdmData: x, data: {n: 1}}));",
            {"event": {"xdm": {"eventType": "a.b"}, "data": {"n": 1}}},
        ),
        ("{ xdm: { eventType: 'a.b', a: [Object], b: [Array] } }", {"event": {"xdm": {"eventType": "a.b"}}}),
        (
            "{ xdm: { _id: {{Page Path}}, b: [{{ID}}] } }",
            {"event": {"xdm": {"_id": "{{ask:Page Path}}", "b": ["{{ask:ID}}"]}}},
        ),
        ("push({ event: 'page', xdm: { eventType: 'a.b' } })", {"event": {"xdm": {"eventType": "a.b"}}}),
        ("{'event': {'xdm': {'a': True, 'b': [None]}}}", {"event": {"xdm": {"a": True, "b": [None]}}}),
        ('{"event": {"xdm": {"a": NaN, "b": -Infinity, "c": 1e400}}}', {"event": {"xdm": dict.fromkeys("abc")}}),
        ("{ xdm: { 'xdm:eventType': 'a.b' } }", {"event": {"xdm": {"xdm:eventType": "a.b"}}}),
        ("{ 'xdm:eventType': 'a.b' }", {"event": {"xdm": {"xdm:eventType": "a.b"}}}),
    ],
)
def test_an_object_without_a_call_is_what_its_members_say(text: str, events: Any) -> None:
    assert _body(text) == events


def test_what_a_data_layer_gets_is_not_an_event() -> None:
    assert read("adobeDataLayer.push({ event: 'page', page: { name: 'x' } })").requests == ()


def test_an_object_with_options_of_send_event_is_read_like_the_call() -> None:
    options = "{ renderDecisions: true, type: 'a.b', xdm: { _id: 'x' } }"
    assert _body(options) == _body(f"alloy('sendEvent', {options})")


@every_row(
    ("options", "xdm", "words"),
    [
        ("{xdm: getXdm(page), type: 'a.b'}", {"eventType": "a.b"}, ("xdm was left out", "getXdm(page) (line 1")),
        ("{xdm, type: 'a.b', data: _satellite.getVar('d')}", {"eventType": "a.b"}, ("xdm was left", "data was left")),
        ("{xdm: (() => ({a: 1}))()}", {}, ("xdm was left out",)),
        ("{xdm: Object.assign({}, base, {a: 1})}", {"a": 1}, ("base (line 1",)),
        ("{xdm: _.merge({a: {b: 1}}, base, {a: {c: 2}})}", {"a": {"b": 1, "c": 2}}, ("base (line 1",)),
        ("{xdm: $.extend(true, {a: {b: 1}}, {a: {c: 2}})}", {"a": {"b": 1, "c": 2}}, ()),
        ("{xdm: $.extend({a: {b: 1}}, {a: {c: 2}})}", {"a": {"c": 2}}, ()),
        (
            "{xdm: {a: 1}, personalization: asked(), edgeConfigOverrides}",
            {"a": 1},
            ("personalization was", "Overrides was"),
        ),
    ],
)
def test_objects_that_the_text_does_not_hold_are_named(options: str, xdm: Any, words: tuple[str, ...]) -> None:
    (found,) = read(f'alloy("sendEvent", {options})').requests
    assert json.loads(found.draft.text)["events"][0]["xdm"] == xdm
    for each in words:
        assert each in " ".join(found.notes)


def test_options_that_are_spread_are_not_in_the_text() -> None:
    reading = read('alloy("sendEvent", ...rest)')
    assert reading.notes == ("The options of sendEvent (line 1, column 1) aren't in the text: rest.",)


def test_a_written_call_is_read_back() -> None:
    sent = exchange()
    body = _body(alloy.render(sent))
    assert body["events"][0]["xdm"] == json.loads(sent.request.body)["event"]["xdm"]
    assert body["events"][0]["query"]["personalization"]["decisionScopes"] == ["hero", "__view__"]
    assert _imported(alloy.render(sent)).profile.datastream_id == "4f1c9e2b-0000"


def test_a_v1_batch_is_written_as_one_call_for_each_event() -> None:
    events = [{"xdm": {"_id": "a"}, "query": {"personalization": {"surfaces": ["web://a/"]}}}, {"xdm": {"_id": "b"}}]
    text = alloy.render(exchange(json.dumps({"events": events})))
    assert text.count("sendEvent") == 2
    assert "web://a/" in text
    assert len(read(text).requests) == 2


def test_a_media_event_is_written_as_send_media_event() -> None:
    sent = exchange(json.dumps({"events": [{"xdm": {"eventType": "media.ping"}}]}))
    text = alloy.render(replace(sent, draft=replace(sent.draft, action=Action.MEDIA)))
    assert 'alloy("sendMediaEvent", {\n  "xdm": {\n    "eventType": "media.ping"' in text
    assert "sendEvent" not in text
