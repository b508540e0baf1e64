"""Which rule of a site's tags made a call, as its tags tell it to their monitors."""

from collections.abc import Iterable
from uuid import uuid4

from edge_tui.model.origin import Source
from edge_tui.model.sightings import Console
from edge_tui.recording import Observer
from edge_tui.visit import check_visit
from edge_tui.visit.callers import caller_of
from tests.alloy.shop import SHOP
from tests.alloy.watching import Shop, Watched

RULES = {
    "first": ("Library loaded",),
    "second": ("All pages ☂",),
    "inside": ("Inside",),
    "third": ("All pages ☂",),
    "own": (),
    "late": (),
}


QUERIES = ("", "sequenced")


def tagged(shop: Shop, queries: Iterable[str] = QUERIES, **options: object) -> Watched:
    """A visit of the page with tags, with each query."""
    steps = "".join(f"goto {SHOP}/tagged?{query}\nwait #done\nwait 300ms\n" for query in queries)
    watched = shop.watch(steps, **options)
    assert watched.source.wait_for_steps(60)
    watched.until(lambda: watched.calls and all(call.answered for call in watched.calls), 60)
    watched.source.stop()
    return watched


def test_a_call_names_the_rule_whose_action_sent_it(watched_shop: Shop) -> None:
    watched = tagged(watched_shop)
    observer = Observer(Source.CHROMIUM, "visit", new_uuid=uuid4, hosts=["edge.shop.example"])
    for sighting in watched.sightings:
        observer.see(sighting)
    tags = {call.request_id: call.tag for call in watched.calls}
    for number, _query in enumerate(QUERIES, 1):
        calls = [call for call in observer.visit.calls if call.page_number == number]
        found = {tags[call.exchange.request_id]: call for call in calls}
        assert {tag: call.exchange.origin.tag_rules for tag, call in found.items() if call.exchange.origin} == RULES
        assert caller_of(found["first"]).words.startswith("tag rule “Library loaded” in launch-EN01.min.js:")
        assert caller_of(found["own"]).words.startswith("tagged:")
        assert caller_of(found["late"]).words.startswith("tagged:")
    found_twice = [each for each in check_visit(observer.visit) if each.check == "double-page-view"]
    assert [each.page for each in found_twice] == [*range(1, len(QUERIES) + 1)]
    for each in found_twice:
        # Which calls come first isn't given: the SDK asks for some of them at once.
        for call in map(observer.visit.by_key.__getitem__, each.calls[:2]):
            assert call.exchange.origin is not None
            assert all(f"“{rule}”" in each.message for rule in call.exchange.origin.tag_rules)
    assert "SECRET" not in repr(observer.visit)
    # A page finds no tags before they are there.
    assert [each.text for each in watched.of(Console)].count("before: undefined 0") == len(QUERIES)
