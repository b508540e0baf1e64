"""URLs that can't be opened are named, the others are opened, and the visit can end."""

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from edge_tui.browser import BrowserSource, Launch, can_be_opened, read_steps
from edge_tui.browser.cdp import CdpError, CdpTimeoutError, Event
from edge_tui.browser.failures import words_for_page
from edge_tui.browser.firefox import FirefoxVisit
from edge_tui.browser.opening import not_opened_words, reason_of
from edge_tui.browser.urls import with_scheme
from edge_tui.model.sightings import Sighting, SourceNotice
from tests.browser.playing import NOW, Player, Transcript
from tests.tables import every_row

REASONS = {"gone": "net::ERR_NAME_NOT_RESOLVED", "odd": "net::ERR_UNSAFE_PORT"}


@every_row(
    ("given", "url"),
    [
        ("www.shop.example", "https://www.shop.example"),
        ("shop.example:8443/a", "https://shop.example:8443/a"),
        ("localhost", "http://localhost"),
        ("LOCALHOST:3000/cart?a=1", "http://LOCALHOST:3000/cart?a=1"),
        ("shop.localhost:3000", "http://shop.localhost:3000"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080/", "http://[::1]:8080/"),
        ("localhost.shop.example", "https://localhost.shop.example"),
        ("127.0.0.1.shop.example", "https://127.0.0.1.shop.example"),
        ("notlocalhost", "https://notlocalhost"),
        ("https://localhost:3000/", "https://localhost:3000/"),
        ("about:blank", "about:blank"),
    ],
)
def test_an_address_without_a_scheme_has_that_of_most_such_sites(given: str, url: str) -> None:
    assert with_scheme(given) == url
    assert can_be_opened(given)


@every_row(
    ("reason", "what", "how"),
    [
        ("net::ERR_CERT_AUTHORITY_INVALID", "certificate isn't trusted", "--ignore-certificate-errors"),
        ("net::ERR_SSL_PROTOCOL_ERROR", "doesn't speak TLS", "write http://"),
        ("net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "doesn't speak TLS", "write http://"),
        ("net::ERR_UNSAFE_PORT", "no site at this port", "another port"),
        ("net::ERR_TOO_MANY_REDIRECTS", "in a circle", "cookies"),
        ("net::ERR_EMPTY_RESPONSE", "without a response", "http or https"),
        ("net::ERR_CONNECTION_REFUSED", "can't be reached", "the port"),
        ("net::ERR_NAME_NOT_RESOLVED", "wasn't found", "the address"),
        ("net::ERR_PROXY_CONNECTION_FAILED", "proxy can't be reached", "--proxy-server"),
        ("net::ERR_TUNNEL_CONNECTION_FAILED", "proxy couldn't reach the host", "site's address"),
        ("net::ERR_PROXY_AUTH_UNSUPPORTED", "wants a password", "needs none"),
        ("Error: NS_ERROR_PROXY_BAD_GATEWAY", "proxy couldn't reach the host", "the proxy may reach it"),
        ("Error: NS_ERROR_PROXY_CONNECTION_REFUSED", "proxy can't be reached", "--proxy-server"),
        ("Error: NS_ERROR_UNKNOWN_PROXY_HOST", "proxy can't be reached", "--proxy-server"),
        ("Error: NS_ERROR_PROXY_AUTHENTICATION_FAILED", "wants a password", "needs none"),
        ("Error: NS_ERROR_UNKNOWN_HOST", "wasn't found", "the address"),
        ("Error: NS_ERROR_CONNECTION_REFUSED", "can't be reached", "the port"),
        ("Error: NS_ERROR_NET_TIMEOUT", "in time", "is up"),
        ("Error: NS_ERROR_NET_EMPTY_RESPONSE", "without a response", "http or https"),
        ("Error: NS_ERROR_REDIRECT_LOOP", "in a circle", "cookies"),
        ("Error: NS_ERROR_PORT_ACCESS_NOT_ALLOWED", "no site at this port", "another port"),
        ("Error: SEC_ERROR_UNKNOWN_ISSUER", "certificate isn't trusted", "--ignore-certificate-errors"),
        ("Error: MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT", "certificate isn't trusted", "--ignore-certificate-errors"),
        ("Error: SSL_ERROR_BAD_CERT_DOMAIN", "certificate isn't trusted", "--ignore-certificate-errors"),
        ("Error: SSL_ERROR_RX_RECORD_TOO_LONG", "doesn't speak TLS", "write http://"),
        ("Error: NS_ERROR_MALFORMED_URI", "NS_ERROR_MALFORMED_URI", "by hand"),
        ("net::ERR_INVALID_HTTP_RESPONSE", "ERR_INVALID_HTTP_RESPONSE", "by hand"),
        ("no new tab came", "no new tab came", "."),
        (reason_of(CdpTimeoutError("Page.navigate wasn't answered")), "the site didn't answer within 30 s", "by hand"),
    ],
)
def test_what_cannot_be_opened_says_why_and_what_to_do(reason: str, what: str, how: str) -> None:
    words = words_for_page("https://shop.example/", reason)
    assert words.startswith("https://shop.example/ could not be opened: ")
    assert what in words
    assert how in words
    assert not any(each in words for each in ("net::", "Error: "))
    assert words.count(". ") == 1


class JoinedBrowser:
    """Answers every command at once, opens tabs, and can't open a URL that has a name of `REASONS` in it."""

    def __init__(self, _address: str, receive: Callable[[str], None], _lost: Callable[[], None]) -> None:
        self._receive = receive
        self._urls: dict[str, str] = {}
        self.answered: set[str] = set()
        self.opened: list[str] = []
        self.asked: list[tuple[str, str]] = []

    def send(self, message: bytes) -> None:
        asked = json.loads(message)
        self.asked.append((asked["method"], asked.get("sessionId", "")))
        result: dict[str, object] = {}
        if asked["method"] == "Target.createTarget":
            target = f"tab {len(self._urls)}"
            info = {"targetId": target, "type": "page", "url": asked["params"]["url"]}
            self._urls[target] = asked["params"]["url"]
            event = {"sessionId": f"session of {target}", "targetInfo": info, "waitingForDebugger": True}
            self._receive(json.dumps({"method": "Target.attachedToTarget", "params": event}))
            result = {"targetId": target}
        elif asked["method"] == "Page.getFrameTree":
            self.answered.add(asked["sessionId"])
        elif asked["method"] == "Page.navigate":
            assert asked["sessionId"] in self.answered, "a page may not be watched yet before it has answered"
            url = asked["params"]["url"]
            if reason := next((reason for name, reason in REASONS.items() if name in url), ""):
                result = {"errorText": reason}
            else:
                self.opened.append(url)
                self._urls[asked["sessionId"].removeprefix("session of ")] = url
        elif asked["method"] == "Runtime.evaluate":
            url = self._urls[asked["sessionId"].removeprefix("session of ")]
            result = {"result": {"value": url if asked["params"]["expression"] == "location.href" else True}}
        self._receive(json.dumps({"id": asked["id"], "result": result}))

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def browsers(monkeypatch: pytest.MonkeyPatch) -> list[JoinedBrowser]:
    """The browsers that were joined."""
    joined: list[JoinedBrowser] = []

    def connect(address: str, receive: Callable[[str], None], lost: Callable[[], None]) -> JoinedBrowser:
        joined.append(JoinedBrowser(address, receive, lost))
        return joined[-1]

    monkeypatch.setattr("edge_tui.browser.websocket_wire.connect", connect)
    return joined


@pytest.mark.parametrize("bad", [0, 1, 2])
@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("gone", "the host wasn't found (ERR_NAME_NOT_RESOLVED). Check the address."),
        ("odd", "the browser opens no site at this port (ERR_UNSAFE_PORT). Serve the site at another port."),
    ],
)
def test_a_url_that_cannot_be_opened_is_named_and_the_others_are_opened(
    browsers: list[JoinedBrowser], tmp_path: Path, bad: int, host: str, why: str
) -> None:
    urls = [f"https://www.shop.example/{number}" for number in range(3)]
    urls[bad] = f"https://{host}.shop.example/"
    told: list[Sighting] = []
    launch = Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222", urls=tuple(urls))
    source = BrowserSource(launch, told.append, lambda: NOW)
    source.start()

    assert source.wait_for_steps(60)
    source.stop()
    assert sorted(browsers[0].opened) == [url for url in urls if host not in url]
    notices = [each.text for each in told if isinstance(each, SourceNotice) and "could not" in each.text]
    assert notices == [f"https://{host}.shop.example/ could not be opened: {why}"]
    assert source.step_error == f"Not every URL could be opened: {urls[bad]} ({why.partition(' (')[0]})."


