"""Names and event types in the order of their use, for completion: what most events have comes first."""

# Of the fields of an event. A test compares them with the templates that ship.
FIELDS = (
    "eventType", "timestamp", "_id", "web", "webPageDetails", "name", "URL", "identityMap", "ECID", "Email_LC_SHA256",
    "id", "primary", "authenticatedState", "siteSection", "pageViews", "value", "webReferrer", "type",
    "webInteraction", "linkClicks", "commerce", "productListItems", "SKU", "quantity", "priceTotal", "currencyCode",
    "order", "purchaseID", "purchases", "productViews", "productListAdds", "checkouts", "cart", "cartID",
    "_experience", "decisioning", "propositions", "scope", "scopeDetails", "propositionEventType", "items",
    "mediaCollection", "sessionID", "playhead", "sessionDetails", "playerName", "qoeDataDetails", "channel", "length", "bitrate",
    "application", "version", "launches", "isLaunch", "closeType", "friendlyName",
    "environment", "operatingSystem", "operatingSystemVersion", "device", "placeContext", "marketing",
    "customerJourneyManagement", "messageProfile", "messageExecution", "messageExecutionID", "messageID",
    "journeyVersionID", "journeyVersionInstanceID", "directMarketing", "mailingID", "mailingName",
    "step", "decisionProvider", "experience", "strategies", "algorithmID", "characteristics", "label",
    "trafficType", "activity", "_dc", "advertiser", "opportunityEvent", "opportunityID", "category",
    "userAccount",
)  # fmt: skip

EVENT_TYPES = (
    "web.webpagedetails.pageViews",
    "web.webinteraction.linkClicks",
    "decisioning.propositionFetch",
    "decisioning.propositionDisplay",
    "decisioning.propositionInteract",
    "commerce.productViews",
    "commerce.productListAdds",
    "commerce.checkouts",
    "commerce.purchases",
    "application.launch",
    "userAccount.login",
    "media.sessionStart",
)

_FIELD_RANKS = {name: rank for rank, name in enumerate(FIELDS)}
_TYPE_RANKS = {name: rank for rank, name in enumerate(EVENT_TYPES)}


def rank_of_field(name: str) -> int:
    """Lower for a field that more events have; the same for all that few have."""
    return _FIELD_RANKS.get(name, len(FIELDS))


def rank_of_event_type(name: str) -> int:
    """Lower for a type that is sent more often; the same for all others."""
    return _TYPE_RANKS.get(name, len(EVENT_TYPES))
