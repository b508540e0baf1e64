"""An imported request: the draft, the profile it implies, and the visitor's state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from edge_tui.model.client_state import StateEntry
from edge_tui.model.exchange import Draft, Failure, Response
from edge_tui.model.origin import Origin
from edge_tui.model.profile import ApiVersion, Profile
from edge_tui.model.request import InteractRequest


@dataclass(frozen=True, slots=True)
class Implied:
    """The parts of a profile that a request implies; None or empty when unknown.

    `url` is scheme and host, `hint` is the location hint.
    """

    url: str = ""
    base_path: str | None = None
    hint: str = ""
    api_version: ApiVersion | None = None
    datastream_id: str = ""
    org_id: str = ""
    client_id: str = ""

    def differences(self, profile: Profile) -> tuple[tuple[str, str, str], ...]:
        """Where it differs from a profile: a label, its own value, and the profile's."""
        pairs = (
            ("gateway", self.url, profile.base_url),
            ("datastream", self.datastream_id, profile.datastream_id),
            ("organization", self.org_id, profile.org_id),
        )
        return tuple((label, theirs, ours) for label, theirs, ours in pairs if theirs and theirs != ours)


@dataclass(frozen=True, slots=True)
class Imported:
    """`entries` are the visitor's state, removed from the draft; `secrets` are by name, such as `access_token`.

    `request` is the original one without secrets, if the source has all of it; `response`, `failure`
    and `sent_at` come from a HAR or a bundle. `notes` say what wasn't imported. `missing` are
    sentences about what the source doesn't hold of the exchange: they stay with it. `origin` is
    where it was seen, in a recording that has no name yet. `name` is that of a request in a collection.
    """

    draft: Draft
    profile: Implied = field(default_factory=Implied)
    entries: tuple[StateEntry, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    request: InteractRequest | None = None
    response: Response | None = None
    sent_at: datetime | None = None
    notes: tuple[str, ...] = ()
    failure: Failure | None = None
    missing: tuple[str, ...] = ()
    origin: Origin | None = None
    name: str = ""

    @property
    def outcome(self) -> Response | Failure | None:
        """How it ended; None when the source doesn't say."""
        return self.response or self.failure
