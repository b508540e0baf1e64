"""Which rule of a site's tags made a call, as its tags tell it to their monitors."""

from uuid import uuid4

import pytest

from edge_tui.model.origin import Source
from edge_tui.model.sightings import Console, SdkRequest
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


def tagged(shop: Shop, query: str = "", **options: object) -> Watched:
    """A visit of the page with tags."""
    watched = shop.watch(f"goto {SHOP}/tagged?{query}\nwait #done", **options)
    assert watched.source.wait_for_steps(60)
    watched.until(lambda: watched.calls and all(call.answered for call in watched.calls), 60)
    watched.source.stop()
    return watched


@pytest.mark.parametrize("query", ["", "sequenced"])
def test_a_call_names_the_rule_whose_action_sent_it(watched_shop: Shop, query: str) -> None:
    watched = tagged(watched_shop, query)
    observer = Observer(Source.CHROMIUM, "visit", new_uuid=uuid4, hosts=["edge.shop.example"])
    for sighting in watched.sightings:
        observer.see(sighting)
    tags = {call.request_id: call.tag for call in watched.calls}
    found = {tags[call.exchange.request_id]: call for call in observer.visit.calls}
    assert {tag: call.exchange.origin.tag_rules for tag, call in found.items() if call.exchange.origin} == RULES
    assert caller_of(found["first"]).words.startswith("tag rule “Library loaded” in launch-EN01.min.js:")
    assert caller_of(found["own"]).words.startswith("tagged:")
    assert caller_of(found["late"]).words.startswith("tagged:")
    [finding, *_] = [each for each in check_visit(observer.visit) if each.check == "double-page-view"]
    assert "“Library loaded”" in finding.message
    assert "SECRET" not in repr(observer.visit)


def test_a_page_finds_no_tags_before_they_are_there(watched_shop: Shop) -> None:
    assert "before: undefined 0" in [each.text for each in tagged(watched_shop).of(Console)]


def test_an_untouched_page_names_no_rule(watched_shop: Shop) -> None:
    watched = tagged(watched_shop, untouched=True)
    assert watched.calls
    assert watched.of(SdkRequest) == []
