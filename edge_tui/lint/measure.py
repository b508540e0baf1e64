"""Measures are objects: `{"value": 1}`, not 1."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import kind_of


def check(subject: Subject) -> Iterator[RuleHit]:
    """A bare number, or a numeric string, where an object with a `value` is expected."""
    for placed in subject.fields:
        if placed.field is not None and placed.field.is_measure and not isinstance(placed.value, dict):
            number = _number(placed.value)
            suggestion = None
            if number is not None:
                value = {"value": number}
                suggestion = Suggestion(f'write {{"value": {number}}}', placed.pointer, value=value)
            message = f'{placed.name} must be a measure, such as {{"value": 1}}, not {kind_of(placed.value)}.'
            yield error(placed.pointer, message, suggestion=suggestion)


def _number(value: object) -> int | float | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return None
