"""Events like those that the SDKs send and Adobe's documentation shows, with sample values."""

from typing import Any

from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

V1, V2 = ApiVersion.V1, ApiVersion.V2
ECID = "41861666193140161934276845651148876988"
TIME = "2026-03-01T09:29:00.000Z"
BASE = {"_id": "5b1e7c9a-1f0d-4d4e-9a54-0c3f8d2e7a10", "timestamp": TIME}
AT = "AT:eyJhY3Rpdml0eUlkIjoiNjQ5MzMwIiwiZXhwZXJpZW5jZUlkIjoiMCJ9"

# Added to each event by Alloy.
BROWSER: dict[str, Any] = {
    "web": {"webPageDetails": {"URL": "https://shop.example.com/"}, "webReferrer": {"URL": ""}},
    "device": {"screenHeight": 1080, "screenWidth": 1920, "screenOrientation": "landscape"},
    "environment": {"type": "browser", "browserDetails": {"viewportWidth": 1280, "viewportHeight": 720}},
    "placeContext": {
        "localTime": "2026-03-01T10:29:00.000+01:00",
        "localTimezoneOffset": -60,
        "ianaTimezone": "Europe/Berlin",
    },
    "implementationDetails": {
        "name": "https://ns.adobe.com/experience/alloy",
        "version": "2.30.0",
        "environment": "browser",
    },
}
ALLOY = {
    "meta": {
        "state": {"domain": "example.com", "cookiesEnabled": True},
        "queueTimeMillis": 12,
        "target": {"migration": True},
    },
    "query": {"identity": {"fetch": ["ECID", "CORE"]}},
    "events": [
        {
            "query": {
                "personalization": {
                    "schemas": ["https://ns.adobe.com/personalization/dom-action"],
                    "decisionScopes": ["__view__"],
                    "surfaces": ["web://shop.example.com/"],
                }
            },
            "xdm": {**BASE, **BROWSER, "eventType": "decisioning.propositionFetch"},
            "data": {"__adobe": {"target": {"profile.tier": "gold"}, "analytics": {"eVar1": "a"}}},
        }
    ],
}
MOBILE = {
    "xdm": {
        "identityMap": {"ECID": [{"id": ECID, "authenticatedState": "ambiguous", "primary": False}]},
        "implementationDetails": {
            "name": "https://ns.adobe.com/experience/mobilesdk/ios/flutter",
            "version": "5.7.0+5.0.3",
            "environment": "app",
        },
    },
    "events": [
        {
            "xdm": {**BASE, "eventType": "application.launch", "application": {"isLaunch": True, "id": "com.example"}},
            "data": {"note": "free form"},
            "meta": {"collect": {"datasetId": "65f0"}},
        }
    ],
    "meta": {
        "konductorConfig": {"streaming": {"enabled": True, "recordSeparator": "\u0000", "lineFeed": "\n"}},
        "sdkConfig": {"datastream": {"original": "4f1c"}},
        "state": {},
    },
}
SERVER = {
    "event": {
        "xdm": {
            **BASE,
            "eventType": "web.webpagedetails.pageViews",
            "identityMap": {"FPID": [{"id": "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d", "primary": True}]},
            "web": {"webPageDetails": {"URL": "https://shop.example.com/", "name": "home", "pageViews": {"value": 1}}},
            "implementationDetails": {"name": "https://example.com/server", "version": "1.0", "environment": "server"},
            "_acme": {"anything": {"goes": [1, "two", None]}},
        }
    },
    "query": {"personalization": {"decisionScopes": ["hero"]}},
}
NOTIFICATION = {
    "event": {
        "xdm": {
            **BASE,
            "eventType": "decisioning.propositionInteract",
            "_experience": {
                "decisioning": {
                    "propositions": [
                        {
                            "id": AT,
                            "scope": "__view__",
                            "scopeDetails": {
                                "decisionProvider": "TGT",
                                "activity": {"id": "649330"},
                                "experience": {"id": "0"},
                                "strategies": [{"step": "entry", "algorithmID": "0", "trafficType": "0"}],
                                "characteristics": {"eventToken": "abc=="},
                                "rank": 1,
                                "correlationID": "c-0",
                            },
                            "items": [{"id": "1184847"}],
                        }
                    ],
                    "propositionEventType": {"interact": 1, "dismiss": 1},
                    "propositionAction": {"id": "buy", "label": "Buy now", "tokens": ["t"]},
                },
                "customerJourneyManagement": {"messageExecution": {"messageExecutionID": "UE-Inbound"}},
                "analytics": {"customDimensions": {"eVars": {"eVar1": "a"}}},
            },
        }
    }
}
PURCHASE = {
    "event": {
        "xdm": {
            **BASE,
            "eventType": "commerce.purchases",
            "commerce": {
                "purchases": {"value": 1},
                "promotionID": "SPRING",
                "order": {
                    "purchaseID": "O-1",
                    "priceTotal": 202.95,
                    "currencyCode": "EUR",
                    "orderType": "checkout",
                    "payments": [{"paymentType": "credit_card", "paymentAmount": 202.95, "currencyCode": "EUR"}],
                },
                "shipping": {
                    "shippingMethod": "standard",
                    "address": {"city": "Berlin", "countryCode": "DE", "stateProvince": "DE-BE", "postalCode": "10117"},
                },
            },
            "productListItems": [
                {"SKU": "A", "quantity": 1, "priceTotal": 149, "product": "https://shop.example.com/a"},
                {"SKU": "B", "selectedOptions": [{"attribute": "size", "value": "M"}], "_acme": {"gift": True}},
            ],
            "consentStrings": [
                {
                    "consentStandard": "IAB TCF",
                    "consentStandardVersion": "2.0",
                    "consentStringValue": "CQ",
                    "gdprApplies": True,
                    "containsPersonalData": False,
                }
            ],
        }
    }
}
PLACES = {
    "event": {
        "xdm": {
            **BASE,
            "eventType": "location.entry",
            "placeContext": {
                "POIinteraction": {"poiEntries": {"value": 1}, "poiDetail": {"poiID": "p", "locatingType": "gps"}},
                "geo": {"countryCode": "DE", "_schema": {"latitude": 52.5, "longitude": 13.4}},
            },
            "environment": {"ipV4": "192.0.2.7", "ipV6": "2001:db8::7", "_dc": {"language": "de-DE"}},
        }
    }
}


