"""Inputs as people have them, and all that lint says of each."""

from typing import Any

import pytest

from edge_tui.lint import Context, lint
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.lint.examples import ECID, FPID, NOW
from tests.lint.shapes import event
from tests.tables import every_row

PURCHASE = {
    "commerce": {
        "order": {"purchaseID": "7", "currencyCode": "EUR", "priceTotal": 12.5, "discountAmount": 1},
        "shipping": {"shippingMethod": "pickup", "shippingAmount": 0},
        "purchases": {"value": 1},
        "commerceScope": {"environmentID": "e", "storeCode": "s", "storeViewCode": "v", "websiteCode": "w"},
    },
    "personalEmail": {"address": "b@example.org"},
    "productListItems": [{"SKU": "A", "categories": [{"id": "9", "name": "Hats"}]}],
}
VERTICALS = {
    "reservations": {"created": 1, "flightReservations": [{"confirmationNumber": "X1"}]},
    "alerts": {"clicks": 2, "dismissals": 1},
    "mobilePhone": {"number": "+15550100"},
    "warrantyClaim": {},
}
PAGE_VIEW = "web.webpagedetails.pageViews"
FETCH = "decisioning.propositionFetch"
HTML = "https://ns.adobe.com/personalization/html-content-item"


def _personalizing(**members: Any) -> dict[str, Any]:
    return event(FETCH, query={"personalization": members})


@every_row(
    ("body", "found"),
    [
        pytest.param(
            event(FETCH, {"identityMap": {"ECID": [{"id": ECID, "primary": True}], "FPID": [{"id": FPID}]}}),
            [("info", "/event/xdm/identityMap/FPID/0", "the ECID already identifies the visitor")],
            id="an FPID next to an ECID",
        ),
        pytest.param(
            event(
                "web.webinteraction.linkClicks",
                {"web": {"webInteraction": {"name": "a", "linkClicks": {"value": 1}}, "webPageDetails": {"name": "b"}}},
            ),
            [("warning", "/event/xdm/web/webInteraction", "Analytics will count a page view and not a link")],
            id="a link without its type",
        ),
        pytest.param(
            event(
                "web.webinteraction.linkClicks", {"web": {"webInteraction": {"name": "a", "linkClicks": {"value": 1}}}}
            ),
            [("warning", "/event/xdm/web/webInteraction", "Analytics won't count this link")],
            id="a link of no page without its type",
        ),
        pytest.param(
            {"event": {"data": {"xdm": {"eventType": PAGE_VIEW}}}},
            [("warning", "/event/data/xdm", "it belongs at /event/xdm")],
            id="xdm inside of data",
        ),
        pytest.param(
            event(FETCH, {"xdm": {}, "userActivityRegion": {"dataCenterLocation": "x"}}),
            [
                ("warning", "/event/xdm/xdm", ""),
                ("info", "/event/xdm/userActivityRegion/dataCenterLocation", " and "),
            ],
            id="one of many usual values",
        ),
        pytest.param(
            _personalizing(surfaces=["#top", "www.example.com/#top", "web://www.example.com"]),
            [
                ("warning", "/query/personalization/surfaces/0", "must be a URI"),
                ("warning", "/query/personalization/surfaces/1", "must be a URI"),
            ],
            id="surfaces without a scheme",
        ),
        pytest.param(
            {**_personalizing(decisionScopes=["web://www.example.com/#top"], schemas=[HTML])},
            [("warning", "/query/personalization/decisionScopes/0", "This is a surface")],
            id="a surface among the scopes",
        ),
        pytest.param(
            _personalizing(decisionScopes=["__view__"], schemas=[HTML]),
            [("warning", "/query/personalization/decisionScopes/0", "schemas has no dom-action")],
            id="a page load without DOM actions",
        ),
        pytest.param(event("commerce.purchases", PURCHASE), [], id="a purchase of Adobe Commerce"),
        pytest.param(event(FETCH, VERTICALS), [], id="field groups of industries"),
        pytest.param(
            event(FETCH, {"timestamp": "2026-03-01T09:29:00+0000"}, query={"identity": {"fetch": ["ecid"]}}),
            [
                ("warning", "/event/xdm/timestamp", "+0000 is ISO 8601, but XDM expects RFC 3339: write +00:00"),
                ("warning", "/query/identity/fetch/0", "did you mean ECID"),
            ],
            id="an offset without its colon",
        ),
        pytest.param(
            event(FETCH, {"receivedTimestamp": "2026-03-01T09:29:00-0530"}),
            [("warning", "/event/xdm/receivedTimestamp", "write -05:30")],
            id="such an offset in another field",
        ),
        pytest.param(
            event(FETCH, {"timestamp": "2026-03-01T10:29:00.5+01"}),
            [("warning", "/event/xdm/timestamp", "The offset +01 is ISO 8601, but XDM expects RFC 3339: write +01:00")],
            id="an offset without its minutes",
        ),
        pytest.param(
            event(
                FETCH, {"_experience": {"Analytics": {}, "other": {}, "analytics": {"event1to100": {"event101": {}}}}}
            ),
            [
                ("warning", "/event/xdm/_experience/Analytics", "is spelled analytics"),
                ("warning", "/event/xdm/_experience/analytics/event1to100/event101", "is not a standard field"),
            ],
            id="members of an Adobe namespace",
        ),
        pytest.param(
            event(
                FETCH,
                {
                    "consents": {"marketing": {"val": "y"}},
                    "comerce": {"order": {}},
                    "personID": 1,
                    "persons": {},
                    "Person": {},
                },
            ),
            [
                ("warning", "/event/xdm/consents", "is a field of profiles (Consent and Preference Details)"),
                ("warning", "/event/xdm/comerce", "did you mean commerce?"),
                ("warning", "/event/xdm/personID", "is not a standard field"),
                ("warning", "/event/xdm/persons", "did you mean person?"),
                ("warning", "/event/xdm/Person", "is spelled person"),
            ],
            id="names that only resemble a field with other members",
        ),
        pytest.param(
            event("web.webpagedetails.pageViews ", {"web ": {}, "": 1}),
            [
                ("warning", "/event/xdm/eventType", '"web.webpagedetails.pageViews␣" isn\'t a standard event type'),
                ("warning", "/event/xdm/web ", '"web␣" is not a field of xdm; did you mean web?'),
                ("warning", "/event/xdm/", '"" is not a standard field'),
            ],
            id="names with blanks",
        ),
        pytest.param(
            {"event": {"xdm": {"eventType": FETCH}}},
            [("info", "/event/xdm", "Edge will fill in _id and timestamp.")],
            id="what the gateway fills in",
        ),
        pytest.param(
            event(FETCH, {"identityMap": {"FPID": [{"id": "xyz"}]}}),
            [("warning", "/event/xdm/identityMap/FPID/0/id", "the gateway is known to accept others")],
            id="an FPID of another format",
        ),
    ],
)
def test_lint_says_this_and_no_more(body: dict[str, Any], found: list[tuple[str, str, str]]) -> None:
    findings = lint(body, Context(NOW))
    assert [(str(each.severity), each.pointer) for each in findings] == [each[:2] for each in found]
    for finding, (_, _, words) in zip(findings, found, strict=True):
        assert words in finding.message


