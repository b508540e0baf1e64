"""Pages are numbered in the order in which they were opened, whenever they come, and whatever becomes of them."""

from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge_tui.formats.allowed import LeftOut
from edge_tui.model.origin import NotSent, Source
from edge_tui.model.sightings import PageFailed, PageOpened, PageRequested, Sighting
from edge_tui.recording.pages import VisitPages
from tests.recording.transcript import (
    LINK,
    SHOP,
    at,
    began,
    body_of,
    command,
    configured,
    event,
    observed,
    opened,
    prerendered,
    shown,
)

TABS = ("1", "2", "3", "4")


def requested(seconds: float, path: str, tab: str) -> PageRequested:
    """The first page of a tab is on its way."""
    return PageRequested(at(seconds), f"{SHOP}{path}", tab)


def route(seconds: float, path: str, tab: str = "1") -> PageOpened:
    """A page changes its address by script."""
    return PageOpened(at(seconds), f"{SHOP}{path}", tab, is_route=True)


def numbered(*sightings: Sighting) -> list[tuple[int, str, bool]]:
    """The pages of a visit: number, path, and whether the page has come."""
    pages = observed(sightings).visit.pages
    return [(page.number, page.url.removeprefix(SHOP), page.loaded_at is not None) for page in pages]


@pytest.mark.parametrize("order", list(permutations(TABS[:3])))
def test_first_pages_have_the_numbers_of_their_requests_in_whatever_order_they_come(order: tuple[str, ...]) -> None:
    asked = [requested(number, f"/{tab}", tab) for number, tab in enumerate(TABS[:3])]
    came = [opened(10 + number, f"/{tab}?from=redirect", tab) for number, tab in enumerate(order)]
    assert numbered(*asked, *came) == [(int(tab), f"/{tab}?from", True) for tab in TABS[:3]]


def test_a_page_that_takes_long_is_listed_once_a_later_one_has_a_number() -> None:
    slow = requested(0, "/slow", "1")
    assert numbered(slow) == []
    assert numbered(slow, opened(5, "/cart", "2")) == [(1, "/slow", False), (2, "/cart", True)]


def test_a_page_that_does_not_come_takes_no_number_unless_a_later_one_has_the_next() -> None:
    asked, failed = requested(0, "/gone", "1"), PageFailed(at(3), "1")
    assert numbered(asked, failed, opened(5, "/cart", "2")) == [(1, "/cart", True)]
    assert numbered(asked, opened(5, "/cart", "2"), failed) == [(1, "/gone", False), (2, "/cart", True)]
    # Whatever the tab shows then is another page.
    later = numbered(asked, opened(5, "/cart", "2"), failed, opened(9, "/again", "1"))
    assert later == [(1, "/gone", False), (2, "/cart", True), (3, "/again", True)]


@example([("ask", "1", "a"), ("come", "2", "a"), ("route", "1", "b")])
@given(
    st.lists(
        st.tuples(st.sampled_from(("ask", "come", "fail", "route")), st.sampled_from(TABS), st.sampled_from("abc")),
        max_size=40,
    )
)
def test_no_number_is_missing_given_twice_or_changed(steps: list[tuple[str, str, str]]) -> None:
    pages = VisitPages(LeftOut())
    tabs: dict[int, str] = {}
    for second, (kind, tab, name) in enumerate(steps):
        url = f"{SHOP}/{name}"
        if kind == "ask":
            pages.requested(url, tab)
        elif kind == "come":
            pages.opened(at(second), url, tab)
        elif kind == "fail":
            pages.failed(tab)
        else:
            pages.changed_address(at(second), url, tab)
        assert [page.number for page in pages.listed] == list(range(1, len(pages.listed) + 1))
        assert all(tabs.setdefault(page.number, page.tab) == page.tab for page in pages.listed)
        assert all(page.route_of < page.number for page in pages.listed)


@pytest.mark.parametrize(
    ("addresses", "paths"),
    [
        (("/a", "/b", "/a"), ["/", "/a", "/b", "/a"]),
        (("/#top", "/?utm=1", "/?utm=2", "/?utm=2#x"), ["/", "/?utm"]),
        (("/#/cart", "/#/cart?step=2", "/#!/pay", "/"), ["/", "/#/cart", "/#!/pay", "/"]),
        (("/#token=SECRET", "/a#id", "/a#other"), ["/", "/a"]),
    ],
    ids=["paths", "places and queries", "routes behind #", "fragments"],
)
def test_a_page_that_changes_its_address_is_another_one_if_what_is_kept_of_it_differs(
    addresses: tuple[str, ...], paths: list[str]
) -> None:
    seen = observed([opened(0), *(route(number + 1, path) for number, path in enumerate(addresses))]).visit
    assert [page.url.removeprefix(SHOP) for page in seen.pages] == paths
    assert [page.route_of for page in seen.pages] == [0] + [1] * (len(paths) - 1)
    assert all(page.loaded_at is not None for page in seen.pages)


