"""Event Forwarding: rules that send events to other services; the response shows only failures."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.launch.ssf"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The property whose rules run."""

    property_id: str = ""


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Logs that the event was forwarded."""
    context.notes.append("forwarded")
