"""A visit to a shop as a browser tells it, and a feed that plays it: no browser, no clock."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import Frame, Source
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    CallsDeleted,
    Cause,
    CommandState,
    Console,
    CookiesSeen,
    Failed,
    PageOpened,
    RulesChanged,
    SdkCommand,
    SdkConfigured,
    Sighting,
)
from edge_tui.recording import Observer
from edge_tui.tui.capture.feed import FeedState, Look
from edge_tui.tui.capture.visit_reader import VisitReader
from edge_tui.workspace.live_rewriting import LiveRewriting
from tests.answers import ECID, IDENTITY, ORG, TARGET_PROPOSITION

START = datetime(2026, 3, 14, 11, 58, 7, tzinfo=UTC)
SHOP = "https://www.shop.example"
EDGE = "https://edge.shop.example/ee"
DATASTREAM, OTHER_DATASTREAM = "4f1c6d02-7c5e-4f3e-8d55-0e4b7a110001", "4f1c6d02-7c5e-4f3e-8d55-0e4b7a110002"
VIEW = "web.webpagedetails.pageViews"
_STACK = (
    Frame("sendFetchRequest", f"{SHOP}/assets/alloy.js", 5099),
    Frame("sendEvent", f"{SHOP}/assets/alloy.js", 3120),
    Frame("", f"{SHOP}/launch-EN4f.min.js", 1),
)


def at(seconds: float) -> datetime:
    """A moment of the visit."""
    return START + timedelta(seconds=seconds)


def event(kind: str, path: str, name: str, **xdm: Any) -> dict[str, Any]:
    """An event as the Web SDK sends it."""
    details = {"name": "https://ns.adobe.com/experience/alloy", "version": "2.33.1", "environment": "browser"}
    page = {"webPageDetails": {"name": name, "URL": f"{SHOP}{path}"}}
    if kind == VIEW:
        page["webPageDetails"]["pageViews"] = {"value": 1}
    if kind.startswith("commerce."):
        xdm["commerce"] = {kind.removeprefix("commerce."): {"value": 1}}
    return {
        "xdm": {
            "eventType": kind,
            "web": {**page, **xdm.pop("web", {})},
            "implementationDetails": details,
            "device": {"screenHeight": 1080, "screenWidth": 1920},
            **xdm,
        }
    }


def request_id_of(call: str) -> str:
    """The request ID of a call."""
    return str(UUID(int=int.from_bytes(call.encode(), "big"), version=4))


def began(call: str, seconds: float, *events: dict[str, Any], path: str = "/", **changes: Any) -> Began:
    """A call of a page. `action`, `datastream`, `tab` and `query` are taken from the changes."""
    action, datastream = changes.pop("action", "interact"), changes.pop("datastream", DATASTREAM)
    for each in events:
        each["xdm"]["timestamp"] = at(seconds - 0.002).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body: dict[str, Any] = {"events": list(events)} if events else {}
    body |= changes.pop("members", {})
    body["meta"] = {"state": {"domain": "shop.example", "cookiesEnabled": True}}
    request_id = request_id_of(call)
    known: dict[str, Any] = {
        "headers": (("content-type", "text/plain; charset=UTF-8"), ("cookie", f"{ORG}cluster=or2")),
        "body": json.dumps(body).encode(),
        "page_url": f"{SHOP}{path}",
        "tab": "1",
        "initiator": _STACK,
    }
    url = f"{EDGE}/or2/v1/{action}?configId={datastream}&requestId={request_id}"
    return Began(call, at(seconds), "POST", url, **(known | changes))


def answered(call: str, seconds: float, elapsed_ms: float, *handles: dict[str, Any], **changes: Any) -> Answered:
    """The response to a call."""
    status = changes.pop("status", 200)
    members = {"handle": list(handles), **changes.pop("members", {})}
    body = b"" if status == 204 else json.dumps({"requestId": request_id_of(call), **members}).encode()
    headers = (("content-type", "application/json;charset=utf-8"), ("x-adobe-edge", "OR2;9"))
    known: dict[str, Any] = {"headers": headers, "body": body, "elapsed_ms": elapsed_ms, "held_ms": 6.0}
    return Answered(call, at(seconds), status, **(known | changes))


def identity() -> dict[str, Any]:
    """The handle with the visitor's ECID."""
    return {"type": "identity:result", "payload": [{"id": ECID, "namespace": {"code": "ECID"}}]}


def state() -> dict[str, Any]:
    """The handle with the state to store."""
    return {
        "type": "state:store",
        "payload": [
            {"key": f"{ORG}cluster", "value": "or2", "maxAge": 1800},
            {"key": f"{ORG}identity", "value": IDENTITY, "maxAge": 34128000},
        ],
    }


