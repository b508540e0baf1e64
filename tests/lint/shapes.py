"""A hundred events as Adobe's products send and document them, each of another shape, with sample values.

A shape is a name and a request. Names begin with the product whose events have that shape.
"""

from typing import Any

from edge_tui.model.request import Action

ECID = "41861666193140161934276845651148876988"
FPID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
HASH = "0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b"
TIME = "2026-03-01T09:29:00Z"
SCHEMAS = "https://ns.adobe.com/personalization/"
ONE = {"value": 1}

Json = dict[str, Any]


def event(event_type: str, xdm: Json | None = None, data: Json | None = None, **request: Any) -> Json:
    """A v2 request with one event."""
    made: Json = {"xdm": {"_id": "e-1", "timestamp": TIME, "eventType": event_type, **(xdm or {})}}
    if data is not None:
        made["data"] = data
    return {"event": made, **request}


def page(name: str = "home", **details: Any) -> Json:
    """The page of an event."""
    return {"webPageDetails": {"name": name, "URL": f"https://shop.example.com/{name}", **details}}


def commerce(name: str, products: list[Json] | None = None, **members: Any) -> Json:
    """An event of Adobe Commerce: its scope, its measure and its products."""
    scope = {"environmentID": "env-1", "storeCode": "main", "storeViewCode": "default", "websiteCode": "base"}
    xdm: Json = {"commerce": {"commerceScope": scope, **members}}
    if products is not None:
        xdm["productListItems"] = products
    return event(f"commerce.{name}", xdm)


def measured(name: str, products: list[Json] | None = None, **members: Any) -> Json:
    """An event of Adobe Commerce that counts."""
    return commerce(name, products, **{name: ONE}, **members)


PRODUCT: Json = {"SKU": "TS-1", "name": "T-shirt", "quantity": 1, "priceTotal": 20, "currencyCode": "USD"}
OPTIONS: Json = {**PRODUCT, "selectedOptions": [{"attribute": "Size", "value": "M"}]}
CATEGORIES: Json = {**PRODUCT, "id": "7", "categories": [{"id": "c1", "name": "Shirts", "path": "men/shirts"}]}
ORDER: Json = {"purchaseID": "100", "purchaseOrderNumber": "100", "currencyCode": "USD", "priceTotal": 90.5}
PAYMENT: Json = {"paymentType": "credit_card", "paymentAmount": 90.5, "currencyCode": "USD"}
ADDRESS: Json = {"street1": "1 Main St", "city": "Austin", "state": "Texas", "postalCode": "73301", "country": "US"}
MAIL: Json = {"personalEmail": {"address": "anna@example.com"}}


def office(name: str, order: Json, **xdm: Any) -> Json:
    """A back office event of Adobe Commerce."""
    return event(f"commerce.backoffice{name}", {"commerce": {"order": {**ORDER, **order}}, **MAIL, **xdm})


