"""A browser as a source: a thread with an event loop that watches one visit and tells what it sees."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.browser.finding import FIREFOX, choose_browser, own_product
from edge_tui.browser.launch import BrowserDidNotStart, BrowserNotFound, Launch, Running
from edge_tui.browser.visit import Visit
from edge_tui.model.sightings import Sighting, SourceNotice
from edge_tui.model.unforeseen import sentence

if TYPE_CHECKING:
    from edge_tui.browser.firefox import FirefoxVisit

Tell = Callable[[Sighting], None]
Clock = Callable[[], datetime]

# Closing tabs, their last calls, and the browser's end.
_STOP_SECONDS = 12.0


class BrowserSource:
    """Watches one visit in a browser, in a thread of this process.

    `tell` is called in that thread, with one sighting at a time and in the order in which they were
    made; it should only hand them over. The last one is a `SourceNotice` with `is_end`. `clock` gives
    the time of what the browser doesn't date; both must be aware of their time zone.
    """

    def __init__(self, launch: Launch, tell: Tell, clock: Clock) -> None:
        self._launch = launch
        self._tell = tell
        self._clock = clock
        self._started: Future[Running | BrowserNotFound | BrowserDidNotStart] = Future()
        self._visit: Visit | FirefoxVisit | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._steps_done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="browser", daemon=True)

    def start(self) -> Running | BrowserNotFound | BrowserDidNotStart:
        """Starts or joins the browser and opens the URLs; returns when calls are watched. May be called once.

        Takes as long as the browser does, up to a few seconds: call it in a thread where that matters.
        """
        self._thread.start()
        try:
            return self._started.result()
        except BaseException:
            # Interrupted while the browser starts.
            self.stop()
            raise

    def stop(self) -> None:
        """Ends the visit and returns when it has ended; may be called again, from any thread and from `tell`.

        Tabs are closed first, so that their pages send their last calls, which take up to a second; then
        the browser. One that was joined stays, as it was.
        """
        visit, loop = self._visit, self._loop
        if visit is not None and loop is not None and self._thread.is_alive():
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(visit.stop)
            if threading.current_thread() is self._thread:
                # From `tell`: it ends after this.
                return
            self._thread.join(_STOP_SECONDS)
            if self._thread.is_alive():
                visit.abandon()
                self._thread.join(_STOP_SECONDS)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Waits until the visit has ended, by `stop` or with the browser; False if it goes on."""
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def wait_for_steps(self, timeout_seconds: float | None = None) -> bool:
        """Waits until the URLs are open and all steps have run, or the visit has ended; False if they go on."""
        return self._steps_done.wait(timeout_seconds)

    @property
    def step_error(self) -> str:
        """Why a step failed, in a sentence; the visit ends by it."""
        return self._visit.step_error if self._visit else ""

    @property
    def held(self) -> int:
        """How many calls are held now."""
        return self._visit.held if self._visit else 0

    @property
    def longest_held_ms(self) -> float:
        """The longest time that a call was held."""
        return self._visit.longest_held_ms if self._visit else 0.0

    def _run(self) -> None:
        try:
            asyncio.run(self._watch())
        except Exception as error:  # noqa: BLE001 (whoever waits for the visit must hear of its end)
            self._end_unexpectedly(sentence("Watching the browser", error))
        finally:
            self._steps_done.set()

    def _end_unexpectedly(self, text: str) -> None:
        if self._visit is not None:
            self._visit.abandon()
        if not self._started.done():
            self._started.set_result(BrowserDidNotStart(text, "Please report it."))
        with contextlib.suppress(Exception):
            self._tell(SourceNotice(self._clock(), text, is_end=True, is_unexpected=True))

    async def _watch(self) -> None:
        browser = None if self._launch.cdp else choose_browser(self._launch.browser)
        if isinstance(browser, BrowserNotFound):
            self._started.set_result(browser)
            return
        self._loop = asyncio.get_running_loop()
        path = browser.path if browser else ""
        if browser is not None and browser.name == FIREFOX:
            from edge_tui.browser.firefox import FirefoxVisit

            self._visit = FirefoxVisit(self._launch, self._tell, self._clock, path, self._steps_done.set)
        else:
            self._visit = Visit(self._launch, self._tell, self._clock, path, self._steps_done.set)
        outcome = await self._visit.open()
        if browser is not None and isinstance(outcome, Running):
            outcome = Running(own_product(browser.name, outcome.product))
        self._started.set_result(outcome)
        if isinstance(outcome, Running):
            await self._visit.watch()
        await self._visit.close()