def hint() -> dict[str, Any]:
    """The handle with the location hint."""
    return {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}]}


def decisions(*propositions: dict[str, Any]) -> dict[str, Any]:
    """The handle with propositions."""
    return {"type": "personalization:decisions", "eventIndex": 0, "payload": list(propositions)}


def configured(seconds: float, path: str, **config: Any) -> SdkConfigured:
    """The SDK of a page."""
    known = {"datastreamId": DATASTREAM, "edgeDomain": "edge.shop.example", "defaultConsent": "in"}
    return SdkConfigured(at(seconds), "alloy", "2.33.1", "alloy", known | config, f"{SHOP}{path}", "1")


_ASKED = {
    "query": {"personalization": {"decisionScopes": ["__view__", "hero"], "surfaces": ["web://www.shop.example/"]}}
}
_TARGET_DOWN = {
    "errors": [
        {
            "type": "https://ns.adobe.com/aep/errors/EXEG-0201-503",
            "status": 503,
            "title": "The 'com.adobe.target' service is temporarily unavailable. Please try again later.",
        }
    ]
}
_LINK = {"webInteraction": {"name": "Spring sale", "type": "other", "linkClicks": {"value": 1}}}


_IDS = (str(TARGET_PROPOSITION["id"]), "2")


def home() -> Iterator[Sighting]:
    """The first page: everything works."""
    yield PageOpened(at(0), f"{SHOP}/", "1")
    yield configured(0.2, "/")
    yield began("a1", 0.41, action="identity/acquire", members={"query": {"identity": {"fetch": ["ECID"]}}})
    yield answered("a1", 0.47, 61, identity(), state(), hint())
    yield began("a2", 0.52, event(VIEW, "/", "home"), members=_ASKED)
    yield CookiesSeen("a2", sent=((f"{ORG}cluster", "or2"), ("session", "SECRETx")), refused=(("FPID", "SameSiteLax"),))
    yield answered(
        "a2", 0.66, 143, decisions(TARGET_PROPOSITION, {**TARGET_PROPOSITION, "id": "2", "scope": "hero"}), state()
    )
    offers = [
        {name: value for name, value in TARGET_PROPOSITION.items() if name != "items"} | {"id": each} for each in _IDS
    ]
    shown = {"decisioning": {"propositions": offers, "propositionEventType": {"display": 1}}}
    yield began("a3", 0.71, event("decisioning.propositionDisplay", "/", "home", _experience=shown))
    yield answered("a3", 0.77, 58)
    yield began("a4", 3.9, event("web.webinteraction.linkClicks", "/", "home", web=_LINK))
    yield answered("a4", 3.95, 49)
    leaving = {"webInteraction": {"name": "Product 42", "type": "other", "linkClicks": {"value": 1}}}
    leave = event("web.webinteraction.linkClicks", "/", "home", web=leaving)
    yield began("a5", 4.02, leave, action="collect", is_unload=True)
    yield answered("a5", 4.05, 31, status=204)
    yield Console(at(0.3), "info", "[alloy] Instance configured. Computed configuration: Object", f"{SHOP}/", "1")
    yield Console(at(0.39), "log", "a line of the site", f"{SHOP}/", "1")
    yield Console(at(0.4), "warning", "\N{ROCKET} Rule “All pages” failed: \x1b[31mTypeError", f"{SHOP}/", "1")


def product() -> Iterator[Sighting]:
    """The second page: two page views, a blocked call, one that still waits, one whose page went, one never sent."""
    path = "/product/42"
    yield PageOpened(at(4.2), f"{SHOP}{path}?sku=9", "1")
    yield configured(4.3, path)
    yield began("b1", 4.53, event(VIEW, path, "Product 42"), path=path, members=_ASKED)
    yield answered("b1", 4.74, 212, decisions(), status=207, members=_TARGET_DOWN)
    yield began(
        "b2", 4.54, event(VIEW, path, "Product 42"), path=path, initiator=(_STACK[0], Frame("", f"{SHOP}/own.js", 12))
    )
    yield answered("b2", 4.64, 97, decisions(TARGET_PROPOSITION), state(), hint(), identity())
    yield began("b3", 5.4, event("commerce.productViews", path, "Product 42"), path=path)
    yield answered("b3", 5.47, 66)
    yield began("b4", 6.95, event("commerce.productListAdds", path, "Product 42"), path=path)
    yield Failed("b4", at(6.96), Cause.EXTENSION, "net::ERR_BLOCKED_BY_CLIENT")
    yield SdkCommand(
        at(7.1), "c1", "alloy", "sendEvent", CommandState.BEGAN, "web.formFilledOut", page_url=f"{SHOP}{path}", tab="1"
    )
    yield SdkCommand(
        at(7.2),
        "c1",
        "alloy",
        "sendEvent",
        CommandState.REJECTED,
        "web.formFilledOut",
        "The user declined consent.",
        f"{SHOP}{path}",
        "1",
    )
    yield began("b5", 7.3, event("web.webinteraction.linkClicks", path, "Product 42", web=_LINK), path=path)
    yield began("b6", 8.6, event("commerce.productListOpens", path, "Product 42"), path=path, is_unload=True)
    yield Failed("b6", at(8.7), Cause.PAGE_GONE)


