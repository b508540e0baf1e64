"""One visit in Firefox, over WebDriver BiDi: calls are seen, none is held or changed."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.browser.call_reports import CallReports
from edge_tui.browser.cdp import Cdp, CdpError, Event
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.endings import end_notice, ending_of
from edge_tui.browser.failures import cause_of_firefox_error, words_for_page
from edge_tui.browser.firefox_listener import CHANNEL, FirefoxListener
from edge_tui.browser.guard import Guard
from edge_tui.browser.launch import BrowserDidNotStart, Launch, OptionNotSupported, Running
from edge_tui.browser.monitors import Monitors, monitor_script
from edge_tui.browser.opening import OPEN_SECONDS, in_turn, not_opened_words, reason_of
from edge_tui.browser.profile_folders import KeptFolder, ProfileFolder, folder_for
from edge_tui.browser.urls import with_scheme
from edge_tui.model.sightings import Cause, Sighting, SourceNotice

if TYPE_CHECKING:
    from edge_tui.browser.firefox_process import FirefoxProcess

_MAX_BODY_BYTES = 16 << 20
_UNLOAD_SECONDS = 1.0
# A machine that is busy lets a browser that has just started answer late.
_START_SECONDS = 30.0
_END_SECONDS = 5.0
_NOTICE = (
    "Firefox: a call whose page goes has no response, nothing that passes can be changed, and what a page sends after "
    "it was shown again by going back is taken for what it sends as it goes."
)


class FirefoxVisit:
    """Opens, watches and closes, as `Visit` does for Chromium. Steps and rules need Chromium."""

    held = 0
    longest_held_ms = 0.0

    def __init__(
        self,
        launch: Launch,
        tell: Callable[[Sighting], None],
        clock: Callable[[], datetime],
        path: str,
        on_steps_done: Callable[[], None],
    ) -> None:
        self._launch = launch
        self._clock = clock
        self._path = path
        self._on_steps_done = on_steps_done
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._guard = Guard(self._loop, tell, clock)
        self._process: FirefoxProcess | None = None
        self._folder: ProfileFolder | KeptFolder | None = None
        self._end_reason = ""
        self._was_lost = False
        self.step_error = ""
        self._not_opened: dict[str, str] = {}
        self._product = ""
        self._bidi = Cdp(self._loop, self._take, on_lost=self._lost)
        edge_calls = EdgeCalls(launch.edge_hosts)
        monitors = None if launch.untouched else Monitors(self._guard.tell, clock, edge_calls)
        self._has_monitors = monitors is not None
        reports = CallReports(self._guard.tell, clock)
        self._listener = FirefoxListener(self._bidi, self._guard, edge_calls, reports, monitors)

    async def open(self) -> Running | BrowserDidNotStart:
        """Starts Firefox, watches it, and opens the URLs."""
        if refused := self._refusal():
            return refused
        from edge_tui.browser.firefox_process import start_firefox
        from edge_tui.browser.websocket_wire import connect

        found = folder_for(self._launch.temporary_root, self._launch.profile_folder)
        if isinstance(found, BrowserDidNotStart):
            return found
        self._folder, folder = found, found.path
        proxy, insecure, arguments = _translated(self._launch.arguments)
        process = await asyncio.to_thread(start_firefox, self._path, folder, arguments, headless=self._launch.headless)
        if isinstance(process, BrowserDidNotStart):
            return process
        self._process = process
        wire = await asyncio.to_thread(connect, f"{process.endpoint}/session", self._bidi.receive, self._bidi.lost)
        if isinstance(wire, BrowserDidNotStart):
            return wire
        self._bidi.use(wire)
        try:
            product = await self._prepare(proxy, insecure=insecure)
        except CdpError:
            without_bodies = "doesn't say what a page sends and gets, only that it does."
            return BrowserDidNotStart(
                f"{self._product} {without_bodies}" if self._product else "Firefox can't be watched.",
                "Use Firefox 143 or later, such as ESR 153, or Chrome, Chromium, Edge or Brave.",
            )
        self._guard.tell(SourceNotice(self._clock(), _NOTICE))
        self._guard.spawn(self._browse())
        return Running(product)

    async def watch(self) -> None:
        """Returns once it was stopped or Firefox has ended."""
        await self._ended.wait()

    def stop(self) -> None:
        """Ends `watch`. Called in the loop."""
        self._ended.set()

    def abandon(self) -> None:
        """Kills Firefox from another thread."""
        if self._process is not None:
            self._process.kill()

    async def close(self) -> None:
        """Closes tabs, then Firefox; ends the calls that are open, and deletes the profile."""
        with contextlib.suppress(CdpError):
            if not self._bidi.is_lost and self._listener.collector:
                await self._close_tabs()
        self._guard.cancel()
        self._bidi.send("browser.close")
        if self._process is not None:
            if self._was_lost:
                # One whose window was closed is about to end, and says so with its status.
                await asyncio.to_thread(self._process.wait, _END_SECONDS)
            await asyncio.to_thread(self._process.end)
        ending = ending_of(self._process.status if self._process is not None else None, has_tabs=True)
        self._bidi.close()
        self._listener.end()
        if self._folder is not None:
            await asyncio.to_thread(self._folder.delete)
        self._guard.tell(end_notice(self._clock(), ending if self._was_lost else None, self._end_reason))

    def _refusal(self) -> OptionNotSupported | None:
        """What was asked for and needs Chromium."""
        if self._launch.rewriter is not None and self._launch.rewriter.sentences:
            return OptionNotSupported("Firefox can't change what passes.", "Choose chrome, chromium, edge or brave.")
        if self._launch.steps:
            return OptionNotSupported("Steps don't run in Firefox yet.", "Choose chrome, chromium, edge or brave.")
        return None

    async def _prepare(self, proxy: str, *, insecure: bool) -> str:
        capabilities: dict[str, object] = {"acceptInsecureCerts": True} if insecure else {}
        if proxy:
            capabilities["proxy"] = {"proxyType": "manual", "sslProxy": proxy, "httpProxy": proxy}
        session = await self._bidi.ask(
            "session.new", {"capabilities": {"alwaysMatch": capabilities}}, within_seconds=_START_SECONDS
        )
        found = session.get("capabilities") or {}
        self._product = f"Firefox {found.get('browserVersion', '')}".strip()
        await self._bidi.ask(
            "session.subscribe", {"events": list(FirefoxListener.EVENTS)}, within_seconds=_START_SECONDS
        )
        kept = {"dataTypes": ["request", "response"], "maxEncodedDataSize": _MAX_BODY_BYTES}
        self._listener.collector = str((await self._bidi.ask("network.addDataCollector", kept))["collector"])
        if self._has_monitors:
            function = f"(channel) => {{ window.__edgeTui = channel;\n{monitor_script()}\ndelete window.__edgeTui; }}"
            channel = {"type": "channel", "value": {"channel": CHANNEL}}
            await self._bidi.ask("script.addPreloadScript", {"functionDeclaration": function, "arguments": [channel]})
        return self._product.replace(" ", "/")

    async def _browse(self) -> None:
        """Opens the URLs, the first in the tab that is there."""
        opened = await in_turn([*map(with_scheme, self._launch.urls)], self._opens)
        self.step_error = not_opened_words(self._not_opened)
        if self._launch.headless and opened and not any(opened):
            # Nobody can go on from there.
            self._end_reason = self.step_error
            self._ended.set()
        self._on_steps_done()

    async def _opens(self, url: str, is_first: bool) -> str:
        """The tab that a URL is opened in; empty for one that can't be opened, of which it says why."""
        context = ""
        try:
            if is_first:
                context = (await self._bidi.ask("browsingContext.getTree", {"maxDepth": 0}))["contexts"][0]["context"]
            else:
                context = (await self._bidi.ask("browsingContext.create", {"type": "tab"}))["context"]
            # Answered once the page begins to come, although nothing is waited for.
            asked = {"context": context, "url": url, "wait": "none"}
            await self._bidi.ask("browsingContext.navigate", asked, within_seconds=OPEN_SECONDS)
        except CdpError as error:
            self._listener.not_opened(str(context))
            # A download, or a page that went on to another one, was opened.
            if not context or cause_of_firefox_error(str(error)) is not Cause.CANCELED:
                reason = self._not_opened[url] = reason_of(error)
                self._guard.notice(words_for_page(url, reason))
                return ""
        return str(context)

    async def _close_tabs(self) -> None:
        tree = await self._bidi.ask("browsingContext.getTree", {"maxDepth": 0}, within_seconds=2)
        await self._bidi.ask("browsingContext.create", {"type": "tab", "background": True}, within_seconds=2)
        for each in tree["contexts"]:
            self._bidi.send("browsingContext.close", {"context": each["context"]})
        await asyncio.sleep(_UNLOAD_SECONDS)

    def _take(self, event: Event) -> None:
        try:
            self._listener.take(event)
        except Exception as error:  # noqa: BLE001 (one event must not end the visit)
            self._guard.note(f"Reading {event.method}", error)

    def _lost(self) -> None:
        if not self._ended.is_set():
            self._was_lost = True
            self._ended.set()


def _translated(arguments: tuple[str, ...]) -> tuple[str, bool, tuple[str, ...]]:
    """Chromium's switches for a proxy and for certificates, which Firefox takes for its session, and the others."""
    proxy = next((each.partition("=")[2] for each in arguments if each.startswith("--proxy-server=")), "")
    insecure = "--ignore-certificate-errors" in arguments
    others = (each for each in arguments if not each.startswith(("--proxy-server=", "--ignore-certificate-errors")))
    return proxy, insecure, tuple(others)
