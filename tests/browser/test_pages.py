"""What a browser says of its tabs and frames: pages that are requested, come, change their address, or don't come."""

import asyncio
from typing import Any

from edge_tui.browser.cdp import Event
from edge_tui.browser.pages import Pages
from edge_tui.model.sightings import PageFailed, PageOpened, PagePrerendered, PageRequested, Sighting
from tests.browser.playing import NOW, Player, Transcript

SHOP = "https://www.shop.example"


class Tabs:
    """Tabs of a browser whose frames have the names of their sessions."""

    def __init__(self, *names: str) -> None:
        self.told: list[Sighting] = []
        self.pages = Pages(self.told.append, lambda: NOW)
        for name in names:
            self.pages.attached(name, {"type": "page", "targetId": name, "url": "about:blank"}, "")

    def starts(self, tab: str, url: str, kind: str = "differentDocument") -> None:
        self.pages.started_navigating({"frameId": tab, "url": url, "navigationType": kind})

    def shows(self, tab: str, url: str, **frame: Any) -> None:
        self.pages.navigated({"id": tab, "url": url, "loaderId": url, **frame}, tab)

    def becomes(self, tab: str, url: str, frame: str = "") -> None:
        self.pages.navigated_within({"frameId": frame or tab, "url": url}, tab)


def test_the_request_of_a_first_page_is_seen_before_the_page() -> None:
    tabs = Tabs("a", "b")
    tabs.starts("a", f"{SHOP}/slow")
    tabs.starts("b", f"{SHOP}/cart")
    tabs.starts("a", f"{SHOP}/slow")
    tabs.shows("b", f"{SHOP}/cart")
    tabs.shows("a", f"{SHOP}/late")
    tabs.starts("a", f"{SHOP}/next")
    assert tabs.told == [
        PageRequested(NOW, f"{SHOP}/slow", "1"),
        PageRequested(NOW, f"{SHOP}/cart", "2"),
        PageOpened(NOW, f"{SHOP}/cart", "2"),
        PageOpened(NOW, f"{SHOP}/late", "1"),
    ]


def test_a_first_page_that_does_not_come_fails_once() -> None:
    tabs = Tabs("a", "b")
    tabs.starts("a", f"{SHOP}/gone")
    tabs.shows("a", "chrome-error://chromewebdata/")
    tabs.starts("b", f"{SHOP}/download")
    tabs.pages.detached("b")
    tabs.pages.detached("a")
    assert [each for each in tabs.told if not isinstance(each, PageRequested)] == [
        PageFailed(NOW, "1"),
        PageFailed(NOW, "2"),
    ]


def test_an_address_that_a_page_has_changed_is_that_of_its_document() -> None:
    tabs = Tabs("a")
    tabs.shows("a", f"{SHOP}/")
    tabs.shows("a", f"{SHOP}/frame", id="inner", parentId="a")
    tabs.told.clear()
    tabs.becomes("a", f"{SHOP}/cart")
    tabs.becomes("a", f"{SHOP}/cart")
    tabs.becomes("a", f"{SHOP}/frame#x", frame="inner")
    assert tabs.told == [PageOpened(NOW, f"{SHOP}/cart", "1", is_route=True)]
    assert tabs.pages.url("a") == f"{SHOP}/cart"
    assert not tabs.pages.is_leaving("a", "a")


def test_a_page_of_the_back_forward_cache_is_one_that_is_shown_again() -> None:
    player = Player(Transcript(""))
    target = {"sessionId": "s", "targetInfo": {"type": "page", "targetId": "f", "url": "about:blank"}}
    shows = [(f"{SHOP}/", "Navigation"), (f"{SHOP}/next", "Navigation"), (f"{SHOP}/", "BackForwardCacheRestore")]
    navigated = [{"frame": {"id": "f", "url": url, "loaderId": url}, "type": kind} for url, kind in shows]
    events = [Event("Target.attachedToTarget", target, "")]
    events += [Event("Page.frameNavigated", each, "s") for each in navigated]
    asyncio.run(player.play(events))
    assert [each.is_return for each in player.told if isinstance(each, PageOpened)] == [False, False, True]


def test_a_service_worker_is_of_a_tab_as_long_as_it_works_for_that_one_alone() -> None:
    tabs = Tabs("a", "b")
    worker = {"type": "service_worker", "targetId": "w", "url": f"{SHOP}/sw.js"}
    seen = []
    for change in (
        lambda: tabs.pages.attached("of browser", worker, ""),
        lambda: tabs.pages.attached("of a", worker, "a"),
        lambda: tabs.pages.attached("of b", worker, "b"),
        lambda: tabs.pages.detached("of a"),
    ):
        change()
        seen.append({tabs.pages.tab(each) for each in ("of browser", "of a", "of b")} | {tabs.pages.tab_of_frame("w")})
    assert seen == [{""}, {"1", ""}, {""}, {"2", ""}]


