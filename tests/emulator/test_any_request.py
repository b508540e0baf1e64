"""Whatever a client sends, the gateway answers it, and never with a 5xx that was not asked for."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.emulator.datastreams import load
from edge_tui.emulator.gateway import Gateway
from edge_tui.emulator.request import GatewayRequest
from edge_tui.model.json.document import JsonValue, put, strings
from tests.emulator.edge import ALL_ON, ECID, PREFIX
from tests.examples import examples

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
EVENT: dict[str, Any] = {
    "xdm": {
        "eventType": "media.sessionStart",
        "identityMap": {"ECID": [{"id": ECID, "authenticatedState": "ambiguous", "primary": True}]},
        "implementationDetails": {"name": "alloy"},
        "consentStrings": [{"consentStandard": "IAB TCF", "consentStringValue": "CO", "gdprApplies": True}],
        "placeContext": {"geo": {"countryCode": "DE"}},
        "web": {"webPageDetails": {"name": "x"}, "webInteraction": {"type": "other"}},
        "mediaCollection": {"playhead": 1, "sessionDetails": {"name": "x"}, "errorDetails": {"source": "player"}},
        "commerce": {"order": {"purchaseID": "1"}},
    },
    "data": {"__adobe": {"target": {"profile.tier": "gold"}}, "__emulator": {"upstreams": {"target": "warning"}}},
    "query": {"personalization": {"decisionScopes": ["hero", "eyJhY3Rpdml0eUlkIjoieCJ9"], "surfaces": ["a"]}},
    "meta": {},
}
BODY: dict[str, Any] = {
    "xdm": {"identityMap": {"Email": [{"id": "a@example.com"}]}},
    "identityMap": {"Email": [{"id": "a@example.com"}]},
    "query": {"identity": {"fetch": ["ECID"]}, "consent": {"operation": "update"}},
    "meta": {
        "state": {
            "domain": "a.example",
            "cookiesEnabled": True,
            "entries": [{"key": PREFIX + "identity", "value": "x"}],
        },
        "configOverrides": {"com_adobe_target": {"propertyToken": "x"}},
        "konductorConfig": {"streaming": {"enabled": True, "recordSeparator": "\0", "lineFeed": "\n"}},
        "queueTimeMillis": 1,
    },
    "consent": [
        {
            "standard": "Adobe",
            "version": "2.0",
            "value": {"collect": {"val": "y"}, "marketing": {"preferred": "email"}},
        },
        {"standard": "Adobe", "version": "1.0", "value": {"general": "in"}},
        {"standard": "IAB TCF", "version": "2.0", "value": "CO", "gdprApplies": False},
    ],
    "event": EVENT,
    "events": [EVENT],
}
PATHS = (
    "/ee/v1/interact",
    "/ee/v2/interact",
    "/ee/v2/collect",
    "/ee/v1/identity/acquire",
    "/ee/v1/privacy/set-consent",
    "/ee/va/v1/sessionStart",
    "/ee/va/v1/error",
)


def pointers(document: JsonValue, pointer: str = "") -> list[str]:
    """The pointer of every value of a document."""
    found = [pointer] if pointer else []
    members = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for name, member in members:
        found += pointers(member, f"{pointer}/{str(name).replace('/', '~1')}")
    return found


@settings(deadline=None, max_examples=examples(120))
@given(st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from(pointers(BODY)), JSON), max_size=2))
def test_any_value_in_any_place_is_answered(path: str, changes: list[tuple[str, Any]]) -> None:
    body: JsonValue = BODY
    for pointer, value in changes:
        try:
            body = put(body, pointer, value)
        except ValueError:
            continue
    text = json.dumps(body)
    request = GatewayRequest(
        "POST",
        path,
        f"configId={ALL_ON}",
        {"content-type": "application/json", "host": "edge.a.example"},
        text.encode(),
    )
    asked_for = any("/__emulator/" in pointer for pointer, _ in strings(body) if pointer.endswith("/refuse"))

    answer = Gateway(load()).respond(request)

    assert answer.status < 500 or asked_for
    answer.body.decode()


@settings(deadline=None)
@given(st.sampled_from(("GET", "POST", "OPTIONS")), st.text(), st.text(), st.binary(), st.text())
def test_any_bytes_on_any_path_are_answered(method: str, path: str, query: str, body: bytes, header: str) -> None:
    headers = {
        "content-type": header,
        "cookie": header,
        "authorization": header,
        "host": header,
        "x-request-id": header,
    }
    for target in (path, "/ee/v2/interact"):
        for parameters in (query, f"datastreamId={ALL_ON}&{query}"):
            answer = Gateway(load()).respond(GatewayRequest(method, target, parameters, headers, body))
            assert answer.status < 500


@pytest.mark.parametrize("path", ["/ee/v1/interact", "/ee/v1/privacy/set-consent"])
def test_a_body_of_any_depth_is_answered(path: str) -> None:
    """Just below the depth at which JSON cannot be read, nothing that looks into it may give up either."""
    headers = {"content-type": "application/json"}
    names = set()
    for depth in range(850, 1010):
        nested = '{"a":' * depth + "1" + "}" * depth
        consent = f'[{{"standard": "Adobe", "version": "2.0", "value": {{"collect": {nested}}}}}]'
        body = f'{{"events": [{{}}], "consent": {consent}, "meta": {{"configOverrides": {nested}}}}}'
        for text in (body, body.replace("configOverrides", "x")):
            answer = Gateway(load()).respond(GatewayRequest("POST", path, f"configId={ALL_ON}", headers, text.encode()))
            names |= {answer.problems}
            assert answer.status < 500 or answer.problems == ("EXEG-0100-500",)
    assert ("EXEG-0100-500",) in names
    assert len(names) > 1
