"""Reads a visit for the screen: its findings and facts, which cost more than its lines, less often."""

from collections.abc import Callable, Sequence

from edge_tui.model.errors import SetupError
from edge_tui.model.sightings import Console
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.recording import summarize
from edge_tui.tui.capture.feed import Fact, FeedState, Look
from edge_tui.tui.capture.visit_facts import facts_of_visit
from edge_tui.visit import check_visit

# How long findings of a visit that goes on stay as they are.
_CHECKED_SECONDS = 1.0


class VisitReader:
    """Not for several threads. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._checked_at = float("-inf")
        self._checked: Visit | None = None
        self._findings: tuple[VisitFinding, ...] = ()
        self._facts: tuple[Fact, ...] = ()

    def read(
        self,
        visit: Visit,
        state: FeedState,
        console: Sequence[Console] = (),
        *,
        problem: SetupError | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Look:
        """The visit with what is found in it; while it is live, findings may be a second old."""
        is_live = state is FeedState.LIVE
        is_due = not is_live or self._monotonic() - self._checked_at >= _CHECKED_SECONDS
        if visit is not self._checked and is_due:
            self._findings = check_visit(visit)
            self._facts = facts_of_visit(summarize(visit))
            self._checked, self._checked_at = visit, self._monotonic()
        is_provisional = visit is not self._checked
        return Look(visit, self._findings, self._facts, console, state, problem, warnings, is_provisional)
