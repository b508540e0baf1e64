"""Audience Manager: cookie and URL destinations."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.upstreams.edge_destinations import Cookie, Url, cookie_push, url_push

SERVICE = "com.adobe.audiencemanager"
PER_REQUEST = False


@dataclass(frozen=True)
class Settings:
    """Every visitor is in all `segments`; `${audiences}` in a cookie's value is replaced by their IDs."""

    segments: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    urls: tuple[Url, ...] = ()

    @cached_property
    def cookie_pushes(self) -> list[dict[str, Any]]:
        """The items of the cookie destinations."""
        return [cookie_push(cookie, list(self.segments)) for cookie in self.cookies]


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `activation:push` for visitors with an ECID."""
    if not context.ecid:
        return
    pushed = [*settings.cookie_pushes, *(url_push(url, context.ecid) for url in settings.urls)]
    if pushed:
        context.add("activation:push", pushed, event)
