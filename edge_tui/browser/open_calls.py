"""Finds calls whose page went before they were answered: the browser ends such a call without a word."""

import asyncio
import time

from edge_tui.browser.call import Call
from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import Cdp, CdpError
from edge_tui.browser.pages import Pages

_EVERY_SECONDS = 1.0
_MAX_ASKED = 20
# What Chromium says of a held call's ID when the call is gone; of one under way, that its headers aren't there.
_GONE = "Invalid InterceptionId"


class OpenCalls:
    """Asks the browser, now and then, whether calls that nothing will be said of are still under way."""

    def __init__(self, cdp: Cdp, calls: Calls, pages: Pages) -> None:
        self._cdp = cdp
        self._calls = calls
        self._pages = pages

    async def watch(self) -> None:
        """Looks at them until it is canceled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            await self.check()

    async def check(self) -> None:
        """Tells those that are gone."""
        now = time.monotonic()
        silent = [
            call
            for call in self._calls.open_calls()
            if call.fetch_id
            and not call.is_reading
            and call.released_at is not None
            and now - call.released_at > _EVERY_SECONDS
            and self._is_silent(call)
        ]
        for call in silent[:_MAX_ASKED]:
            if await self._is_gone(call) and not call.has_ended and call.answer is None:
                self._calls.page_gone(call)

    def _is_silent(self, call: Call) -> bool:
        """Whether the Network domain won't say how a call ends."""
        return (
            not call.has_network
            or not self._pages.is_alive(call.session)
            or self._pages.has_left(call.frame, call.loader)
        )

    async def _is_gone(self, call: Call) -> bool:
        try:
            await self._cdp.ask("Fetch.getResponseBody", {"requestId": call.fetch_id}, within_seconds=1)
        except CdpError as error:
            return _GONE.lower() in str(error).lower()
        return False
