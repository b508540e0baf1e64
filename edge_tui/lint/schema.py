"""Validates an event against a custom XDM schema."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import join

_MAX_MESSAGE_CHARACTERS = 200
_REQUIRED = re.compile(r"'(\w+)' is a required property")
# The gateway adds these before the dataset sees the event (Experience League, data collection).
_FILLED_IN = (
    ("_id",), ("timestamp",), ("receivedTimestamp",), ("implementationDetails",), ("botDetection",),
    ("placeContext", "geo"), ("userActivityRegion",), ("consentStrings",),
)  # fmt: skip
# The rule `required-field` names them, with and without a schema.
_NAMED_ANYWAY = ("_id", "timestamp")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Each `xdm` against the schema of the context; external references are reported, never fetched."""
    schema = subject.context.schema
    if schema is None or not subject.event_xdms:
        return
    for reference in schema.absent:
        yield info("", f"Your schema refers to {reference}, which is not in the file: that part is not checked.")
    # Imported late: it loads jsonschema.
    from edge_tui.lint.schema_budget import Budget

    # One budget for all events of the request.
    budget = Budget()
    for part in subject.event_xdms:
        filled: list[str] = []
        violations = [(path, _short(message)) for path, message in schema.violations(part.members, budget)]
        for path, message in sorted(violations, key=lambda each: list(map(str, each[0]))):
            pointer = join(part.pointer, *path)
            required = _REQUIRED.fullmatch(message)
            if required is not None and (*path, required[1]) in _FILLED_IN:
                filled.append(".".join((*map(str, path), required[1])))
            elif not subject.is_unfilled(pointer):
                yield error(pointer, f"Your schema: {message}.")
        named = [name for name in filled if name not in _NAMED_ANYWAY]
        if named:
            message = f"Your schema requires {', '.join(named)}: Edge will fill this in."
            yield info(part.pointer, message, on_name=True)
    for note in budget.notes:
        yield warning(subject.event_xdms[0].pointer, f"Your schema: {note}")


def _short(message: str) -> str:
    """A message without most of the value it quotes."""
    if len(message) <= _MAX_MESSAGE_CHARACTERS:
        return message
    half = _MAX_MESSAGE_CHARACTERS // 2
    return f"{message[:half]} … {message[-half:]}"
