"""The result of the history screen."""

from dataclasses import dataclass

from edge_tui.model.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to do with past exchanges.

    `action` is `show`, `draft`, `replay`, `exact` or `recording`, which opens the visit that it is part of.
    A replay goes to the named profile and visitor, otherwise to those it was sent with. `pace_seconds` is between
    two of several replays; None is the pace they were first sent at.
    """

    action: str
    exchanges: tuple[Exchange, ...]
    profile_name: str | None = None
    visitor: str | None = None
    pace_seconds: float | None = 0.0

    @property
    def exchange(self) -> Exchange:
        """The first one."""
        return self.exchanges[0]

    @property
    def is_replay(self) -> bool:
        """Whether they are sent again."""
        return self.action in ("replay", "exact")

    @property
    def is_shown_over_history(self) -> bool:
        """Whether a screen over history shows it: a visit, or several replays."""
        return self.action == "recording" or len(self.exchanges) > 1
