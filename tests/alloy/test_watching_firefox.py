"""A visit in Firefox: calls are seen with their bodies, and what isn't possible is named."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from edge_tui.browser import BrowserDidNotStart, BrowserSource
from edge_tui.model.sightings import Blocked, Cause, Console, PageOpened, SdkCommand, SdkConfigured, SourceNotice
from tests.alloy.connect_proxy import connect_proxy
from tests.alloy.shop import SHOP
from tests.alloy.test_rules import OneThing
from tests.alloy.test_watching_holds_nothing import after_a_kill
from tests.alloy.test_watching_sdk import check_commands_of_requests, check_console, watched_visit
from tests.alloy.watching import HOSTS, Shop

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


def test_every_call_is_seen_with_its_body_its_commands_and_what_the_sdk_writes(firefox_shop: Shop) -> None:
    """One visit: Firefox takes longer to start than for all of its pages."""
    watched = watched_visit(firefox_shop, PAGES)

    arrived = {line.request_id[:36]: line for line in firefox_shop.lines if line.method == "POST"}
    calls = {call.request_id: call for call in watched.calls}
    assert len(calls) == len(watched.calls)
    assert set(arrived) - set(calls) == set()
    assert [call for name, call in calls.items() if name in arrived and not call.began.body] == []
    assert [call for call in watched.calls if len(call.answered) + len(call.failed) != 1] == []
    for name, call in calls.items():
        if call.answer:
            assert len(call.answer) == arrived[name].size
            assert call.answered[0].elapsed_ms is not None
        if call.failed:
            assert call.failed[0].cause is Cause.PAGE_GONE
        if call.began.body and "keep" not in call.tag:
            assert f"n={call.tag.partition('-')[0]}&" in call.began.page_url
    whole = [name for name, call in calls.items() if call.answer is not None and name in arrived]
    assert len(whole) >= len(arrived) / 2
    assert sum(call.began.is_unload for call in watched.calls) >= PAGES
    assert len(watched.of(PageOpened)) == PAGES + 1
    assert list(firefox_shop.folder.iterdir()) == []

    assert watched.of(SdkConfigured)[0].version == ""
    assert watched.of(SdkConfigured)[-1].config["edgeDomain"] in HOSTS
    assert any("Firefox" in notice.text for notice in watched.of(SourceNotice))
    check_commands_of_requests(watched)
    check_console(watched)


def test_of_untouched_pages_only_a_call_that_their_policy_stops_is_named(firefox_shop: Shop) -> None:
    urls = (f"{SHOP}/kinds/csp", f"{SHOP}/sdk?views=1&alloy_debug=true")
    watched = firefox_shop.watch(urls=urls, untouched=True)
    watched.until(lambda: watched.of(Blocked) and watched.calls and all(call.answered for call in watched.calls), 60)
    watched.source.stop()
    (blocked,) = watched.of(Blocked)
    assert (blocked.cause, blocked.detail, blocked.tab) == (Cause.CSP, "connect-src", "1")
    assert "requestId=csp" in blocked.url
    assert watched.of(Console) == []
    assert watched.of(SdkCommand) == []


@pytest.mark.parametrize("options", [{"rewriter": OneThing()}, {"steps": f"goto {SHOP}/"}])
def test_what_firefox_cannot_do_is_refused_before_it_is_started(options: dict[str, object], firefox_shop: Shop) -> None:
    source = BrowserSource(firefox_shop.launch(**options), lambda _sighting: None, lambda: None)  # type: ignore[arg-type, return-value]
    outcome = source.start()
    assert isinstance(outcome, BrowserDidNotStart)
    assert "Choose chrome, chromium, edge or brave." in outcome.how


def test_after_a_kill_firefox_ends_and_the_next_start_clears_its_profile(firefox_shop: Shop) -> None:
    after_a_kill(firefox_shop)
