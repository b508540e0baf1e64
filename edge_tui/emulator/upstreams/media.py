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
    """Adds `media-analytics:new-session` for a valid `media.sessionStart`, and takes a `media.downloaded`."""
    if event.type not in ("media.sessionStart", "media.downloaded"):
        return
    from edge_tui.emulator.media_session import start, take_downloaded

    if event.type == "media.downloaded":
        take_downloaded(context, event)
    else:
        start(context, event)