def test_a_page_that_changes_its_address_all_the_time_is_listed_so_many_times_only() -> None:
    pages = VisitPages(LeftOut())
    pages.opened(at(0), f"{SHOP}/", "1")
    for number in range(2_000):
        pages.changed_address(at(number), f"{SHOP}/map/{number}", "1")
    assert len(pages.listed) == 501


@pytest.mark.parametrize("comes_late", [False, True], ids=["told before its calls", "told after its calls"])
def test_calls_are_of_the_route_that_was_shown_when_they_were_made(comes_late: bool) -> None:
    calls = [
        began("1", 0.5),
        began("2", 1.01, path="/a"),
        began("3", 1.06, path="/b"),
        began("4", 1.11, path="/a"),
        # An event that names the page that was loaded, whatever the browser shows.
        began("5", 5, path="/a", body=body_of(event(path="/"))),
    ]
    routes = [route(1.02, "/a"), route(1.05, "/b"), route(1.1, "/a")]
    told = [opened(0), configured()]
    if comes_late:
        told += [calls[0], calls[1], routes[0], calls[2], routes[1], calls[3], routes[2], calls[4]]
    else:
        told += [calls[0], routes[0], calls[1], routes[1], calls[2], routes[2], *calls[3:]]
    seen = observed(told).visit
    assert [call.page_number for call in seen.calls] == [1, 2, 3, 4, 4]
    # The SDK was configured on the page that was loaded.
    assert {call.exchange.origin.sdk for call in seen.calls if call.exchange.origin} == {"alloy 2.33.1"}


def test_a_route_behind_the_address_is_known_by_the_event_or_by_what_the_tab_shows() -> None:
    exact = event(path="/")
    exact["xdm"]["web"]["webPageDetails"]["URL"] = f"{SHOP}/#/a"
    plain = {"xdm": {"eventType": "commerce.productViews"}}
    told = [opened(0), route(5, "/#/a"), route(10, "/#/b"), began("1", 6, body=body_of(exact))]
    told += [began("2", 4.9, body=body_of(plain)), began("3", 7, body=body_of(plain)), began("4", 12)]
    calls = observed(told).visit.calls
    assert [(call.exchange.request_id, call.page_number) for call in calls] == [
        ("r-2", 1),
        ("r-1", 2),
        ("r-3", 2),
        ("r-4", 3),
    ]


def test_a_page_that_is_shown_again_has_what_it_does_then() -> None:
    """The back/forward cache: its document goes on as it was left, often before the browser says that it's back."""
    shown_again = PageOpened(at(6), f"{SHOP}/", "1", is_return=True)
    visit = observed(
        [
            opened(0),
            configured(0.1, defaultConsent="pending"),
            command("a-1", 0.2, document="a"),
            opened(3, "/next"),
            command("b-1", 3.2, path="/next", document="b"),
            # Told while the browser still says that the tab shows the other page.
            command("a-2", 5.98, path="/next", document="a"),
            began("1", 5.99, body=body_of(event(LINK))),
            shown_again,
            command("a-3", 6.1, document="a"),
            route(7, "/again"),
            opened(9, "/next"),
            # Of no page that was seen.
            PageOpened(at(12), f"{SHOP}/elsewhere", "1", is_return=True),
        ]
    ).visit
    assert [(page.number, page.return_of, page.document) for page in visit.pages] == [
        *((1, 0, 1), (2, 0, 2), (3, 1, 1), (4, 0, 1), (5, 0, 5), (6, 0, 6)),
    ]
    assert [call.page_number for call in visit.calls] == [3]
    # Each with the consent of its document, which is configured once.
    tried = {(each.at, each.page): each.why for each in visit.recording.tried}
    pending = NotSent.CONSENT_PENDING
    assert tried == {(at(0.2), 1): pending, (at(5.98), 3): pending, (at(6.1), 3): pending} | {
        (moment, page): why for (moment, page), why in tried.items() if page == 2
    }


def test_pages_that_were_left_again_within_a_moment_keep_their_calls() -> None:
    sightings = [opened(0), began("1", 0.2), opened(0.6, "/next"), began("2", 0.8, path="/next")]
    shown_again = PageOpened(at(1.2), f"{SHOP}/", "1", is_return=True)
    visit = observed([*sightings, shown_again, began("3", 1.1), began("4", 1.3)]).visit
    assert {call.exchange.request_id: call.page_number for call in visit.calls} == {
        f"r-{call}": page for call, page in (("1", 1), ("2", 2), ("3", 3), ("4", 3))
    }


