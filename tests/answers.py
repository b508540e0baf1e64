"""Realistic responses with invented values, and arbitrary JSON, for properties."""

import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

from hypothesis import strategies as st

from edge_tui.handles import DECODERS

SENT_ID = "708e4f90-1111-4111-8111-111111111111"
GATEWAY_ID = SENT_ID + "-f46e48eb52594815"
ORG = "kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_"
IDENTITY = (
    "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg=="
)
ECID = "41861666193140161934276845651148876988"
OFFER_SCOPE = b64encode(
    b'{"activityId":"xcore:offer-activity:11cfb1fa93381aca","placementId":"xcore:offer-placement:1175009612b0100c"}'
).decode()


def tc_string(purposes: set[int], vendors: set[int], *, as_ranges: bool = False) -> str:
    """The core segment of an IAB TCF string: made on 20 February 2020, changed a day later, in German, by CMP 27."""
    created = 15_822_432_000
    bits = f"{2:06b}{created:036b}{created + 864_000:036b}{27:012b}{3:012b}{1:06b}{3:06b}{4:06b}{48:012b}{4:06b}"
    bits += "0" * 14
    bits += "".join("1" if number in purposes else "0" for number in range(1, 25))
    bits += "0" * 24 + "0" + "0" * 12
    most = max(vendors, default=0)
    bits += f"{most:016b}"
    if as_ranges:
        bits += "1" + f"{len(vendors):012b}" + "".join(f"1{vendor:016b}{vendor:016b}" for vendor in sorted(vendors))
    else:
        bits += "0" + "".join("1" if number in vendors else "0" for number in range(1, most + 1))
    bits += "0" * (-len(bits) % 8)
    return urlsafe_b64encode(int(bits, 2).to_bytes(len(bits) // 8)).decode().rstrip("=")


TARGET_PROPOSITION = {
    "id": "AT:eyJhY3Rpdml0eUlkIjoiNjQ5MzI4IiwiZXhwZXJpZW5jZUlkIjoiMCJ9",
    "scope": "__view__",
    "scopeDetails": {
        "decisionProvider": "TGT",
        "activity": {"id": "649328"},
        "experience": {"id": "0"},
        "strategies": [{"algorithmID": "0", "trafficType": "0"}],
        "characteristics": {"eventToken": "IbG2Jz2xmHaqX7Ml1YRxRGqipfsIHvVzTQxHolz2IpSCnQ9Y9OaLL2gsdrWQTvE5=="},
    },
    "items": [
        {
            "id": "0",
            "schema": "https://ns.adobe.com/personalization/dom-action",
            "meta": {"activity.name": "Home hero", "experience.name": "A"},
            "data": {"type": "setHtml", "content": "<b>Hi</b>", "selector": "#hero", "prehidingSelector": "#hero"},
        }
    ],
}
OFFER = {
    "id": "e5e4e7a6-7ee1-4b9c-a9b4-0a0a3a0b0c0d",
    "scope": OFFER_SCOPE,
    "activity": {"id": "xcore:offer-activity:11cfb1fa93381aca", "etag": "8"},
    "placement": {"id": "xcore:offer-placement:1175009612b0100c", "etag": "1"},
    "items": [
        {
            "id": "xcore:personalized-offer:1",
            "etag": "10",
            "schema": "https://ns.adobe.com/experience/offer-management/content-component-json",
            "data": {"id": "x", "format": "application/json", "content": '{"a":[1,2]}'},
        }
    ],
}
MESSAGE = {
    "id": "8b1d1c4e-0c5b-4c57-8d0a-111111111111",
    "scope": "web://acme.example/",
    "scopeDetails": {
        "decisionProvider": "AJO",
        "correlationID": "c-1",
        "activity": {"id": "campaign#1", "priority": 3, "matchedSurfaces": ["web://acme.example/"]},
        "rank": 1,
    },
    "items": [
        {
            "id": "r",
            "schema": "https://ns.adobe.com/personalization/ruleset-item",
            "data": {
                "version": 1,
                "rules": [
                    {
                        "condition": {"type": "group", "definition": {}},
                        "consequences": [
                            {
                                "type": "schema",
                                "id": "c",
                                "detail": {
                                    "id": "c",
                                    "schema": "https://ns.adobe.com/personalization/message/in-app",
                                    "data": {"content": "<html/>", "contentType": "text/html", "publishedDate": 1},
                                },
                            }
                        ],
                    }
                ],
            },
        }
    ],
}
HANDLES: list[dict[str, Any]] = [
    {"type": "identity:result", "payload": [{"id": ECID, "namespace": {"code": "ECID"}}]},
    {
        "type": "identity:exchange",
        "payload": [
            {
                "type": "url",
                "id": 411,
                "spec": {"url": "//sync.example/p?d_uuid=1", "hideReferrer": False, "ttlMinutes": 10080},
            }
        ],
    },
    {
        "type": "activation:push",
        "eventIndex": 0,
        "payload": [
            {"type": "cookie", "spec": {"name": "seg", "value": "a=1", "domain": "example.com", "ttlDays": 30}},
            {"type": "url", "id": 4072007, "spec": {"url": "https://px.example/", "ttlMinutes": 10080}},
        ],
    },
    {
        "type": "activation:pull",
        "eventIndex": 0,
        "payload": [
            {
                "type": "profileLookup",
                "destinationId": "7bb4ddb3-0000-4000-8000-000000000000",
                "alias": "hp",
                "attributes": {"tier": {"value": "gold"}},
                "segments": [{"id": "399e0001", "namespace": "ups"}],
            }
        ],
    },
    {"type": "personalization:decisions", "eventIndex": 0, "payload": [TARGET_PROPOSITION]},
    {"type": "personalization:decisions", "eventIndex": 0, "payload": [OFFER, MESSAGE]},
    {
        "type": "locationHint:result",
        "payload": [
            {"scope": "Target", "hint": "35", "ttlSeconds": 1800},
            {"scope": "AAM", "hint": "9", "ttlSeconds": 1800},
            {"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800},
        ],
    },
    {
        "type": "consent:preferences",
        "payload": [
            {
                "collect": {"val": "y"},
                "personalize": {"content": {"val": "n"}},
                "metadata": {"time": "2026-01-01T00:00:00Z"},
            }
        ],
    },
    {"type": "media-analytics:new-session", "eventIndex": 0, "payload": [{"sessionId": "5c32e1c6" * 8}]},
    {"type": "rtml:inferences", "payload": [{"modelId": "churn", "score": 0.25}]},
    {
        "type": "brand-concierge:conversation",
        "payload": [{"conversationId": "1", "response": {"message": "Good morning"}, "state": "in-progress"}],
    },
    {"type": "identity:persist", "payload": [{"key": ORG + "identity", "value": IDENTITY, "maxAge": 34128000}]},
    {"type": "something:special", "payload": [{"x": 1}, "y", None]},
    {
        "type": "state:store",
        "payload": [
            {"key": ORG + "cluster", "value": "or2", "maxAge": 1800, "attrs": {"SameSite": "None"}},
            {"key": ORG + "identity", "value": IDENTITY, "maxAge": 34128000},
            {"key": ORG + "consent", "value": "general=out", "maxAge": 15552000},
        ],
    },
]
ERROR = {
    "type": "https://ns.adobe.com/aep/errors/EXEG-0201-503",
    "status": 503,
    "title": "The 'com.adobe.target' service is temporarily unavailable. Please try again later.",
    "report": {"eventIndex": 0, "cause": {"message": "no answer", "code": 503}},
}
WARNING = {
    "type": "https://ns.adobe.com/aep/errors/EXEG-0204-200",
    "status": 200,
    "title": "The 'com.adobe.audiencemanager' service completed with warnings",
    "report": {"eventIndex": 0, "cause": {"message": "no such device", "code": 202}},
}
ANSWER: dict[str, Any] = {"requestId": GATEWAY_ID, "handle": HANDLES, "errors": [ERROR], "warnings": [WARNING]}
REFUSAL = {
    "type": "https://ns.adobe.com/aep/errors/EXEG-0003-400",
    "status": 400,
    "title": "Invalid datastream ID",
    "detail": "The datastream ID 'nowhere' referenced in your request does not exist.",
    "report": {"requestId": GATEWAY_ID},
}


def names_of(value: Any) -> set[str]:
    """Every member name in a response."""
    if isinstance(value, dict):
        return set(value) | {name for member in value.values() for name in names_of(member)}
    return {name for item in value for name in names_of(item)} if isinstance(value, list) else set()


def strings_of(value: Any) -> set[str]:
    """Every string in a response."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return {text for each in inner for text in strings_of(each)}
    return {value} if isinstance(value, str) else set()


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(sorted(strings_of([ANSWER, REFUSAL])))
)
NAMES = st.sampled_from(sorted(names_of([ANSWER, REFUSAL]))) | st.text(max_size=4)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)
HANDLE_TYPES = st.sampled_from([*DECODERS, "something:special"])
ENVELOPES = st.fixed_dictionaries(
    {
        "handle": st.lists(
            st.fixed_dictionaries(
                {"type": HANDLE_TYPES, "payload": st.lists(ANY_JSON, max_size=3) | ANY_JSON},
                optional={"eventIndex": st.integers(0, 3) | ANY_JSON, "more": ANY_JSON},
            )
            | ANY_JSON,
            max_size=4,
        )
        | ANY_JSON
    },
    optional={"errors": ANY_JSON, "warnings": st.lists(ANY_JSON, max_size=2), "requestId": ANY_JSON, "more": ANY_JSON},
)


def places_of(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value of a document, including itself."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, each in inner for found in places_of(each, (*place, key)))]


@st.composite
def mutated_answers(draw: st.DrawFn) -> Any:
    """A realistic response with up to three values replaced."""
    document = json.loads(json.dumps(ANSWER))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places_of(document)[1:]))
        holder = document
        for key in way:
            holder = holder[key]
        holder[last] = draw(ANY_JSON)
    return document
