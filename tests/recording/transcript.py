"""What a browser tells of a visit to a shop, as a list of sightings to shuffle, cut and feed."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from edge_tui.model.origin import Frame, Source
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    Cause,
    CommandState,
    Console,
    CookiesSeen,
    Failed,
    PageOpened,
    PagePrerendered,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    Sighting,
    SourceNotice,
)
from edge_tui.recording import Observer

START = datetime(2026, 11, 28, 14, 1, 7, tzinfo=UTC)
EDGE = "https://edge.shop.example/ee/v1"
DATASTREAM = "11111111-2222-4333-8444-555555555555"
ECID = "41861666193140161934276845651148876988"
SHOP = "https://www.shop.example"
VIEW = "web.webpagedetails.pageViews"
LINK = "web.webinteraction.linkClicks"


def at(seconds: float) -> datetime:
    """A moment of the visit."""
    return START + timedelta(seconds=seconds)


def event(kind: str = VIEW, path: str = "/", name: str = "home", **xdm: Any) -> dict[str, Any]:
    """An event as the Web SDK sends it."""
    details = {"name": "https://ns.adobe.com/experience/alloy", "version": "2.33.1", "environment": "browser"}
    page: dict[str, Any] = {"webPageDetails": {"name": name, "URL": f"{SHOP}{path}"}}
    if kind == VIEW:
        page["webPageDetails"]["pageViews"] = {"value": 1}
    if kind == LINK:
        page["webInteraction"] = {"name": "Sale", "URL": SHOP, "type": "other", "linkClicks": {"value": 1}}
    return {"xdm": {"eventType": kind, "web": page, "implementationDetails": details, **xdm}}


def body_of(*events: dict[str, Any], **members: Any) -> bytes:
    """A request's body."""
    return json.dumps({"events": list(events), **members} if events else members).encode()


def url_of(
    request_id: str, action: str = "interact", *, base: str = EDGE, datastream: str = DATASTREAM, hint: str = ""
) -> str:
    """The URL of a call."""
    before, _, version = base.rpartition("/")
    return f"{before}/{hint}/{version}/{action}?configId={datastream}&requestId={request_id}".replace("//v1", "/v1")


def began(
    call: str,
    seconds: float,
    *,
    body: bytes | None = None,
    path: str = "/",
    tab: str = "1",
    url: str | None = None,
    **changes: Any,
) -> Began:
    """A call of a page."""
    sent = body_of(event(path=path.partition("?")[0])) if body is None else body
    headers = (("content-type", "text/plain; charset=UTF-8"), ("user-agent", "Test/1"))
    known: dict[str, Any] = {"headers": headers, "page_url": f"{SHOP}{path}", "tab": tab}
    return Began(call, at(seconds), "POST", url or url_of(f"r-{call}"), body=sent, **(known | changes))


def answered(call: str, seconds: float, *handles: dict[str, Any], status: int = 200, **changes: Any) -> Answered:
    """The response to a call."""
    body = json.dumps({"requestId": f"r-{call}", "handle": list(handles)}).encode() if status != 204 else b""
    return Answered(call, at(seconds), status, **({"body": body, "elapsed_ms": 61.0, "held_ms": 6.0} | changes))


