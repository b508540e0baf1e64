"""The services behind the gateway, one module each, in the order of their handles."""

from typing import Any, Protocol

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.upstreams import (
    analytics,
    audience_manager,
    consent,
    edge_destinations,
    edge_segmentation,
    event_forwarding,
    experience_platform,
    identity,
    journey_optimizer,
    media,
    offer_decisioning,
    target,
)


class Upstream(Protocol):
    """A service: its name in problems, its settings, and what it adds to the response for one event.

    `PER_REQUEST` services are called once per request, with the first event; the others once
    per event.
    """

    SERVICE: str
    PER_REQUEST: bool

    @property
    def Settings(self) -> type: ...  # noqa: N802 (it is a class)

    def respond(self, context: RequestContext, event: Event, settings: Any) -> None: ...


UPSTREAMS: dict[str, Upstream] = {
    "identity": identity,
    "consent": consent,
    "edge_segmentation": edge_segmentation,
    "edge_destinations": edge_destinations,
    "audience_manager": audience_manager,
    "target": target,
    "offer_decisioning": offer_decisioning,
    "journey_optimizer": journey_optimizer,
    "media": media,
    "analytics": analytics,
    "event_forwarding": event_forwarding,
    "experience_platform": experience_platform,
}