def media(action: str, **collection: Any) -> dict[str, Any]:
    """One media event; all but the first name their session."""
    session = {} if action == "sessionStart" else {"sessionID": "7f3a1c"}
    members = {"playhead": 10, **session, **collection}
    return {"event": {"xdm": {**BASE, "eventType": f"media.{action}", "mediaCollection": members}}}


DETAILS = {"name": "film", "playerName": "p", "length": 60, "channel": "c", "contentType": "VOD"}
MEDIA = [
    media(
        "sessionStart",
        sessionDetails={**DETAILS, "streamType": "video", "hasResume": False},
        customMetadata=[{"name": "a", "value": "b"}],
    ),
    media("sessionComplete"),
    media("sessionEnd"),
    media("play"),
    media("ping"),
    media("pauseStart"),
    media("bufferStart"),
    media("adBreakStart", advertisingPodDetails={"friendlyName": "mid", "index": 1, "offset": 10}),
    media("adBreakComplete"),
    media("adStart", advertisingDetails={"name": "ad", "length": 15, "podPosition": 1, "playerName": "p"}),
    media("adComplete"),
    media("adSkip"),
    media("chapterStart", chapterDetails={"index": 1, "length": 30, "offset": 0, "friendlyName": "one"}),
    media("chapterComplete"),
    media("chapterSkip"),
    media("bitrateChange", qoeDataDetails={"bitrate": 4200, "framesPerSecond": 25, "droppedFrames": 0}),
    media("error", errorDetails={"name": "decode", "source": "player"}),
    media("statesUpdate", statesStart=[{"name": "fullscreen"}], statesEnd=[{"name": "mute"}]),
]
CONSENT = {
    "identityMap": {"ECID": [{"id": ECID}]},
    "consent": [
        {"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "y"}, "metadata": {"time": TIME}}},
        {
            "standard": "IAB TCF",
            "version": "2.0",
            "value": "CQ",
            "gdprApplies": True,
            "gdprContainsPersonalData": False,
        },
    ],
    "query": {"identity": {"fetch": ["ECID"]}, "consent": {"operation": "update"}},
    "meta": {"state": {"domain": "example.com", "cookiesEnabled": True}},
}
ACQUIRE = {
    "query": {"identity": {"fetch": ["ECID"], "idSyncRespondWithPixel": True}},
    "xdm": {"identityMap": {"ECID": [{"id": ECID}]}},
}
OVERRIDDEN = {
    **SERVER,
    "meta": {
        "configOverrides": {
            "com_adobe_experience_platform": {
                "datasets": {"event": {"datasetId": "65f0"}, "profile": {"datasetId": "65f1"}},
                "com_adobe_edge_ode": {"enabled": False},
            },
            "com_adobe_analytics": {"reportSuites": ["acmeprod"]},
            "com_adobe_identity": {"idSyncContainerId": 7},
            "com_adobe_target": {"propertyToken": "0a1b"},
        }
    },
}
BATCH = {"events": [SERVER["event"], PURCHASE["event"], PLACES["event"]]}

VALID: list[tuple[str, Any, Action, ApiVersion]] = [
    ("alloy", ALLOY, Action.INTERACT, V1),
    ("mobile", MOBILE, Action.INTERACT, V1),
    ("server", SERVER, Action.INTERACT, V2),
    ("notification", NOTIFICATION, Action.INTERACT, V2),
    ("purchase", PURCHASE, Action.INTERACT, V2),
    ("places", PLACES, Action.INTERACT, V2),
    ("overridden", {"events": [OVERRIDDEN["event"]], "meta": OVERRIDDEN["meta"]}, Action.INTERACT, V1),
    ("batch", BATCH, Action.COLLECT, V2),
    ("consent", CONSENT, Action.SET_CONSENT, V1),
    ("acquire", ACQUIRE, Action.ACQUIRE, V1),
    *((each["event"]["xdm"]["eventType"], each, Action.INTERACT, V2) for each in MEDIA),
]

# Common mistakes in samples on the web: the `xdm`, the pointer, the rule and the severity.
MISTAKES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"web": {"webPageDetails": {"pageViews": 1}}}, "web/webPageDetails/pageViews", "measure", "error"),
    ({"productListItems": [{"sku": "A"}]}, "productListItems/0/sku", "unknown-field", "warning"),
    ({"web": {"webPageDetails": {"url": "/"}}}, "web/webPageDetails/url", "unknown-field", "warning"),
    ({"web": {"name": "home"}}, "web/name", "unknown-field", "warning"),
    ({"web": {"URL": "/"}}, "web/URL", "unknown-field", "warning"),
    ({"commerce": {"order": {"priceTotal": "9.99"}}}, "commerce/order/priceTotal", "field-value", "error"),
    ({"timestamp": "2026-03-01T09:29:00"}, "timestamp", "timestamp", "error"),
    (
        {"implementationDetails": {"environment": "serverapi"}},
        "implementationDetails/environment",
        "field-value",
        "error",
    ),
    ({"eventType": "web.webPageDetails.pageViews"}, "eventType", "event-type", "warning"),
    ({"eventType": "commerce.productviews"}, "eventType", "event-type", "warning"),
    ({"userAccount": {"login": {"value": 1}}}, "userAccount/login", "field-value", "error"),
    ({"media": {}}, "media", "deprecated-field", "info"),
    ({"device": {"type": "phone"}}, "device/type", "field-value", "info"),
    (
        {"identityMap": {"CRMID": [{"id": "a", "primary": "true"}]}},
        "identityMap/CRMID/0/primary",
        "identity-map",
        "warning",
    ),
]
