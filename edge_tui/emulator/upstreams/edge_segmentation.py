"""Edge Segmentation: which audiences an event's visitor is in."""

from dataclasses import dataclass

from edge_tui.emulator.decisions import Conditional, qualifies
from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.experience_platform.edge_segmentation"
PER_REQUEST = False


@dataclass(frozen=True)
class Audience(Conditional):
    """An audience and the events that make a visitor its member: see `decisions.qualifies`."""

    id: str
    name: str = ""
    namespace: str = "ups"


@dataclass(frozen=True, slots=True)
class Settings:
    """The audiences that are evaluated on the edge."""

    audiences: tuple[Audience, ...] = ()


def answer(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds nothing by itself: audiences reach the client through destinations."""


def audiences_of(context: RequestContext, event: Event) -> list[Audience]:
    """The audiences the visitor is in; none while the service is off or failing."""
    if (
        "edge_segmentation" not in context.upstreams
        or context.faults.upstreams.get("edge_segmentation", "warning") != "warning"
    ):
        return []
    settings: Settings = context.settings("edge_segmentation")
    return [audience for audience in settings.audiences if qualifies(audience.where, event)]