def test_of_many_urls_that_cannot_be_opened_a_few_are_named() -> None:
    reasons = {f"https://shop.example/{number}": "net::ERR_CONNECTION_REFUSED" for number in range(5)}
    words = not_opened_words(reasons)
    assert words.count("(the host can't be reached)") == 3
    assert words.endswith(" and 2 more.")
    assert not_opened_words({}) == ""


@pytest.mark.parametrize("is_headless", [True, False])
def test_a_visit_that_can_open_nothing_ends_where_nobody_can_go_on(
    browsers: list[JoinedBrowser], tmp_path: Path, is_headless: bool
) -> None:
    urls = ("https://gone.shop.example/", "https://gone.shop.example/2")
    launch = Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222", urls=urls, headless=is_headless)
    source = BrowserSource(launch, lambda _: None, lambda: NOW)
    source.start()

    assert source.wait_for_steps(60)
    assert source.wait(60 if is_headless else 0.1) == is_headless
    source.stop()


def test_a_step_is_done_in_a_tab_that_is_in_front(browsers: list[JoinedBrowser], tmp_path: Path) -> None:
    steps, _ = read_steps("scroll bottom")
    urls = ("https://www.shop.example/", "https://www.other.example/")
    launch = Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222", urls=urls, steps=steps)
    source = BrowserSource(launch, lambda _: None, lambda: NOW)
    source.start()

    assert source.wait_for_steps(60)
    source.stop()
    given = [each for each in browsers[0].asked if each[0] in ("Page.bringToFront", "Input.dispatchMouseEvent")]
    first = "session of tab 0"
    assert given == [("Page.bringToFront", first), ("Input.dispatchMouseEvent", first)]