COMMERCE = [
    ("commerce add to cart", measured("productListAdds", [OPTIONS], cart={"cartID": "c-1"})),
    ("commerce cart opened", measured("productListOpens", [PRODUCT], cart={"cartID": "c-1"})),
    ("commerce cart viewed", measured("productListViews", [OPTIONS, PRODUCT], cart={"cartID": "c-1"})),
    ("commerce removal", measured("productListRemovals", [PRODUCT])),
    ("commerce product view", measured("productViews", [{**PRODUCT, "productImageUrl": "https://img.example.com/a"}])),
    ("commerce checkout", measured("checkouts", [CATEGORIES], cart={"cartID": "c-1"})),
    (
        "commerce purchase",
        measured(
            "purchases",
            [{**CATEGORIES, "discountAmount": 2}],
            order={**ORDER, "payments": [PAYMENT], "taxAmount": 4.5, "createdDate": TIME},
            promotionID="SAVE",
            shipping={"shippingMethod": "flatrate", "shippingAmount": 5},
        ),
    ),
    ("commerce instant purchase", measured("instantPurchase", [PRODUCT])),
    ("commerce saved for later", measured("saveForLaters", [PRODUCT])),
    ("commerce requisition list", measured("requisitionListAdds", [PRODUCT])),
    (
        "commerce order placed",
        office(
            "OrderPlaced",
            {"payments": [{**PAYMENT, "paymentTransactionID": "t-1"}], "taxAmount": 1, "discountAmount": 1},
            productListItems=[CATEGORIES],
        ),
    ),
    (
        "commerce order shipped",
        event(
            "commerce.backofficeOrderItemsShipped",
            {
                "commerce": {
                    "order": {**ORDER, "lastUpdatedDate": TIME},
                    "shipping": {
                        "address": ADDRESS,
                        "currencyCode": "USD",
                        "shipDate": TIME,
                        "trackingNumber": 1048576,
                    },
                    "billing": {"address": ADDRESS},
                },
                **MAIL,
            },
        ),
    ),
    ("commerce order canceled", office("OrderCancelled", {"cancelDate": TIME})),
    (
        "commerce refund",
        event(
            "commerce.backofficeCreditMemoIssued",
            {"commerce": {"order": ORDER, "refunds": [{"refundAmount": 5, "refundPaymentType": "cash"}]}, **MAIL},
        ),
    ),
    (
        "commerce return",
        office(
            "OrderItemsReturnInitiated",
            {"returns": {"returnID": "r-1", "returnStatus": "Pending"}},
            productListItems=[{**PRODUCT, "returnItem": {"returnReason": "size", "returnQuantityRequested": 1}}],
        ),
    ),
    (
        "commerce account created",
        event(
            "userAccount.backofficeCreateProfile",
            {
                "person": {"name": {"firstName": "Anna", "lastName": "Lind"}},
                **MAIL,
                "identityMap": {"email": [{"id": "{{sha256:anna@example.com}}", "primary": False}]},
            },
        ),
    ),
    ("commerce sign-in", event("userAccount.login", {"userAccount": {"login": 1}, **MAIL})),
    (
        "commerce search",
        event(
            "searchRequest",
            {
                "searchRequest": {"value": 1, "id": "s-1"},
                "siteSearch": {
                    "query": "shirt",
                    "filter": [{"attribute": "price", "value": ["10-20"], "isRange": True}],
                    "sort": [{"attribute": "name", "order": "ASC"}],
                },
            },
        ),
    ),
    (
        "commerce search results",
        event(
            "searchResponse",
            {
                "searchResponse": {"value": 1},
                "siteSearch": {"suggestions": ["shirts"], "numberOfResults": 2},
                "productListItems": [PRODUCT],
            },
        ),
    ),
    (
        "commerce page with its channel",
        event(
            "web.webpagedetails.pageViews",
            {
                "channel": {
                    "_id": "https://ns.adobe.com/xdm/channels/web",
                    "_type": "https://ns.adobe.com/xdm/channel-types/web",
                },
                "web": page(pageViews=ONE),
            },
        ),
    ),
]

DETAILS: Json = {"decisionProvider": "AJO", "activity": {"id": "a"}, "correlationID": "c-1", "characteristics": {}}
PROPOSITION: Json = {"id": "p-1", "scope": "web://shop.example.com/#hero", "scopeDetails": DETAILS}


def reported(event_type: str, kinds: Json, proposition: Json = PROPOSITION, **decisioning: Any) -> Json:
    """What became of a proposition."""
    inner = {"propositions": [proposition], "propositionEventType": kinds, **decisioning}
    return event(f"decisioning.proposition{event_type}", {"_experience": {"decisioning": inner}})


def journey(event_type: str, **members: Any) -> Json:
    """An event with what Journey Optimizer knows of a message."""
    return event(event_type, {"_experience": {"customerJourneyManagement": members}})


