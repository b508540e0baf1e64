"""For every rule: an event that violates it, and a similar one that doesn't."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from edge_tui.lint import Context
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ECID = "41861666193140161934276845651148876988"
FPID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
HASH = "0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b"


def event(xdm: dict[str, Any] | None = None, **others: Any) -> dict[str, Any]:
    """A v2 body with the two fields every event has."""
    return {"event": {"xdm": {"_id": "e-1", "timestamp": "2026-03-01T09:29:00Z", **(xdm or {})}}, **others}


def identified(namespace: str, *items: Any) -> dict[str, Any]:
    """A v2 body with one namespace in its identity map."""
    return event({"identityMap": {namespace: list(items)}})


def scoped(*scopes: Any) -> dict[str, Any]:
    """A v2 body that requests decision scopes."""
    return event(query={"personalization": {"decisionScopes": list(scopes)}})


def overriding(overrides: Any) -> dict[str, Any]:
    """A v2 body with overrides of the datastream."""
    return event(meta={"configOverrides": overrides})


def asking(**personalization: Any) -> dict[str, Any]:
    """A v2 body that requests decisions, on a page."""
    page = {"web": {"webPageDetails": {"URL": "https://shop.example.com/a?b=c"}}}
    return event(page, query={"personalization": personalization})


def linked(interaction: dict[str, Any], **xdm: Any) -> dict[str, Any]:
    """A v2 body with a click on a link of a page."""
    return event({"web": {"webPageDetails": {"name": "home"}, "webInteraction": interaction}, **xdm})


def variables(*path: str, **members: Any) -> dict[str, Any]:
    """A v2 body with members at a path in `data`."""
    body = event({"eventType": "a.b"})
    data: dict[str, Any] = members
    for name in reversed(path):
        data = {name: data}
    body["event"]["data"] = data
    return body


def proposing(event_type: str, proposition: dict[str, Any], **decisioning: Any) -> dict[str, Any]:
    """A v2 body that reports what became of a proposition."""
    inner = {"propositions": [proposition], **decisioning}
    return event({"eventType": event_type, "_experience": {"decisioning": inner}})


def consenting(*consents: Any) -> dict[str, Any]:
    """A set-consent body."""
    return {"consent": list(consents)}


def adobe(value: Any, version: Any = "2.0") -> dict[str, Any]:
    """One consent in Adobe's standard."""
    return {"standard": "Adobe", "version": version, "value": value}


@dataclass(frozen=True)
class Example:
    """`wrong` has the rule's finding at `pointer`; `right` has none of that rule."""

    rule: str
    wrong: Any
    pointer: str
    right: Any
    predicts: str | None = None
    action: Action = Action.INTERACT
    version: ApiVersion = ApiVersion.V2
    authenticated: bool = False
    schema: OwnSchema | None = None
    fixable: bool = field(default=False)

    @property
    def context(self) -> Context:
        """The context to lint it in."""
        return Context(NOW, self.action, self.version, authenticated=self.authenticated, schema=self.schema)


SURFACES, SCOPES = "/query/personalization/surfaces", "/query/personalization/decisionScopes"
LINKED, ADOBE = "/event/xdm/web/webInteraction", "/event/data/__adobe"
DECISIONING = "/event/xdm/_experience/decisioning"
VISITED = {"meta": {"state": {"entries": [{"key": "kndctr_0123_AdobeOrg_identity", "value": "CiY0"}]}}}
CONSENT, COLLECT, V1 = Action.SET_CONSENT, Action.COLLECT, ApiVersion.V1

