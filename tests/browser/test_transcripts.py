"""Events of several domains come in any order, and a call is seen once, as what it is."""

import asyncio
import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.browser.cdp import Event
from edge_tui.model.sightings import Answered, Began, Blocked, Cause, CookiesSeen, Failed, Sighting
from tests.browser.playing import Player, Transcript

NAMES = ("kinds", "unload", "other-site", "kinds-untouched")
TRANSCRIPTS = {name: Transcript(name) for name in NAMES}
# A page that goes and a page that cancels differ by what its frame does at the time.
CANCELED = {Cause.CANCELED, Cause.PAGE_GONE}


@dataclass
class Ended:
    """What was seen of one call in the end."""

    method: str
    url: str
    body: bytes | None
    answer: tuple[int, bytes | None] | None
    cause: Cause | None
    cookies_sent: int
    cookies_set: int


def play(name: str, events: list[Event]) -> list[Sighting]:
    player = Player(TRANSCRIPTS[name])
    asyncio.run(player.play(events))
    return player.told


def outcome(told: list[Sighting]) -> dict[str, Ended]:
    """The calls; each begins before anything else is said of it, and ends as often as it may."""
    ended: dict[str, Ended] = {}
    for sighting in told:
        if isinstance(sighting, Began):
            before = ended.setdefault(sighting.call, Ended(sighting.method, sighting.url, None, None, None, 0, 0))
            assert (before.method, before.url) == (sighting.method, sighting.url)
            assert before.body is None or before.body == sighting.body
            before.body = sighting.body
        elif isinstance(sighting, CookiesSeen):
            ended[sighting.call].cookies_sent += len(sighting.sent)
            ended[sighting.call].cookies_set += len(sighting.set_by_response)
        elif isinstance(sighting, Answered):
            assert ended[sighting.call].answer is None, "answered twice"
            ended[sighting.call].answer = (sighting.status, sighting.body)
        elif isinstance(sighting, Failed):
            assert ended[sighting.call].cause is None, "failed twice"
            ended[sighting.call].cause = Cause.CANCELED if sighting.cause in CANCELED else sighting.cause
    assert [call for call, end in ended.items() if end.answer is None and end.cause is None] == []
    return ended


EXPECTED = {name: outcome(play(name, transcript.events)) for name, transcript in TRANSCRIPTS.items()}


def test_the_transcripts_hold_what_they_are_for() -> None:
    assert {name: len(calls) for name, calls in EXPECTED.items()} == {
        "kinds": 12,
        "unload": 16,
        "other-site": 4,
        "kinds-untouched": 11,
    }
    causes = [call.cause for call in EXPECTED["kinds"].values() if call.cause]
    assert sorted(causes) == sorted([Cause.CANCELED, Cause.CANCELED, Cause.DNS, Cause.CORS, Cause.MIXED_CONTENT])
    assert sum(call.cookies_set > 0 for call in EXPECTED["unload"].values()) > 0
    assert sum(call.cookies_sent > 0 for call in EXPECTED["unload"].values()) > 0


def stream_of(event: Event) -> str:
    """What keeps its order: a domain, and in Network the extra information, which has another source."""
    domain, _, name = event.method.partition(".")
    if domain == "Target":
        return "Page"
    return domain + "Extra" if name.endswith("ExtraInfo") else domain


def interleaved(events: list[Event], chance: random.Random) -> list[Event]:
    """The events in an order in which each domain keeps its own."""
    streams: dict[str, list[Event]] = {}
    for event in events:
        streams.setdefault(stream_of(event), []).append(event)
    waiting = [list(reversed(stream)) for stream in streams.values()]
    mixed = []
    while waiting:
        stream = chance.choice(waiting)
        # Runs of some length, as pipes deliver them.
        length = chance.choice((1, 1, 3, 40))
        mixed += reversed(stream[-length:])
        del stream[-length:]
        waiting = [each for each in waiting if each]
    return mixed


@pytest.mark.parametrize("name", NAMES)
@given(chance=st.randoms(use_true_random=False))
def test_domains_that_overtake_each_other_change_nothing(name: str, chance: random.Random) -> None:
    told = play(name, interleaved(TRANSCRIPTS[name].events, chance))
    assert outcome(told) == EXPECTED[name]
    assert [(each.cause, each.url) for each in told if isinstance(each, Blocked)] == [
        (each.cause, each.url) for each in play(name, TRANSCRIPTS[name].events) if isinstance(each, Blocked)
    ]
    if not name.endswith("untouched"):
        assert all(each.elapsed_ms is not None for each in told if isinstance(each, Answered))


@pytest.mark.parametrize("name", NAMES)
@given(chance=st.randoms(use_true_random=False))
def test_in_no_order_at_all_is_a_call_lost_or_seen_twice(name: str, chance: random.Random) -> None:
    events = list(TRANSCRIPTS[name].events)
    chance.shuffle(events)
    calls = outcome(play(name, events))
    assert set(calls) == set(EXPECTED[name])
    assert {call: (end.url, end.body) for call, end in calls.items()} == {
        call: (end.url, end.body) for call, end in EXPECTED[name].items()
    }


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("untouched")])
@given(chance=st.randoms(use_true_random=False))
def test_without_the_network_domain_no_call_is_lost(name: str, chance: random.Random) -> None:
    """As when its target goes: Fetch alone has the request, its body and its response."""
    fetch = [event for event in TRANSCRIPTS[name].events if not event.method.startswith("Network.")]
    extra = [event for event in TRANSCRIPTS[name].events if event.method.endswith("ExtraInfo")]
    calls = outcome(play(name, interleaved(fetch + extra, chance)))
    paused = {
        event.params.get("networkId") or event.params["requestId"]
        for event in fetch
        if event.method == "Fetch.requestPaused"
    }
    known = {call: end for call, end in EXPECTED[name].items() if call in paused}
    assert len(known) >= 3
    assert {call: (end.url, end.body) for call, end in calls.items()} == {
        call: (end.url, end.body) for call, end in known.items()
    }
    answers = {call: end.answer for call, end in known.items() if end.answer and end.answer[1] is not None}
    assert answers == {call: calls[call].answer for call in answers}


def test_everything_that_is_held_is_let_through() -> None:
    transcript = TRANSCRIPTS["kinds"]
    player = Player(transcript)
    asyncio.run(player.play(transcript.events))
    paused = [event.params["requestId"] for event in transcript.events if event.method == "Fetch.requestPaused"]
    released = [params["requestId"] for _, params in player.sent if "requestId" in params]
    assert sorted(map(str, released)) == sorted(paused)
    assert player.holding.count == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_connections_of_pages_that_were_open_are_renewed_if_calls_are_paused(name: str) -> None:
    transcript = TRANSCRIPTS[name]
    player = Player(transcript)
    asyncio.run(player.play(transcript.events))
    attached = [event.params for event in transcript.events if event.method == "Target.attachedToTarget"]
    were_open = [
        params
        for params in attached
        if params["targetInfo"]["type"] in ("page", "iframe") and not params["waitingForDebugger"]
    ]
    renewed = [method for method, params in player.sent if method.startswith("Fetch.") and "requestId" not in params]
    assert renewed == ([] if transcript.is_untouched else ["Fetch.enable", "Fetch.disable"] * len(were_open))
