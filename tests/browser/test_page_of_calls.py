"""Which page a call is of, whichever of the browser's processes speaks first."""

import asyncio
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from edge_tui.browser.cdp import Event
from edge_tui.model.origin import Source
from edge_tui.model.sightings import Began
from edge_tui.recording import Observer
from tests.browser.playing import NOW, Player, Transcript

SHOP = "https://www.shop.example"
URL = "https://edge.adobedc.net/ee/v1/interact?configId=ds&requestId=1"
# The network process tells of requests that are paused; all else comes from the page's own process, in order.
FROM_PAGE = ("page 2", "sent")


def _page(path: str) -> Event:
    frame = {"id": "F", "url": f"{SHOP}{path}", "loaderId": path}
    return Event("Page.frameNavigated", {"frame": frame}, "tab")


def _request(said: str) -> dict[str, Any]:
    xdm = f'{{"web": {{"webPageDetails": {{"URL": "{SHOP}{said}"}}}}}}' if said else "{}"
    return {"url": URL, "method": "POST", "headers": {"Origin": SHOP}, "postData": f'{{"events": [{{"xdm": {xdm}}}]}}'}


def _events(said: str) -> dict[str, Event]:
    known = {"request": _request(said), "frameId": "F"}
    paused = {"requestId": "interception-job-1.0", "networkId": "7.1", **known}
    sent = {"requestId": "7.1", "loaderId": "/2", "documentURL": f"{SHOP}/2", "wallTime": NOW.timestamp(), **known}
    return {
        "page 2": _page("/2"),
        "paused": Event("Fetch.requestPaused", paused),
        "sent": Event("Network.requestWillBeSent", sent, "tab"),
        "response": Event("Fetch.requestPaused", paused | {"responseStatusCode": 200, "responseHeaders": []}),
    }


ORDERS = [
    order
    for order in permutations(("page 2", "paused", "sent", "response"))
    if order.index("page 2") < order.index("sent") and order.index("paused") < order.index("response")
]


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
@pytest.mark.parametrize("said", ["", "/1", "/2"], ids=["no page", "the page before", "its page"])
@pytest.mark.parametrize("looks", [False, True], ids=["looked at in the end", "looked at all the time"])
def test_a_call_is_of_the_page_that_made_it_whatever_comes_first(
    order: tuple[str, ...], said: str, *, looks: bool
) -> None:
    attached = {"sessionId": "tab", "targetInfo": {"type": "page", "targetId": "F", "url": "about:blank"}}
    events = _events(said)
    player = Player(Transcript(""))
    asyncio.run(player.play([Event("Target.attachedToTarget", attached), _page("/1"), *map(events.__getitem__, order)]))
    observer = Observer(Source.CHROMIUM, "visit", new_uuid=lambda: UUID(int=1), started=NOW)
    for sighting in player.told:
        observer.see(sighting)
        if looks:
            assert len(observer.visit.calls) <= 1
    (call,) = observer.visit.calls
    assert [page.url for page in observer.visit.pages] == [f"{SHOP}/1", f"{SHOP}/2"]
    assert call.page_number == 2


@pytest.mark.parametrize("said", ["", "/1"], ids=["no page", "its page"])
@pytest.mark.parametrize("then", [[], ["page 2"]], ids=["the visit ends", "another page comes"])
def test_a_call_that_the_page_s_process_never_tells_names_its_page_in_the_end(said: str, then: list[str]) -> None:
    events = _events(said)
    player = Player(Transcript(""))
    attached = {"sessionId": "tab", "targetInfo": {"type": "page", "targetId": "F", "url": "about:blank"}}
    names = ["paused", "response", *then]
    asyncio.run(player.play([Event("Target.attachedToTarget", attached), _page("/1"), *map(events.__getitem__, names)]))
    assert [each.page_url for each in player.told if isinstance(each, Began)] == ["", f"{SHOP}/1"]
