"""Web SDK calls become drafts, and drafts Web SDK calls."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import Imported, alloy
from edge_tui.formats.script_literal import NotLiteralError, Reader
from edge_tui.model.request import Action
from tests.formats.exchanges import exchange

CALL = """
// the shop's own wrapper
alloy("configure", {
  edgeConfigId: "4f1c", "orgId": 'ABC@AdobeOrg', edgeDomain: "edge.example.com", edgeBasePath: "ee",
});

await window.alloy('sendEvent', {
  renderDecisions: true,
  type: "web.webpagedetails.pageViews",   // a page view
  xdm: {
    web: { webPageDetails: { name: `home`, URL: location.href, pageViews: { value: 1, }, }, },
    timestamp: new Date().toISOString(),
    'commerce': { order: { priceTotal: cart.total + 4.95, currencyCode: "EUR" } },
  },
  data: { __adobe: { target: { "profile.tier": 'gold' } } },
  personalization: { decisionScopes: ['hero'] },
  /* not on production */
  edgeConfigOverrides: { com_adobe_target: { enabled: false } }
}).then(result => console.log(result));
"""


def _imported(text: str) -> Imported:
    found = alloy.parse(text)
    assert found is not None
    return found


def _body(text: str) -> Any:
    return json.loads(_imported(text).draft.text)


def test_a_call_becomes_the_request_the_sdk_would_send() -> None:
    body = _body(CALL)
    assert body["event"]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
    assert body["event"]["xdm"]["web"]["webPageDetails"]["pageViews"] == {"value": 1}
    assert body["event"]["xdm"]["timestamp"] == "{{now}}"
    assert body["event"]["data"] == {"__adobe": {"target": {"profile.tier": "gold"}}}
    assert body["query"]["personalization"]["decisionScopes"] == ["__view__", "hero"]
    assert body["meta"] == {"configOverrides": {"com_adobe_target": {"enabled": False}}}


def test_a_computed_value_is_kept_as_its_source_and_reported() -> None:
    imported = _imported(CALL)
    assert json.loads(imported.draft.text)["event"]["xdm"]["commerce"]["order"]["priceTotal"] == "cart.total + 4.95"
    assert [note.partition(" is computed")[0] for note in imported.notes] == [
        "location.href",
        "cart.total + 4.95",
    ]


def test_a_configure_call_implies_the_profile() -> None:
    profile = _imported(CALL).profile
    assert (profile.url, profile.base_path) == ("https://edge.example.com", "ee")
    assert (profile.datastream_id, profile.org_id) == ("4f1c", "ABC@AdobeOrg")


def test_consent_and_identity_calls_are_other_actions() -> None:
    consent = _imported('alloy("setConsent", {consent: [{standard: "Adobe", version: "1.0", value: {general: "in"}}]})')
    assert consent.draft.action is Action.SET_CONSENT
    assert _imported('alloy("getIdentity")').draft.action is Action.ACQUIRE
    assert _body('alloy("getIdentity", {namespaces: ["CORE"]})') == {"query": {"identity": {"fetch": ["CORE"]}}}


def test_only_the_first_of_several_calls_is_imported_with_a_notice() -> None:
    imported = _imported('alloy("sendEvent", {xdm: {_id: "a"}}); alloy("sendEvent", {xdm: {_id: "b"}})')
    assert json.loads(imported.draft.text) == {"event": {"xdm": {"_id": "a"}}}
    assert imported.notes == ("Only the first of 2 calls was imported.",)


def test_a_dataset_id_becomes_an_override() -> None:
    overrides = _body('alloy("sendEvent", {xdm: {}, datasetId: "d1"})')["meta"]["configOverrides"]
    assert overrides == {"com_adobe_experience_platform": {"datasets": {"event": {"datasetId": "d1"}}}}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'it\\'s'", "it's"),
        (r'"\u00fc\x41\u{1F44B}\n"', "üA👋\n"),
        ("[1, -2.5, .5, 1e3, 0x1F, +3]", [1, -2.5, 0.5, 1000.0, 31, 3]),
        ("{a: null, b: undefined, c: true,}", {"a": None, "b": None, "c": True}),
        ("{ /* x */ 1: 'one' // y\n }", {"1": "one"}),
        ("`plain`", "plain"),
        ("`a ${b}`", "`a ${b}`"),
        ("'a' + b", "'a' + b"),
        ("f(a, {b: 1}, ')')", "f(a, {b: 1}, ')')"),
        ("{xdm}", {"xdm": "xdm"}),
        ("{a: b ? [1] : 'x', c: 1}", {"a": "b ? [1] : 'x'", "c": 1}),
    ],
)
def test_literals_are_read_and_expressions_kept(source: str, value: Any) -> None:
    assert Reader(source).value() == value


@pytest.mark.parametrize("source", ["", "{a 1}", "{", "[1", "'open", "{,}"])
def test_text_that_is_not_a_literal_is_rejected(source: str) -> None:
    with pytest.raises(NotLiteralError):
        Reader(source).value()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_a_literal(value: Any) -> None:
    reader = Reader(json.dumps(value, ensure_ascii=False, indent=1))
    assert reader.value() == value
    assert reader.expressions == []


@given(st.text(alphabet="{}[]'\"`,:()$a1 \n\\/*", max_size=50))
def test_parsing_a_script_never_raises(text: str) -> None:
    alloy.parse('alloy("sendEvent", ' + text)


def test_a_written_call_is_read_back() -> None:
    sent = exchange()
    body = _body(alloy.render(sent))
    assert body["event"] == json.loads(sent.request.body)["event"]
    assert body["query"]["personalization"]["decisionScopes"] == ["__view__", "hero"]
    assert _imported(alloy.render(sent)).profile.datastream_id == "4f1c9e2b-0000"


def test_a_v1_batch_is_written_as_one_call_for_each_event() -> None:
    events = [{"xdm": {"_id": "a"}, "query": {"personalization": {"surfaces": ["web://a/"]}}}, {"xdm": {"_id": "b"}}]
    text = alloy.render(exchange(json.dumps({"events": events})))
    assert text.count("sendEvent") == 2
    assert "web://a/" in text


@pytest.mark.parametrize("text", ["", "alloy()", "alloy('track', {})", "sendEvent({})", 'alloy("sendEvent", {a 1})'])
def test_text_without_a_call_is_not_imported(text: str) -> None:
    assert alloy.parse(text) is None


def test_a_media_event_is_written_as_send_media_event() -> None:
    sent = exchange(json.dumps({"events": [{"xdm": {"eventType": "media.ping"}}]}))
    text = alloy.render(replace(sent, draft=replace(sent.draft, action=Action.MEDIA)))
    assert 'alloy("sendMediaEvent", {\n  "xdm": {\n    "eventType": "media.ping"' in text
    assert "sendEvent" not in text
