"""Reads a visit for the screen: its findings and facts, which cost more than its lines, less often."""

from collections.abc import Callable

from edge_tui.model.errors import SetupError
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.recording import summarize
from edge_tui.tui.capture.feed import Fact, FeedState, Look
from edge_tui.tui.capture.visit_facts import facts_of_visit
from edge_tui.visit import check_visit

# How long findings of a visit that goes on stay as they are: at least so long, and so many times as long as looking
# for them took, because a long visit has more to look through and the keys need the processor, too.
_CHECKED_SECONDS = 1.0
_PAUSE_PER_WORK = 20


class VisitReader:
    """Not for several threads. `monotonic` gives seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due_at = float("-inf")
        self._checked: Visit | None = None
        self._findings: tuple[VisitFinding, ...] = ()
        self._facts: tuple[Fact, ...] = ()

    def read(
        self,
        visit: Visit,
        state: FeedState,
        *,
        problem: SetupError | None = None,
        warnings: tuple[str, ...] = (),
    ) -> Look:
        """The visit with what is found in it; while it is live, findings may be a second old."""
        is_live = state is FeedState.LIVE
        started = self._monotonic()
        if visit is not self._checked and (not is_live or started >= self._due_at):
            findings = check_visit(visit)
            self._findings = self._findings if findings == self._findings else findings
            self._facts = facts_of_visit(summarize(visit))
            self._checked, now = visit, self._monotonic()
            self._due_at = now + max(_CHECKED_SECONDS, _PAUSE_PER_WORK * (now - started))
        is_provisional = visit is not self._checked
        return Look(visit, self._findings, self._facts, state, problem, warnings, is_provisional)