MESSAGE: Json = {"messageExecutionID": "x-1", "messageID": "m-1", "journeyVersionID": "j-1", "campaignID": "c-1"}
FETCH = "decisioning.propositionFetch"
JOURNEYS = [
    (
        "ajo code-based fetch",
        event(
            FETCH,
            {"web": page()},
            query={"personalization": {"schemas": [SCHEMAS + "json-content-item"], "surfaces": ["web://a.example/#a"]}},
        ),
    ),
    ("ajo app surface", event(FETCH, query={"personalization": {"surfaces": ["mobileapp://com.example.app/home"]}})),
    ("ajo other surface", event(FETCH, query={"personalization": {"surfaces": ["tv://com.example/row-1"]}})),
    ("ajo display", reported("Display", {"display": 1})),
    (
        "ajo click on an item",
        reported(
            "Interact",
            {"interact": 1},
            {**PROPOSITION, "items": [{"id": "i-1"}]},
            propositionAction={"id": "buy", "label": "Buy", "tokens": ["t"]},
        ),
    ),
    ("ajo in-app dismissed on the web", reported("Interact", {"interact": 1, "dismiss": 1})),
    (
        "ajo in-app dismissed in an app",
        reported("Dismiss", {"dismiss": 1}, propositionAction={"id": "x", "label": "x"}),
    ),
    ("ajo in-app triggered", reported("Trigger", {"trigger": 1})),
    (
        "ajo in-app suppressed",
        reported("SuppressDisplay", {"suppressDisplay": 1}, propositionAction={"reason": "Conflict"}),
    ),
    ("ajo card disqualified", reported("Disqualify", {"disqualify": 1})),
    (
        "ajo push opened",
        event(
            "pushTracking.applicationOpened",
            {
                "pushNotificationTracking": {"pushProvider": "apns", "pushProviderMessageID": "n-1", "isLaunch": True},
                "application": {"launches": ONE},
                "_experience": {"customerJourneyManagement": {"messageExecution": MESSAGE}},
            },
            meta={"collect": {"datasetId": "65f0"}},
        ),
    ),
    (
        "ajo push action",
        event(
            "pushTracking.customAction",
            {"pushNotificationTracking": {"pushProvider": "fcm", "customAction": {"actionID": "later", "value": 1}}},
        ),
    ),
    (
        "ajo push profile",
        {
            "event": {
                "xdm": {"_id": "e-1", "timestamp": TIME},
                "data": {"pushNotificationDetails": [{"appID": "com.example", "token": "t", "denylisted": False}]},
            }
        },
    ),
    (
        "ajo live activity",
        event(
            "liveActivity.start",
            {
                "_experience": {
                    "customerJourneyManagement": {
                        "messageExecution": MESSAGE,
                        "pushChannelContext": {
                            "platform": "apns",
                            "liveActivity": {"liveActivityID": "l-1", "event": "localStart"},
                        },
                    }
                }
            },
        ),
    ),
    (
        "ajo e-mail feedback",
        journey("message.feedback", messageExecution=MESSAGE, messageDeliveryfeedback={"feedbackStatus": "sent"}),
    ),
    (
        "ajo e-mail click",
        journey(
            "message.tracking",
            messageExecution=MESSAGE,
            messageInteraction={"interactionType": "click", "label": "Buy", "urlID": "u-1", "isBot": False},
        ),
    ),
]

VIEW: Json = {"schemas": [SCHEMAS + "dom-action", SCHEMAS + "html-content-item"], "decisionScopes": ["__view__"]}
OFFER = "eyJhY3Rpdml0eUlkIjoieGNvcmU6b2ZmZXItYWN0aXZpdHk6MSIsInBsYWNlbWVudElkIjoieGNvcmU6b2ZmZXItcGxhY2VtZW50OjEifQ=="
TARGETS = [
    ("target page load", event(FETCH, {"web": page()}, query={"personalization": VIEW})),
    ("target page load, any schema", event(FETCH, query={"personalization": {"decisionScopes": ["__view__"]}})),
    ("target mboxes", event(FETCH, query={"personalization": {"decisionScopes": ["hero", "recs-pdp"]}})),
    ("target profile attributes", event(FETCH, data={"__adobe": {"target": {"profile.tier": "gold"}}})),
    ("target entity", event(FETCH, data={"__adobe": {"target": {"entity.id": "TS-1", "entity.categoryId": "shirts"}}})),
    (
        "target order",
        event(FETCH, data={"__adobe": {"target": {"orderId": "1", "orderTotal": "9", "productPurchasedId": "A"}}}),
    ),
    ("target dotted name", event(FETCH, data={"__adobe.target": {"profile.tier": "gold", "mbox3rdPartyId": "c-1"}})),
    (
        "target display",
        reported(
            "Display",
            {"display": 1},
            {
                "id": "AT:eyJhY3Rpdml0eUlkIjoiMSIsImV4cGVyaWVuY2VJZCI6IjAifQ==",
                "scope": "__view__",
                "scopeDetails": {"decisionProvider": "TGT", "strategies": [{"algorithmID": "0", "trafficType": "0"}]},
            },
        ),
    ),
    (
        "target display with the page view",
        event(
            "web.webpagedetails.pageViews",
            {
                "web": page(pageViews=ONE, viewName="home"),
                "_experience": {"decisioning": {"propositions": [PROPOSITION], "propositionEventType": {"display": 1}}},
            },
        ),
    ),
    ("target migration", event(FETCH, query={"personalization": VIEW}, meta={"target": {"migration": True}})),
    (
        "target conversion",
        event(
            "display", {"_experience": {"decisioning": {"propositions": [{"scope": "hero", "scopeDetails": DETAILS}]}}}
        ),
    ),
    ("offers by scope", event(FETCH, query={"personalization": {"decisionScopes": [OFFER]}})),
    (
        "offers shown, in the old form",
        reported(
            "Display", {"display": 1}, {"id": "p", "activity": {"id": "a", "etag": "1"}, "placement": {"id": "b"}}
        ),
    ),
]


