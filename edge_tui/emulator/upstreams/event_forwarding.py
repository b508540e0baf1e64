"""Event Forwarding: rules that send events on to others, invisible in the answer unless they fail."""

from dataclasses import dataclass

from edge_tui.emulator.visit import Event, Visit

SERVICE = "com.adobe.launch.ssf"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The property whose rules run."""

    property_id: str = ""


def answer(visit: Visit, event: Event, settings: Settings) -> None:
    """Notes for the log that the event was forwarded."""
    visit.notes.append("forwarded")
