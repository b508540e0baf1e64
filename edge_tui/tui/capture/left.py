"""What is to be done on the workbench once the Capture screen is left."""

from dataclasses import dataclass

from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Profile


@dataclass(frozen=True, slots=True)
class Left:
    """`show` shows an exchange, `draft` opens its event with the profile, `again` asks what to record."""

    action: str
    exchange: Exchange | None = None
    profile: Profile | None = None