def analytics(**variables: Any) -> Json:
    """An event with Analytics variables in `data`."""
    return event("web.webpagedetails.pageViews", data={"__adobe": {"analytics": variables}})


def own(**members: Any) -> Json:
    """An event with the field group of Analytics."""
    return event("web.webpagedetails.pageViews", {"web": page(pageViews=ONE), "_experience": {"analytics": members}})


def link(**interaction: Any) -> Json:
    """A click on a link."""
    return event(
        "web.webinteraction.linkClicks", {"web": {**page(), "webInteraction": {"linkClicks": ONE, **interaction}}}
    )


ANALYTICS = [
    ("analytics page view", event("web.webpagedetails.pageViews", {"web": page(pageViews=ONE, siteSection="home")})),
    ("analytics custom link", link(type="other", name="Chart", region="main")),
    ("analytics download", link(type="download", name="Chart", URL="https://shop.example.com/a.pdf")),
    ("analytics exit link", link(type="exit", name="Partner", URL="https://example.org/", linkID="l-1")),
    ("analytics eVars", own(customDimensions={"eVars": {"eVar1": "a", "eVar250": "b"}})),
    ("analytics props", own(customDimensions={"props": {"prop1": "a", "prop75": "b"}})),
    ("analytics events", own(event1to100={"event1": {"value": 1}, "event100": {"id": "s", "value": 2}})),
    ("analytics high events", own(event901to1000={"event1000": {"value": 1}})),
    (
        "analytics hierarchies",
        own(customDimensions={"hierarchies": {"hier1": {"values": ["a", "b"], "delimiter": "|"}}}),
    ),
    ("analytics lists", own(customDimensions={"lists": {"list1": {"list": [{"key": "k", "value": "v"}]}}})),
    (
        "analytics of a product",
        event(
            "commerce.productViews",
            {
                "commerce": {"productViews": ONE},
                "productListItems": [
                    {**PRODUCT, "_experience": {"analytics": {"customDimensions": {"eVars": {"eVar2": "m"}}}}}
                ],
            },
        ),
    ),
    ("analytics page variables", analytics(pageName="home", pageURL="https://a.example/", channel="web", server="a")),
    ("analytics link variables", analytics(linkType="o", linkName="Chart", events="event1", eVar5="a", prop5="b")),
    ("analytics lists and products", analytics(pageName="cart", list1="a|b", hier1="a|b", products=";TS-1;1;20")),
    ("analytics context data", analytics(pageName="home", contextData={"tier": "gold"}, campaign="c", zip="10117")),
    (
        "analytics campaign",
        event(
            "web.webpagedetails.pageViews",
            {
                "web": {**page(pageViews=ONE), "webReferrer": {"URL": "https://example.org/", "type": "search_engine"}},
                "marketing": {"trackingCode": "c-1", "campaignName": "spring"},
                "search": {"keywords": "shirts", "searchEngine": "Example", "isPaid": True},
            },
        ),
    ),
    (
        "analytics error page",
        event("web.webpagedetails.pageViews", {"web": page("404", pageViews=ONE, isErrorPage=True)}),
    ),
    ("analytics form", event("web.formFilledOut", {"web": {**page(), "fillOutForm": {"webFormName": "newsletter"}}})),
]


def lead(event_type: str, name: str, **members: Any) -> Json:
    """An event of B2B lead management."""
    return event(f"leadOperation.{event_type}", {"leadOperation": {name: members}})


def mailed(event_type: str, measure: str, **members: Any) -> Json:
    """An event of a mailing."""
    mailing = {"mailingID": "m-1", "mailingName": "spring", measure: ONE, **members}
    return event(f"directMarketing.{event_type}", {"directMarketing": mailing})


