"""Who made a call, in words: the script that asked the SDK for it, and the rule of the site's tags."""

from dataclasses import replace

import pytest

from edge_tui.model.origin import Frame
from edge_tui.model.sightings import SdkRequest
from edge_tui.model.visit import Visit
from edge_tui.visit import check_visit
from edge_tui.visit.callers import Caller, caller_of, calling_frame
from tests.recording.transcript import SHOP, answered, at, began, identity, observed, opened
from tests.tables import every_row

SDK = Frame("send", f"{SHOP}/alloy.js", 15, 39545)
BASE = Frame("alloy", f"{SHOP}/", 3)
INLINE = Frame("", f"{SHOP}/?a", 40)
OWN = Frame("track", f"{SHOP}/assets/own.js", 12, 7)
ELSEWHERE = Frame("", "https://cdn.example/tags/launch-EN1.min.js", 1, 20453)


@every_row(
    ("stack", "script"),
    [
        ((), ""),
        ((SDK,), "alloy.js:15"),
        ((SDK, OWN), "own.js:12"),
        ((SDK, BASE, OWN), "own.js:12"),
        ((SDK, BASE, INLINE), "/:40"),
        ((SDK, BASE, ELSEWHERE, OWN), "cdn.example/launch-EN1.min.js:1:20453"),
        ((replace(ELSEWHERE, column=5), replace(ELSEWHERE, column=9)), "cdn.example/launch-EN1.min.js:1:9"),
        ((replace(SDK, url=""), OWN), "own.js:12"),
        ((SDK, replace(OWN, line=0)), "own.js"),
    ],
)
def test_the_script_is_the_one_that_asked_the_sdk(stack: tuple[Frame, ...], script: str) -> None:
    visit = observed([opened(0), began("1", 1, initiator=stack)]).visit
    assert caller_of(visit.calls[0]).script == script
    assert (calling_frame(stack) is None) is (not stack)


@pytest.mark.parametrize(
    ("caller", "words"),
    [
        (Caller(), ""),
        (Caller("own.js:12"), "own.js:12"),
        (Caller("own.js:12", ("All pages",)), "tag rule “All pages” in own.js:12"),
        (Caller("", ("A", "B")), "tag rules “A”, “B”"),
    ],
)
def test_a_caller_in_words(caller: Caller, words: str) -> None:
    assert caller.words == words


def twice(*told: SdkRequest, first: tuple[Frame, ...] = (), second: tuple[Frame, ...] = ()) -> Visit:
    """A page that counts its view twice."""
    sightings = [opened(0)]
    for call, seconds, stack in (("1", 1, first), ("2", 1.01, second)):
        sightings += [began(call, seconds, initiator=stack), answered(call, seconds + 0.05, identity())]
    return observed([*sightings, *told], ends=30).visit


RULES = (
    SdkRequest(at(1), "alloy", "r-1", f"{SHOP}/", "1", ("a-1",), ("Library loaded",), (BASE, ELSEWHERE)),
    SdkRequest(at(1), "alloy", "r-2", f"{SHOP}/", "1", ("a-2",), ("All pages",), (BASE, OWN)),
)


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        (twice(), "10 ms apart"),
        (twice(first=(SDK, OWN), second=(SDK, OWN)), "10 ms apart, both from own.js:12"),
        (twice(first=(SDK, OWN)), "10 ms apart, the first from own.js:12"),
        (twice(second=(SDK, OWN)), "10 ms apart, the second from own.js:12"),
        (
            twice(*RULES, first=(SDK,), second=(SDK,)),
            "from tag rule “Library loaded” in cdn.example/launch-EN1.min.js:1:20453 "
            "and tag rule “All pages” in own.js:12",
        ),
        (twice(*RULES[:1]), "the first from tag rule “Library loaded” in cdn.example/launch-EN1.min.js:1:20453"),
    ],
)
def test_a_double_page_view_says_where_both_came_from(visit: Visit, words: str) -> None:
    [message] = [each.message for each in check_visit(visit) if each.check == "double-page-view"]
    assert message.endswith(f"{words}: Analytics counts both.")


def test_what_a_page_says_of_a_request_counts_whenever_it_comes_and_once() -> None:
    call, response = began("1", 1, initiator=(SDK,)), answered("1", 1.1)
    other = replace(RULES[0], tag_rules=("Another",))
    for told in ([call, RULES[0], response], [RULES[0], call, response], [call, response, RULES[0], other]):
        [seen] = observed([opened(0), *told]).visit.calls
        assert seen.exchange.origin is not None
        assert seen.exchange.origin.tag_rules == ("Library loaded",)
        assert seen.exchange.origin.initiator == (SDK, BASE, ELSEWHERE)


def test_what_a_page_says_of_its_rules_is_bounded_and_has_no_secret() -> None:
    secret = "SECRETx7391"
    names = tuple(f"rule {number} https://shop.example/?token={secret}" + "x" * 5000 for number in range(50))
    frames = tuple(Frame(f"f{secret}?" * 50, f"{SHOP}/{number}.js?a={secret}", -1, 10**12) for number in range(50))
    [seen] = observed([began("1", 1), replace(RULES[0], tag_rules=names, callers=frames)]).visit.calls
    origin = seen.exchange.origin
    assert origin is not None
    assert len(origin.tag_rules) == 5
    assert max(map(len, origin.tag_rules)) <= 100
    assert len(origin.initiator) == 20
    assert {(each.function, each.line, each.column) for each in origin.initiator} == {("", 0, 0)}
    assert secret not in repr(origin)
