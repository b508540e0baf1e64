"""Findings: actual or possible problems of an event, known before it is sent."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors are rejected by the gateway or the dataset's schema; warnings may lose data; info is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An edit of the member at `pointer` that fixes a finding.

    It is renamed, moved to another pointer, removed, or otherwise set to `value`; a missing
    member is added.
    """

    title: str
    pointer: str
    rename: str | None = None
    value: object = None
    move_to: str | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's result for one place. `line` and `column` count from 1, 0 when unknown.

    `predicts` is the EXEG code (`0101`) the gateway would return, or None when the gateway
    accepts the event and only the dataset would reject it.
    """

    rule: str
    severity: Severity
    pointer: str
    message: str
    line: int = 0
    column: int = 0
    predicts: str | None = None
    suggestion: Suggestion | None = None
