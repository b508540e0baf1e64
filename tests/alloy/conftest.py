"""The Web SDK in headless Chromium; skipped, and saying so, where one of them is missing.

`.ci/alloy` installs what is needed and names it: EDGE_TUI_ALLOY is the path of npm's
`@adobe/alloy` standalone build, CHROMIUM that of the browser.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from tests.alloy.browser import SITE, Visitor
from tests.alloy.site import site
from tests.alloy.watching import HOSTS, Shop, certificates_of, open_shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE_HOST = urlsplit(SITE).hostname or ""


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
def browser(
    alloy_path: Path, chromium_path: str, tmp_path_factory: pytest.TempPathFactory, lines: list[RequestLogLine]
) -> Iterator["Browser"]:
    """Chromium, for which the site, the edge hosts and the third-party domain are all on loopback."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: run .ci/alloy")
    tls = tmp_path_factory.mktemp("tls")
    with (
        serving(tls=tls, host_names=(*HOSTS, SITE_HOST), on_request=lines.append) as emulator,
        site(alloy_path, certificates_of(emulator).context()) as site_port,
        playwright.sync_playwright() as driver,
    ):
        port = emulator.url.rsplit(":", 1)[1]
        rules = [f"MAP {SITE_HOST}:443 127.0.0.1:{site_port}"]
        rules += [f"MAP {host}:443 127.0.0.1:{port}" for host in HOSTS]
        launched = driver.chromium.launch(
            executable_path=chromium_path,
            args=[
                f"--host-resolver-rules={', '.join(rules)}",
                f"--ignore-certificate-errors-spki-list={certificates_of(emulator).public_key_sha256}",
                "--disable-features=LocalNetworkAccessChecks",
                "--no-sandbox",
            ],
        )
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: "Browser", lines: list[RequestLogLine]) -> Iterator[Visitor]:
    """A visitor with a fresh browser profile, on the shop's home page."""
    context = browser.new_context()
    visitor = Visitor(context, lines)
    visitor.open()
    yield visitor
    context.close()


@pytest.fixture
def watched_shop(alloy_path: Path, chromium_path: str, tmp_path: Path) -> Iterator[Shop]:
    """The shop whose pages send in every way, and an emulator, for browsers that are watched."""
    with open_shop(alloy_path, chromium_path, tmp_path) as opened:
        yield opened