ENVELOPES = [
    Example("envelope", [event()], "", event(), "0101"),
    Example("envelope", {}, "", event(), "0103"),
    Example("envelope", {"events": [event()["event"]]}, "/events", event(), "0101", fixable=True),
    Example("envelope", event(), "/event", {"events": [event()["event"]]}, "0101", version=V1, fixable=True),
    Example("envelope", event(), "/event", {"events": [event()["event"]]}, "0101", action=COLLECT, fixable=True),
    Example("envelope", {"events": []}, "/events", {"events": [{"xdm": {}}]}, "0104", version=V1),
    Example("envelope", event(events=[]), "/events", event(), fixable=True),
    Example("envelope", {"event": "page view"}, "/event", event(), "0102"),
    Example("envelope", {"event": {"xdm": []}}, "/event/xdm", event(), "0102"),
    Example("envelope", {"event": {"xdm": {}, "data": 1}}, "/event/data", {"event": {"data": {}}}, "0102"),
    Example("envelope", {"Event": {"xdm": {}}}, "/Event", event(), "0103", fixable=True),
    Example("envelope", event(metas={}), "/metas", event(meta={}), fixable=True),
    Example("misplaced", event(data={"a": 1}), "/data", {"event": {"data": {"a": 1}}}, fixable=True),
    Example("misplaced", event(web={}), "/web", event({"web": {}}), fixable=True),
    Example("misplaced", {"event": {"web": {}}}, "/event/web", {"event": {"xdm": {"web": {}}}}, fixable=True),
    Example(
        "misplaced", {"event": {"xdm": {}, "query": {"identity": {}}}}, "/event/query", event(query={}), fixable=True
    ),
    Example("placeholder", event({"_id": "{{UUID}}"}), "/event/xdm/_id", event({"_id": "{{uuid}} {x}"}), fixable=True),
    Example("placeholder", event({"_id": "{{env:NOWHERE}}"}), "/event/xdm/_id", event({"_id": "{{sha256:a}}"})),
    Example("environment", event({"_id": "a {{env:SHOP}}"}), "/event/xdm/_id", event({"_id": "{{!env:SHOP}} {{now}}"})),
    Example("query", event(query={"Identity": {}}), "/query/Identity", event(query={"identity": {}}), fixable=True),
    Example(
        "query",
        event(query={"identity": {"fetch": "ECID"}}),
        "/query/identity/fetch",
        event(query={"identity": {"fetch": ["ECID"]}}),
        "0102",
        fixable=True,
    ),
    Example(
        "query",
        event(query={"personalization": {"scopes": ["__view__"]}}),
        "/query/personalization/scopes",
        scoped("__view__"),
        fixable=True,
    ),
    Example(
        "client-state",
        event(meta={"state": {"cookiesEnabled": True}}),
        "/meta/state/cookiesEnabled",
        event(meta={"state": {"cookiesEnabled": True, "domain": "example.com"}}),
        "0110",
        fixable=True,
    ),
    Example(
        "client-state",
        event(meta={"state": {"entries": [{"value": "or2"}]}}),
        "/meta/state/entries/0",
        event(meta={"state": {}}),
        "0103",
    ),
    Example("client-state", event(meta={"state": []}), "/meta/state", event(meta={"state": {}}), "0102"),
    Example("queue-time", event(meta={"queueTimeMillis": 1.5}), "/meta/queueTimeMillis", event(meta={}), "0102"),
    Example(
        "queue-time",
        event(meta={"queueTimeMillis": 300_001}),
        "/meta/queueTimeMillis",
        event(meta={"queueTimeMillis": 300_000}),
        "0104",
    ),
    Example("size", event({"_acme": "x" * 70_000}), "", event({"_acme": "x" * 1_000}), "0112"),
    Example("size", event({"_acme": "x" * 9_000}), "", event({"_acme": "x" * 7_000})),
]

