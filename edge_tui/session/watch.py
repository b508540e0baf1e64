"""What is waited for when an event is sent again and again, and what was seen on the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from edge_tui.compare.diff import IGNORED_PATHS, diff
from edge_tui.compare.expectations import Expectation, read_expectation, values_of
from edge_tui.model.document import JsonValue, ParseError, compact
from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.response import InteractResponse

# A change to a datastream takes up to 15 minutes to be everywhere (Adobe's datastream guide);
# nothing is learnt by asking more often than this, or for longer.
SHORTEST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 3600.0
MOST_SENDS = 500

ANYTHING = "answer"
_NAMESPACE = re.compile(r"^kndctr_.+_AdobeOrg_")
_HOW = (
    "Write answer, status, errors, handle:TYPE, problem:CODE or /a/json/pointer to wait until it changes, "
    "or an expectation such as `handle:activation:pull >= 1` to wait until it holds."
)


@dataclass(frozen=True, slots=True)
class Condition:
    """What ends a watch: that a subject changes, or that an expectation holds."""

    text: str
    expectation: Expectation | None = None

    @property
    def words(self) -> str:
        """`until errors changes`, `until no errors holds`."""
        return f"until {self.text} {'changes' if self.expectation is None else 'holds'}"


@dataclass(frozen=True, slots=True)
class Observation:
    """One send of a watch. `matched` says that this is what was waited for."""

    at: datetime
    exchange: Exchange
    words: str
    matched: bool = False


def read_condition(text: str) -> Condition:
    """What a text waits for; raises `SetupError` where it says nothing that can be watched."""
    wanted = " ".join(text.split()) or ANYTHING
    if wanted == ANYTHING:
        return Condition(wanted)
    try:
        expectation = read_expectation(wanted)
    except SetupError as error:
        raise SetupError(error.what, _HOW) from None
    is_plain = expectation.operator is None and not expectation.negated
    return Condition(wanted, None if is_plain else expectation)


def suggest(label: str, pointer: str | None, exchange: Exchange) -> str:
    """What a place of an answer suggests to wait for: a handle by its type, since its place may change."""
    response = exchange.answer.response() if exchange.answer else None
    if not isinstance(response, InteractResponse):
        return ANYTHING
    if pointer is None:
        return f"handle:{label}" if response.of_type(label) else ANYTHING
    if pointer.startswith("/errors"):
        return "errors"
    for handle in response.handles:
        if (pointer + "/").startswith(handle.pointer + "/"):
            return f"handle:{handle.type}" + pointer.removeprefix(handle.pointer).removeprefix("/payload")
    return pointer or ANYTHING


def check_bounds(pause_seconds: float, sends: int) -> None:
    """Refuses a watch that would ask too often or too long."""
    if not SHORTEST_PAUSE_SECONDS <= pause_seconds <= LONGEST_PAUSE_SECONDS:
        raise SetupError(
            f"A pause of {pause_seconds:g} s is not possible.",
            f"Wait from {SHORTEST_PAUSE_SECONDS:g} s to {LONGEST_PAUSE_SECONDS:g} s between two sends.",
        )
    if not 2 <= sends <= MOST_SENDS:
        raise SetupError(f"{sends} sends are not possible.", f"Choose from 2 to {MOST_SENDS}.")


@dataclass
class Watch:
    """What was seen so far. The first answer is what the others are held against."""

    condition: Condition
    most_sends: int
    ignore: Sequence[str] = IGNORED_PATHS
    observations: list[Observation] = field(default_factory=list)
    _first: JsonValue = None
    _has_first: bool = False

    def see(self, exchange: Exchange, now: datetime) -> Observation:
        """Takes an exchange in. One without an answer is seen, and is never what was waited for."""
        words, matched = self._judge(exchange)
        observation = Observation(now, exchange, words, matched)
        self.observations.append(observation)
        return observation

    @property
    def has_happened(self) -> bool:
        """Whether the last sighting was what was waited for."""
        return bool(self.observations) and self.observations[-1].matched

    @property
    def is_over(self) -> bool:
        """Whether it happened, or as many events as may be were sent."""
        return self.has_happened or len(self.observations) >= self.most_sends

    @property
    def took(self) -> timedelta:
        """From the first send to the last."""
        return self.observations[-1].at - self.observations[0].exchange.sent_at if self.observations else timedelta()

    def verdict(self) -> str:
        """How it ended, in a sentence."""
        count, took = f"{len(self.observations)} send{'' if len(self.observations) == 1 else 's'}", duration(self.took)
        if self.has_happened:
            if self.condition.expectation is not None:
                return f"{self.condition.text} holds after {took} and {count}."
            return f"{self.condition.text} changed after {took} and {count}: {self.observations[-1].words}."
        if self.is_over:
            still = "did not change" if self.condition.expectation is None else "did not hold"
            return f"{self.condition.text} {still} in {took} and {count}."
        return f"{count} in {took}; waiting {self.condition.words}."

    def _judge(self, exchange: Exchange) -> tuple[str, bool]:
        if exchange.failure is not None:
            return f"no answer: {exchange.failure.kind}", False
        if self.condition.expectation is not None:
            verdict = self.condition.expectation.check(exchange)
            return "holds" if verdict.ok else verdict.found or "does not hold", verdict.ok
        seen = _watched(self.condition.text, exchange)
        if not self._has_first:
            self._first, self._has_first = seen, True
            return _brief(seen), False
        ignore = self.ignore if _has_paths(self.condition.text) else ()
        differences = diff(self._first, seen, ignore)
        if not differences:
            return "the same", False
        change = next(each for found in differences for each in found.walk())
        label = _NAMESPACE.sub("", change.label)
        if change.left_pointer is None:
            return f"{label} appeared", True
        if change.right_pointer is None:
            return f"{label} is gone", True
        return f"{label}: {_brief(change.left)} → {_brief(change.right)}", True


def _has_paths(subject: str) -> bool:
    """Whether what is watched keeps its place in the answer, by which volatile paths are known."""
    return subject in (ANYTHING, "errors", "warnings") or (subject.startswith("handle:") and "/" not in subject)


def _watched(subject: str, exchange: Exchange) -> JsonValue:
    answer = exchange.answer
    response = answer.response() if answer else None
    if not isinstance(response, InteractResponse):
        text = answer.text if answer and isinstance(response, ParseError) else ""
        return {"status": answer.status if answer else None, "body": text}
    if subject == ANYTHING:
        status = {"status": answer.status if answer else None}
        return (
            {**response.document, **status}
            if isinstance(response.document, dict)
            else {**status, "": response.document}
        )
    if subject in ("errors", "warnings"):
        problem = [response.problem.members] if response.problem and subject == "errors" else []
        problems = response.errors if subject == "errors" else response.warnings
        return {subject: [*problem, *(each.members for each in problems)]}
    if subject.startswith("handle:") and "/" not in subject:
        handles = response.of_type(subject.removeprefix("handle:"))
        return {"handle": [{"type": handle.type, "payload": handle.payload} for handle in handles]}
    return values_of(subject, exchange)


def _brief(value: JsonValue) -> str:
    if isinstance(value, dict) and set(value) <= {"handle", "errors", "warnings"}:
        (items,) = value.values()
        names = [str(item.get("type", "")).rsplit("/", 1)[-1] for item in items if isinstance(item, dict)]
        return ", ".join(names[:3]) or "none"
    if isinstance(value, dict) and "status" in value:
        return f"status {value['status']}"
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= 60 else text[:59] + "…"
