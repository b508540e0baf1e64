"""The input of a lint run besides the text."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from edge_tui.model.placeholders import Sources
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

if TYPE_CHECKING:
    from edge_tui.lint.own_schema import OwnSchema

# Valid sample values, for a run without sources.
_SAMPLE_UUID = "6f1d2c3b-4a59-4e87-9c0d-1e2f3a4b5c6d"
_SAMPLE_ECID = "41861666193140161934276845651148876988"


@dataclass(frozen=True)
class Context:
    """The destination of the event, and the time of sending.

    `sources` resolve its placeholders; without them sample values are used, and the environment is
    empty. `authenticated` is whether it is a server-to-server call, which requires a primary
    identity. `upstreams` are the services of the datastream, empty when unknown: they multiply the
    request units. `schema` is a custom one for `xdm`. `visitor_primary` is the namespace of the
    visitor's own primary identity, which is added to the identity map of an event without that
    namespace. `is_observed`: another client has sent it already, so what edge-tui or the gateway would add
    is not worth a word.
    """

    now: datetime
    action: Action = Action.INTERACT
    version: ApiVersion = ApiVersion.V2
    sources: Sources | None = None
    authenticated: bool = False
    upstreams: tuple[str, ...] = ()
    schema: "OwnSchema | None" = None
    visitor_primary: str = ""
    is_observed: bool = False

    @cached_property
    def filling(self) -> Sources:
        """The sources for placeholders, with sample values when none were given."""
        return self.sources or Sources(self.now, lambda: _SAMPLE_UUID, _SAMPLE_ECID, {})

    @property
    def has_analytics(self) -> bool:
        """Whether Analytics may count the event; true when the upstreams are unknown."""
        counts = self.action in (Action.INTERACT, Action.COLLECT)
        return counts and (not self.upstreams or "analytics" in self.upstreams)

    @property
    def takes_events(self) -> bool:
        """Whether the action has events at all."""
        return self.action.takes_events

    @property
    def takes_one_event(self) -> bool:
        """Whether the action has exactly one event, under `event`."""
        return self.action is Action.INTERACT and self.version is ApiVersion.V2