IDENTITIES = [
    Example("identity-map", event({"identityMap": []}), "/event/xdm/identityMap", event({"identityMap": {}}), "0102"),
    Example(
        "identity-map",
        event({"identityMap": {"ECID": {"id": ECID}}}),
        "/event/xdm/identityMap/ECID",
        identified("ECID", {"id": ECID}),
        "0102",
        fixable=True,
    ),
    Example(
        "identity-map",
        identified("ecid", {"id": ECID}),
        "/event/xdm/identityMap/ecid",
        identified("loyaltyId", {"id": "L-1"}),
        fixable=True,
    ),
    Example(
        "identity-map",
        identified("CRMID", {"id": 1048576}),
        "/event/xdm/identityMap/CRMID/0/id",
        identified("CRMID", {"id": "1048576"}),
        "0102",
        fixable=True,
    ),
    Example(
        "identity-map",
        identified("CRMID", {"primary": True}),
        "/event/xdm/identityMap/CRMID/0",
        identified("CRMID", {"id": "C-1", "primary": True}),
        "0103",
    ),
    Example(
        "identity-map",
        identified("CRMID", {"id": "C-1", "primary": "true"}),
        "/event/xdm/identityMap/CRMID/0/primary",
        identified("CRMID", {"id": "C-1", "primary": True}),
        fixable=True,
    ),
    Example(
        "identity-map",
        identified("CRMID", {"id": "C-1", "authenticatedState": "loggedout"}),
        "/event/xdm/identityMap/CRMID/0/authenticatedState",
        identified("CRMID", {"id": "C-1", "authenticatedState": "loggedOut"}),
        "0102",
        fixable=True,
    ),
    Example(
        "primary-identity",
        identified("CRMID", {"id": "C-1"}),
        "/event/xdm/identityMap",
        identified("CRMID", {"id": "C-1", "primary": True}),
        "0306",
        authenticated=True,
        fixable=True,
    ),
    Example(
        "primary-identity",
        event({}),
        "/event",
        event({"identityMap": {"ECID": [{"id": "{{ecid}}", "primary": True}]}}),
        "0306",
        authenticated=True,
        fixable=True,
    ),
    Example(
        "primary-identity",
        event({"personalEmail": {"address": "anna@example.com"}}),
        "/event",
        event(
            {
                "personalEmail": {"address": "anna@example.com"},
                "identityMap": {"Email_LC_SHA256": [{"id": "{{sha256:anna@example.com}}", "primary": True}]},
            }
        ),
        "0306",
        authenticated=True,
        fixable=True,
    ),
    Example(
        "primary-identity",
        event({"identityMap": {"CRMID": [{"id": "a", "primary": True}], "FPID": [{"id": FPID, "primary": True}]}}),
        "/event/xdm/identityMap/FPID/0/primary",
        event({"identityMap": {"CRMID": [{"id": "a", "primary": True}], "FPID": [{"id": FPID, "primary": False}]}}),
        fixable=True,
    ),
    Example(
        "primary-identity",
        event({"identityMap": {"CRMID": [{"id": "a", "primary": True}], "FPID": [{"id": FPID, "primary": True}]}}),
        "/event/xdm/identityMap/FPID/0/primary",
        identified("CRMID", {"id": "a", "primary": True}),
        "0306",
        authenticated=True,
        fixable=True,
    ),
    Example(
        "ecid",
        identified("ECID", {"id": ECID[:-1]}),
        "/event/xdm/identityMap/ECID/0/id",
        identified("ECID", {"id": "{{ecid}}"}),
        "0305",
    ),
    Example(
        "ecid",
        identified("ECID", {"id": f"{ECID[:19]} {ECID[19:]}"}),
        "/event/xdm/identityMap/ECID/0/id",
        identified("AAID", {"id": f"{ECID[:19]} {ECID[19:]}"}),
        "0305",
        fixable=True,
    ),
    Example(
        "fpid",
        identified("FPID", {"id": "12345"}),
        "/event/xdm/identityMap/FPID/0/id",
        identified("FPID", {"id": FPID.upper()}),
        fixable=True,
    ),
    Example(
        "fpid",
        identified("FPID", {"id": "0e984725-c51c-11ee-9d56-0242ac120002"}),
        "/event/xdm/identityMap/FPID/0/id",
        identified("FPID", {"id": "{{uuid}}"}),
        fixable=True,
    ),
    Example(
        "fpid",
        event({"identityMap": {"ECID": [{"id": ECID}], "FPID": [{"id": FPID}]}}),
        "/event/xdm/identityMap/FPID/0",
        event({"identityMap": {"CORE": [{"id": ECID}], "FPID": [{"id": FPID}]}}),
    ),
    Example(
        "fpid",
        {**identified("FPID", {"id": FPID}), **VISITED},
        "/event/xdm/identityMap/FPID/0",
        {**identified("AAID", {"id": FPID}), **VISITED},
    ),
    Example(
        "identity-map",
        identified("email", {"id": "{{sha256:a@example.com}}"}),
        "/event/xdm/identityMap/email",
        identified("Email", {"id": "{{sha256:a@example.com}}"}),
    ),
    Example(
        "identity-map",
        identified("ECID ", {"id": ECID}),
        "/event/xdm/identityMap/ECID ",
        identified("ECID", {"id": ECID}),
        fixable=True,
    ),
    Example(
        "hashed-identity",
        identified("Email_LC_SHA256", {"id": "anna@example.com"}),
        "/event/xdm/identityMap/Email_LC_SHA256/0/id",
        identified("Email_LC_SHA256", {"id": "{{sha256:anna@example.com}}"}),
        fixable=True,
    ),
    Example(
        "hashed-identity",
        identified("Email_LC_SHA256", {"id": HASH.upper()}),
        "/event/xdm/identityMap/Email_LC_SHA256/0/id",
        identified("Email_LC_SHA256", {"id": HASH}),
        fixable=True,
    ),
    Example(
        "hashed-identity",
        identified("Phone_SHA256", {"id": "5d41402abc4b2a76b9719d911017c592"}),
        "/event/xdm/identityMap/Phone_SHA256/0/id",
        identified("CRMID", {"id": "5d41402abc4b2a76b9719d911017c592"}),
    ),
    Example(
        "personal-data",
        identified("Email", {"id": "anna@example.com"}),
        "/event/xdm/identityMap/Email/0/id",
        identified("Email_LC_SHA256", {"id": HASH}),
    ),
    Example(
        "personal-data",
        event({"web": {"webPageDetails": {"URL": "https://example.com/?mail=anna%40example.com"}}}),
        "/event/xdm/web/webPageDetails/URL",
        event({"directMarketing": {"email": "anna@example.com"}}),
    ),
    Example(
        "personal-data",
        event({"marketing": {"trackingCode": "4111 1111 1111 1111"}}),
        "/event/xdm/marketing/trackingCode",
        event({"marketing": {"trackingCode": "4111 1111 1111 1112"}}),
    ),
    Example(
        "personal-data",
        event({"marketing": {"trackingCode": "DE89 3704 0044 0532 0130 00"}}),
        "/event/xdm/marketing/trackingCode",
        event({"marketing": {"trackingCode": "DE88 3704 0044 0532 0130 00"}}),
    ),
    Example(
        "personal-data",
        event({"marketing": {"trackingCode": "+1 (415) 555-0100"}}),
        "/event/xdm/marketing/trackingCode",
        event({"mobilePhone": {"number": "+14155550100"}}),
    ),
    Example(
        "secret",
        event({"web": {"webPageDetails": {"URL": "https://example.com/?access_token=abc123def"}}}),
        "/event/xdm/web/webPageDetails/URL",
        event({"web": {"webPageDetails": {"URL": "https://example.com/?access_token={{env:TOKEN}}"}}}),
        fixable=True,
    ),
    Example(
        "identity-map",
        identified("CRMID", {"id": "undefined"}),
        "/event/xdm/identityMap/CRMID/0/id",
        identified("CRMID", {"id": "undefined-1"}),
    ),
]

