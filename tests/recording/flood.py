"""A page that calls without a pause, as a browser tells it: each call like the Web SDK's, with all that is seen of it.

`Flood` tells calls at a rate from another thread, in the place of a browser.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from edge_tui.model.origin import Frame
from edge_tui.model.sightings import (
    Answered,
    Began,
    CommandState,
    CookiesSeen,
    PageOpened,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    Sighting,
    SourceNotice,
)
from edge_tui.workspace.live_recording import Tell

SHOP = "https://www.shop.example"
EDGE = "https://edge.shop.example/ee"
DATASTREAM = "4f1c6d02-7c5e-4f3e-8d55-0e4b7a110001"
ORG = "kndctr_53A16ACB5CC1D3760A495C99_AdobeOrg_"
ECID = "41861666193140161934276845651148876988"
CALLS_A_PAGE = 40
ELAPSED_SECONDS = 0.04
# Every so many calls have an event that lint finds something in.
_ODD = 25
_UNTIED = 3
_STACK = tuple(
    Frame(name, f"{SHOP}/assets/{file}", line)
    for name, file, line in (
        ("sendFetchRequest", "alloy.js", 5099),
        ("sendEdgeNetworkRequest", "alloy.js", 4711),
        ("sendEvent", "alloy.js", 3120),
        ("", "launch-EN4f.min.js", 1),
        ("executeRule", "launch-EN4f.min.js", 9),
    )
)
_HEADERS = (
    ("content-type", "text/plain; charset=UTF-8"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0",
    ),
    ("origin", SHOP),
    ("accept", "*/*"),
    ("sec-ch-ua-platform", '"Linux"'),
)
_OFFER = {
    "id": "AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9",
    "scope": "__view__",
    "scopeDetails": {"decisionProvider": "TGT", "activity": {"id": "126486"}, "experience": {"id": "0"}},
    "items": [
        {
            "id": "1",
            "schema": "https://ns.adobe.com/personalization/html-content-item",
            "data": {"id": "1", "format": "text/html", "content": "<p>Free shipping this week</p>" * 8},
        }
    ],
}


def event_type(number: int) -> str:
    """The event's type of a call, by which its line is known."""
    return f"shop.{number:06}"


def path(number: int) -> str:
    """The page of a call."""
    return f"/product/{number // CALLS_A_PAGE}"


def _request_id(number: int) -> str:
    return f"4f1c6d02-7c5e-4f3e-8d55-{number:012x}"


def _body(number: int, at: datetime) -> bytes:
    page: dict[str, Any] = {"name": f"Product {number // CALLS_A_PAGE}", "URL": f"{SHOP}{path(number)}"}
    if number % _ODD == 0:
        page["siteSecton"] = "shop"
    xdm = {
        "eventType": event_type(number),
        "_id": f"event-{number}",
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "web": {"webPageDetails": page, "webReferrer": {"URL": f"{SHOP}/"}},
        "device": {"screenHeight": 1080, "screenWidth": 1920, "screenOrientation": "landscape"},
        "environment": {"type": "browser", "browserDetails": {"viewportWidth": 1920, "viewportHeight": 947}},
        "placeContext": {"localTime": at.isoformat(timespec="milliseconds"), "localTimezoneOffset": 0},
        "implementationDetails": {
            "name": "https://ns.adobe.com/experience/alloy",
            "version": "2.33.1",
            "environment": "browser",
        },
        "commerce": {"productViews": {"value": 1}},
        "productListItems": [{"SKU": f"sku-{number}", "name": "A product", "quantity": 1, "priceTotal": 19.5}],
    }
    state = [{"key": f"{ORG}identity", "value": "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQ" * 2}]
    document = {
        "meta": {"configOverrides": {}, "state": {"domain": "shop.example", "cookiesEnabled": True, "entries": state}},
        "events": [{"xdm": xdm, "data": {"__adobe": {"target": {"room": "blue"}}}}],
        "query": {"personalization": {"decisionScopes": ["__view__", "hero"], "surfaces": [f"web://{SHOP}/"]}},
    }
    return json.dumps(document).encode()


def _response(number: int) -> bytes:
    handles = [
        {"type": "identity:result", "payload": [{"id": ECID, "namespace": {"code": "ECID"}}]},
        {
            "type": "locationHint:result",
            "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}],
        },
        {"type": "personalization:decisions", "eventIndex": 0, "payload": [_OFFER, {**_OFFER, "scope": "hero"}]},
        {
            "type": "state:store",
            "payload": [
                {"key": f"{ORG}cluster", "value": "or2", "maxAge": 1800},
                {"key": f"{ORG}identity", "value": "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0", "maxAge": 34128000},
            ],
        },
    ]
    return json.dumps({"requestId": _request_id(number), "handle": handles}).encode()