def test_the_path_of_a_first_step_belongs_to_the_url_that_was_opened(
    browsers: list[JoinedBrowser], tmp_path: Path
) -> None:
    steps, _ = read_steps("goto /cart\ngoto second?a=1")
    urls = ("https://www.shop.example/a/", "https://www.other.example/")
    launch = Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222", urls=urls, steps=steps)
    source = BrowserSource(launch, lambda _: None, lambda: NOW)
    source.start()

    assert source.wait_for_steps(60)
    source.stop()
    assert source.step_error == ""
    assert browsers[0].opened[2:] == ["https://www.shop.example/cart", "https://www.shop.example/second?a=1"]


class SlowFirefox:
    """Answers each command at once, but for a page `late` only once it is coming."""

    def __init__(self, count: int) -> None:
        self.asked: list[str] = []
        self._count = count
        self.are_asked = asyncio.Event()
        self._contexts = itertools.count()
        self.is_coming = asyncio.Event()

    async def ask(self, method: str, params: dict[str, Any], within_seconds: float = 10) -> dict[str, Any]:
        if method == "browsingContext.navigate":
            self.asked.append(f"{params['context']} {params['url']}")
            assert within_seconds >= 30
            if len(self.asked) == self._count:
                self.are_asked.set()
            if "gone" in params["url"]:
                raise CdpError("Error: NS_ERROR_UNKNOWN_HOST")
            if "file" in params["url"]:
                raise CdpError("Error: NS_BINDING_ABORTED")
            if "late" in params["url"]:
                await self.is_coming.wait()
        tab = {"context": f"tab {next(self._contexts)}"}
        return {"contexts": [tab], **tab}


@pytest.mark.parametrize(
    ("paths", "error"),
    [
        (("late", "b", "c"), ""),
        (("a", "late", "c"), ""),
        (("a", "file", "c"), ""),
        (
            ("gone", "b", "c"),
            "Not every URL could be opened: https://shop.example/gone (the host wasn't found).",
        ),
    ],
)
def test_firefox_opens_urls_in_their_order_and_a_slow_one_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, paths: tuple[str, ...], error: str
) -> None:
    monkeypatch.setattr("edge_tui.browser.opening._TURN_SECONDS", 0.05)

    async def asked() -> tuple[list[str], FirefoxVisit, bool]:
        is_done = asyncio.Event()
        launch = Launch(temporary_root=tmp_path, urls=tuple(f"https://shop.example/{each}" for each in paths))
        visit = FirefoxVisit(launch, lambda _: None, lambda: NOW, "firefox", is_done.set)
        firefox = SlowFirefox(len(paths))
        visit._bidi = firefox  # type: ignore[assignment]
        browsing = asyncio.create_task(visit._browse())
        await firefox.are_asked.wait()
        firefox.is_coming.set()
        await asyncio.wait_for(browsing, 60)
        return firefox.asked, visit, is_done.is_set()

    opened, visit, is_done = asyncio.run(asyncio.wait_for(asked(), 60))
    assert [each.rpartition("/")[2] for each in opened] == list(paths)
    assert len({each.partition(" https")[0] for each in opened}) == len(paths)
    assert (visit.step_error, is_done) == (error, True)


def test_a_visit_whose_urls_are_opened_has_no_error(browsers: list[JoinedBrowser], tmp_path: Path) -> None:
    launch = Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222", urls=("www.shop.example",))
    source = BrowserSource(launch, lambda _: None, lambda: NOW)
    source.start()

    assert source.wait_for_steps(60)
    source.stop()
    assert browsers[0].opened == ["https://www.shop.example"]
    assert source.step_error == ""


