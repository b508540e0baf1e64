"""Whether two exchanges had the same visitor, which no ignored path hides."""

from collections.abc import Callable
from dataclasses import dataclass

from edge_tui.compare.diff import Change, Difference
from edge_tui.identification import ecid_of, identify
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import short_ecid


@dataclass(frozen=True, slots=True)
class VisitorChange:
    """The visitors' names and ECIDs on both sides; an ECID that isn't known is empty.

    `are_of_two_organizations`: each has its own ECIDs, so another one doesn't mean another visitor.
    """

    names: tuple[str, str]
    ecids: tuple[str, str]
    are_of_two_organizations: bool = False

    @classmethod
    def between(cls, left: Exchange, right: Exchange) -> "VisitorChange":
        """Reads both exchanges."""
        organizations = [_organizations(each) for each in (left, right)]
        differ = all(organizations) and not set(organizations[0]) & set(organizations[1])
        return cls((left.visitor, right.visitor), (ecid_of(left), ecid_of(right)), differ)

    @property
    def is_certain(self) -> bool:
        """Whether both ECIDs are known and differ."""
        return all(self.ecids) and self.ecids[0] != self.ecids[1]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The change as a difference of two ECIDs."""
        return (Difference(Change.CHANGED, "visitor", None, None, *self.ecids),) if self.is_certain else ()

    def sentence(self, *, is_short: bool = False) -> str:
        """The change in a sentence, empty if nothing changed; with `is_short`, for a line of 80 columns."""
        written: Callable[[str], str] = short_ecid if is_short else str
        names = f"{self.names[0]} → {self.names[1]}"
        if self.is_certain:
            ecids = f"ECID {written(self.ecids[0])} → {written(self.ecids[1])}"
            if self.are_of_two_organizations and self.names[0] == self.names[1]:
                return f"Two organizations, two ECIDs: {ecids.removeprefix('ECID ')}."
            return f"The visitor changed: {ecids}{'' if self.names[0] == self.names[1] else f' ({names})'}."
        if self.names[0] == self.names[1]:
            return ""
        if all(self.ecids):
            return f"The visitor's name changed, {names}, but the ECID is the same."
        return f"The visitor changed: {names}."


def _organizations(exchange: Exchange) -> tuple[str, ...]:
    """The organization of the returned state, else of what was sent."""
    found = identify(exchange)
    return found.returned.organizations or found.organizations