def identity(ecid: str = ECID) -> dict[str, Any]:
    """The handle with the visitor's ECID."""
    return {"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}


def hint(value: str = "or2") -> dict[str, Any]:
    """The handle with the location hint."""
    return {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": value, "ttlSeconds": 1800}]}


def opened(seconds: float, path: str = "/", tab: str = "1") -> PageOpened:
    """A page."""
    return PageOpened(at(seconds), f"{SHOP}{path}", tab)


def prerendered(seconds: float, path: str = "/next", tab: str = "1/1") -> PagePrerendered:
    """A page that nobody sees yet; `tab` is a name for it alone."""
    return PagePrerendered(at(seconds), f"{SHOP}{path}", tab, tab.partition("/")[0])


def shown(seconds: float, path: str = "/next", tab: str = "1/1") -> PageOpened:
    """That page is shown."""
    return PageOpened(at(seconds), f"{SHOP}{path}", tab.partition("/")[0], prerendered_in=tab)


def configured(seconds: float = 0.2, path: str = "/", **config: Any) -> SdkConfigured:
    """The SDK of a page."""
    known = {"datastreamId": DATASTREAM, "edgeDomain": "edge.shop.example", "defaultConsent": "in"}
    return SdkConfigured(at(seconds), "alloy", "2.33.1", "alloy", known | config, f"{SHOP}{path}", "1")


def command(
    identifier: str, seconds: float, state: CommandState = CommandState.BEGAN, *, path: str = "/", **changes: Any
) -> SdkCommand:
    """A `sendEvent` on a page."""
    known: dict[str, Any] = {"name": "sendEvent", "event_type": VIEW, "page_url": f"{SHOP}{path}", "tab": "1"}
    known |= changes
    return SdkCommand(at(seconds), identifier, "alloy", known.pop("name"), state, **known)


SECRETS = tuple(f"SECRET{number:02}x" for number in range(12))


def visit() -> list[Sighting]:
    """A visit of three pages with every kind of call, and a secret wherever a browser may show one."""
    stack = (Frame("send", f"{SHOP}/launch.js?key={SECRETS[0]}", 5099), Frame("", f"{SHOP}/x.js#{SECRETS[1]}", 1))
    cart = "/cart?voucher=" + SECRETS[2]
    return [
        opened(0),
        configured(0.1, sessionToken=SECRETS[3]),
        command("c1", 0.2),
        began(
            "1",
            0.41,
            headers=(("authorization", f"Bearer {SECRETS[4]}"), ("x-shop", SECRETS[5]), ("user-agent", "Test/1")),
            initiator=stack,
        ),
        SdkRequest(at(0.4), "alloy", "r-1", f"{SHOP}/", "1"),
        CookiesSeen(
            "1",
            sent=(("kndctr_A_AdobeOrg_cluster", "or2"), ("login", SECRETS[6])),
            refused=(("FPID", "SameSiteLax"),),
            set_by_response=("kndctr_A_AdobeOrg_identity=abc; Path=/", f"PHPSESSID={SECRETS[7]}; HttpOnly"),
        ),
        answered("1", 0.47, identity(), hint(), headers=(("x-adobe-edge", "OR2;9"), ("x-internal", SECRETS[8]))),
        command("c1", 0.5, CommandState.RESOLVED),
        began("2", 3.9, body=body_of(event("web.webinteraction.linkClicks")), url=url_of("r-2", hint="or2")),
        answered("2", 3.95, identity()),
        began("3", 4.02, url=url_of("r-3", "collect", hint="or2"), is_unload=True),
        answered("3", 4.05, status=204),
        opened(4.1, "/product/42?sku=" + SECRETS[9]),
        began("4", 4.4, path="/product/42?sku=" + SECRETS[9], url=url_of("r-4", hint="or2")),
        Failed("4", at(4.5), Cause.EXTENSION, "net::ERR_BLOCKED_BY_CLIENT"),
        began("5", 5.4, path="/product/42", url=url_of("r-5", hint="or2"), is_unload=True),
        Failed("5", at(5.5), Cause.PAGE_GONE),
        opened(5.6, cart),
        Blocked(at(6.0), url_of("r-6"), Cause.CSP, "connect-src 'self'", f"{SHOP}{cart}", "1"),
        command("c2", 6.2, path=cart, event_type="commerce.purchases"),
        command("c2", 6.3, CommandState.REJECTED, path=cart, event_type="commerce.purchases", error="offline"),
        Console(at(6.4), "log", f"[alloy] password={SECRETS[10]}", f"{SHOP}{cart}", "1"),
        SourceNotice(at(6.5), f"The page says token={SECRETS[11]}."),
        began("7", 6.6, path=cart, url=url_of("r-7", hint="or2")),
    ]


def others() -> list[Sighting]:
    """What isn't the Edge Network's."""
    body = json.dumps({"metrics": [1]}).encode()
    return [
        Began("o1", at(1), "POST", "https://api.github.com/v1/collect", (), body, f"{SHOP}/", "1"),
        Answered("o1", at(1.1), 200, (), b"{}"),
        Began("o2", at(1), "OPTIONS", url_of("r-1"), (), None, f"{SHOP}/", "1"),
        Answered("o2", at(1.1), 200),
        Began("o3", at(1), "GET", f"{SHOP}/", (), None, f"{SHOP}/", "1"),
        CookiesSeen("o3", sent=(("login", SECRETS[6]),)),
    ]


class Uuids:
    """UUIDs in order."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> UUID:
        self._count += 1
        return UUID(int=self._count)


def observed(
    sightings: Iterable[Sighting], *, ends: float | None = None, source: Source = Source.CHROMIUM, **options: Any
) -> Observer:
    """An observer that has seen these."""
    observer = Observer(source, "spring sale", new_uuid=Uuids(), started=START, visitor="spring-sale", **options)
    for sighting in sightings:
        observer.see(sighting)
    if ends is not None:
        observer.end(at(ends))
    return observer