@pytest.mark.parametrize(
    "url",
    [
        "www.shop.example",
        "http://127.0.0.1:8000/a b?c=ä",
        "https://[::1]:1/",
        "localhost:3000",
        "about:blank",
        "file:///x",
    ],
)
def test_addresses_that_browsers_take(url: str) -> None:
    assert can_be_opened(url)


@every_row(
    "url",
    [
        "",
        " ",
        "http://",
        "ht!tp://x y",
        "http://[::1",
        "http://a:99999/",
        "http://a:0/",
        "a b",
        "javascript:alert(1)",
        "ftp://a/",
    ],
)
def test_addresses_that_browsers_refuse(url: str) -> None:
    assert not can_be_opened(url)


@pytest.mark.parametrize("is_headless", [True, False])
def test_a_dialog_is_closed_where_nobody_can_see_it(is_headless: bool) -> None:
    player = Player(Transcript(""), closes_dialogs=is_headless)
    opening = Event("Page.javascriptDialogOpening", {"type": "alert", "message": "SECRET"}, "S1")
    asyncio.run(player.play([opening, opening]))
    closed = [params for method, params in player.sent if method == "Page.handleJavaScriptDialog"]
    assert closed == ([{"accept": True}] * 2 if is_headless else [])
    notices = {each.text for each in player.told if isinstance(each, SourceNotice)}
    assert len(notices) == is_headless
    assert "SECRET" not in str(player.told)


def test_an_interruption_while_the_browser_starts_ends_it(
    browsers: list[JoinedBrowser], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Sighting] = []
    source = BrowserSource(Launch(temporary_root=tmp_path, cdp="http://127.0.0.1:9222"), told.append, lambda: NOW)

    usual = Future.result

    def interrupted(future: Future[object], timeout: float | None = None) -> object:
        if threading.current_thread() is not threading.main_thread():
            return usual(future, timeout)
        while not browsers:
            time.sleep(0.001)
        raise KeyboardInterrupt

    monkeypatch.setattr(Future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        source.start()
    monkeypatch.undo()
    assert source.wait(60)
    assert isinstance(told[-1], SourceNotice)
    assert told[-1].is_end


def test_a_page_that_chromium_prerenders_only_unwatched_is_named() -> None:
    player = Player(Transcript(""))
    page = Event("Target.attachedToTarget", {"sessionId": "S", "targetInfo": {"type": "page", "targetId": "F"}})
    told = [
        Event("Preload.prerenderStatusUpdated", {"status": "Failure", "prerenderStatus": status}, "S")
        for status in ("PrerenderingDisabledByDevTools", "TriggerDestroyed")
    ]
    asyncio.run(player.play([page, *told]))
    assert ("Preload.enable", {}) in player.sent
    assert ["prerendered" in each.text for each in player.told if isinstance(each, SourceNotice)] == [True]


def test_a_page_that_crashes_is_named_with_its_tab() -> None:
    player = Player(Transcript(""))
    page = Event("Target.attachedToTarget", {"sessionId": "S", "targetInfo": {"type": "page", "targetId": "F"}})
    asyncio.run(player.play([page, Event("Inspector.targetCrashed", {}, "S")]))
    assert ("Inspector.enable", {}) in player.sent
    assert "The page of tab 1 crashed" in next(each.text for each in player.told if isinstance(each, SourceNotice))


@every_row(
    ("kinds", "left_out"),
    [(("tab", "page"), "page"), (("page",), "tab"), ((), "page")],
    ids=["tabs", "a browser without targets of that kind", "nothing is open"],
)
def test_pages_are_found_in_their_tabs_where_the_browser_has_such_targets(
    kinds: tuple[str, ...], left_out: str
) -> None:
    asked: list[tuple[str, Any, str]] = []

    class Targets(Player):
        async def ask(self, method: str, params: Any, session: str = "", within_seconds: float = 10) -> dict[str, Any]:
            asked.append((method, params, session))
            if method == "Target.getTargets":
                return {"targetInfos": [{"type": kind} for kind in kinds]}
            if not session and "tab" in kinds:
                target = {"type": "tab", "targetId": "T"}
                self._listener.take(Event("Target.attachedToTarget", {"sessionId": "S", "targetInfo": target}))
            return {}

    player = Targets(Transcript(""))
    asyncio.run(player._listener.attach())
    excluded = {each["type"] for each in asked[1][1]["filter"] if each}
    assert excluded == {"browser", "browser_ui", left_out}
    # Answered once the pages of a tab are attached to. Of the tab itself nothing else is wanted.
    assert [(method, session) for method, _, session in asked[2:]] == [
        ("Target.setAutoAttach", "S") for kind in kinds if kind == "tab"
    ]
    sent = [method for method, _ in player.sent]
    assert sent == (["Target.setAutoAttach", "Runtime.runIfWaitingForDebugger"] if "tab" in kinds else [])
