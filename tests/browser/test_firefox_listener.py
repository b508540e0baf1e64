"""What Firefox says without a browser: of a call that a policy stops, a line of the console is all there is."""

import asyncio
from typing import Any, cast

import pytest

from edge_tui.browser.call_reports import CallReports
from edge_tui.browser.cdp import Cdp, Event
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.firefox_listener import FirefoxListener
from edge_tui.browser.guard import Guard
from edge_tui.model.sightings import Began, Blocked, Cause, Failed, PageFailed, PageOpened, PageRequested, Sighting
from tests.browser.playing import NOW

EDGE = "https://edge.adobedc.net/ee/v1/interact?configId=1&requestId=r-1"
STOPPED = (
    f"Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at {EDGE} because"
)
GERMAN = f"Content-Security-Policy: Das Laden einer Ressource (connect-src) auf {EDGE} wurde blockiert, da"


async def told_of(line: dict[str, Any]) -> list[Sighting]:
    """The sightings of a line of the console, in an untouched page."""
    told: list[Sighting] = []
    guard = Guard(asyncio.get_running_loop(), told.append, lambda: NOW)
    reports = CallReports(guard.tell, lambda: NOW)
    listener = FirefoxListener(cast("Cdp", None), guard, EdgeCalls(), reports, None)
    page = {"context": "c", "url": "https://www.shop.example/a", "timestamp": 0}
    listener.take(Event("browsingContext.contextCreated", page, ""))
    listener.take(Event("log.entryAdded", {"source": {"context": "c"}, "timestamp": 1, **line}, ""))
    return told


@pytest.mark.parametrize("text", [STOPPED, GERMAN])
async def test_a_call_that_a_policy_stopped_is_seen_in_any_language(text: str) -> None:
    (blocked,) = await told_of({"type": "javascript", "level": "error", "text": text})
    assert isinstance(blocked, Blocked)
    assert (blocked.url, blocked.cause, blocked.detail) == (EDGE, Cause.CSP, "connect-src")
    assert (blocked.page_url, blocked.tab) == ("https://www.shop.example/a", "1")


@pytest.mark.parametrize(
    "line",
    [
        {"type": "javascript", "level": "warn", "text": STOPPED.replace("The", "(Report-Only policy) The")},
        {"type": "console", "method": "error", "level": "error", "text": STOPPED},
        {"type": "javascript", "level": "error", "text": STOPPED.replace("/ee/v1/interact", "/assets/x")},
        {"type": "javascript", "level": "error", "text": f"TypeError: {EDGE} (connect-src)"},
        {"type": "javascript", "level": "error", "text": None},
    ],
    ids=["only reported", "written by the page", "another's call", "another error", "no text"],
)
async def test_any_other_line_stops_no_call(line: dict[str, Any]) -> None:
    assert await told_of(line) == []


async def test_pages_that_are_requested_come_change_their_address_or_do_not_come() -> None:
    told: list[Sighting] = []
    guard = Guard(asyncio.get_running_loop(), told.append, lambda: NOW)
    reports = CallReports(guard.tell, lambda: NOW)
    listener = FirefoxListener(cast("Cdp", None), guard, EdgeCalls(), reports, None)
    shop = "https://www.shop.example"
    for name, context, url in (
        ("contextCreated", "a", "about:blank"),
        ("contextCreated", "b", "about:blank"),
        ("navigationStarted", "a", f"{shop}/slow"),
        ("navigationStarted", "b", f"{shop}/gone"),
        ("navigationCommitted", "a", f"{shop}/late"),
        ("historyUpdated", "a", f"{shop}/cart"),
        ("historyUpdated", "a", f"{shop}/cart"),
        ("fragmentNavigated", "a", f"{shop}/cart#pay"),
        ("navigationStarted", "a", f"{shop}/next"),
        ("contextDestroyed", "b", ""),
    ):
        event = {"context": context, "url": url, "timestamp": NOW.timestamp() * 1000}
        listener.take(Event(f"browsingContext.{name}", event, ""))
    assert told[:-1] == [
        PageRequested(NOW, f"{shop}/slow", "1"),
        PageRequested(NOW, f"{shop}/gone", "2"),
        PageOpened(NOW, f"{shop}/late", "1"),
        PageOpened(NOW, f"{shop}/cart", "1", is_route=True),
        PageOpened(NOW, f"{shop}/cart#pay", "1", is_route=True),
    ]
    assert isinstance(told[-1], PageFailed)
    assert told[-1].tab == "2"


class Unanswering:
    """A browser that is asked for a body and doesn't answer before it has ended."""

    async def ask(self, method: str, params: dict[str, Any], within_seconds: float = 10) -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.mark.parametrize(
    ("error", "navigation", "cause"),
    [
        ("NS_BINDING_ABORTED", "navigationCommitted", Cause.PAGE_GONE),
        ("NS_BINDING_ABORTED", "", Cause.CANCELED),
        ("NS_ERROR_UNKNOWN_HOST", "navigationCommitted", Cause.DNS),
        ("", "navigationCommitted", Cause.CANCELED),
    ],
    ids=["by a navigation", "by the page", "by the network", "by the end"],
)
async def test_a_call_that_failed_just_before_the_end_has_its_own_cause_and_its_page(
    error: str, navigation: str, cause: Cause
) -> None:
    told: list[Sighting] = []
    guard = Guard(asyncio.get_running_loop(), told.append, lambda: NOW)
    reports = CallReports(guard.tell, lambda: NOW)
    listener = FirefoxListener(cast("Cdp", Unanswering()), guard, EdgeCalls(), reports, None)
    at = NOW.timestamp() * 1000
    request = {"request": "r", "method": "POST", "url": EDGE, "headers": [], "cookies": []}
    page = {"context": "c", "url": "https://www.shop.example/a", "timestamp": at}
    listener.take(Event("browsingContext.contextCreated", page, ""))
    listener.take(Event("network.beforeRequestSent", {**page, "request": request}, ""))
    if error:
        listener.take(Event("network.fetchError", {**page, "request": request, "errorText": error}, ""))
    if navigation:
        listener.take(Event(f"browsingContext.{navigation}", {**page, "url": "https://www.shop.example/b"}, ""))
    await asyncio.sleep(0)
    guard.cancel()
    listener.end()
    assert [each.cause for each in told if isinstance(each, Failed)] == [cause]
    assert [each.page_url for each in told if isinstance(each, Began)] == [page["url"]]
