"""What is wrong with an event, or could be, before it is sent."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps the gateway from accepting the event; a warning loses data later; info is taste."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An edit that mends a finding: the member at `pointer` renamed, or its value replaced."""

    title: str
    pointer: str
    rename: str | None = None
    value: object = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's word on one place. `line` and `column` count from 1, 0 where unknown.

    `predicts` is the EXEG code (`0101`) that the gateway would answer, or None when only the
    dataset would notice.
    """

    rule: str
    severity: Severity
    pointer: str
    message: str
    line: int = 0
    column: int = 0
    predicts: str | None = None
    suggestion: Suggestion | None = None
