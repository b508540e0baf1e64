"""Watching: conditions for repeated sends of one event, and the log of observations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from edge_tui.compare.diff import IGNORED_PATHS, diff
from edge_tui.compare.expectations import Expectation, read_expectation, values_of
from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, compact
from edge_tui.model.response import InteractResponse

# A datastream change takes up to 15 minutes to reach every edge location (Adobe's datastream
# guide), so sending more often or for longer is pointless.
MIN_PAUSE_SECONDS = 2.0
MAX_PAUSE_SECONDS = 3600.0
MAX_SENDS = 500

ANYTHING = "response"
_SYNONYMS = ("", "answer")
_NAMESPACE = re.compile(r"^kndctr_.+_AdobeOrg_")
_HOW = (
    "Write response, status, errors, handle:TYPE, problem:CODE or /a/json/pointer to wait until it changes, "
    "or an expectation such as `handle:activation:pull >= 1` to wait until it is met."
)


@dataclass(frozen=True, slots=True)
class Condition:
    """The end of a watch: a subject changes, or an expectation is met."""

    text: str
    expectation: Expectation | None = None

    @property
    def words(self) -> str:
        """`until errors changes`, `until no errors is met`."""
        return f"until {self.text} {'changes' if self.expectation is None else 'is met'}"


@dataclass(frozen=True, slots=True)
class Observation:
    """One send of a watch; `matched`: it met the condition."""

    at: datetime
    exchange: Exchange
    words: str
    matched: bool = False


def read_condition(text: str) -> Condition:
    """Parses a condition; raises `SetupError` for an invalid one."""
    wanted = " ".join(text.split())
    wanted = ANYTHING if wanted in _SYNONYMS else wanted
    if wanted == ANYTHING:
        return Condition(wanted)
    try:
        expectation = read_expectation(wanted)
    except SetupError as error:
        raise SetupError(error.what, _HOW) from None
    is_plain = expectation.operator is None and not expectation.negated
    return Condition(wanted, None if is_plain else expectation)


def suggest(label: str, pointer: str | None, exchange: Exchange) -> str:
    """The condition for a node of a response: a handle by its type, since its index may change."""
    parsed = exchange.response.parsed() if exchange.response else None
    if not isinstance(parsed, InteractResponse):
        return ANYTHING
    if pointer is None:
        return f"handle:{label}" if parsed.of_type(label) else ANYTHING
    if pointer.startswith("/errors"):
        return "errors"
    for handle in parsed.handles:
        if (pointer + "/").startswith(handle.pointer + "/"):
            return f"handle:{handle.type}" + pointer.removeprefix(handle.pointer).removeprefix("/payload")
    return pointer or ANYTHING


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
    """The observations so far. Every response is compared with the first one."""

    condition: Condition
    max_sends: int
    ignore: Sequence[str] = IGNORED_PATHS
    observations: list[Observation] = field(default_factory=list)
    _first: JsonValue = None
    _has_first: bool = False

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
        count, took = f"{len(self.observations)} send{'' if len(self.observations) == 1 else 's'}", duration(self.took)
        if self.has_happened:
            if self.condition.expectation is not None:
                return f"{self.condition.text} was met after {took} and {count}."
            return f"{self.condition.text} changed after {took} and {count}: {self.observations[-1].words}."
        if self.is_over:
            result = "didn't change" if self.condition.expectation is None else "wasn't met"
            return f"{self.condition.text} {result} in {took} and {count}."
        return f"{count} in {took}; waiting {self.condition.words}."

    def _evaluate(self, exchange: Exchange) -> tuple[str, bool]:
        if exchange.failure is not None:
            return f"no response: {exchange.failure.kind.word}", False
        if self.condition.expectation is not None:
            verdict = self.condition.expectation.check(exchange)
            return "met" if verdict.ok else verdict.found or "not met", verdict.ok
        current = _subject_value(self.condition.text, exchange)
        if not self._has_first:
            self._first, self._has_first = current, True
            return _summary(current), False
        ignore = self.ignore if _has_paths(self.condition.text) else ()
        differences = diff(self._first, current, ignore)
        if not differences:
            return "no change", False
        change = next(each for found in differences for each in found.walk())
        label = _NAMESPACE.sub("", change.label)
        if change.left_pointer is None:
            return f"{label} appeared", True
        if change.right_pointer is None:
            return f"{label} disappeared", True
        return f"{label}: {_summary(change.left)} → {_summary(change.right)}", True


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
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= 60 else text[:59] + "…"
