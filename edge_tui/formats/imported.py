"""A request read from somewhere else: the draft, what it says of a profile, and what it carried along."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from edge_tui.model.client_state import StateEntry
from edge_tui.model.exchange import Answer, Draft
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import InteractRequest


@dataclass(frozen=True, slots=True)
class Implied:
    """What a request tells of the profile it was sent with; None or empty where it tells nothing.

    `url` is scheme and host, `hint` the location hint of the path.
    """

    url: str = ""
    base_path: str | None = None
    hint: str = ""
    api_version: ApiVersion | None = None
    datastream_id: str = ""
    org_id: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """`entries` are the visitor's state, taken out of the draft; `secrets` are by name, such as `access_token`.

    `request` is what was sent, without secrets, where the source had it whole; `answer` and
    `sent_at` come from a HAR or a bundle. `remarks` say what could not be taken over.
    """

    draft: Draft
    profile: Implied = field(default_factory=Implied)
    entries: tuple[StateEntry, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    request: InteractRequest | None = None
    answer: Answer | None = None
    sent_at: datetime | None = None
    remarks: tuple[str, ...] = ()
