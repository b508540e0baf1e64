"""One visit: the browser's process, its connection, and everything that listens to it."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from edge_tui.browser.call import Call, decoded_body
from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import Cdp, CdpError, Event
from edge_tui.browser.deciding import Paused
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.endings import end_notice, ending_of
from edge_tui.browser.guard import Guard
from edge_tui.browser.holding import Holding
from edge_tui.browser.interception import Interception, pause_pattern
from edge_tui.browser.launch import BrowserDidNotStart, Launch, Running
from edge_tui.browser.listener import Listener
from edge_tui.browser.monitors import Monitors
from edge_tui.browser.open_calls import OpenCalls
from edge_tui.browser.opening import Opening, not_opened_words
from edge_tui.browser.pages import Pages
from edge_tui.browser.profile_folders import KeptFolder, ProfileFolder, folder_for
from edge_tui.browser.step_runner import StepRunner
from edge_tui.browser.stored_cookies import StoredCookies
from edge_tui.browser.urls import with_scheme
from edge_tui.model.sightings import Sighting, SourceNotice

if TYPE_CHECKING:
    from edge_tui.browser.process import BrowserProcess

START_SECONDS = 30.0
# How long the last calls of closed tabs may take to leave.
_UNLOAD_SECONDS = 1.0
_STEPS_LEFT = "The browser was closed before all steps had run."
_UNTOUCHED = (
    "Untouched: calls that are sent as a page goes, many responses, and what the Web SDK was asked to do are not seen."
)


class Visit:
    """Opens, watches and closes. `path` is the browser to start; empty for one that is joined.

    All but `stop` and `abandon` belong to the thread of the loop.
    """

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
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._guard = Guard(self._loop, tell, clock)
        self._process: BrowserProcess | None = None
        self._folder: ProfileFolder | KeptFolder | None = None
        self._end_reason = ""
        self._was_lost = False
        self.step_error = ""
        self._on_steps_done = on_steps_done
        self._has_steps_left = bool(launch.steps)

        self._cdp = Cdp(self._loop, self._take, self._first_look, self._lost)
        self.holding = Holding(self._cdp.send, keeps_back=self._keeps_back)
        self._edge_calls = EdgeCalls(launch.edge_hosts)
        self._pages = Pages(self._guard.tell, clock)
        self._calls = self._make_calls()
        self._interception = None if launch.untouched else self._make_interception()
        self._listener = Listener(
            self._cdp,
            self._pages,
            self._calls,
            edge_calls=self._edge_calls,
            tell=self._guard.tell,
            clock=clock,
            interception=self._interception,
            monitors=None if launch.untouched else Monitors(self._guard.tell, clock, self._edge_calls),
            closes_dialogs=launch.headless,
        )

    def _make_calls(self) -> Calls:
        stored_cookies = StoredCookies(self._cdp, self._guard.tell)
        return Calls(
            self._guard.tell,
            self._clock,
            self._pages,
            edge_calls=self._edge_calls,
            later=self._guard.later,
            read_body=lambda call: self._guard.spawn(self._read_body(call)),
            read_request_body=lambda call: self._guard.spawn(self._read_request_body(call)),
            read_cookies=lambda call: self._guard.spawn(stored_cookies.tell_of(call)),
            is_held=not self._launch.untouched,
        )

    def _make_interception(self) -> Interception:
        return Interception(
            self._cdp,
            self.holding,
            self._calls,
            edge_calls=self._edge_calls,
            rewriter=self._launch.rewriter,
            clock=self._clock,
            spawn=self._guard.spawn,
            notice=self._guard.notice,
            is_joined=bool(self._launch.cdp),
        )

    @property
    def held(self) -> int:
        """How many calls are held now."""
        return self.holding.count

    @property
    def longest_held_ms(self) -> float:
        """The longest time that a call was held."""
        return self.holding.longest_ms

    async def open(self) -> Running | BrowserDidNotStart:
        """Starts or joins the browser, watches it, and opens the URLs."""
        failure = await (self._join() if self._launch.cdp else self._start())
        if failure is not None:
            return failure
        try:
            version = await self._cdp.ask("Browser.getVersion", within_seconds=START_SECONDS)
            if not self._launch.untouched:
                await self._cdp.ask("Fetch.enable", pause_pattern())
            if self._launch.headless and not self._launch.cdp:
                # They would be in the user's folder, and nobody sees that a page has started one.
                await self._cdp.ask("Browser.setDownloadBehavior", {"behavior": "deny"})
            await self._listener.attach()
        except CdpError:
            return await self._explain_failure()
        if self._launch.untouched:
            self._guard.tell(SourceNotice(self._clock(), _UNTOUCHED))
        self._guard.spawn(OpenCalls(self._cdp, self._calls, self._pages).watch())
        self._guard.spawn(self._browse())
        return Running(str(version.get("product", "")))

    async def watch(self) -> None:
        """Returns once it was stopped or the browser has ended."""
        await self._ended.wait()

    def stop(self) -> None:
        """Ends `watch`. Called in the loop."""
        self._ended.set()

    def abandon(self) -> None:
        """Kills the browser from another thread, when the loop doesn't end by itself."""
        self.holding.release_all()
        if self._process is not None:
            self._process.kill()

    async def close(self) -> None:
        """Closes tabs, then the browser; ends the calls that are open, and deletes the profile."""
        if self._was_lost and self._has_steps_left and not self.step_error:
            self.step_error = _STEPS_LEFT
        try:
            if not self._cdp.is_lost and not self._launch.cdp:
                await self._close_tabs()
        finally:
            self.holding.release_all()
            self._cdp.send("Fetch.disable")
            if self._process is not None:
                self._cdp.send("Browser.close")
                await asyncio.to_thread(self._process.wait, 3.0)
            self._cdp.close()
            status = self._process.status if self._process is not None else None
            ending = ending_of(status, has_tabs=bool(self._pages.sessions("page")))
            if self._process is not None:
                await asyncio.to_thread(self._process.end)
            self._guard.cancel()
            self._calls.end()
            if self._folder is not None:
                await asyncio.to_thread(self._folder.delete)
            self._guard.tell(end_notice(self._clock(), ending if self._was_lost else None, self._end_reason))

    # Starting

    async def _start(self) -> BrowserDidNotStart | None:
        if sys.platform == "win32":
            return BrowserDidNotStart(
                "Starting a browser isn't supported on Windows yet.",
                "Start it with --remote-debugging-port=9222 and --user-data-dir=FOLDER, and join it with "
                "--cdp http://127.0.0.1:9222.",
            )
        # Only here: it needs POSIX.
        from edge_tui.browser.process import start_browser

        folder = folder_for(self._launch.temporary_root, self._launch.profile_folder)
        if isinstance(folder, BrowserDidNotStart):
            return folder
        self._folder = folder
        started = start_browser(
            self._path,
            folder.path,
            self._launch.arguments,
            headless=self._launch.headless,
            receive=self._cdp.receive,
            lost=self._cdp.lost,
        )
        if isinstance(started, BrowserDidNotStart):
            return started
        self._process, wire = started
        self._cdp.use(wire)
        return None

    async def _join(self) -> BrowserDidNotStart | None:
        from edge_tui.browser.websocket_wire import connect

        wire = await asyncio.to_thread(connect, self._launch.cdp, self._cdp.receive, self._cdp.lost)
        if isinstance(wire, BrowserDidNotStart):
            return wire
        self._cdp.use(wire)
        return None

    async def _explain_failure(self) -> BrowserDidNotStart:
        if self._process is None:
            return BrowserDidNotStart(
                f"The browser at {self._launch.cdp} doesn't answer.", "Check that it is Chromium, and start it again."
            )
        await asyncio.to_thread(self._process.wait, 1.0)
        return self._process.explain_end(self._path)

    async def _browse(self) -> None:
        """Opens the URLs, the first in the tab that is there, and runs the steps."""
        opening = Opening(self._cdp, self._pages, self._guard.notice, is_joined=bool(self._launch.cdp))
        await opening.watch_tabs()
        opened = await opening.open([*map(with_scheme, self._launch.urls)])
        self.step_error = not_opened_words(opening.reasons)
        if self._launch.steps:
            runner = StepRunner(self._cdp, self._pages)
            error = await runner.run(self._launch.steps, session=next(iter(opened), ""))
            self._has_steps_left = False
            if error:
                self.step_error = self._end_reason = error
                self._ended.set()
        elif self._launch.headless and opened and not any(opened):
            # Nobody can go on from there.
            self._end_reason = self.step_error
            self._ended.set()
        self._on_steps_done()

    async def _close_tabs(self) -> None:
        pages = self._pages.sessions("page")
        # A window without tabs closes, and takes the last calls of its tabs with it. A browser that is busy answers
        # late, and carries out commands in their order.
        with contextlib.suppress(CdpError):
            await self._cdp.ask("Target.createTarget", {"url": "about:blank", "background": True}, within_seconds=1)
        for page in pages:
            self._cdp.send("Target.closeTarget", {"targetId": page.target_id})
        await asyncio.sleep(_UNLOAD_SECONDS)

    # Listening

    def _first_look(self, method: str, params: dict[str, Any]) -> object:
        """Decides about a held call in the thread that reads, so that it goes on even if this loop is blocked."""
        if method != "Fetch.requestPaused" or self._interception is None:
            return None
        return self._interception.first_look(params)

    def _keeps_back(self) -> bool:
        return self._launch.rewriter is not None and self._launch.rewriter.keeps_back

    def _take(self, event: Event) -> None:
        try:
            self._listener.take(event)
        except Exception as error:  # noqa: BLE001 (one event must not end the visit)
            if isinstance(event.attachment, Paused):
                self.holding.release_by_default(event.attachment.held)
            self._guard.note(f"Reading {event.method}", error)

    def _lost(self) -> None:
        if not self._ended.is_set():
            self._was_lost = True
            self._ended.set()

    async def _read_body(self, call: Call) -> None:
        try:
            result = await self._cdp.ask("Network.getResponseBody", {"requestId": call.network_id}, call.session)
        except CdpError:
            self._calls.body_read(call, None, "The browser no longer had the response's body.")
        else:
            self._calls.body_read(call, decoded_body(result))

    async def _read_request_body(self, call: Call) -> None:
        with contextlib.suppress(CdpError):
            result = await self._cdp.ask("Network.getRequestPostData", {"requestId": call.network_id}, call.session)
            body = decoded_body({"body": result.get("postData"), "base64Encoded": result.get("base64Encoded")})
            self._calls.request_body_read(call, body)
