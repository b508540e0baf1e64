"""Every check finds what it is for, and says nothing about visits that are right."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from edge_tui.model.finding import Severity
from edge_tui.model.origin import Frame, Source
from edge_tui.model.sightings import Answered, Blocked, Cause, CommandState, Failed, PageOpened, Sighting
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.values import identity_cookie
from edge_tui.values.identity_cookie import IdentityCookie
from edge_tui.visit import CHECKS, check_visit
from edge_tui.visit.development_library import is_production
from tests.recording.transcript import (
    DATASTREAM,
    ECID,
    EDGE,
    LINK,
    SHOP,
    VIEW,
    answered,
    at,
    began,
    body_of,
    command,
    configured,
    event,
    hint,
    identity,
    observed,
    opened,
    prerendered,
    shown,
    url_of,
    visit,
)
from tests.tables import every_row

OTHER_ECID = "11111111111111111111111111111111111111"
FPID = "5f1c0000-0000-4000-8000-000000000001"
IDENTITY = identity_cookie.encode(IdentityCookie(ECID))
STATE = "kndctr_{}_AdobeOrg_cluster"


def seen(*sightings: Sighting, ends: float | None = 30) -> Visit:
    """A visit that ends after half a minute."""
    return observed(sightings, ends=ends).visit


def redirected(call: str, status: int, location: str) -> Answered:
    """A response that sends a call elsewhere."""
    return answered(call, 1.05, status=status, headers=(("location", location),))


def stored(organization: str) -> dict[str, Any]:
    """The handle with an organization's state."""
    return {"type": "state:store", "payload": [{"key": STATE.format(organization), "value": "or2", "maxAge": 1800}]}


def sent_as(*organizations: str) -> dict[str, Any]:
    """The `meta` of a body with an identity of each organization."""
    entries = [{"key": f"kndctr_{each}_AdobeOrg_identity", "value": IDENTITY} for each in organizations]
    return {"state": {"entries": entries}}


def decisions(*identifiers: str, schema: str = "dom-action", scope: str = "__view__") -> dict[str, Any]:
    """The handle with propositions."""
    full = f"https://ns.adobe.com/personalization/{schema}"
    payload = [{"id": each, "scope": scope, "items": [{"schema": full, "data": {}}]} for each in identifiers]
    return {"type": "personalization:decisions", "payload": payload}


def displayed(*identifiers: str, view: str = "") -> dict[str, Any]:
    """The event that reports a display."""
    shown = event("decisioning.propositionDisplay")
    shown["xdm"]["_experience"] = {"decisioning": {"propositions": [{"id": each} for each in identifiers]}}
    if view:
        shown["xdm"]["web"]["webPageDetails"]["viewName"] = view
    return shown


def view(call: str, seconds: float, path: str = "/", **changes: Any) -> tuple[Sighting, Sighting]:
    """A page view and its response."""
    return began(call, seconds, path=path, **changes), answered(call, seconds + 0.05, identity())


def route(seconds: float, path: str) -> PageOpened:
    """A page changes its address by script."""
    return PageOpened(at(seconds), f"{SHOP}{path}", "1", is_route=True)


def link(call: str, seconds: float, name: str = "Sale", **changes: Any) -> tuple[Sighting, Sighting]:
    """A click and its response."""
    sent = event(LINK)
    sent["xdm"] |= {"_id": call, "timestamp": at(seconds).isoformat()}
    sent["xdm"]["web"]["webInteraction"]["name"] = name
    return began(call, seconds, body=body_of(sent), **changes), answered(call, seconds + 0.05, identity())


def consent(word: str, seconds: float) -> tuple[Sighting, Sighting]:
    """A `setConsent` and its response."""
    body = body_of(consent=[{"standard": "Adobe", "version": "1.0", "value": {"general": word}}])
    return began("k", seconds, body=body, url=url_of("r-k", "privacy/set-consent")), answered("k", seconds + 0.05)


UNMEASURED = tuple(
    each
    for call in ("1", "2")
    for each in (began(call, 1, body=body_of({"xdm": {"eventType": VIEW}})), answered(call, 1.1))
)
QUERY = {"personalization": {"decisionScopes": ["__view__"]}}
LAUNCH = Frame("sendEvent", f"{SHOP}/assets/launch-EN0123abc-development.min.js", 1)
STAGE = Frame("sendEvent", "https://stage.shop.example/launch-EN0123abc-development.min.js", 1)
PRODUCTION = Frame("sendEvent", f"{SHOP}/assets/launch-EN0123abc.min.js", 1)


@dataclass(frozen=True)
class Case:
    """A visit, and how often its check finds something in it."""

    check: str
    words: str
    visit: Callable[[], Visit]
    count: int = 0
    severity: Severity = Severity.WARNING

    def __str__(self) -> str:
        return f"{self.check}: {self.words}"


def finds(check: str, words: str, *sightings: Sighting, count: int = 1, severity: Severity = Severity.WARNING) -> Case:
    """A visit in which a check finds something."""
    return Case(check, words, lambda: seen(*sightings), count, severity)


def passes(check: str, words: str, *sightings: Sighting) -> Case:
    """A visit in which it finds nothing."""
    return Case(check, words, lambda: seen(*sightings))


