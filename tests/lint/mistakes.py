"""Sixty shapes with one real mistake each: what is changed, and the rule and pointer of the one finding."""

from dataclasses import dataclass
from typing import Any

from edge_tui.model.json.document import JsonValue, at, join, put
from edge_tui.model.request import Action
from tests.lint.shapes import ECID, SHAPES

XDM, DATA, PERSONAL = "/event/xdm", "/event/data", "/query/personalization"
DECISIONING = f"{XDM}/_experience/decisioning"
JOURNEY = f"{XDM}/_experience/customerJourneyManagement"
ANALYTICS = f"{XDM}/_experience/analytics"
VARIABLES = f"{DATA}/__adobe/analytics"
COLLECTION = "/events/0/xdm/mediaCollection"
HTML_ALONE = ["https://ns.adobe.com/personalization/html-content-item"]
ABSENT = object()


@dataclass(frozen=True)
class Mistake:
    """A shape in which the member at `pointer` has another `value` or `name`, or is absent.

    `found` is where the finding is, if it isn't there.
    """

    shape: str
    rule: str
    pointer: str
    value: Any = ABSENT
    name: str = ""
    found: str | None = None

    @property
    def place(self) -> str:
        """The pointer of the finding."""
        if self.found is not None:
            return self.found
        return join(self.pointer.rpartition("/")[0], self.name) if self.name else self.pointer

    def request(self) -> tuple[JsonValue, Action]:
        """The request with the mistake, and its action."""
        body, action = next((body, action) for name, body, action in SHAPES if name == self.shape)
        if self.value is not ABSENT:
            return put(body, self.pointer, self.value), action
        parent, _, last = self.pointer.rpartition("/")
        assert at(body, self.pointer) is not None, f"{self.shape} has no {self.pointer}"
        members = {self.name if name == last else name: value for name, value in at(body, parent).items()}
        members.pop("", None)
        return put(body, parent, members), action


def renamed(shape: str, pointer: str, name: str, rule: str = "unknown-field") -> Mistake:
    """A member under another name."""
    return Mistake(shape, rule, pointer, name=name)


def absent(shape: str, pointer: str, rule: str, found: str) -> Mistake:
    """A member that is left out."""
    return Mistake(shape, rule, pointer, found=found)


