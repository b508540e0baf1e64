"""Pages that Chromium prerenders, as where nobody watches: what they send is seen, and whether they were shown."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from edge_tui.model.origin import Source
from edge_tui.model.sightings import PageOpened, PagePrerendered
from edge_tui.model.visit import Visit
from edge_tui.recording import Observer
from edge_tui.visit import check_visit
from tests.alloy.shop import SHOP
from tests.alloy.watching import Shop, Watched

SHOWN = {"clicked": "/speculates", "bye": "/speculates", "early-shown": "/early", "early-worker": "/early"}
HIDDEN = {"early-hidden": "/early", "never-hidden": "/never"}
# Both pages are prerendered, and one of them is shown.
STEPS = "wait #done\nclick #buy\nwait #done\nwait 1s\n"


def visited(shop: Shop, steps: str) -> Watched:
    """A visit that runs steps on a page which asks for two others to be prerendered."""
    watched = shop.watch(steps, urls=(f"{SHOP}/speculates",))
    assert watched.source.wait_for_steps(60)
    assert watched.source.step_error == ""
    watched.source.stop()
    return watched


def read(watched: Watched) -> Visit:
    """What is recorded of a visit."""
    numbers = count(1)
    hosts = ("edge.shop.example",)
    observer = Observer(Source.CHROMIUM, "visit", new_uuid=lambda: UUID(int=next(numbers)), hosts=hosts)
    for sighting in watched.sightings:
        observer.see(sighting)
    observer.end(datetime.now(UTC))
    return observer.visit


def test_a_page_that_is_prerendered_has_what_it_sends_before_and_after_it_is_shown(watched_shop: Shop) -> None:
    watched = visited(watched_shop, f"{STEPS}goto /last\nwait 300ms")
    arrived = {line.request_id[:-17] for line in watched_shop.lines if line.method == "POST"}
    calls = {call.request_id: call.began for call in watched.calls}
    assert set(calls) == arrived == {*SHOWN, *HIDDEN}
    assert {name for name, began in calls.items() if began.is_unload} == {"bye"}
    early, never = sorted(watched.of(PagePrerendered), key=lambda each: each.url)
    tabs = {"early-hidden": early.tab, "never-hidden": never.tab}
    assert {name: began.tab for name, began in calls.items()} == dict.fromkeys(SHOWN, "1") | tabs
    opened = [(page.url, page.prerendered_in) for page in watched.of(PageOpened)]
    assert opened == [(f"{SHOP}/speculates", ""), (f"{SHOP}/early", early.tab), (f"{SHOP}/last", "")]

    visit = read(watched)
    places = {call.exchange.request_id: (call.page, call.is_prerendered) for call in visit.calls}
    paths = {name: (page.url.removeprefix(SHOP), is_early) for name, (page, is_early) in places.items() if page}
    assert paths == {name: (path, name in HIDDEN) for name, path in (SHOWN | HIDDEN).items()}
    assert [page.url.removeprefix(SHOP) for page in visit.pages if page.is_hidden] == ["/never"]
    findings = [each for each in check_visit(visit) if each.check == "prerendered"]
    assert [[visit.by_key[key].exchange.request_id for key in each.calls] for each in findings] == [["never-hidden"]]


def test_a_step_goes_to_a_page_that_is_prerendered(watched_shop: Shop) -> None:
    watched = visited(watched_shop, "wait #done\ngoto /early\nwait #done\nclick #back\nwait #buy")
    *_, last = watched.of(PageOpened)
    assert (last.url, last.tab) == (f"{SHOP}/speculates", "1")


def test_steps_go_on_in_a_page_that_is_brought_back_by_going_back(watched_shop: Shop) -> None:
    """Its frame is another one than that of the page which was prerendered, in the same target."""
    watched = visited(watched_shop, f"{STEPS}click #back\nwait #buy\nwait 300ms\n")
    *_, last = watched.of(PageOpened)
    assert (last.url, last.tab) == (f"{SHOP}/speculates", "1")
