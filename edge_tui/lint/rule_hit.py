"""A rule's result; the linter adds the rule's name and the line."""

from dataclasses import dataclass

from edge_tui.model.finding import Severity, Suggestion


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A finding without its position in the text. `on_name` marks the member's name, not its value."""

    severity: Severity
    pointer: str
    message: str
    predicts: str | None = None
    suggestion: Suggestion | None = None
    on_name: bool = False


def error(
    pointer: str,
    message: str,
    *,
    predicts: str | None = None,
    suggestion: Suggestion | None = None,
    on_name: bool = False,
) -> RuleHit:
    """The gateway or the dataset's schema rejects it."""
    return RuleHit(Severity.ERROR, pointer, message, predicts, suggestion, on_name)


def warning(
    pointer: str,
    message: str,
    *,
    predicts: str | None = None,
    suggestion: Suggestion | None = None,
    on_name: bool = False,
) -> RuleHit:
    """It is accepted, but data may be lost."""
    return RuleHit(Severity.WARNING, pointer, message, predicts, suggestion, on_name)


def info(pointer: str, message: str, *, suggestion: Suggestion | None = None, on_name: bool = False) -> RuleHit:
    """It is accepted; there may be a better way."""
    return RuleHit(Severity.INFO, pointer, message, None, suggestion, on_name)
