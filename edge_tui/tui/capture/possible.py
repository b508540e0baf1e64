"""What can be done in a visit just now: the hints in the borders and the keys in the footer follow it."""

from collections.abc import Collection
from dataclasses import dataclass

from edge_tui.tui.capture.bindings import KEYS_OF_CALLS
from edge_tui.tui.capture.feed import Look


@dataclass(frozen=True, slots=True)
class Possible:
    """`has_calls`: the visit has a call, or a command that was tried in vain. A list is held although it's over."""

    is_live: bool = False
    is_held: bool = False
    has_calls: bool = False

    @classmethod
    def of(cls, look: Look | None, *, is_held: bool) -> "Possible":
        """What can be done with a visit as it is now."""
        if look is None:
            return cls(is_held=is_held)
        return cls(look.is_live, is_held, bool(look.visit.calls or look.visit.recording.tried))

    @property
    def can_hold(self) -> bool:
        """Whether the list can be held still, or shown as it is."""
        return self.is_held or self.is_live

    def allows(self, action: str) -> bool:
        """Whether an action of the screen can be done: only a visit that goes on can be held, and stopped."""
        if action == "hold":
            return self.can_hold
        return self.is_live if action == "stop_or_leave" else True

    @property
    def idle_keys(self) -> Collection[str]:
        """The keys of calls, while the visit has none; then recording again is what there is to do."""
        return () if self.has_calls else KEYS_OF_CALLS