ERROR, INFO = Severity.ERROR, Severity.INFO
CASES = [
    finds("double-page-view", "twice within 10 ms", opened(0), *view("1", 1), *view("2", 1.01), severity=ERROR),
    passes(
        "double-page-view",
        "a view of an app in between",
        opened(0),
        *view("1", 1),
        *view("2", 2, path="/a"),
        *view("3", 3),
    ),
    finds(
        "double-page-view",
        "again and again",
        opened(0),
        *(sighting for number in range(200) for sighting in view(str(number), 1 + number / 100)),
        severity=ERROR,
    ),
    passes("double-page-view", "on two pages", opened(0), *view("1", 1), opened(5), *view("2", 6)),
    finds(
        "double-page-view",
        "on one route",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        *view("2", 6, path="/a"),
        *view("3", 6.01, path="/a"),
        severity=ERROR,
    ),
    passes(
        "double-page-view",
        "on two routes, whatever address they name",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        *view("2", 5.01, path="/a", body=body_of(event())),
        route(9, "/b"),
        *view("3", 9.01, path="/b", body=body_of(event())),
        route(13, "/a"),
        *view("4", 13.01, path="/a"),
    ),
    passes(
        "double-page-view",
        "a retry",
        opened(0),
        began("1", 1, url=url_of("r")),
        answered("1", 1.1, status=503),
        *view("2", 2, url=url_of("r")),
    ),
    passes(
        "double-page-view",
        "to two datastreams",
        opened(0),
        *view("1", 1),
        *view("2", 1.1, url=url_of("r-2", datastream="other")),
    ),
    passes(
        "double-page-view",
        "the first was blocked",
        opened(0),
        began("1", 1),
        Failed("1", at(1.1), Cause.EXTENSION),
        *view("2", 2),
    ),
    finds(
        "missing-page-view",
        "a page that only clicked",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        *link("2", 6, path="/a"),
    ),
    finds(
        "missing-page-view",
        "a page that sent nothing",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        opened(9, "/b"),
        *view("2", 10, path="/b"),
    ),
    passes(
        "missing-page-view",
        "left at once",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        opened(6, "/b"),
        *view("2", 7, path="/b"),
    ),
    passes(
        "missing-page-view",
        "a tab that was open before",
        opened(0),
        *view("1", 1),
        PageOpened(at(2), f"{SHOP}/a", "2", was_open=True),
        opened(5, "/b", tab="2"),
        *view("2", 6, path="/b", tab="2"),
    ),
    finds(
        "missing-page-view",
        "a route among others that send one",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        *view("2", 6, path="/a"),
        route(9, "/b"),
    ),
    finds(
        "missing-page-view",
        "a page that is shown again",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        *view("2", 6, path="/a"),
        PageOpened(at(9), f"{SHOP}/", "1", is_return=True),
        opened(14, "/a"),
        *view("3", 15, path="/a"),
    ),
    passes(
        "missing-page-view",
        "a page that is shown again and sends one",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        *view("2", 6, path="/a"),
        PageOpened(at(9), f"{SHOP}/", "1", is_return=True),
        *view("3", 10),
        opened(14, "/a"),
        *view("4", 15, path="/a"),
    ),
    passes(
        "missing-page-view",
        "routes that never send one",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        route(9, "/b"),
    ),
    passes(
        "missing-page-view",
        "an address with another query",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        *view("2", 6, path="/a"),
        route(9, "/a?sort=price"),
    ),
    passes(
        "missing-page-view",
        "a view that was sent once the next route was there",
        opened(0),
        route(5, "/a"),
        *view("1", 5.1, path="/a", body=body_of(event(path="/"))),
        *view("2", 5.2, path="/a"),
    ),
    passes(
        "missing-page-view", "another site", opened(0), *view("1", 1), PageOpened(at(5), "https://pay.example/", "1")
    ),
    passes(
        "missing-page-view",
        "its view was blocked",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        Blocked(at(6), url_of("r-x"), Cause.CSP, "", f"{SHOP}/a", "1"),
    ),
    passes(
        "missing-page-view",
        "it waits for consent",
        configured(defaultConsent="pending"),
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        command("c", 6, path="/a"),
    ),
    finds("consent", "waits", opened(0), configured(defaultConsent="pending"), command("c", 1), severity=INFO),
    finds(
        "consent",
        "dropped",
        opened(0),
        configured(defaultConsent="out"),
        command("c", 1),
        command("c", 1.1, CommandState.RESOLVED),
        severity=INFO,
    ),
    finds(
        "consent",
        "rejected",
        opened(0),
        configured(),
        command("c", 1),
        command("c", 1.1, CommandState.REJECTED, error="no"),
    ),
    finds(
        "consent",
        "resolved without a request",
        opened(0),
        configured(),
        command("c", 1),
        command("c", 1.1, CommandState.RESOLVED),
    ),
    finds("consent", "sent after out", opened(0), *consent("out", 1), *link("2", 3)),
    passes(
        "consent",
        "sent after in",
        opened(0),
        configured(defaultConsent="pending"),
        command("c", 1),
        *consent("in", 2),
        *view("1", 2.1),
        command("c", 2.2, CommandState.RESOLVED),
    ),
    finds("blocked", "by an extension", opened(0), began("1", 1), Failed("1", at(1.1), Cause.EXTENSION)),
    finds(
        "blocked",
        "by the policy, twice",
        opened(0),
        *(Blocked(at(n), url_of(f"r-{n}"), Cause.CSP, "connect-src", f"{SHOP}/", "1") for n in (1, 2)),
    ),
    passes("blocked", "the page went", opened(0), began("1", 1), Failed("1", at(1.1), Cause.PAGE_GONE)),
    finds(
        "error-response",
        "refused",
        began("1", 1),
        Answered(
            "1",
            at(2),
            422,
            (),
            json.dumps(
                {
                    "type": "https://ns.adobe.com/aep/errors/EXEG-0104-422",
                    "status": 422,
                    "title": "Unprocessable",
                    "detail": "",
                    "report": {},
                }
            ).encode(),
        ),
        severity=ERROR,
    ),
    finds(
        "error-response",
        "in part",
        began("1", 1),
        Answered(
            "1",
            at(2),
            207,
            (),
            json.dumps(
                {
                    "requestId": "r",
                    "handle": [],
                    "errors": [
                        {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-503", "status": 503, "title": "Target"}
                    ],
                }
            ).encode(),
        ),
    ),
    finds("redirected", "to a page", began("1", 1), redirected("1", 302, "/maintenance"), severity=ERROR),
    finds("redirected", "to Edge, with GET", began("1", 1), redirected("1", 303, url_of("r-9")), severity=ERROR),
    finds("redirected", "to Edge, as it was", began("1", 1), redirected("1", 307, url_of("r-9"))),
    finds("redirected", "as it was, to a page", began("1", 1), redirected("1", 308, "/login"), severity=ERROR),
    finds("redirected", "to nowhere", began("1", 1), redirected("1", 307, "javascript:alert(1)"), severity=ERROR),
    passes("redirected", "not modified", began("1", 1), answered("1", 1.1, status=304)),
    passes(
        "double-page-view",
        "a call that was redirected, and what followed",
        opened(0),
        began("1", 1, url=url_of("r-1")),
        redirected("1", 307, url_of("r-2")),
        began("2", 1.1, url=url_of("r-2")),
        answered("2", 1.2),
    ),
    passes("error-response", "no content", began("1", 1), answered("1", 2, status=204)),
    finds(
        "several-datastreams",
        "one page sends elsewhere",
        opened(0),
        *view("1", 1),
        *link("2", 2),
        opened(5, "/a"),
        *view("3", 6, path="/a", url=url_of("r-3", datastream="other")),
    ),
    passes(
        "several-datastreams",
        "media has another",
        opened(0),
        *view("1", 1),
        began("2", 2, url=f"{EDGE.replace('/v1', '/va/v1')}/sessionStart?configId=media&requestId=r-2"),
    ),
    finds(
        "several-organizations",
        "state of two",
        began("1", 1),
        answered("1", 1.1, stored("A")),
        began("2", 2),
        answered("2", 2.1, stored("B")),
    ),
    passes(
        "several-organizations",
        "of one",
        configured(orgId="A@AdobeOrg"),
        began("1", 1),
        answered("1", 1.1, stored("A")),
    ),
    passes(
        "several-organizations",
        "a rule sent its calls to another's gateway",
        configured(orgId="A@AdobeOrg"),
        began("1", 1, sent_to="http://127.0.0.1:9/ee/v1/interact?configId=other"),
        answered("1", 1.1, stored("B")),
    ),
    finds(
        "several-organizations",
        "beside calls that a rule sent to another's gateway",
        configured(orgId="A@AdobeOrg"),
        began("1", 1, sent_to="http://127.0.0.1:9/ee/v1/interact?configId=other"),
        answered("1", 1.1, stored("B")),
        began("2", 2),
        answered("2", 2.1, stored("B")),
    ),
    finds(
        "several-sdks",
        "two versions",
        opened(0),
        configured(),
        opened(5, "/a"),
        *view(
            "1",
            6,
            body=body_of(
                {
                    "xdm": {
                        "implementationDetails": {"name": "https://ns.adobe.com/experience/alloy", "version": "2.20.0"}
                    }
                }
            ),
        ),
    ),
    passes(
        "several-sdks",
        "the same twice, once with its wrapper",
        opened(0),
        configured(),
        *view(
            "1",
            1,
            body=body_of(
                {
                    "xdm": {
                        "implementationDetails": {
                            "name": "https://ns.adobe.com/experience/alloy+reactor",
                            "version": "2.33.1+2.30.0",
                        }
                    }
                }
            ),
        ),
    ),
    finds(
        "changed-ecid",
        "another visitor",
        began("1", 1),
        answered("1", 1.1, identity()),
        began("2", 2),
        answered("2", 2.1, identity(OTHER_ECID)),
        severity=ERROR,
    ),
    passes(
        "changed-ecid",
        "the same, then one that doesn't say",
        began("1", 1),
        answered("1", 1.1, identity()),
        began("2", 2),
        answered("2", 2.1),
    ),
    finds(
        "changed-ecid",
        "another one returned than the call sent",
        began("1", 1, body=body_of(event(), meta=sent_as("A"))),
        answered("1", 1.1, identity(OTHER_ECID), stored("A")),
        severity=ERROR,
    ),
    finds(
        "changed-ecid",
        "another visitor, by the identity map of the call",
        began("1", 1),
        answered("1", 1.1, identity()),
        began("2", 2, body=body_of(event(identityMap={"ECID": [{"id": OTHER_ECID}]}))),
        answered("2", 2.1, identity(OTHER_ECID)),
        severity=INFO,
    ),
    finds(
        "changed-ecid",
        "another device, by its FPID",
        began("1", 1),
        answered("1", 1.1, identity()),
        began("2", 2, body=body_of(event(identityMap={"FPID": [{"id": FPID}]}))),
        answered("2", 2.1, identity(OTHER_ECID)),
    ),
    finds(
        "changed-ecid",
        "a new visitor after no to the question for consent",
        began("1", 1),
        answered("1", 1.1, identity()),
        *consent("out", 2),
        began("2", 3),
        answered("2", 3.1, identity(OTHER_ECID)),
        severity=INFO,
    ),
    passes(
        "changed-ecid",
        "of another organization's gateway",
        began("1", 1, body=body_of(event(), meta=sent_as("A"))),
        answered("1", 1.1, identity(OTHER_ECID), stored("B")),
    ),
    finds(
        "foreign-identity",
        "of another organization than the gateway answers for",
        began("1", 1, body=body_of(event(), meta=sent_as("A"))),
        answered("1", 1.1, identity(OTHER_ECID), stored("B")),
        severity=ERROR,
    ),
    passes(
        "foreign-identity",
        "beside the organization's own",
        began("1", 1, body=body_of(event(), meta=sent_as("A", "B"))),
        answered("1", 1.1, identity(), stored("B")),
    ),
    passes(
        "foreign-identity",
        "in a cookie, which a first-party gateway is sent whatever it is",
        began("1", 1, headers=(("cookie", f"kndctr_A_AdobeOrg_identity={IDENTITY}"),)),
        answered("1", 1.1, identity(OTHER_ECID), stored("B")),
    ),
    passes(
        "foreign-identity",
        "where a rule sent the call",
        configured(orgId="A@AdobeOrg"),
        began("1", 1, body=body_of(event(), meta=sent_as("A")), sent_to="http://127.0.0.1:9/ee/v1/interact"),
        answered("1", 1.1, identity(OTHER_ECID), stored("B")),
    ),
    finds("unused-hint", "not used", began("1", 1), answered("1", 1.1, hint()), *link("2", 3)),
    passes(
        "unused-hint", "used", began("1", 1), answered("1", 1.1, hint()), *link("2", 3, url=url_of("r-2", hint="or2"))
    ),
    passes(
        "unused-hint",
        "given by another organization's gateway, where a rule sent the call",
        configured(orgId="A@AdobeOrg"),
        began("1", 1, sent_to="http://127.0.0.1:9/ee/v1/interact?configId=other"),
        answered("1", 1.1, hint(), stored("B")),
        *link("2", 3),
    ),
    finds(
        "unused-hint",
        "given by a gateway where a rule sent the call, of the same organization",
        configured(orgId="A@AdobeOrg"),
        began("1", 1, sent_to="http://127.0.0.1:9/ee/v1/interact?configId=other"),
        answered("1", 1.1, hint(), stored("A")),
        *link("2", 3),
    ),
    passes("unused-hint", "under way at the same time", began("1", 1), answered("1", 1.1, hint()), *link("2", 1.05)),
    passes(
        "unused-hint",
        "given by another host",
        began("1", 1, url=url_of("r-1", base="https://adobedc.demdex.net/ee/v1")),
        answered("1", 1.1, hint()),
        *link("2", 3),
    ),
    finds(
        "third-party-domain",
        "both",
        *view("1", 1),
        *view("2", 2, url=url_of("r-2", base="https://edge.adobedc.net/ee/v1")),
    ),
    passes(
        "third-party-domain",
        "the first call to read the third-party cookie",
        *view("1", 1, url=url_of("r-1", base="https://adobedc.demdex.net/ee/v1")),
        *view("2", 2),
    ),
    passes(
        "third-party-domain",
        "only the shared one",
        *view("1", 1, url=url_of("r-1", base="https://edge.adobedc.net/ee/v1")),
    ),
    finds(
        "missing-display",
        "never reported",
        opened(0),
        began("1", 1),
        answered("1", 1.1, decisions("p1", "p2")),
        severity=INFO,
    ),
    passes(
        "missing-display",
        "reported",
        opened(0),
        began("1", 1),
        answered("1", 1.1, decisions("p1")),
        began("2", 2, body=body_of(displayed("p1"))),
        answered("2", 2.1),
    ),
    passes(
        "missing-display",
        "data for the page's own code",
        opened(0),
        began("1", 1),
        answered("1", 1.1, decisions("p1", schema="json-content-item"), decisions("p2", scope="hero")),
    ),
    passes(
        "missing-display",
        "a later call that isn't known, sent as its page went",
        opened(0),
        began("1", 1),
        answered("1", 1.1, decisions("p1")),
        replace(began("2", 12, is_unload=True), body=None),
        Failed("2", at(12.1), Cause.PAGE_GONE),
        opened(12.1, "/a"),
    ),
    finds(
        "missing-display",
        "an earlier call that isn't known",
        opened(0),
        replace(began("1", 0.5), body=None),
        answered("1", 0.6),
        began("2", 1),
        answered("2", 1.1, decisions("p1")),
        severity=INFO,
    ),
    passes(
        "missing-display",
        "the page went",
        opened(0),
        began("1", 1),
        answered("1", 1.1, decisions("p1")),
        opened(2, "/a"),
    ),
    finds(
        "repeated-display",
        "twice at once",
        opened(0),
        began("1", 1, body=body_of(displayed("p1"))),
        answered("1", 1.1),
        began("2", 1.2, body=body_of(displayed("p1", "p2"))),
        answered("2", 1.3),
    ),
    finds(
        "repeated-display",
        "again and again",
        opened(0),
        *(
            sighting
            for number in range(9)
            for sighting in (
                began(str(number), 1 + number, body=body_of(displayed("p1", "p2"))),
                answered(str(number), 1.1 + number),
            )
        ),
    ),
    passes(
        "repeated-display",
        "in another view",
        opened(0),
        began("1", 1, body=body_of(displayed("p1"))),
        answered("1", 1.1),
        began("2", 1.2, body=body_of(displayed("p1", view="cart"))),
        answered("2", 1.3),
    ),
    passes(
        "repeated-display",
        "later",
        opened(0),
        began("1", 1, body=body_of(displayed("p1"))),
        answered("1", 1.1),
        began("2", 9, body=body_of(displayed("p1"))),
        answered("2", 9.3),
    ),
    finds(
        "prerendered",
        "a page that nobody saw",
        opened(0),
        prerendered(1),
        *view("1", 2, tab="1/1"),
        *view("2", 2.1, tab="1/1"),
    ),
    finds(
        "prerendered",
        "two of them",
        opened(0),
        prerendered(1),
        prerendered(1, "/other", "1/2"),
        *view("1", 2, tab="1/1"),
        *view("2", 2.1, tab="1/2"),
        count=2,
    ),
    passes("prerendered", "and shown later", opened(0), prerendered(1), *view("1", 2, tab="1/1"), shown(3)),
    passes("prerendered", "and sends once it is shown", opened(0), prerendered(1), shown(3), *view("1", 4, "/next")),
    passes(
        "prerendered",
        "and its call was blocked",
        opened(0),
        prerendered(1),
        began("1", 2, tab="1/1"),
        Failed("1", at(2.1), Cause.EXTENSION, "net::ERR_BLOCKED_BY_CLIENT"),
    ),
    finds(
        "early-collect",
        "first of all",
        opened(0),
        began("1", 1, url=url_of("r-1", "collect")),
        answered("1", 1.1, status=204),
    ),
    passes(
        "early-collect",
        "after an identity",
        opened(0),
        *view("0", 0.5),
        began("1", 1, url=url_of("r-1", "collect")),
        answered("1", 1.1, status=204),
    ),
    passes(
        "early-collect",
        "with a cookie",
        opened(0),
        began("1", 1, url=url_of("r-1", "collect"), headers=(("cookie", "kndctr_A_AdobeOrg_identity=CiY0"),)),
        answered("1", 1.1, status=204),
    ),
    passes(
        "early-collect",
        "with an identity that is primary",
        opened(0),
        began(
            "1",
            1,
            url=url_of("r-1", "collect"),
            body=body_of(event(identityMap={"CRM": [{"id": "1", "primary": True}]})),
        ),
        answered("1", 1.1, status=204),
    ),
    finds(
        "page-url",
        "another host",
        opened(0),
        *view("1", 1, body=body_of({"xdm": {"web": {"webPageDetails": {"URL": "https://stage.shop.example/"}}}})),
    ),
    finds(
        "page-url",
        "the page before",
        opened(0),
        *view("1", 1),
        opened(5, "/a"),
        *view("2", 6, path="/a", body=body_of(event(path="/"))),
    ),
    finds(
        "page-url",
        "a route that names the one before",
        opened(0),
        *view("1", 1),
        route(5, "/a"),
        *view("2", 5.01, path="/a", body=body_of(event(path="/"))),
    ),
    passes(
        "page-url",
        "a view that was sent once the next route was there",
        opened(0),
        route(5, "/a"),
        *view("1", 5.1, path="/a", body=body_of(event(path="/"))),
        *view("2", 5.2, path="/a"),
    ),
    passes(
        "page-url", "an address that a script has set", opened(0), *view("1", 1, body=body_of(event(path="/view/2")))
    ),
    passes(
        "page-url",
        "a final slash and a query",
        opened(0, "/a/?x=1"),
        *view("1", 1, path="/a/?x=1", body=body_of(event(path="/a"))),
    ),
    finds("repeated-payload", "two rules on one click", opened(0), *link("1", 1), *link("2", 1.02)),
    passes("repeated-payload", "two links", opened(0), *link("1", 1), *link("2", 1.02, name="Other")),
    passes("repeated-payload", "a second click", opened(0), *link("1", 1), *link("2", 3)),
    finds("large-request", "over the limit", *view("1", 1, body=body_of(event(blob="x" * 70_000))), severity=ERROR),
    finds("large-request", "over a fragment", *view("1", 1, body=body_of(event(blob="x" * 9_000))), severity=INFO),
    passes("large-request", "small", *view("1", 1)),
    finds("development-library", "of Tags", opened(0), *view("1", 1, initiator=(LAUNCH,))),
    finds(
        "development-library",
        "the datastream",
        opened(0),
        *view("1", 1, url=url_of("r-1", datastream=f"{DATASTREAM}:stage")),
    ),
    finds("development-library", "debug", opened(0), configured(debugEnabled=True)),
    passes(
        "development-library",
        "the production library",
        opened(0),
        configured(debugEnabled=False),
        *view("1", 1, initiator=(PRODUCTION,)),
    ),
    finds("event-lint", "a page view without its measure, twice", *UNMEASURED, severity=INFO),
    finds("event-lint", "a number for a name", *link("1", 1, name=1), severity=ERROR),
    passes("event-lint", "a page view with its measure, and a link", *view("1", 1), *link("2", 2)),
    finds("personal-data", "an address in a link", *link("1", 1, name="mailto anna@shop.example")),
    passes(
        "personal-data",
        "a hash",
        *view("1", 1, body=body_of(event(identityMap={"Email_LC_SHA256": [{"id": "a" * 64}]}))),
    ),
    finds(
        "slow-decisions",
        "1.5 s",
        opened(0),
        began("1", 1, body=body_of({**event(), "query": QUERY})),
        answered("1", 2.5, elapsed_ms=1500.0),
    ),
    passes(
        "slow-decisions",
        "held by the recording",
        opened(0),
        began("1", 1, body=body_of({**event(), "query": QUERY})),
        answered("1", 2.5, elapsed_ms=1500.0, held_ms=900.0),
    ),
    *(
        finds(
            "unreachable",
            str(cause),
            opened(0),
            began("1", 1),
            Failed("1", at(1.1), cause),
            began("2", 1.2),
            Failed("2", at(1.3), cause),
            severity=Severity.ERROR,
        )
        for cause in (Cause.DNS, Cause.REFUSED, Cause.TLS, Cause.TIMED_OUT, Cause.BROKEN)
    ),
    finds(
        "unreachable",
        "for two reasons",
        opened(0),
        began("1", 1),
        Failed("1", at(1.1), Cause.DNS),
        began("2", 1.2),
        Failed("2", at(1.3), Cause.TLS),
        severity=Severity.ERROR,
        count=2,
    ),
    *(
        passes("unreachable", str(cause), opened(0), began("1", 1), Failed("1", at(1.1), cause))
        for cause in (Cause.CSP, Cause.EXTENSION, Cause.CANCELED, Cause.PAGE_GONE)
    ),
    passes(
        "unreachable",
        "sent again, with a response",
        opened(0),
        began("1", 1, url=url_of("r-1")),
        Failed("1", at(1.1), Cause.BROKEN),
        *link("2", 2, url=url_of("r-1")),
    ),
    passes("unreachable", "the recording ended first", opened(0), began("1", 1)),
    passes("slow-decisions", "nothing was asked for", opened(0), began("1", 1), answered("1", 2.5, elapsed_ms=1500.0)),
]


@every_row("case", CASES, ids=str)
def test_a_check_finds_what_it_is_for_and_nothing_else(case: Case) -> None:
    found = list(CHECKS[case.check](case.visit()))
    assert len(found) == case.count, found
    assert all((each.check, each.severity) == (case.check, case.severity) for each in found)


# What tells the calls of one visitor from those of another.
OF_ONE_VISITOR = {"changed-ecid", "double-page-view", "repeated-payload", "unused-hint", "consent"}
SERVER = (("content-type", "application/json"), ("user-agent", "shop/1"))
BROWSER = (*SERVER, ("origin", SHOP))
DECLINED = [{"standard": "Adobe", "version": "2.0", "value": {"collect": {"val": "n"}}}]


@every_row(
    "source, headers, named, expected",
    [
        (Source.FORWARD, SERVER, (ECID, OTHER_ECID), set()),
        (Source.FORWARD, SERVER, (), set()),
        # Each call is for another ECID: one browser that loses its cookies, or two.
        (Source.FORWARD, BROWSER, (), OF_ONE_VISITOR - {"double-page-view", "unused-hint"}),
        (Source.PROXY, SERVER, (ECID, ECID), OF_ONE_VISITOR),
        (Source.CHROMIUM, BROWSER, (), OF_ONE_VISITOR),
    ],
)
def test_the_calls_that_a_server_makes_for_one_visitor_say_nothing_of_another(
    source: Source, headers: tuple[tuple[str, str], ...], named: tuple[str, ...], expected: set[str]
) -> None:
    """Two visitors do the same half a second apart: a view, a click, and no to the question for consent."""
    told: list[Sighting] = [opened(0)]
    for place, returned in enumerate((ECID, OTHER_ECID)):
        who: dict[str, Any] = {"identityMap": {"ECID": [{"id": named[place]}]}} if named else {}
        bodies = {"interact": body_of(event(**who)), "collect": body_of(event(LINK, **who))}
        bodies["privacy/set-consent"] = body_of(consent=DECLINED, **who)
        for number, (action, body) in enumerate(bodies.items()):
            key, moment = f"{place}{number}", place / 2 + number / 10
            told.append(began(key, moment, body=body, headers=headers, url=url_of(f"r-{key}", action)))
            handles = (identity(returned), hint()) if action == "interact" else ()
            told.append(answered(key, moment + 0.05, *handles))
    found = {each.check for each in check_visit(observed(told, ends=30, source=source).visit)}
    assert found & OF_ONE_VISITOR == expected


def cookies_of(ecid: str) -> dict[str, Any]:
    """The `meta` of a body whose browser has an identity."""
    value = identity_cookie.encode(IdentityCookie(ecid))
    return {"state": {"entries": [{"key": "kndctr_A_AdobeOrg_identity", "value": value}]}}


@every_row(
    ("sent", "returned", "changes"),
    [
        # Two browsers in turns: the second has its first call, then each brings its own identity along.
        ([None, None, ECID, OTHER_ECID], [ECID, OTHER_ECID, None, None], []),
        # The second one has been here before.
        ([None, OTHER_ECID, ECID], [ECID, None, None], []),
        ([ECID, OTHER_ECID], [None, None], []),
        # Lost, or another one: nobody can tell.
        ([None, None], [ECID, OTHER_ECID], [(Severity.WARNING, "another browser")]),
        ([None, ECID, None, OTHER_ECID], [ECID, None, OTHER_ECID, None], [(Severity.WARNING, "another browser")]),
        # The gateway didn't take what was sent: no matter whose it is.
        ([ECID, ECID], [None, OTHER_ECID], [(ERROR, "The gateway didn't use")]),
    ],
)
def test_browsers_behind_a_proxy_that_look_alike_are_told_apart_by_what_they_bring_along(
    sent: list[str | None], returned: list[str | None], changes: list[tuple[Severity, str]]
) -> None:
    told: list[Sighting] = []
    for number, (own, given) in enumerate(zip(sent, returned, strict=True)):
        body = body_of(event(path=f"/{number}"), **({"meta": cookies_of(own)} if own else {}))
        told.append(began(str(number), float(number), body=body, headers=BROWSER))
        told.append(answered(str(number), number + 0.1, *([identity(given)] if given else [])))
    for source, expected in ((Source.PROXY, changes), (Source.FORWARD, changes)):
        found = CHECKS["changed-ecid"](observed(told, ends=30, source=source).visit)
        read = [(each.severity, each.fix) for each in found]
        assert len(read) == len(expected), read
        assert all(one[0] is other[0] and other[1] in one[1] for one, other in zip(read, expected, strict=True)), read


def test_two_browsers_that_look_alike_do_not_repeat_each_other() -> None:
    told: list[Sighting] = []
    for number, own in enumerate((ECID, OTHER_ECID)):
        body = body_of(event(LINK), meta=cookies_of(own))
        told.append(began(str(number), number / 10, body=body, headers=BROWSER))
        told.append(answered(str(number), number / 10 + 0.05))
    assert list(CHECKS["repeated-payload"](observed(told, ends=30, source=Source.PROXY).visit)) == []
    assert list(CHECKS["repeated-payload"](observed(told, ends=30).visit))


def test_every_check_has_a_visit_that_it_finds_something_in_and_one_that_it_does_not() -> None:
    assert {case.check for case in CASES if case.count} == set(CHECKS)
    assert {case.check for case in CASES if not case.count} == set(CHECKS)


def test_findings_name_calls_and_pages_that_are_there_and_are_sentences() -> None:
    for each in [seen(*visit()), *(case.visit() for case in CASES)]:
        for finding in check_visit(each):
            assert set(finding.calls) <= set(each.by_key)
            assert not finding.page or each.page(finding.page)
            assert finding.message.endswith(".")
            assert finding.fix.endswith(".")


OF_WHAT_IS_MISSING = {"missing-page-view", "missing-display", "early-collect"}


@every_row("case", CASES, ids=str)
def test_what_was_deleted_is_never_said_to_be_missing(case: Case) -> None:
    """Every other check speaks of calls that are there."""
    whole = case.visit()
    for gone in (*whole.calls, None):
        calls = tuple(call for call in whole.calls if call is not gone) if gone else ()
        found = check_visit(replace(whole, calls=calls))
        assert not whole.calls or not OF_WHAT_IS_MISSING & {each.check for each in found}, gone


def test_a_visit_without_anything_wrong_has_no_findings() -> None:
    told = [
        opened(0),
        configured(),
        *view("1", 1),
        *link("2", 3),
        opened(6, "/a"),
        *view("3", 7, path="/a"),
        began("4", 9, path="/a", url=url_of("r-4", "collect"), body=body_of(event(LINK, path="/a")), is_unload=True),
        answered("4", 9.1, status=204),
    ]
    assert check_visit(seen(*told)) == ()


def test_findings_come_with_errors_first_then_by_page() -> None:
    told = [
        opened(0),
        *link("1", 1),
        *link("2", 1.1),
        opened(5, "/a"),
        *view("3", 6, path="/a"),
        *view("4", 6.1, path="/a"),
    ]
    found = check_visit(seen(*told))
    assert _checks(found) == ["double-page-view", "missing-page-view", "repeated-payload"]
    assert [each.page for each in found] == [2, 1, 1]


def test_a_finding_never_quotes_personal_data() -> None:
    [found] = CHECKS["personal-data"](seen(*link("1", 1, name="anna@shop.example")))
    assert "anna" not in repr(found)
    assert found.pointer == "/events/0/xdm/web/webInteraction/name"


@every_row(
    "name",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "DE89 3704 0044 0532 0130 00",
        "+49 170 1234567",
        "a%40shop.example",
    ],
)
def test_personal_data_of_each_kind_is_found_on_its_own(name: str) -> None:
    visit = seen(*link("1", 1, name=name))
    assert "@" not in visit.calls[0].exchange.request.body
    for _ in range(2):
        [found] = CHECKS["personal-data"](visit)
        assert found.pointer == "/events/0/xdm/web/webInteraction/name"
        assert name not in repr(found)


