"""The Web SDK in headless Chromium; skipped, and saying so, where one of them is missing.

`.ci/alloy` installs what is needed and names it: EDGE_TUI_ALLOY is the path of npm's
`@adobe/alloy` standalone build, CHROMIUM that of the browser.
"""

import asyncio
import contextlib
import json
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from tests.alloy.browser import OTHER_SITE, REDIRECTED_SITE, SITE, Visitor
from tests.alloy.site import site
from tests.alloy.watching import HOSTS, Shop, certificates_of, open_shop

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SITE_HOSTS = tuple(urlsplit(site).hostname or "" for site in (SITE, OTHER_SITE, REDIRECTED_SITE))

_HOME = SITE + "/"
_NAVIGATIONS = 4

THIRD_PARTY_COOKIES_ALLOWED = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}


# Playwright's loop, which it leaves running between its calls.
PLAYWRIGHT_LOOP = pytest.StashKey[asyncio.AbstractEventLoop]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs all tests of this browser in one worker, so that it starts once (`--dist loadgroup`)."""
    for item in items:
        if "profile" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("visitor"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hides Playwright's loop from tests that don't use it: no other loop runs in a thread that has one."""
    if "profile" in getattr(item, "fixturenames", ()):
        asyncio._set_running_loop(item.config.stash.get(PLAYWRIGHT_LOOP, None))
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def alloy_path() -> Path:
    path = os.environ.get("EDGE_TUI_ALLOY")
    if not path or not Path(path).exists():
        pytest.skip("EDGE_TUI_ALLOY names no Web SDK: run .ci/alloy")
    return Path(path)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("there is no chromium on this machine: run .ci/alloy")
    return path


@pytest.fixture(scope="session")
def lines() -> list[RequestLogLine]:
    """The emulator's log."""
    return []


@pytest.fixture(scope="session")
def profile(
    alloy_path: Path,
    chromium_path: str,
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[RequestLogLine],
    pytestconfig: pytest.Config,
) -> Iterator["BrowserContext"]:
    """A profile of Chromium, for which the sites, the edge hosts and the third-party domain are all on loopback.

    A profile on disk, because an off-the-record one blocks third-party cookies and would show nothing about CORE.
    Some distributions' Chromium blocks them by default, so the profile says that they are allowed.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: run .ci/alloy")
    tls = tmp_path_factory.mktemp("tls")
    with (
        serving(tls=tls, host_names=(*HOSTS, *SITE_HOSTS), on_request=lines.append) as emulator,
        site(alloy_path, certificates_of(emulator).context()) as site_port,
        playwright.sync_playwright() as driver,
    ):
        port = emulator.url.rsplit(":", 1)[1]
        rules = [f"MAP {host}:443 127.0.0.1:{site_port}" for host in SITE_HOSTS]
        rules += [f"MAP {host}:443 127.0.0.1:{port}" for host in HOSTS]
        # No other host at all.
        rules += ["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
        folder = tmp_path_factory.mktemp("profile")
        (folder / "Default").mkdir()
        (folder / "Default" / "Preferences").write_text(json.dumps(THIRD_PARTY_COOKIES_ALLOWED))
        launched = driver.chromium.launch_persistent_context(
            folder,
            executable_path=chromium_path,
            args=[
                f"--host-resolver-rules={', '.join(rules)}",
                f"--ignore-certificate-errors-spki-list={certificates_of(emulator).public_key_sha256}",
                # A process that waits for the next site, which is mostly the same one here.
                "--disable-features=LocalNetworkAccessChecks,SpareRendererForSitePerProcess",
                "--disable-gpu",
                "--no-sandbox",
            ],
        )
        loop = pytestconfig.stash[PLAYWRIGHT_LOOP] = asyncio.get_running_loop()
        yield launched
        asyncio._set_running_loop(loop)
        launched.close()


@pytest.fixture
def visitor(profile: "BrowserContext", lines: list[RequestLogLine]) -> Iterator[Visitor]:
    """A visitor without cookies and storage, on the shop's home page.

    They all use one tab: opening another takes as long as most of what a test does in it.
    """
    profile.clear_cookies()
    page = profile.pages[0]
    _go_home(page)
    with Visitor(profile, page, lines) as visitor:
        visitor.clear_storage()
        yield visitor


def _go_home(page: "Page") -> None:
    """Opens the shop's home page, also where a test that failed has left a page on its way.

    That one may come in between, and after it the home page that was asked for before.
    """
    from playwright.sync_api import Error

    for _ in range(_NAVIGATIONS):
        with contextlib.suppress(Error):
            page.goto(_HOME)
            return
        page.wait_for_load_state()
    page.goto(_HOME)


@pytest.fixture
def watched_shop(alloy_path: Path, chromium_path: str, tmp_path: Path) -> Iterator[Shop]:
    """The shop whose pages send in every way, and an emulator, for browsers that are watched."""
    with open_shop(alloy_path, chromium_path, tmp_path) as opened:
        yield opened
