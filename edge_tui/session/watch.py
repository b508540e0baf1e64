"""Watching: repeated sends of one event until a condition is met, and the log of observations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from edge_tui.compare.diff import IGNORED_PATHS, diff
from edge_tui.compare.expectations import values_of
from edge_tui.compare.once_per_visitor import is_first_of_visitor
from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, compact
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import counted
from edge_tui.session.watch_condition import ANYTHING, Condition, Wait

# A datastream change takes up to 15 minutes to reach every edge location (Adobe's datastream
# guide), so sending more often or for longer is pointless.
MIN_PAUSE_SECONDS = 2.0
MAX_PAUSE_SECONDS = 3600.0
MAX_SENDS = 500

_WAITING, _CHANGED = "still waiting: ", "changed: "
_NAMESPACE = re.compile(r"^kndctr_.+_AdobeOrg_")


@dataclass(frozen=True, slots=True)
class Observation:
    """One send of a watch; `matched`: it met the condition."""

    at: datetime
    exchange: Exchange
    words: str
    matched: bool = False


def check_bounds(pause_seconds: float, sends: int) -> None:
    """Raises `SetupError` for a watch that would send too often or too long."""
    if not MIN_PAUSE_SECONDS <= pause_seconds <= MAX_PAUSE_SECONDS:
        raise SetupError(
            f"A pause of {pause_seconds:g} s is out of range.",
            f"Choose {MIN_PAUSE_SECONDS:g} to {MAX_PAUSE_SECONDS:g} seconds between sends.",
        )
    if not 2 <= sends <= MAX_SENDS:
        raise SetupError(f"{sends} sends is out of range.", f"Choose 2 to {MAX_SENDS} sends.")


@dataclass
class WatchLog:
    """The observations so far.

    Responses are compared with the first one; with the second one if the first event was that of a new
    visitor, whose response has what Edge sends once per visitor.
    """

    condition: Condition
    max_sends: int
    ignore: Sequence[str] = IGNORED_PATHS
    observations: list[Observation] = field(default_factory=list)
    _first: JsonValue = None
    _has_first: bool = False
    _is_first_of_visitor: bool = False

    def record(self, exchange: Exchange, now: datetime) -> Observation:
        """Records an exchange. One without a response never meets the condition."""
        words, matched = self._evaluate(exchange)
        observation = Observation(now, exchange, words, matched)
        self.observations.append(observation)
        return observation

    @property
    def has_happened(self) -> bool:
        """Whether the last observation met the condition."""
        return bool(self.observations) and self.observations[-1].matched

    @property
    def is_over(self) -> bool:
        """Whether the condition was met, or the maximum number of events was sent."""
        return self.has_happened or len(self.observations) >= self.max_sends

    @property
    def took(self) -> timedelta:
        """From the first send to the last."""
        return self.observations[-1].at - self.observations[0].exchange.sent_at if self.observations else timedelta()

    def verdict(self) -> str:
        """The result so far, in a sentence."""
        words = self._verdict()
        return words[0].upper() + words[1:] if words.startswith("the ") else words

    def _verdict(self) -> str:
        condition, count = self.condition, len(self.observations)
        sends, took = counted(count, "send"), duration(self.took)
        if self.has_happened and count == 1:
            return f"Nothing to wait for: {condition.reached} with the first send."
        if self.has_happened:
            of_change = f": {self.observations[-1].words.removeprefix(_CHANGED)}"
            return f"{condition.reached} after {took} and {sends}{of_change if condition.wait is Wait.CHANGES else ''}."
        if self.is_over:
            within = "in" if condition.wait in (Wait.CHANGES, Wait.MET) else "after"
            return f"{condition.not_yet} {within} {took} and {sends}."
        return f"{sends} in {took}; still waiting {condition.words}."

    def _evaluate(self, exchange: Exchange) -> tuple[str, bool]:
        if exchange.failure is not None:
            return f"no response: {exchange.failure.kind.word}", False
        if self.condition.expectation is not None:
            verdict = self.condition.expectation.check(exchange)
            reading = self.condition.reading(exchange)
            if verdict.ok:
                return f"{self.condition.reached}{f': {reading}' if reading else ''}", True
            found = reading or ("" if self.condition.wait is not Wait.MET else verdict.found)
            return f"{_WAITING}{found or self.condition.not_yet}", False
        return self._compare(exchange)

    def _compare(self, exchange: Exchange) -> tuple[str, bool]:
        current = _subject_value(self.condition.subject, exchange)
        if not self._has_first or self._is_first_of_visitor:
            self._is_first_of_visitor = not self._has_first and is_first_of_visitor(exchange)
            self._first, self._has_first = current, True
            start = "new visitor, not compared: " if self._is_first_of_visitor else "compared with this: "
            return f"{start}{_summary(current)}", False
        ignore = self.ignore if _has_paths(self.condition.subject) else ()
        differences = diff(self._first, current, ignore)
        if not differences:
            return f"{_WAITING}no change", False
        change = next(each for found in differences for each in found.walk())
        label = _NAMESPACE.sub("", change.label)
        if isinstance(current, list) and label.isdecimal():
            # The values at a pointer: their index tells nothing.
            left = "nothing" if change.left_pointer is None else _summary(change.left)
            right = "nothing" if change.right_pointer is None else _summary(change.right)
            return f"{_CHANGED}{left} → {right}", True
        if change.left_pointer is None:
            return f"{_CHANGED}{label} appeared", True
        if change.right_pointer is None:
            return f"{_CHANGED}{label} disappeared", True
        return f"{_CHANGED}{label}: {_summary(change.left)} → {_summary(change.right)}", True


def _has_paths(subject: str) -> bool:
    """Whether the subject keeps its path in the response, so that ignored paths apply."""
    return subject in (ANYTHING, "errors", "warnings") or (subject.startswith("handle:") and "/" not in subject)


def _subject_value(subject: str, exchange: Exchange) -> JsonValue:
    response = exchange.response
    parsed = response.parsed() if response else None
    if not isinstance(parsed, InteractResponse):
        text = response.text if response and isinstance(parsed, ParseError) else ""
        return {"status": response.status if response else None, "body": text}
    if subject == ANYTHING:
        status = {"status": response.status if response else None}
        return {**parsed.document, **status} if isinstance(parsed.document, dict) else {**status, "": parsed.document}
    if subject in ("errors", "warnings"):
        problem = [parsed.problem.members] if parsed.problem and subject == "errors" else []
        problems = parsed.errors if subject == "errors" else parsed.warnings
        return {subject: [*problem, *(each.members for each in problems)]}
    if subject.startswith("handle:") and "/" not in subject:
        handles = parsed.of_type(subject.removeprefix("handle:"))
        return {"handle": [{"type": handle.type, "payload": handle.payload} for handle in handles]}
    return values_of(subject, exchange)


def _summary(value: JsonValue) -> str:
    if isinstance(value, dict) and set(value) <= {"handle", "errors", "warnings"}:
        (items,) = value.values()
        names = [str(item.get("type", "")).rsplit("/", 1)[-1] for item in items if isinstance(item, dict)]
        return ", ".join(names[:3]) or "none"
    if isinstance(value, dict) and "status" in value:
        return f"status {value['status']}"
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict | list):
        (value,) = value
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= 60 else text[:59] + "…"
