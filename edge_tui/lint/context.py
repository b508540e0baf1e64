"""What a lint run has to know beside the text."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from edge_tui.lint.own_schema import OwnSchema
from edge_tui.model.placeholders import Sources
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

# Shapes that every rule accepts, for a run that is told no sources.
_SAMPLE_UUID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
_SAMPLE_ECID = "41861666193140161934276845651148876988"


@dataclass(frozen=True)
class Context:
    """Where the event would go, and when.

    `sources` fill its placeholders; without them sample values do, and the environment counts
    as empty. `authenticated` is whether the gateway takes the call for a server's, which makes a
    primary identity obligatory. `upstreams` are the services of the datastream, empty where they are
    not known: each multiplies the request units. `schema` is one's own, for `xdm`.
    `visitor_primary` is the namespace of the visitor's own primary identity, which joins the
    identity map of an event that does not name that namespace.
    """

    now: datetime
    action: Action = Action.INTERACT
    version: ApiVersion = ApiVersion.V2
    sources: Sources | None = None
    authenticated: bool = False
    upstreams: tuple[str, ...] = ()
    schema: OwnSchema | None = None
    visitor_primary: str = ""

    @cached_property
    def filling(self) -> Sources:
        """The sources that placeholders are filled from."""
        return self.sources or Sources(self.now, lambda: _SAMPLE_UUID, _SAMPLE_ECID, {})

    @property
    def has_analytics(self) -> bool:
        """Whether Analytics may count the event; where the upstreams are not known, it may."""
        counts = self.action in (Action.INTERACT, Action.COLLECT)
        return counts and (not self.upstreams or "analytics" in self.upstreams)

    @property
    def takes_events(self) -> bool:
        """Whether the action carries events at all."""
        return self.action.takes_events

    @property
    def takes_one_event(self) -> bool:
        """Whether the action carries exactly one, under `event`."""
        return self.action is Action.INTERACT and self.version is ApiVersion.V2