def opened(number: int, at: datetime) -> list[Sighting]:
    """The page of a call, if the call is its first."""
    if number % CALLS_A_PAGE:
        return []
    config = {"datastreamId": DATASTREAM, "edgeDomain": "edge.shop.example", "defaultConsent": "in"}
    url = f"{SHOP}{path(number)}"
    return [PageOpened(at, url, "1"), SdkConfigured(at, "alloy", "2.33.1", "alloy", config, url, "1")]


def begun(number: int, at: datetime) -> list[Sighting]:
    """A call as it begins: the SDK's word, then what two domains of a browser say of the request."""
    url = f"{EDGE}/or2/v1/interact?configId={DATASTREAM}&requestId={_request_id(number)}"
    page = f"{SHOP}{path(number)}"
    first = Began(str(number), at, "POST", url, _HEADERS, _body(number, at), page, "1")
    whole = Began(str(number), at, "POST", url, _HEADERS, first.body, page, "1", initiator=_STACK)
    command = SdkCommand(
        at, f"c{number}", "alloy", "sendEvent", CommandState.BEGAN, event_type(number), page_url=page, tab="1"
    )
    return [
        command,
        # Of some requests a page doesn't know the command.
        SdkRequest(at, "alloy", _request_id(number), page, "1", (f"c{number}",) if number % _UNTIED else ()),
        first,
        whole,
        CookiesSeen(str(number), sent=((f"{ORG}cluster", "or2"), ("session", "x"))),
    ]


def ended(number: int, at: datetime) -> list[Sighting]:
    """A call as it ends."""
    headers = (("content-type", "application/json;charset=utf-8"), ("x-adobe-edge", "OR2;9"), ("vary", "Origin"))
    page = f"{SHOP}{path(number)}"
    state = CommandState.RESOLVED
    return [
        Answered(str(number), at, 200, headers, _response(number), elapsed_ms=ELAPSED_SECONDS * 1000, held_ms=4.0),
        SdkCommand(at, f"c{number}", "alloy", "sendEvent", state, event_type(number), page_url=page, tab="1"),
    ]


def calls(count: int, first: int = 0, every_seconds: float = 0.02) -> Iterator[Sighting]:
    """Whole calls one after the other, at moments of a visit."""
    start = datetime(2026, 11, 28, 14, 0, 0, tzinfo=UTC)
    for number in range(first, first + count):
        at = start + timedelta(seconds=number * every_seconds)
        yield from opened(number, at)
        yield from begun(number, at)
        yield from ended(number, at + timedelta(seconds=ELAPSED_SECONDS))


class Flood:
    """A source that tells so many calls a second as `rate` says; `on_answered` gets the number of each that ended."""

    def __init__(self, tell: Tell, on_answered: Callable[[int], object] = lambda _number: None) -> None:
        self._tell = tell
        self._on_answered = on_answered
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="flood", daemon=True)
        self.rate = 0.0
        self.told = 0
        self.problem = ""

    def start(self) -> str:
        """Starts to tell."""
        self._thread.start()
        return "Flood 1"

    def stop(self) -> None:
        """Tells no more."""
        self._is_over.set()
        self._thread.join()

    def tell(self, count: int) -> None:
        """Tells calls at once."""
        for _ in range(count):
            now = datetime.now(UTC)
            self._begin(now)
            self._end(self.told - 1, now)

    def _begin(self, at: datetime) -> None:
        for each in (*opened(self.told, at), *begun(self.told, at)):
            self._tell(each)
        self.told += 1

    def _end(self, number: int, at: datetime) -> None:
        for each in ended(number, at):
            self._tell(each)
        self._on_answered(number)

    def _run(self) -> None:
        due, waiting = time.monotonic(), list[tuple[float, int]]()
        while not self._is_over.wait(max(min([due, *(end for end, _ in waiting)]) - time.monotonic(), 0.0005)):
            now = time.monotonic()
            while waiting and waiting[0][0] <= now:
                self._end(waiting.pop(0)[1], datetime.now(UTC))
            if self.rate <= 0:
                due = now + 0.02
                continue
            while due <= now:
                waiting.append((due + ELAPSED_SECONDS, self.told))
                self._begin(datetime.now(UTC))
                due += 1 / self.rate
        for _, number in waiting:
            self._end(number, datetime.now(UTC))
        self._tell(SourceNotice(datetime.now(UTC), "The visit has ended.", is_end=True))
