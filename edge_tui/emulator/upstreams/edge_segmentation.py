"""Edge Segmentation: the audiences of an event's visitor."""

from dataclasses import dataclass

from edge_tui.emulator.conditions import Conditional
from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.experience_platform.edge_segmentation"
PER_REQUEST = False


@dataclass(frozen=True)
class Audience(Conditional):
    """An audience, and the events that qualify a visitor for it."""

    id: str
    name: str = ""
    namespace: str = "ups"


@dataclass(frozen=True, slots=True)
class Settings:
    """The audiences evaluated on the edge."""

    audiences: tuple[Audience, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds nothing: audiences are returned by the destinations."""


def audiences_of(context: RequestContext, event: Event) -> list[Audience]:
    """The visitor's audiences; none while the service is disabled or failing."""
    if (
        "edge_segmentation" not in context.upstreams
        or context.faults.upstreams.get("edge_segmentation", "warning") != "warning"
    ):
        return []
    settings: Settings = context.settings("edge_segmentation")
    return [audience for audience in settings.audiences if audience.qualifies(event)]