B2B = [
    ("b2b mail sent", mailed("emailSent", "sends", automationRunID="r-1")),
    ("b2b mail opened", mailed("emailOpened", "opens", testVariantName="a")),
    ("b2b mail clicked", mailed("emailClicked", "clicks", linkURL="https://shop.example.com/")),
    ("b2b mail bounced", mailed("emailBounced", "bounces", emailBouncedCode="550", email="anna@example.com")),
    ("b2b unsubscribed", mailed("emailUnsubscribed", "unsubscriptions", unsubscribeReason="too many")),
    ("b2b lead", lead("changeCampaignStream", "changeCampaignStream", newStreamName="b", previousStreamName="a")),
    ("b2b opportunity", event("opportunityEvent.addToOpportunity", {"opportunityEvent": {"role": "buyer"}})),
    ("b2b list", event("listOperation.addToList", {"listOperations": {"listID": "1"}})),
    (
        "b2b account identity",
        event(
            "web.webpagedetails.pageViews",
            {
                "web": page(pageViews=ONE),
                "identityMap": {"CRMID": [{"id": "c-1", "authenticatedState": "authenticated"}]},
            },
        ),
    ),
]

APP: Json = {
    "implementationDetails": {
        "name": "https://ns.adobe.com/experience/mobilesdk/android",
        "version": "3.1.0",
        "environment": "app",
    }
}
MOBILE = [
    (
        "mobile launch",
        event("application.launch", {"application": {"isLaunch": True, "name": "Shop", "id": "com.a"}, **APP}),
    ),
    (
        "mobile install",
        event("application.launch", {"application": {"isInstall": True, "isLaunch": True, "version": "1.2"}}),
    ),
    (
        "mobile close",
        event("application.close", {"application": {"isClose": True, "closeType": "close", "sessionLength": 9}}),
    ),
    ("mobile crash", event("application.close", {"application": {"closeType": "unknown", "crashes": ONE}})),
    (
        "mobile place entered",
        event(
            "location.entry",
            {
                "placeContext": {
                    "POIinteraction": {
                        "poiEntries": ONE,
                        "poiDetail": {"poiID": "p-1", "name": "Store", "locatingType": "gps", "category": "shop"},
                    }
                }
            },
        ),
    ),
    ("mobile place left", event("location.exit", {"placeContext": {"POIinteraction": {"poiExits": ONE}}})),
    (
        "mobile device",
        event(
            FETCH,
            {
                "device": {"type": "mobile", "manufacturer": "Example", "model": "E1", "screenOrientation": "portrait"},
                "environment": {
                    "type": "application",
                    "operatingSystem": "Android",
                    "carrier": "Example",
                    "_dc": {"language": "de"},
                },
            },
        ),
    ),
    (
        "mobile advertising id",
        event(FETCH, {"identityMap": {"GAID": [{"id": "38400000-8cf0-11bd-b23e-10b96e40000d"}]}}),
    ),
    (
        "mobile state entries",
        event(FETCH, meta={"state": {"entries": [{"key": "kndctr_a_AdobeOrg_cluster", "value": "or2"}]}}),
    ),
    (
        "mobile concierge",
        event(
            "conversation.feedback",
            {
                "conversation": {
                    "conversationID": "c-1",
                    "turnID": "t-1",
                    "feedback": {
                        "source": "end-user",
                        "raw": [{"text": "good", "purpose": "comment"}],
                        "rating": {"score": 1, "classification": "positive", "reasons": ["clear"]},
                    },
                }
            },
        ),
    ),
    (
        "browser details",
        event(
            FETCH,
            {
                "environment": {
                    "type": "browser",
                    "browserDetails": {
                        "viewportWidth": 1280,
                        "viewportHeight": 720,
                        "userAgentClientHints": {
                            "mobile": False,
                            "platform": "macOS",
                            "brands": [{"brand": "Chromium", "version": "140"}],
                        },
                    },
                },
                "placeContext": {"localTime": "2026-03-01T10:29:00+01:00", "localTimezoneOffset": -60},
            },
        ),
    ),
    (
        "device id",
        event(FETCH, {"identityMap": {"FPID": [{"id": FPID, "authenticatedState": "ambiguous", "primary": True}]}}),
    ),
]