def test_a_placeholder_has_no_alarm_in_any_of_these_places() -> None:
    body = event(
        "{{ask:type}}",
        {"timestamp": "{{now}}", "identityMap": {"FPID": [{"id": "{{ask:id}}"}]}, "web": {"webInteraction": {}}},
        {"__adobe": {"analytics": {"linkType": "{{ask:kind}}", "linkName": "{{ask:name}}"}}},
        query={"personalization": {"surfaces": ["{{ask:a}}"], "decisionScopes": ["{{ask:b}}"]}},
    )
    assert {each.rule for each in lint(body, Context(NOW))} == {"placeholder"}


def test_overrides_are_warned_of_with_v2_alone() -> None:
    overrides = {"meta": {"configOverrides": {"com_adobe_target": {"enabled": False}}}}
    found = lint({**event(FETCH), **overrides}, Context(NOW))
    assert [(each.rule, each.pointer) for each in found] == [("override-support", "/meta/configOverrides")]
    v1 = {"events": [event(FETCH)["event"]], **overrides}
    assert lint(v1, Context(NOW, Action.INTERACT, ApiVersion.V1)) == ()


def test_a_schema_may_require_what_the_gateway_fills_in() -> None:
    filled = ["_id", "timestamp", "implementationDetails", "botDetection"]
    schema = OwnSchema({"required": [*filled, "_acme"], "properties": {"placeContext": {"required": ["geo", "x"]}}})
    body = {"event": {"xdm": {"eventType": FETCH, "placeContext": {}}}}
    found = lint(body, Context(NOW, schema=schema))
    assert sorted((str(each.severity), each.message) for each in found) == [
        ("error", "Your schema: '_acme' is a required property."),
        ("error", "Your schema: 'x' is a required property."),
        ("info", "Edge will fill in _id and timestamp."),
        ("info", "Your schema requires implementationDetails, botDetection, placeContext.geo: Edge will fill this in."),
    ]
