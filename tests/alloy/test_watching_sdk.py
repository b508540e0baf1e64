"""What the SDK itself says of its commands and requests, and what it writes to the console.

`test_watching_firefox.py` checks the same in Firefox.
"""

import json
from uuid import uuid4

from edge_tui.model.origin import Source
from edge_tui.model.sightings import CommandState, PageOpened, SdkCommand, SdkRequest
from edge_tui.recording import Observer
from tests.alloy.shop import SHOP
from tests.alloy.watching import Shop, Watched

PAGES = 3


def watched_visit(shop: Shop, pages: int = PAGES, **options: object) -> Watched:
    """A visit of some pages with the SDK's debugging switched on."""
    watched = shop.watch(urls=(f"{SHOP}/visit?n=0&pages={pages}&alloy_debug=true",), **options)
    watched.until(lambda: any(page.url == f"{SHOP}/last" for page in watched.of(PageOpened)), 90)
    watched.source.stop()
    return watched


def check_commands_of_requests(watched: Watched) -> None:
    """Each request names the commands whose events it has."""
    began = {each.command: each for each in watched.of(SdkCommand) if each.state is CommandState.BEGAN}
    sent = {command.command for command in began.values() if command.name == "sendEvent"}
    calls = {call.request_id: call for call in watched.calls}
    tied: list[str] = []
    for request in watched.of(SdkRequest):
        call = calls.get(request.request_id)
        if call is None or not call.began.body:
            continue
        types = [each["xdm"].get("eventType", "") for each in json.loads(call.began.body).get("events", ())]
        assert [began[command].event_type for command in request.commands] == types[: len(request.commands)]
        tied += request.commands
    assert len(tied) == len({*tied})
    # A page that is left before says neither.
    resolved = {each.command for each in watched.of(SdkCommand) if each.state is CommandState.RESOLVED} & sent
    assert resolved
    assert resolved <= {*tied}


def check_console(watched: Watched) -> None:
    """The lines of the SDK are kept, and none of the site."""
    observer = Observer(Source.CHROMIUM, "visit", new_uuid=uuid4, hosts=["edge.shop.example"])
    for sighting in watched.sightings:
        observer.see(sighting)
    lines = observer.visit.recording.console
    assert any("Executing sendEvent command" in line.text for line in lines)
    assert all(line.text.startswith("[alloy]") for line in lines)
    assert {line.page for line in lines} >= {1, 2}


def test_requests_name_their_commands_and_the_lines_of_the_sdk_are_kept(watched_shop: Shop) -> None:
    watched = watched_visit(watched_shop)
    check_commands_of_requests(watched)
    check_console(watched)