def watched(action: str, **collection: Any) -> Json:
    """One event of a media session."""
    return event(f"media.{action}", {"mediaCollection": {"playhead": 10, "sessionID": "s-1", **collection}})


FILM: Json = {"name": "film", "playerName": "p", "length": 60, "channel": "c", "contentType": "VOD"}
MEDIA = [
    ("media start", event("media.sessionStart", {"mediaCollection": {"playhead": 0, "sessionDetails": FILM}})),
    (
        "media series",
        event(
            "media.sessionStart",
            {
                "mediaCollection": {
                    "playhead": 0,
                    "sessionDetails": {
                        **FILM,
                        "show": "s",
                        "season": "1",
                        "episode": "2",
                        "streamType": "video",
                        "hasResume": True,
                    },
                }
            },
        ),
    ),
    ("media ping", watched("ping")),
    (
        "media ad break",
        watched("adBreakStart", advertisingPodDetails={"friendlyName": "mid", "index": 1, "offset": 10}),
    ),
    (
        "media ad",
        watched("adStart", advertisingDetails={"name": "ad", "length": 15, "podPosition": 1, "playerName": "p"}),
    ),
    ("media chapter", watched("chapterStart", chapterDetails={"index": 1, "length": 30, "offset": 0})),
    (
        "media bitrate",
        watched("bitrateChange", qoeDataDetails={"bitrate": 4200, "bitrateAverage": 4100.5, "timeToStart": 2}),
    ),
    ("media error", watched("error", errorDetails={"name": "decode", "source": "player"})),
    ("media states", watched("statesUpdate", statesStart=[{"name": "fullscreen"}], statesEnd=[{"name": "mute"}])),
    ("media metadata", watched("play", customMetadata=[{"name": "a", "value": "b"}])),
    (
        "media downloaded",
        {
            "event": {
                "xdm": {
                    "_id": "e-1",
                    "timestamp": TIME,
                    "mediaDownloadedEvents": [
                        {
                            "mediaEventTimestamp": TIME,
                            "mediaEventType": "media.sessionStart",
                            "mediaCollection": {"playhead": 0, "sessionDetails": {**FILM, "isDownloaded": True}},
                        },
                        {
                            "mediaEventTimestamp": TIME,
                            "mediaEventType": "media.sessionComplete",
                            "mediaCollection": {"playhead": 60},
                        },
                    ],
                }
            }
        },
    ),
]


def consented(*consents: Json, **request: Any) -> Json:
    """A set-consent request."""
    return {"consent": list(consents), **request}


def adobe(value: Json, version: str = "2.0") -> Json:
    """A consent in Adobe's standard."""
    return {"standard": "Adobe", "version": version, "value": value}


TCF: Json = {"standard": "IAB TCF", "version": "2.0", "value": "CO05", "gdprApplies": True}
CONSENTS = [
    ("consent to everything", consented(adobe({"collect": {"val": "y"}, "metadata": {"time": TIME}}))),
    ("consent refused", consented(adobe({"collect": {"val": "n"}, "share": {"val": "n"}}))),
    ("consent pending", consented(adobe({"general": "pending"}, "1.0"))),
    ("consent by channel", consented(adobe({"marketing": {"preferred": "email", "email": {"val": "y"}}}))),
    ("consent as a TC string", consented({**TCF, "gdprContainsPersonalData": False})),
    ("consent updated", consented(adobe({"collect": {"val": "y"}}), query={"consent": {"operation": "update"}})),
    ("consent of a visitor", consented(adobe({"collect": {"val": "y"}}), identityMap={"ECID": [{"id": ECID}]})),
]
TCF_EVENT = (
    "consent in an event",
    event(
        FETCH,
        {
            "consentStrings": [
                {
                    "consentStandard": "IAB TCF",
                    "consentStandardVersion": "2.0",
                    "consentStringValue": "CO05",
                    "gdprApplies": True,
                    "containsPersonalData": False,
                }
            ]
        },
    ),
)

EVENTS = [*COMMERCE, *JOURNEYS, *TARGETS, *ANALYTICS, *B2B, *MOBILE, TCF_EVENT]
SHAPES: list[tuple[str, Json, Action]] = [
    *((name, body, Action.INTERACT) for name, body in EVENTS),
    *((name, {"events": [body["event"]]}, Action.MEDIA) for name, body in MEDIA),
    *((name, body, Action.SET_CONSENT) for name, body in CONSENTS),
]