class TabTargets:
    """Pages that are found in their tabs."""

    def __init__(self, *tabs: str) -> None:
        self.told: list[Sighting] = []
        self.pages = Pages(self.told.append, lambda: NOW)
        for name in tabs:
            self.pages.attached(name, {"type": "tab", "targetId": f"{name} target"}, "")

    def attached(self, page: str, tab: str, subtype: str = "") -> None:
        self.pages.attached(page, {"type": "page", "targetId": page, "subtype": subtype, "url": ""}, tab)

    def shows(self, page: str, url: str, frame: str = "", **changes: Any) -> None:
        self.pages.navigated({"id": frame or page, "url": url, "loaderId": url}, page, **changes)


def test_pages_have_the_number_of_their_tab_and_steps_see_those_that_are_shown() -> None:
    tabs = TabTargets("a", "b")
    for page, tab, subtype in (("p", "a", ""), ("q", "b", ""), ("h", "a", "prerender"), ("i", "a", "prerender")):
        tabs.attached(page, tab, subtype)
    assert [tabs.pages.tab(page) for page in "pqhi"] == ["1", "2", "1/1", "1/2"]
    assert [target.session for target in tabs.pages.sessions("page")] == ["p", "q"]
    assert [target.session for target in tabs.pages.hidden()] == ["h", "i"]
    assert [tabs.pages.is_page(page) for page in "pqhi"] == [True, True, False, False]


def test_a_page_that_is_prerendered_is_alone_in_its_tab_until_it_is_shown() -> None:
    tabs = TabTargets("a")
    tabs.attached("p", "a")
    tabs.shows("p", f"{SHOP}/")
    tabs.attached("h", "a", "prerender")
    tabs.shows("h", "about:blank")
    tabs.shows("h", f"{SHOP}/next")
    tabs.pages.attached("w", {"type": "worker", "targetId": "w", "url": f"{SHOP}/w.js"}, "h")
    assert (tabs.pages.tab("w"), tabs.pages.tab_of_frame("h")) == ("1/1", "1/1")
    # It changes its address before anybody sees it.
    tabs.pages.navigated_within({"frameId": "h", "url": f"{SHOP}/next/1"}, "h")
    tabs.pages.changed({"targetId": "h", "subtype": "prerender"})

    tabs.pages.started_navigating({"frameId": "p", "url": f"{SHOP}/next", "navigationType": "differentDocument"})
    tabs.pages.replaced("h")
    assert not tabs.pages.closes("p")
    tabs.pages.detached("p")
    assert tabs.pages.is_between("1")
    tabs.pages.changed({"targetId": "h"})
    tabs.pages.changed({"targetId": "h"})
    assert not tabs.pages.is_between("1")
    assert tabs.pages.closes("h")
    assert [tabs.pages.tab(each) for each in ("h", "w")] == ["1", "1"]
    assert tabs.pages.tab_of_frame("h") == "1"
    # What the page sends that has gone, it sends as it goes.
    assert (tabs.pages.has_closed("p"), tabs.pages.url_before("p")) == (True, f"{SHOP}/")
    assert tabs.told == [
        PageOpened(NOW, f"{SHOP}/", "1"),
        PagePrerendered(NOW, f"{SHOP}/next", "1/1", "1"),
        PageOpened(NOW, f"{SHOP}/next/1", "1", prerendered_in="1/1"),
    ]


def test_a_page_that_is_prerendered_and_not_shown_ends_without_a_word() -> None:
    tabs = TabTargets("a")
    tabs.attached("p", "a")
    tabs.shows("p", f"{SHOP}/")
    tabs.attached("h", "a", "prerender")
    tabs.shows("h", f"{SHOP}/next")
    told = list(tabs.told)
    tabs.pages.detached("h")
    assert tabs.told == told
    assert not tabs.pages.has_closed("h")
    assert tabs.pages.closes("p")
    assert not tabs.pages.is_between("1")


def test_a_page_that_another_one_had_replaced_comes_back_with_its_own_frame() -> None:
    tabs = TabTargets("a")
    tabs.attached("p", "a")
    tabs.shows("p", f"{SHOP}/")
    tabs.attached("h", "a", "prerender")
    tabs.shows("h", f"{SHOP}/next")
    tabs.pages.detached("p")
    tabs.pages.changed({"targetId": "h"})
    tabs.told.clear()
    tabs.shows("h", f"{SHOP}/", "p", is_return=True)
    assert tabs.told == [PageOpened(NOW, f"{SHOP}/", "1", is_return=True)]
    assert tabs.pages.url("h") == f"{SHOP}/"
    assert [tabs.pages.session_of(frame) for frame in "ph"] == ["h", ""]
    assert [tabs.pages.has_closed(frame) for frame in "ph"] == [False, True]
    tabs.pages.navigated_within({"frameId": "p", "url": f"{SHOP}/cart"}, "h")
    assert tabs.told[1:] == [PageOpened(NOW, f"{SHOP}/cart", "1", is_route=True)]
