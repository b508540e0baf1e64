"""Streaming Media Collection: sessions that an event starts."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.media"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What sessions are reported as."""

    channel: str = ""
    player_name: str = ""


def answer(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `media-analytics:new-session` for an event that starts one and holds what a start needs."""
    if event.type != "media.sessionStart":
        return
    from edge_tui.emulator.media_session import start

    start(context, event)
