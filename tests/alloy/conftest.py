"""The Web SDK in headless Chromium; skipped, and saying so, where one of them is missing.

`.ci/alloy` installs what is needed and names it: EDGE_TUI_ALLOY is the path of npm's
`@adobe/alloy` standalone build, CHROMIUM that of the browser.
"""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import Serving, serving
from edge_tui.loopback.certificates.server_context import ServerCertificates
from tests.alloy.browser import FIRST_PARTY, SITE, THIRD_PARTY_DOMAIN, Visitor
from tests.alloy.shop import shop
from tests.alloy.site import site
from tests.alloy.watching import Shop

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE_HOST = urlsplit(SITE).hostname or ""
HOSTS = (FIRST_PARTY, "edge.adobedc.net", THIRD_PARTY_DOMAIN)


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
        site(alloy_path, _certificates(emulator).context()) as site_port,
        playwright.sync_playwright() as driver,
    ):
        port = emulator.url.rsplit(":", 1)[1]
        rules = [f"MAP {SITE_HOST}:443 127.0.0.1:{site_port}"]
        rules += [f"MAP {host}:443 127.0.0.1:{port}" for host in HOSTS]
        launched = driver.chromium.launch(
            executable_path=chromium_path,
            args=[
                f"--host-resolver-rules={', '.join(rules)}",
                f"--ignore-certificate-errors-spki-list={_certificates(emulator).public_key_sha256}",
                "--disable-features=LocalNetworkAccessChecks",
                "--no-sandbox",
            ],
        )
        yield launched
        launched.close()


def _certificates(emulator: Serving) -> ServerCertificates:
    assert emulator.certificates is not None
    return emulator.certificates


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
    lines: list[RequestLogLine] = []
    names = (*HOSTS, SITE_HOST, "www.other.example")
    with (
        serving(tls=tmp_path / "tls", host_names=names, on_request=lines.append) as emulator,
        shop(alloy_path, _certificates(emulator).context()) as port,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        edge = emulator.url.rsplit(":", 1)[1]
        rules = [f"MAP {host}:443 127.0.0.1:{port}" for host in (SITE_HOST, "www.other.example")]
        rules += [f"MAP {host}:443 127.0.0.1:{edge}" for host in HOSTS]
        rules += [f"MAP silent.shop.example:443 127.0.0.1:{silent.getsockname()[1]}"]
        # A port that nothing listens on, and no other host at all.
        rules += ["MAP refused.shop.example:443 127.0.0.1:1", "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
        arguments = (
            f"--host-resolver-rules={', '.join(rules)}",
            f"--ignore-certificate-errors-spki-list={_certificates(emulator).public_key_sha256}",
            "--no-sandbox",
            "--disable-gpu",
        )
        yield Shop(arguments, chromium_path, lines, tmp_path / "browser")