FIELDS = [
    Example(
        "timestamp",
        event({"timestamp": "2026-03-01T09:29:00"}),
        "/event/xdm/timestamp",
        event({"timestamp": "2026-03-01T09:29:00.123+01:00"}),
        fixable=True,
    ),
    Example(
        "timestamp",
        event({"timestamp": "2026-03-01T09:29:00+0000"}),
        "/event/xdm/timestamp",
        event({"timestamp": "2026-03-01T09:29:00+00:00"}),
        fixable=True,
    ),
    Example(
        "timestamp",
        event({"timestamp": 1772357340}),
        "/event/xdm/timestamp",
        event({"timestamp": "{{now}}"}),
        fixable=True,
    ),
    Example(
        "timestamp",
        event({"timestamp": "2026-03-02T09:30:00Z"}),
        "/event/xdm/timestamp",
        event({"timestamp": "2026-03-01T10:29:00Z"}),
        fixable=True,
    ),
    Example(
        "timestamp",
        event({"timestamp": "2025-03-01T09:30:00Z"}),
        "/event/xdm/timestamp",
        event({"timestamp": "2026-02-10T09:30:00Z"}),
        fixable=True,
    ),
    Example(
        "timestamp",
        event({"timestamp": "1 March 2026"}),
        "/event/xdm/timestamp",
        event({"timestamp": "2026-03-01t09:00:00z"}),
        fixable=True,
    ),
    Example(
        "event-type",
        event({"eventType": "web.webPageDetails.pageViews"}),
        "/event/xdm/eventType",
        event({"eventType": "web.webpagedetails.pageViews"}),
        fixable=True,
    ),
    Example("event-type", event({"eventType": 1}), "/event/xdm/eventType", event({"eventType": "display"}), "0102"),
    Example(
        "event-type",
        event({"eventType": "acme.loyalty.tierReached"}),
        "/event/xdm/eventType",
        event({"eventType": "decisioning.propositionFetch"}),
    ),
    Example(
        "event-measure",
        event({"eventType": "web.webpagedetails.pageViews"}),
        "/event/xdm/eventType",
        event({"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"pageViews": {"value": 1}}}}),
        fixable=True,
    ),
    Example(
        "event-measure",
        event({"eventType": "commerce.purchases", "commerce": {"order": {}}}),
        "/event/xdm/eventType",
        event({"eventType": "commerce.backofficeOrderPlaced"}),
        fixable=True,
    ),
    Example(
        "unknown-field",
        event({"web": {"webPageDetails": {"url": "https://example.com/"}}}),
        "/event/xdm/web/webPageDetails/url",
        event({"web": {"webPageDetails": {"URL": "https://example.com/"}}}),
        fixable=True,
    ),
    Example(
        "unknown-field",
        event({"web": {"name": "home"}}),
        "/event/xdm/web/name",
        event({"web": {"_acme": {"name": "home"}}}),
        fixable=True,
    ),
    Example(
        "unknown-field",
        event({"favouriteColour": "green"}),
        "/event/xdm/favouriteColour",
        event({"_acme": {"favouriteColour": "green"}}),
    ),
    Example(
        "measure",
        event({"web": {"webPageDetails": {"pageViews": 1}}}),
        "/event/xdm/web/webPageDetails/pageViews",
        event({"web": {"webPageDetails": {"pageViews": {"value": 1, "id": "a"}}}}),
        fixable=True,
    ),
    Example(
        "measure",
        event({"commerce": {"purchases": "1"}}),
        "/event/xdm/commerce/purchases",
        event({"userAccount": {"login": 1}}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"commerce": {"order": {"priceTotal": "99.5"}}}),
        "/event/xdm/commerce/order/priceTotal",
        event({"commerce": {"order": {"priceTotal": 99.5}}}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"commerce": {"order": {"priceTotal": "{{env:PRICE}}"}}}),
        "/event/xdm/commerce/order/priceTotal",
        event({"commerce": {"order": {"priceTotal": "{{json:env:PRICE}}"}}}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"productListItems": {"SKU": "A"}}),
        "/event/xdm/productListItems",
        event({"productListItems": [{"SKU": "A", "quantity": 2.0}]}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"web": {"webInteraction": {"type": "Exit"}}}),
        "/event/xdm/web/webInteraction/type",
        event({"web": {"webInteraction": {"type": "exit"}}}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"commerce": {"order": {"currencyCode": "eur"}}}),
        "/event/xdm/commerce/order/currencyCode",
        event({"commerce": {"order": {"currencyCode": "EUR"}}}),
        fixable=True,
    ),
    Example(
        "field-value",
        event({"mediaCollection": {"playhead": -1}}),
        "/event/xdm/mediaCollection/playhead",
        event({"mediaCollection": {"playhead": 0}}),
    ),
    Example(
        "field-value",
        event({"environment": {"ipV4": "300.1.1.1"}}),
        "/event/xdm/environment/ipV4",
        event({"environment": {"ipV4": "192.0.2.1"}}),
    ),
    Example(
        "field-value",
        event({"placeContext": {"localTime": "2026-03-01T09:29"}}),
        "/event/xdm/placeContext/localTime",
        event({"placeContext": {"localTime": "2026-03-01T09:29:00+01:00"}}),
    ),
    Example(
        "required-field",
        event({"productListItems": [{"name": "Jacket"}]}),
        "/event/xdm/productListItems/0",
        event({"productListItems": [{"sku": "A"}]}),
    ),
    Example("required-field", {"event": {"xdm": {"timestamp": "{{now}}"}}}, "/event/xdm", event(), fixable=True),
    Example(
        "deprecated-field",
        event({"media": {"mediaTimed": {"starts": {"value": 1}}}}),
        "/event/xdm/media",
        event({"mediaCollection": {"playhead": 0}}),
    ),
    Example(
        "schema",
        event({"_acme": {"tier": 3}}),
        "/event/xdm/_acme/tier",
        event({"_acme": {"tier": "gold"}}),
        schema=OwnSchema({"properties": {"_acme": {"properties": {"tier": {"type": "string"}}}}}),
    ),
]

