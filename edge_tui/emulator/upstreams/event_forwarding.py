"""Event Forwarding: rules that send events on to others, invisible in the answer unless they fail."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.launch.ssf"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The property whose rules run."""

    property_id: str = ""


def answer(context: RequestContext, event: Event, settings: Settings) -> None:
    """Notes for the log that the event was forwarded."""
    context.notes.append("forwarded")