def cart() -> Iterator[Sighting]:
    """The third page, in another tab: another datastream, and a call that a security policy refused."""
    path = "/cart"
    other: dict[str, Any] = {"path": path, "tab": "2", "datastream": OTHER_DATASTREAM}
    yield PageOpened(at(13.0), f"{SHOP}{path}", "2")
    yield began("c1", 13.3, event("commerce.productListViews", path, "Cart"), **other)
    yield answered("c1", 13.39, 88)
    session = {"mediaCollection": {"sessionDetails": {"name": "clip"}}}
    yield began("c2", 13.31, event("media.sessionStart", path, "Cart", **session), **other)
    yield answered("c2", 13.38, 70)
    url = f"{EDGE}/or2/v1/interact?configId={OTHER_DATASTREAM}&requestId={UUID(int=99)}"
    yield Blocked(at(13.4), url, Cause.CSP, "connect-src 'self'", f"{SHOP}{path}", "2")


def whole() -> list[Sighting]:
    """The whole visit."""
    return [*home(), *product(), *cart()]


class PlayedFeed:
    """A feed that shows what was played. `rules` are sentences about what is changed."""

    name = "spring sale check"
    source = "Chromium 156 · throw-away profile"

    def __init__(
        self,
        sightings: Iterable[Sighting] = (),
        *,
        is_live: bool = True,
        rules: tuple[str, ...] = (),
        rewriting: LiveRewriting | None = None,
    ) -> None:
        self.rewriting = rewriting
        if rewriting is not None:
            rewriting.on_change = lambda sentences: self.play([RulesChanged(at(0), sentences)])
        numbers = iter(range(1, 1_000_000))
        self.observer = Observer(
            Source.CHROMIUM,
            self.name,
            new_uuid=lambda: UUID(int=next(numbers)),
            started=START,
            visitor="spring-sale-check",
            hosts=["edge.shop.example"],
            rules=rules,
        )
        self.is_live = is_live
        self.is_stopped = False
        self.doing = ""
        self.looks = 0
        self._listeners: list[Callable[[], object]] = []
        self.play(sightings)
        if not is_live:
            self.observer.end(at(20))

    def play(self, sightings: Iterable[Sighting]) -> None:
        """Tells of more."""
        for sighting in sightings:
            self.observer.see(sighting)
        self.tell()

    def tell(self) -> None:
        """Says that something has changed."""
        for listener in tuple(self._listeners):
            listener()

    def look(self) -> Look:
        """The visit now."""
        self.looks += 1
        state = FeedState.LIVE if self.is_live else FeedState.OVER
        look = VisitReader(lambda: 0.0).read(self.observer.visit, state)
        return replace(look, rules=self.rewriting.now) if self.rewriting is not None else look

    def listen(self, changed: Callable[[], object]) -> None:
        """Calls back after each change."""
        self._listeners.append(changed)

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Calls it no more."""
        self._listeners.remove(changed)

    def delete(self, calls: tuple[str, ...]) -> None:
        """Deletes calls."""
        self.play([CallsDeleted(at(0), calls)])

    def stop(self) -> None:
        """Ends it."""
        self.is_live, self.is_stopped = False, True
        self.observer.end(at(20))
        self.tell()


class UnstartedFeed(PlayedFeed):
    """A feed whose source didn't start."""

    source = ""

    def look(self) -> Look:
        """Why."""
        problem = SetupError(
            "No browser was found. These were looked for: google-chrome, google-chrome-stable, chrome, chromium, "
            "chromium-browser, microsoft-edge, microsoft-edge-stable, brave-browser, brave.",
            "Install one, give its path, or record a HAR and import it.",
        )
        return Look(self.observer.visit, state=FeedState.FAILED, problem=problem)