DECISIONS = [
    Example(
        "decision-scopes",
        scoped(*map(str, range(31))),
        "/query/personalization/decisionScopes",
        scoped(*map(str, range(30))),
        "0105",
    ),
    Example(
        "decision-scopes",
        scoped("eyJ4ZG06YWN0aXZpdHlJZCI6"),
        "/query/personalization/decisionScopes/0",
        scoped("eyJhY3Rpdml0eUlkIjoiYSIsInBsYWNlbWVudElkIjoiYiJ9", "homepage-hero"),
    ),
    Example(
        "decision-scopes",
        scoped("hero", "hero"),
        "/query/personalization/decisionScopes/1",
        scoped("hero", "Hero"),
        fixable=True,
    ),
    Example(
        "config-overrides",
        overriding([]),
        "/meta/configOverrides",
        overriding({"com_adobe_target": {"enabled": False}}),
        "0102",
    ),
    Example(
        "config-overrides",
        overriding({"com_adobe_target": {"enabled": True}}),
        "/meta/configOverrides/com_adobe_target/enabled",
        overriding({"com_adobe_target": {"propertyToken": "a"}}),
        "0113",
        fixable=True,
    ),
    Example(
        "config-overrides",
        overriding({"com_adobe_identity": {"idSyncContainerId": "7"}}),
        "/meta/configOverrides/com_adobe_identity/idSyncContainerId",
        overriding({"com_adobe_identity": {"idSyncContainerId": 7}}),
        "0113",
        fixable=True,
    ),
    Example(
        "config-overrides",
        overriding({"com_adobe_analytics": {"reportSuites": []}}),
        "/meta/configOverrides/com_adobe_analytics/reportSuites",
        overriding({"com_adobe_analytics": {"reportSuites": ["acmeprod"]}}),
        "0113",
        fixable=True,
    ),
    Example(
        "config-overrides",
        overriding({"com_adobe_analytic": {"enabled": False}}),
        "/meta/configOverrides/com_adobe_analytic",
        overriding({"com_adobe_analytics": {"enabled": False}}),
        "0113",
        fixable=True,
    ),
]

