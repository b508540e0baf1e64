"""Visitors: who the next event comes from, and what each organisation's gateway told them to keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edge_tui.model.client_state import ClientState

DEFAULT_VISITOR = "default"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A named visitor with one client state per organisation id; they never share one."""

    name: str = DEFAULT_VISITOR
    states: Mapping[str, ClientState] = field(default_factory=dict)

    def state(self, org_id: str) -> ClientState:
        """What this visitor keeps for an organisation."""
        return self.states.get(org_id, ClientState())

    def with_state(self, org_id: str, state: ClientState) -> "Visitor":
        """The visitor with another state for an organisation."""
        return replace(self, states={**self.states, org_id: state})
