"""The cookies that go with a call of which the Network domain says nothing: those that the browser has for its URL."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from edge_tui.browser.call import Call
from edge_tui.browser.cdp import Cdp, CdpError
from edge_tui.model.sightings import CookiesSeen, Sighting

# Calls that a page sends as it goes come together, and a profile may have thousands of cookies.
_FRESH_SECONDS = 0.2
_CROSS_SITE = ("Lax", "Strict")


class StoredCookies:
    """Asks the browser for its cookies, and tells those of a call's URL as sent: what was sent it doesn't say."""

    def __init__(self, cdp: Cdp, tell: Callable[[Sighting], None], now: Callable[[], float] = time.monotonic) -> None:
        self._cdp = cdp
        self._tell = tell
        self._now = now
        self._cookies: list[dict[str, Any]] = []
        self._read_at = float("-inf")

    async def tell_of(self, call: Call) -> None:
        """Tells the cookies of a call; nothing if the browser doesn't answer."""
        if self._now() - self._read_at > _FRESH_SECONDS:
            try:
                result = await self._cdp.ask("Storage.getCookies")
            except CdpError:
                return
            self._cookies, self._read_at = list(result.get("cookies") or ()), self._now()
        sent = cookies_for(self._cookies, call.url, call.page_url)
        if sent:
            self._tell(CookiesSeen(call.id, sent))


def cookies_for(cookies: list[dict[str, Any]], url: str, page_url: str) -> tuple[tuple[str, str], ...]:
    """The cookies that go with a request by RFC 6265, section 5.4, and SameSite, from a page.

    Sites are told apart by their last two labels, which is wrong for `co.uk` and errs on the side of sending.
    """
    try:
        parts, page = urlsplit(url), urlsplit(page_url)
        host, page_host = parts.hostname or "", page.hostname or ""
    except ValueError:
        return ()
    is_same_site = host.split(".")[-2:] == page_host.split(".")[-2:]
    found = []
    for cookie in cookies:
        domain, path = str(cookie.get("domain", "")), str(cookie.get("path", "/"))
        is_of_host = host == domain.lstrip(".") or (domain.startswith(".") and host.endswith(domain))
        is_of_path = parts.path.startswith(path) and (path.endswith("/") or parts.path[len(path) :][:1] in ("", "/"))
        is_allowed = is_same_site or cookie.get("sameSite") not in _CROSS_SITE
        if is_of_host and is_of_path and is_allowed and (parts.scheme == "https" or not cookie.get("secure")):
            found.append((str(cookie.get("name", "")), str(cookie.get("value", ""))))
    return tuple(found)
