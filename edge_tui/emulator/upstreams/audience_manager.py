"""Audience Manager: cookie and URL destinations."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.upstreams.edge_destinations import Cookie, Url, cookie_push, url_push

SERVICE = "com.adobe.audiencemanager"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Every visitor is in all `segments`; `${audiences}` in a cookie's value is replaced by their IDs."""

    segments: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    urls: tuple[Url, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `activation:push` for visitors with an ECID."""
    if not context.ecid:
        return
    pushed = [cookie_push(cookie, list(settings.segments)) for cookie in settings.cookies]
    pushed += [url_push(url, context.ecid) for url in settings.urls]
    if pushed:
        context.add("activation:push", pushed, event)