def test_a_body_is_searched_for_personal_data_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from edge_tui.visit import personal_data

    searched: list[object] = []
    monkeypatch.setattr(personal_data, "find", lambda subject: searched.append(subject) or ())
    visit = seen(*link("1", 1), *link("2", 3))
    for _ in range(3):
        assert list(CHECKS["personal-data"](visit)) == []
    assert len(searched) == 2


@every_row(
    ("host", "is_so"),
    [
        *[("www.shop.example", True), ("shop.example", True), ("latest.shop.example", True), ("device.example", True)],
        *[("stage.shop.example", False), ("shop-dev.example", False), ("localhost", False), ("192.168.0.1", False)],
        *[("www.shop.test", False), ("qa2.shop.example", False), ("127.0.0.1", False)],
    ],
)
def test_a_host_that_names_a_test_system_is_not_production(host: str, is_so: bool) -> None:
    from edge_tui.model.origin import Page

    assert is_production(Page(f"https://{host}/a", 1)) is is_so


def _checks(found: tuple[VisitFinding, ...]) -> list[str]:
    return [each.check for each in found]


def test_a_library_of_a_test_system_on_such_a_host_is_right() -> None:
    page = "https://stage.shop.example/"
    told = began("1", 1, initiator=(STAGE,), page_url=page, body=body_of({"xdm": {"eventType": "x"}}))
    assert _checks(check_visit(seen(told, answered("1", 1.1, identity())))) == []


