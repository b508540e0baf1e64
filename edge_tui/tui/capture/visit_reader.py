"""Reads a visit for the screen: its findings and facts, which cost more than its lines, less often and beside it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge_tui.model.errors import SetupError
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.recording import summarize
from edge_tui.tui.capture.feed import Fact, FeedState, Look
from edge_tui.tui.capture.paced_visit import Pace, paced
from edge_tui.tui.capture.visit_facts import facts_of_visit
from edge_tui.visit import check_visit

# Findings of a visit that goes on stay as they are for at least so long.
_CHECKED_SECONDS = 1.0

Run = Callable[[Callable[[], None]], object]


def run_in_thread(check: Callable[[], None]) -> None:
    """Runs a check beside the lines."""
    threading.Thread(target=check, name="visit checks", daemon=True).start()


@dataclass(frozen=True, slots=True)
class _Checked:
    visit: Visit | None
    findings: tuple[VisitFinding, ...] = ()
    facts: tuple[Fact, ...] = ()
    due_at: float = float("-inf")
    error: Exception | None = None


class VisitReader:
    """`read` isn't for several threads. `monotonic` gives seconds.

    `run` runs the check of a visit that goes on, `on_checked` is called in its thread when there is another finding.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        run: Run = lambda check: check(),
        on_checked: Callable[[], object] = lambda: None,
        pace: Callable[[], Pace] = Pace,
    ) -> None:
        self._monotonic = monotonic
        self._run = run
        self._on_checked = on_checked
        self._pace = pace
        self._checked = _Checked(None)
        self._is_checking = False

    def read(
        self,
        visit: Visit,
        state: FeedState,
        *,
        problem: SetupError | None = None,
        warnings: tuple[str, ...] = (),
        doing: str = "",
    ) -> Look:
        """The visit with what is found in it; while it is live, findings may be of a moment ago."""
        if state not in (FeedState.LIVE, FeedState.ENDING):
            if visit is not self._checked.visit:
                self._check(visit)
        elif not self._is_checking and visit is not self._checked.visit and self._monotonic() >= self._checked.due_at:
            self._is_checking = True
            self._run(lambda: self._check_beside(visit))
        checked = self._checked
        if checked.error is not None:
            self._checked = _Checked(None, checked.findings, checked.facts, checked.due_at)
            raise checked.error
        is_provisional = visit is not checked.visit
        return Look(visit, checked.findings, checked.facts, state, problem, warnings, is_provisional, doing)

    def _check_beside(self, visit: Visit) -> None:
        before = self._checked
        try:
            self._check(paced(visit, self._pace()), visit)
        except Exception as error:  # noqa: BLE001 (whoever reads the visit next gets it)
            due_at = self._monotonic() + _CHECKED_SECONDS
            self._checked = _Checked(visit, before.findings, before.facts, due_at, error)
        self._is_checking = False
        after = self._checked
        if after.error or (after.findings, after.facts) != (before.findings, before.facts):
            self._on_checked()

    def _check(self, visit: Visit, known_as: Visit | None = None) -> None:
        before = self._checked.findings
        known = {finding: finding for finding in before}
        # Whoever compares findings sees by identity which are the same, and whether all are.
        findings = tuple(known.get(finding, finding) for finding in check_visit(visit))
        if findings == before:
            findings = before
        facts = facts_of_visit(summarize(visit))
        self._checked = _Checked(known_as or visit, findings, facts, self._monotonic() + _CHECKED_SECONDS)
