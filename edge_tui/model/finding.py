"""What is wrong with an event, or could be, before it is sent."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error is refused, by the gateway or by the dataset's schema; a warning may lose data; info is taste."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An edit that mends a finding, of the member at `pointer`.

    It is renamed, moved to another pointer, removed, or, when none of these is said, given
    `value`; a member that is not there yet is added.
    """

    title: str
    pointer: str
    rename: str | None = None
    value: object = None
    move_to: str | None = None
    remove: bool = False


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