IN = adobe({"collect": {"val": "y"}})
CONSENTS = [
    Example("consent", {}, "", consenting(IN), "0103", action=CONSENT),
    Example("consent", {"consent": IN}, "/consent", consenting(IN), "0102", action=CONSENT, fixable=True),
    Example(
        "consent",
        consenting({**IN, "standard": "adobe"}),
        "/consent/0/standard",
        consenting(IN),
        "0102",
        action=CONSENT,
        fixable=True,
    ),
    Example(
        "consent",
        consenting(adobe({"general": "in"}, 1.0)),
        "/consent/0/version",
        consenting(adobe({"general": "in"}, "1.0")),
        "0102",
        action=CONSENT,
        fixable=True,
    ),
    Example(
        "consent",
        consenting({"standard": "Adobe", "version": "2.0"}),
        "/consent/0",
        consenting(IN),
        "0103",
        action=CONSENT,
    ),
    Example(
        "consent",
        consenting(adobe({"collect": {"val": "yes"}})),
        "/consent/0/value/collect/val",
        consenting(adobe({"marketing": {"preferred": "email", "any": {"val": "y", "reason": "asked for"}}})),
        "0102",
        action=CONSENT,
    ),
    Example(
        "consent",
        consenting(adobe({"collect": "y"})),
        "/consent/0/value/collect",
        consenting(IN),
        "0102",
        action=CONSENT,
        fixable=True,
    ),
    Example(
        "consent",
        consenting(adobe({"collect": {"val": "y"}}, "1.0")),
        "/consent/0/value/collect",
        consenting(adobe({"general": "out"}, "1.0")),
        "0102",
        action=CONSENT,
    ),
    Example(
        "consent",
        consenting({"standard": "IAB TCF", "version": "2.0", "value": ""}),
        "/consent/0/value",
        consenting(
            {"standard": "IAB TCF", "version": "2.0", "value": "CO052l-O052l-DGAMBFRACBgAIBAAAAAAIYgEawAQEagAAAA"}
        ),
        "0104",
        action=CONSENT,
    ),
    Example(
        "consent",
        event({"consentStrings": [{"gdprApplies": True, "gdprContainsPersonalData": False}]}),
        "/event/xdm/consentStrings/0/gdprContainsPersonalData",
        event({"consentStrings": [{"gdprApplies": True, "containsPersonalData": False}]}),
        fixable=True,
    ),
]

