"""A visit in Firefox: calls are seen with their bodies, and what isn't possible is named."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from edge_tui.browser import BrowserDidNotStart, BrowserSource
from edge_tui.model.sightings import Blocked, Cause, CommandState, PageOpened, SdkCommand, SdkConfigured, SourceNotice
from tests.alloy.connect_proxy import connect_proxy
from tests.alloy.shop import SHOP
from tests.alloy.test_watching_changes import Rules
from tests.alloy.test_watching_holds_nothing import after_a_kill
from tests.alloy.watching import Shop, Watched

PAGES = 6
FIRST_WITH_BODIES = 143


@pytest.fixture
def firefox_shop(watched_shop: Shop) -> Iterator[Shop]:
    """The shop for Firefox, which is led to it by a proxy."""
    path = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not path:
        pytest.skip("there is no Firefox on this machine: set FIREFOX to its path")
    if _version(path) < FIRST_WITH_BODIES:
        pytest.skip(f"{path} doesn't say what a page sends and gets: set FIREFOX to a later one's path")
    with connect_proxy(watched_shop.ports) as proxy:
        arguments = (f"--proxy-server={proxy}", "--ignore-certificate-errors")
        yield Shop(arguments, path, watched_shop.lines, watched_shop.folder, watched_shop.ports)


def _version(path: str) -> int:
    """The major version that a Firefox says it has; 0 for one that says none."""
    said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    number = re.search(r"(\d+)\.", said)
    return int(number[1]) if number else 0


def visit(shop: Shop, path: str, last: str, **options: object) -> Watched:
    watched = shop.watch(urls=(f"{SHOP}{path}",), **options)
    watched.until(lambda: any(page.url == f"{SHOP}{last}" for page in watched.of(PageOpened)), 90)
    return watched


def test_every_call_that_arrives_is_seen_with_its_body(firefox_shop: Shop) -> None:
    watched = visit(firefox_shop, f"/visit?n=0&pages={PAGES}", "/last")
    watched.source.stop()

    arrived = {line.request_id[:36]: line for line in firefox_shop.lines if line.method == "POST"}
    calls = {call.request_id: call for call in watched.calls}
    assert len(calls) == len(watched.calls)
    assert set(arrived) - set(calls) == set()
    assert [call for name, call in calls.items() if name in arrived and not call.began.body] == []
    assert [call for call in watched.calls if len(call.answered) + len(call.failed) != 1] == []
    for name, call in calls.items():
        if call.answer:
            assert len(call.answer) == arrived[name].size
        if call.failed:
            assert call.failed[0].cause is Cause.PAGE_GONE
        if call.began.body and "keep" not in call.tag:
            assert f"n={call.tag.partition('-')[0]}&" in call.began.page_url
    whole = [name for name, call in calls.items() if call.answer is not None and name in arrived]
    assert len(whole) >= len(arrived) / 2
    assert sum(call.began.is_unload for call in watched.calls) >= PAGES
    assert len(watched.of(PageOpened)) == PAGES + 1
    assert list(firefox_shop.folder.iterdir()) == []


def test_the_sdk_says_how_it_is_configured_and_what_it_was_asked(firefox_shop: Shop) -> None:
    watched = visit(firefox_shop, "/sdk?views=1", "/sdk?views=1")
    watched.until(lambda: len(watched.calls) >= 2 and all(call.answered for call in watched.calls), 60)
    watched.source.stop()

    assert watched.of(SdkConfigured)[0].version == ""
    assert watched.of(SdkConfigured)[-1].config["edgeDomain"] == "edge.shop.example"
    resolved = [each.name for each in watched.of(SdkCommand) if each.state is CommandState.RESOLVED]
    assert "sendEvent" in resolved
    assert watched.calls[0].began.page_url == f"{SHOP}/sdk?views=1"
    assert watched.calls[0].answered[0].elapsed_ms is not None
    assert any("Firefox" in notice.text for notice in watched.of(SourceNotice))


def test_a_call_that_the_pages_policy_stops_is_named(firefox_shop: Shop) -> None:
    watched = visit(firefox_shop, "/kinds/csp", "/kinds/csp", untouched=True)
    watched.until(lambda: watched.of(Blocked), 30)
    watched.source.stop()
    (blocked,) = watched.of(Blocked)
    assert (blocked.cause, blocked.detail, blocked.tab) == (Cause.CSP, "connect-src", "1")
    assert "requestId=csp" in blocked.url


@pytest.mark.parametrize("options", [{"rewriter": Rules()}, {"steps": f"goto {SHOP}/"}])
def test_what_firefox_cannot_do_is_refused_before_it_is_started(options: dict[str, object], firefox_shop: Shop) -> None:
    source = BrowserSource(firefox_shop.launch(**options), lambda _sighting: None, lambda: None)  # type: ignore[arg-type, return-value]
    outcome = source.start()
    assert isinstance(outcome, BrowserDidNotStart)
    assert "Choose chrome, chromium, edge or brave." in outcome.how


def test_after_a_kill_firefox_ends_and_the_next_start_clears_its_profile(firefox_shop: Shop) -> None:
    after_a_kill(firefox_shop)