MISTAKES = [
    renamed("commerce add to cart", f"{XDM}/productListItems/0/SKU", "sku"),
    Mistake("commerce cart opened", "measure", f"{XDM}/commerce/productListOpens", 1),
    Mistake("commerce cart viewed", "field-value", f"{XDM}/productListItems/0/quantity", "1"),
    Mistake("commerce removal", "event-type", f"{XDM}/eventType", "commerce.productListRemoval"),
    absent("commerce product view", f"{XDM}/commerce/productViews", "event-measure", f"{XDM}/eventType"),
    Mistake("commerce checkout", "field-value", f"{XDM}/productListItems/0/currencyCode", "usd"),
    Mistake("commerce purchase", "field-value", f"{XDM}/commerce/order/priceTotal", "90.50"),
    renamed("commerce order placed", f"{XDM}/commerce/order/purchaseID", "purchaseId"),
    Mistake("commerce order shipped", "field-value", f"{XDM}/commerce/shipping/shipDate", "March 1"),
    Mistake("commerce order canceled", "field-value", f"{XDM}/personalEmail/address", "anna"),
    renamed("commerce refund", f"{XDM}/commerce/refunds/0/refundAmount", "amount"),
    absent("commerce instant purchase", f"{XDM}/productListItems/0/SKU", "required-field", f"{XDM}/productListItems/0"),
    renamed("commerce sign-in", f"{XDM}/userAccount", "useraccount"),
    Mistake("commerce search", "field-value", f"{XDM}/siteSearch/sort/0/order", "up"),
    renamed("commerce page with its channel", f"{XDM}/web/webPageDetails/URL", "url"),
    Mistake("commerce saved for later", "timestamp", f"{XDM}/timestamp", "2026-03-01T09:29:00"),
    Mistake("ajo code-based fetch", "surfaces", f"{PERSONAL}/surfaces/0", "#hero"),
    Mistake("ajo app surface", "surfaces", f"{PERSONAL}/surfaces/0", "com.example.app/home"),
    Mistake("ajo other surface", "surfaces", f"{PERSONAL}/surfaces/0", "https://shop.example.com/"),
    absent(
        "ajo display",
        f"{DECISIONING}/propositions/0/scopeDetails",
        "proposition-event",
        f"{DECISIONING}/propositions/0",
    ),
    Mistake("ajo click on an item", "proposition-event", f"{DECISIONING}/propositionEventType", {"display": 1}),
    absent("ajo in-app triggered", f"{DECISIONING}/propositionEventType", "proposition-event", DECISIONING),
    Mistake("ajo in-app suppressed", "field-value", f"{DECISIONING}/propositionEventType/suppressDisplay", value=True),
    Mistake("ajo in-app dismissed in an app", "event-type", f"{XDM}/eventType", "decisioning.propositionDismissed"),
    absent("ajo card disqualified", f"{DECISIONING}/propositions", "proposition-event", f"{XDM}/eventType"),
    renamed("ajo push opened", f"{XDM}/pushNotificationTracking/pushProvider", "provider"),
    renamed("ajo e-mail click", f"{JOURNEY}/messageInteraction/urlID", "urlId"),
    Mistake("ajo e-mail feedback", "field-value", f"{JOURNEY}/messageExecution/messageID", 17),
    Mistake("ajo push profile", "misplaced", "/data", {"a": 1}),
    Mistake(
        "target page load", "decision-scopes", f"{PERSONAL}/schemas", HTML_ALONE, found=f"{PERSONAL}/decisionScopes/0"
    ),
    Mistake("target mboxes", "decision-scopes", f"{PERSONAL}/decisionScopes/1", "web://shop.example.com/#hero"),
    Mistake("target page load, any schema", "query", f"{PERSONAL}/decisionScopes", "__view__"),
    renamed("target profile attributes", f"{DATA}/__adobe", "__Adobe", "solution-data"),
    renamed("target entity", f"{DATA}/__adobe/target", "Target", "solution-data"),
    renamed("target migration", f"{PERSONAL}/decisionScopes", "scopes", "query"),
    Mistake("offers by scope", "decision-scopes", f"{PERSONAL}/decisionScopes/0", "eyJhY3Rpdml0eUlkIjo"),
    absent(
        "target display",
        f"{DECISIONING}/propositionEventType/display",
        "proposition-event",
        f"{DECISIONING}/propositionEventType",
    ),
    absent("analytics custom link", f"{XDM}/web/webInteraction/type", "analytics-hit", f"{XDM}/web/webInteraction"),
    Mistake("analytics download", "field-value", f"{XDM}/web/webInteraction/type", "file"),
    Mistake("analytics exit link", "measure", f"{XDM}/web/webInteraction/linkClicks", "1"),
    renamed("analytics eVars", f"{ANALYTICS}/customDimensions/eVars/eVar1", "evar1"),
    renamed("analytics props", f"{ANALYTICS}/customDimensions/props/prop75", "prop76"),
    Mistake("analytics events", "measure", f"{ANALYTICS}/event1to100/event1", 1),
    renamed("analytics high events", f"{ANALYTICS}/event901to1000", "event901To1000"),
    Mistake("analytics hierarchies", "field-value", f"{ANALYTICS}/customDimensions/hierarchies/hier1/values", "a|b"),
    renamed("analytics page variables", f"{VARIABLES}/pageName", "pagename", "solution-data"),
    Mistake("analytics link variables", "solution-data", f"{VARIABLES}/linkType", "link"),
    renamed("analytics lists and products", f"{VARIABLES}/list1", "list4", "solution-data"),
    renamed("analytics campaign", f"{XDM}/marketing", "marketing "),
    Mistake("analytics error page", "field-value", f"{XDM}/web/webPageDetails/isErrorPage", "yes"),
    Mistake("b2b mail bounced", "personal-data", f"{XDM}/directMarketing/mailingName", "anna@example.com"),
    renamed("b2b opportunity", f"{XDM}/opportunityEvent/role", "Role"),
    Mistake("b2b account identity", "identity-map", f"{XDM}/identityMap/CRMID/0/authenticatedState", "loggedin"),
    Mistake("mobile launch", "field-value", f"{XDM}/implementationDetails/environment", "mobile"),
    Mistake("mobile place entered", "field-value", f"{XDM}/placeContext/POIinteraction/poiDetail/name", 7),
    Mistake("device id", "fpid", f"{XDM}/identityMap/FPID/0/id", "12345"),
    Mistake(
        "mobile advertising id",
        "ecid",
        f"{XDM}/identityMap/ECID",
        [{"id": ECID[1:]}],
        found=f"{XDM}/identityMap/ECID/0/id",
    ),
    absent("media start", f"{COLLECTION}/sessionDetails/contentType", "required-field", f"{COLLECTION}/sessionDetails"),
    Mistake("media error", "field-value", f"{COLLECTION}/errorDetails/source", "server"),
    Mistake("media ad", "field-value", f"{COLLECTION}/advertisingDetails/podPosition", -1),
    renamed("media chapter", f"{COLLECTION}/sessionID", "sessionId"),
    renamed(
        "consent in an event", f"{XDM}/consentStrings/0/containsPersonalData", "gdprContainsPersonalData", "consent"
    ),
    Mistake("consent refused", "consent", "/consent/0/value/collect", "n"),
    Mistake("consent of a visitor", "identity-map", "/identityMap/ECID", {"id": ECID}),
]
