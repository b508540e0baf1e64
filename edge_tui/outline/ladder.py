"""A ladder of checks that explains why there is nothing."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rung:
    """One check of a ladder. A failed one has a conclusion, and what to do about it."""

    mark: Mark
    words: str
    conclusion: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The checks, the sentence they end in, and the next thing to do.

    `subject` is the scope or surface, empty for the whole response. `can_try` says that sending the
    same event as a new visitor, or without its overrides if it `has_overrides`, would tell more.
    """

    question: str
    subject: str
    rungs: tuple[Rung, ...]
    conclusion: str
    next_step: str
    can_try: bool = False
    has_overrides: bool = False
