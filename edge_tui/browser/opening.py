"""Opens the URLs of a visit, each in its tab."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from edge_tui.browser.cdp import Cdp, CdpError, CdpTimeoutError
from edge_tui.browser.failures import reason_words, words_for_page
from edge_tui.browser.pages import Pages

OPEN_SECONDS = 30.0
_MAX_NAMED = 3
# How long the next page waits for the one before it to begin.
_TURN_SECONDS = 3.0
_EVERY_SECONDS = 0.01
# What navigating to something that isn't shown ends with, such as a download.
_DOWNLOADED = "net::ERR_ABORTED"


class Opening:
    """Opens URLs in new tabs, the first one in the tab that is there if the browser is the visit's own.

    `reasons` has those that couldn't be opened, each with the browser's reason.
    """

    def __init__(self, cdp: Cdp, pages: Pages, notice: Callable[[str], None], *, is_joined: bool) -> None:
        self._cdp = cdp
        self._pages = pages
        self._notice = notice
        self._is_joined = is_joined
        self.reasons: dict[str, str] = {}

    async def open(self, urls: Sequence[str]) -> list[str]:
        """Opens URLs; the session of each one's tab, empty for one that can't be opened, of which it says why."""
        return await in_turn(urls, self._opens)

    async def watch_tabs(self) -> None:
        """Waits until the tabs that are there are watched."""
        tabs = self._pages.sessions("page")
        for page in (*tabs, *self._pages.hidden()):
            with contextlib.suppress(CdpError):
                await self._watch(page.session)
        if count := sum(self._pages.has_page(page.session) for page in tabs):
            tabs_words = "A tab was" if count == 1 else f"{count} tabs were"
            self._notice(f"{tabs_words} open before this recording began: calls made earlier aren't seen.")

    async def _watch(self, session: str) -> None:
        """An answer from a page itself: it has taken the commands that were sent before, so it is watched."""
        found = await self._cdp.ask("Page.getFrameTree", {}, session)
        self._pages.found(found.get("frameTree") or {}, session)

    async def _opens(self, url: str, is_first: bool) -> str:
        pages = self._pages.sessions("page")
        try:
            session = pages[0].session if is_first and pages and not self._is_joined else await self._new_tab()
            result = await self._cdp.ask("Page.navigate", {"url": url}, session, within_seconds=OPEN_SECONDS)
            reason = str(result.get("errorText") or "")
        except CdpError as error:
            reason = reason_of(error)
        else:
            if reason == _DOWNLOADED:
                self._pages.not_opened(self._pages.tab(session))
            if reason in ("", _DOWNLOADED):
                return session
        self.reasons[url] = reason
        self._notice(words_for_page(url, reason))
        return ""

    async def _new_tab(self) -> str:
        """The session of a new tab, which is watched. One opened with its URL wouldn't say that it can't be opened."""
        target = await self._cdp.ask("Target.createTarget", {"url": "about:blank"})
        until = time.monotonic() + OPEN_SECONDS
        while not (session := self._pages.session_of(str(target.get("targetId")))):
            if time.monotonic() > until:
                raise CdpError("no new tab came")
            await asyncio.sleep(_EVERY_SECONDS)
        await self._watch(session)
        return session


def reason_of(error: CdpError) -> str:
    """Why a URL isn't opened: a browser answers a navigation once the page begins to come."""
    if isinstance(error, CdpTimeoutError):
        return f"the site didn't answer within {OPEN_SECONDS:g} s"
    return str(error)


def not_opened_words(reasons: Mapping[str, str]) -> str:
    """Which URLs could not be opened, and why, in a sentence; empty without any. `reasons` are the browser's."""
    if not reasons:
        return ""
    named = [f"{url} ({reason_words(reason)})" for url, reason in reasons.items()]
    more = f" and {len(named) - _MAX_NAMED} more" if len(named) > _MAX_NAMED else ""
    return f"Not every URL could be opened: {', '.join(named[:_MAX_NAMED])}{more}."


async def in_turn(urls: Sequence[str], opens: Callable[[str, bool], Coroutine[Any, Any, str]]) -> list[str]:
    """Opens URLs, each once the one before has begun, so that pages are numbered as their URLs are given.

    One that takes long holds up no other. `opens` gets a URL and whether it's the first one.
    """
    opening: list[asyncio.Task[str]] = []
    async with asyncio.TaskGroup() as group:
        for number, url in enumerate(urls):
            opening.append(group.create_task(opens(url, number == 0)))
            await asyncio.wait(opening[-1:], timeout=_TURN_SECONDS)
    return [each.result() for each in opening]