def test_a_call_that_names_no_page_is_on_the_one_of_its_tab_but_not_on_that_of_a_proxys_other_client() -> None:
    nowhere = {"xdm": {"eventType": "commerce.purchases"}}
    told = [opened(0, tab=""), began("1", 1, tab="", page_url="", body=body_of(nowhere))]
    for source, number in ((Source.CHROMIUM, 1), (Source.PROXY, 0), (Source.FORWARD, 0)):
        [call] = observed(told, source=source).visit.calls
        assert call.page_number == number


@pytest.mark.parametrize(
    ("late", "path", "is_unload", "number"),
    [
        (1.0, "/next", False, 2),
        (20.0, "/next", False, 2),
        # Not of the page that comes next, but of one of before.
        (20.0, "/", False, 1),
        # As a page goes, the next one isn't there, though it may have its address.
        (1.0, "/next", True, 1),
        (20.0, "/next", True, 1),
        # Of no page of its tab: a frame's.
        (20.0, "/frame", False, 1),
    ],
)
def test_a_page_that_comes_late_has_its_calls(late: float, path: str, *, is_unload: bool, number: int) -> None:
    nameless = body_of({"xdm": {"eventType": "commerce.purchases"}})
    call = began("1", 10, path=path, body=nameless, is_unload=is_unload)
    told = [opened(0), opened(10 + late, "/next"), call, opened(15 + late), opened(16 + late, "/next")]
    [seen] = observed(told).visit.calls
    assert seen.page_number == number


@pytest.mark.parametrize(
    ("path", "number"),
    [("", 0), ("/sw.js", 0), ("/next", 2), ("/both", 0), ("/left", 0)],
    ids=["no page", "the worker's script", "what one tab shows", "what two tabs show", "what none shows any more"],
)
def test_a_call_of_no_tab_is_of_a_page_only_if_that_is_certain(path: str, number: int) -> None:
    nameless = body_of({"xdm": {"eventType": "commerce.purchases"}})
    tabs = [opened(0, "/left"), opened(1, "/next", "2"), opened(2, "/both", "3"), opened(3, "/both", "4")]
    worker = began("1", 5, body=nameless, tab="", page_url=f"{SHOP}{path}" if path else "")
    [call] = observed([*tabs, opened(4, "/both"), worker]).visit.calls
    assert call.page_number == number


def test_a_page_that_is_prerendered_has_its_calls_before_and_after_it_is_shown() -> None:
    told = [
        opened(0),
        began("1", 0.5),
        prerendered(1),
        prerendered(1.1, "/never", "1/2"),
        prerendered(1.2, "/silent", "1/3"),
        configured(1.3, "/next", defaultConsent="out"),
        # Of a frame, and of the address that the tab shows.
        began("2", 1.5, path="/frame", tab="1/1"),
        began("3", 1.6, tab="1/2"),
        # Of the page that the tab shows, though it names the address of one that nobody sees.
        began("4", 2, path="/never"),
        shown(5),
        began("5", 5.1, path="/next"),
        opened(8, "/silent"),
        began("6", 8.1, path="/silent"),
    ]
    observer = observed([])
    for sighting in told:
        observer.see(sighting)
        visit = observer.visit
    assert [(page.url.removeprefix(SHOP), page.tab, page.loaded_at, page.prerendered_at) for page in visit.pages] == [
        ("/", "1", at(0), None),
        ("/next", "1", at(5), at(1)),
        ("/never", "1", None, at(1.1)),
        ("/silent", "1", at(8), None),
    ]
    assert [page.is_hidden for page in visit.pages] == [False, False, True, False]
    places = {call.exchange.request_id: (call.page_number, call.is_prerendered) for call in visit.calls}
    assert places == {
        "r-1": (1, False),
        "r-2": (2, True),
        "r-3": (3, True),
        "r-4": (1, False),
        "r-5": (2, False),
        "r-6": (4, False),
    }
    # Their calls have their pages as they are known at last.
    assert [call.page for call in visit.calls] == [visit.page(call.page_number) for call in visit.calls]


def test_a_page_that_is_prerendered_and_shown_is_numbered_then_if_it_sent_nothing_before() -> None:
    visit = observed([opened(0), prerendered(1), opened(2, "/other", "2"), shown(3)]).visit
    assert [(page.number, page.url.removeprefix(SHOP), page.tab) for page in visit.pages] == [
        (1, "/", "1"),
        (2, "/other", "2"),
        (3, "/next", "1"),
    ]
    # One of which nothing was told before is a page as any other.
    [page] = observed([shown(3)]).visit.pages
    assert (page.loaded_at, page.prerendered_at) == (at(3), None)


def test_of_a_site_that_prerenders_without_end_the_latest_pages_are_known() -> None:
    told = [prerendered(number, f"/{number}", f"1/{number}") for number in range(1, 600)]
    visit = observed([*told, began("1", 1, tab="1/1"), began("2", 599, tab="1/599")]).visit
    assert [call.is_prerendered for call in visit.calls] == [False, True]