def test_findings_stay_short_whatever_a_page_makes_up() -> None:
    long = "x" * 5000
    sightings: list[Sighting] = [opened(0)]
    for number in range(40):
        kind = f"{number}{long}"
        sightings += [
            replace(configured(0.1, orgId=f"{kind}@AdobeOrg"), instance=f"i{number}", version=f"{number}.0"),
            command(f"c{number}", 0.3, event_type=kind, state=CommandState.REJECTED, error="offline"),
            began(f"{number}", 1, body=body_of(event(kind)), url=url_of(f"r-{number}", datastream=kind)),
            answered(f"{number}", 1.2, stored(f"{number}AB{long}"), status=400 if number % 2 else 200),
            began(f"b{number}", 2, body=body_of(event(f"b{kind}"))),
            Failed(f"b{number}", at(2.1), Cause.EXTENSION, ""),
        ]
    findings = check_visit(seen(*sightings))
    checks = {each.check for each in findings}
    assert {"several-sdks", "several-datastreams", "consent", "blocked", "error-response"} <= checks
    assert [each.message for each in findings if len(each.message) > 2000] == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ((), "Edge refused web.webinteraction.linkClicks with 503"),
        (("busy",), "web.webinteraction.linkClicks got 503, under “busy”"),
    ],
)
def test_a_response_that_a_rule_may_have_made_up_is_not_said_to_be_of_edge(
    changed: tuple[str, ...], words: str
) -> None:
    sightings = [link("1", 1)[0], Answered("1", at(2), 503, (), b"", changed=changed)]
    [finding] = [each for each in check_visit(seen(opened(0), *sightings)) if each.check == "error-response"]
    assert (finding.message, finding.severity) == (f"{words}.", ERROR)
    assert ("nothing is wrong with the site" in finding.fix) == bool(changed)


def test_a_series_of_repeated_events_is_one_finding() -> None:
    calls = [each for number in range(30) for each in link(f"{number}", 1 + number / 10)]
    [finding] = [each for each in check_visit(seen(opened(0), *calls)) if each.check == "repeated-payload"]
    assert finding.message == f"{LINK} was sent 30 times within 2900 ms with the same content."
    assert len(finding.calls) == 30


@pytest.mark.parametrize("odd", ["", "\x1b[2J[red]", "\u202eabc", "n" * 61])
def test_an_instance_whose_name_is_not_kept_is_listed_all_the_same(odd: str) -> None:
    visit = seen(opened(0), configured(), replace(configured(orgId="B@AdobeOrg"), instance=odd))
    [finding] = [each for each in check_visit(visit) if each.check == "several-sdks"]
    assert finding.message == "This page has 2 instances of the SDK: alloy, one with an unusual name."
