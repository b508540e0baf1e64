"""Visitors: a name, identities, and one client state per organization."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from edge_tui.model.client_state import ClientState

DEFAULT_VISITOR = "default"


AUTHENTICATED_STATES = ("ambiguous", "authenticated", "loggedOut")


@dataclass(frozen=True, slots=True)
class Identity:
    """A visitor's ID in one namespace, such as `Email_LC_SHA256` or `FPID`."""

    namespace: str
    id: str
    authenticated_state: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """A named visitor with one client state per organization ID; states are never shared.

    `identities` go into the identity map of every event that doesn't set their namespace itself.
    `variables` override the profile's of the same name.
    """

    name: str = DEFAULT_VISITOR
    states: Mapping[str, ClientState] = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def state(self, org_id: str) -> ClientState:
        """The client state for an organization."""
        return self.states.get(org_id, ClientState())

    def identity(self, namespace: str) -> str | None:
        """The visitor's ID in a namespace."""
        return next((each.id for each in self.identities if each.namespace == namespace), None)

    def with_state(self, org_id: str, state: ClientState) -> "Visitor":
        """The visitor with a new state for an organization."""
        return replace(self, states={**self.states, org_id: state})