VIEW_CONTENT = ["https://ns.adobe.com/personalization/html-content-item"]
PROPOSITION = {"id": "p", "scope": "hero", "scopeDetails": {"activity": {"id": "1"}}}
SHOWN, PAGE_VIEW = "decisioning.propositionDisplay", "web.webpagedetails.pageViews"
LINK_CLICK = "web.webinteraction.linkClicks"

SOLUTIONS = [
    Example(
        "surfaces", asking(surfaces=["#a"]), f"{SURFACES}/0", asking(surfaces=["web://a.example/#a"]), fixable=True
    ),
    Example("surfaces", asking(surfaces=["a.example/#a"]), f"{SURFACES}/0", asking(surfaces=["tv://a"]), fixable=True),
    Example("surfaces", asking(surfaces=["hero"]), f"{SURFACES}/0", asking(surfaces=["mobileapp://com.a/hero"])),
    Example(
        "surfaces",
        asking(surfaces=["https://a.example/"]),
        f"{SURFACES}/0",
        asking(surfaces=["{{ask:a}}"]),
        fixable=True,
    ),
    Example("surfaces", asking(surfaces=["__view__"]), f"{SURFACES}/0", asking(surfaces=[]), fixable=True),
    Example(
        "decision-scopes",
        asking(decisionScopes=["hero", "web://a.example/#a"], surfaces=["web://a.example/"]),
        f"{SCOPES}/1",
        asking(decisionScopes=["hero"], surfaces=["web://a.example/"]),
        fixable=True,
    ),
    Example(
        "decision-scopes",
        asking(decisionScopes=["__view__"], schemas=VIEW_CONTENT),
        f"{SCOPES}/0",
        asking(decisionScopes=["hero"], schemas=VIEW_CONTENT),
        fixable=True,
    ),
    Example("analytics-hit", linked({"name": "a"}), LINKED, linked({"name": "a", "type": "exit"}), fixable=True),
    Example(
        "analytics-hit",
        event({"eventType": LINK_CLICK}),
        "/event/xdm/eventType",
        event({"eventType": PAGE_VIEW}),
    ),
    Example(
        "override-support",
        overriding({"com_adobe_target": {"enabled": False}}),
        "/meta/configOverrides",
        overriding({}),
    ),
    Example(
        "config-overrides",
        overriding({"datastreamId": "4f1c"}),
        "/meta/configOverrides/datastreamId",
        event(meta={"sdkConfig": {"datastream": {"original": "4f1c"}}}),
        "0113",
        fixable=True,
    ),
    Example(
        "query",
        event(query={"identity": {"fetch": ["ecid"]}}),
        "/query/identity/fetch/0",
        event(query={"identity": {"fetch": ["ECID", "loyalty"]}}),
        fixable=True,
    ),
    Example(
        "query",
        event(query={"personalization": {"schemas": ["https://ns.adobe.com/personalization/html-content"]}}),
        "/query/personalization/schemas/0",
        event(query={"personalization": {"schemas": ["https://ns.adobe.com/personalization/message/native-alert"]}}),
        fixable=True,
    ),
    Example(
        "query",
        event(query={"personalization": {"schemas": ["http://ns.adobe.com/personalization/dom-action"]}}),
        "/query/personalization/schemas/0",
        event(query={"personalization": {"schemas": ["https://ns.example.com/personalization/dom-actions"]}}),
        fixable=True,
    ),
    Example(
        "decision-scopes",
        scoped("_view_"),
        "/query/personalization/decisionScopes/0",
        scoped("view"),
        fixable=True,
    ),
    Example(
        "misplaced",
        {"event": {**event()["event"], "data": {"identityMap": {"CRMID": [{"id": "c"}]}}}},
        "/event/data/identityMap",
        {"event": {**event()["event"], "data": {"user": {"identityMap": {}}}}},
        fixable=True,
    ),
    Example(
        "analytics-hit",
        event({"eventType": LINK_CLICK, "web": {"webInteraction": {"type": "other"}}}),
        "/event/xdm/web/webInteraction",
        event({"eventType": LINK_CLICK, "web": {"webInteraction": {"type": "other", "name": "x"}}}),
    ),
    Example(
        "solution-data",
        variables("__Adobe", "target"),
        "/event/data/__Adobe",
        variables("__adobe.target"),
        fixable=True,
    ),
    Example("solution-data", variables("__adobe", "Target"), f"{ADOBE}/Target", variables("adobe"), fixable=True),
    Example(
        "solution-data", variables("__adobe", analytics="a"), f"{ADOBE}/analytics", variables("__adobe", other="a")
    ),
    Example(
        "solution-data",
        variables("__adobe", "analytics", evar1="a"),
        f"{ADOBE}/analytics/evar1",
        variables("__adobe", "analytics", eVar250="a", prop75="b", list3="c", other="d"),
        fixable=True,
    ),
    Example(
        "solution-data",
        variables("__adobe", "analytics", eVar251="a"),
        f"{ADOBE}/analytics/eVar251",
        variables("__adobe", "target", evar1="a"),
    ),
    Example(
        "solution-data",
        variables("__adobe", "analytics", pagename="a"),
        f"{ADOBE}/analytics/pagename",
        variables("__adobe", "analytics", pageName="a"),
        fixable=True,
    ),
    Example(
        "solution-data",
        variables("__adobe", "analytics", linkType="link"),
        f"{ADOBE}/analytics/linkType",
        variables("__adobe", "analytics", linkType="o"),
    ),
    Example(
        "proposition-event",
        event({"eventType": SHOWN}),
        "/event/xdm/eventType",
        event({"eventType": "decisioning.propositionFetch"}),
    ),
    Example(
        "proposition-event",
        proposing(SHOWN, {"id": "p", "scope": "hero"}, propositionEventType={"display": 1}),
        f"{DECISIONING}/propositions/0",
        proposing(SHOWN, PROPOSITION, propositionEventType={"display": 1}),
    ),
    Example(
        "proposition-event",
        proposing(SHOWN, PROPOSITION),
        DECISIONING,
        proposing(PAGE_VIEW, PROPOSITION, propositionEventType={"display": 1}),
        fixable=True,
    ),
    Example(
        "proposition-event",
        proposing(SHOWN, PROPOSITION, propositionEventType={"interact": 1}),
        f"{DECISIONING}/propositionEventType",
        proposing("decisioning.propositionInteract", PROPOSITION, propositionEventType={"interact": 1, "dismiss": 1}),
        fixable=True,
    ),
    Example(
        "proposition-event", proposing(PAGE_VIEW, PROPOSITION), DECISIONING, event({"_experience": {}}), fixable=True
    ),
]

EXAMPLES = [*ENVELOPES, *IDENTITIES, *FIELDS, *DECISIONS, *CONSENTS, *SOLUTIONS]
