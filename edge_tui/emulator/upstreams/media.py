"""Streaming Media Collection: sessions started by an event."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.media"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The channel and player that sessions are reported for."""

    channel: str = ""
    player_name: str = ""


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `media-analytics:new-session` for a valid `media.sessionStart`."""
    if event.type != "media.sessionStart":
        return
    from edge_tui.emulator.media_session import start

    start(context, event)
