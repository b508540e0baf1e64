"""A browser that runs already is joined by its debugging port, and stays as it was."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from websockets.sync.client import connect

from edge_tui.browser import BrowserDidNotStart, BrowserSource
from edge_tui.browser.endings import CLOSED, LOST
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.model.sightings import PageOpened, SdkConfigured, SourceNotice
from tests.alloy.shop import SHOP
from tests.alloy.test_rules import ANOTHER_DATASTREAM, OneThing
from tests.alloy.watching import Shop, Watched


@contextmanager
def running_browser(watched_shop: Shop, url: str) -> Iterator[str]:
    """A browser that somebody started on a page, which it shows; gives its debugging address."""
    folder = watched_shop.folder.parent / "own-profile"
    command = [watched_shop.browser, "--headless", f"--user-data-dir={folder}", *watched_shop.arguments]
    with subprocess.Popen([*command, "--remote-debugging-port=0", url], stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            marker = folder / "DevToolsActivePort"
            while not (marker.exists() and "\n" in marker.read_text()):
                assert time.monotonic() < until
                time.sleep(0.02)
            address = f"http://127.0.0.1:{marker.read_text().splitlines()[0]}"
            # A tab has the page's title once the page is there, and its address before that.
            while not any(tab["title"] == "Shop" for tab in httpx.get(f"{address}/json/list").json()):
                assert time.monotonic() < until
                time.sleep(0.02)
            yield address
        finally:
            process.terminate()
            process.wait()


def close_browser(address: str) -> None:
    """As somebody does who closes its last window."""
    with connect(httpx.get(f"{address}/json/version").json()["webSocketDebuggerUrl"]) as socket:
        socket.send(json.dumps({"id": 1, "method": "Browser.close"}))


def test_a_running_browser_is_joined_with_the_tabs_it_has_and_goes_on_afterwards(watched_shop: Shop) -> None:
    with running_browser(watched_shop, f"{SHOP}/plain") as address:
        first = watched_shop.watch(f"goto {SHOP}/sdk\nwait #done", cdp=address)
        assert first.source.wait_for_steps(60)
        # Another one sees the same, and what one of them held goes on when it leaves.
        second = Watched(watched_shop.launch(cdp=address))
        second.until(lambda: second.of(PageOpened))
        first.source.stop()
        third = watched_shop.watch(f"goto {SHOP}/sdk?views=1\nwait #done\nwait 300ms", cdp=address)
        assert third.source.wait_for_steps(60)
        third.source.stop()
        close_browser(address)
        assert second.source.wait(60)
        ended = second.of(SourceNotice)[-1]
        assert (ended.text, ended.is_unexpected) == (CLOSED.words, False)

        assert [page.url for page in first.of(PageOpened)] == [f"{SHOP}/plain", f"{SHOP}/sdk"]
        assert [page.was_open for page in first.of(PageOpened)] == [True, False]
        assert (
            first.of(SourceNotice)[0].text
            == "A tab was open before this recording began: calls made earlier aren't seen."
        )
        assert len(first.of(SdkConfigured)) >= 1
        assert first.calls
        assert all(call.answered[0].status == 200 for call in first.calls)
        assert [call.request_id for call in second.calls] == [call.request_id for call in third.calls]
        assert all(call.answer for call in second.calls if call.answered[0].status == 200)
        assert len({line.request_id for line in watched_shop.lines if line.method == "POST"}) == len(
            first.calls + third.calls
        )
        assert not list(watched_shop.folder.parent.glob("browser/*"))


def test_calls_of_a_tab_that_was_open_are_changed_on_their_way(watched_shop: Shop) -> None:
    rules = OneThing(url_change=(EMULATOR_DATASTREAM_ID, ANOTHER_DATASTREAM))
    with running_browser(watched_shop, f"{SHOP}/often") as address:
        watched = Watched(watched_shop.launch(cdp=address, rewriter=rules))
        watched.until(lambda: len([call for call in watched.calls if call.answered]) > 3)
        watched.source.stop()
    # The first may have been made the moment before.
    calls = [call for call in watched.calls if call.answered][1:]
    assert all(ANOTHER_DATASTREAM in call.began.sent_to for call in calls)
    assert [call.answered[0].changed for call in calls] == [("elsewhere",)] * len(calls)
    assert [line.datastream for line in watched_shop.lines].count("Authenticated only") >= len(calls)


def test_the_end_of_a_joined_browser_ends_the_visit(watched_shop: Shop) -> None:
    with running_browser(watched_shop, f"{SHOP}/plain") as address:
        watched = Watched(watched_shop.launch(cdp=address))
    assert watched.source.wait(60)
    assert watched.of(SourceNotice)[-1].text == LOST.words


def test_an_address_without_a_browser_is_named(watched_shop: Shop) -> None:
    source = BrowserSource(watched_shop.launch(cdp="http://127.0.0.1:1"), lambda _sighting: None, lambda: None)  # type: ignore[arg-type, return-value]
    outcome = source.start()
    assert isinstance(outcome, BrowserDidNotStart)
    assert "http://127.0.0.1:1" in outcome.what
