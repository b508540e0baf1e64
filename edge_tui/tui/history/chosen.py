"""What the history screen ends with."""

from dataclasses import dataclass

from edge_tui.model.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to happen with exchanges of the past.

    `action` is `show`, `draft`, `replay` or `exact`. A replay goes to the profile and the visitor
    that are named, otherwise to its own. `pace_seconds` is between two replays of several; None
    is the pace they were first sent at.
    """

    action: str
    exchanges: tuple[Exchange, ...]
    profile_name: str | None = None
    visitor: str | None = None
    pace_seconds: float | None = 0.0

    @property
    def exchange(self) -> Exchange:
        """The one, or the first."""
        return self.exchanges[0]
