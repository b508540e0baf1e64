"""What would go wrong with an event, told before it is sent. One module a rule, listed in RULES."""

from collections.abc import Callable, Iterator

from edge_tui.lint import (
    client_state,
    config_overrides,
    consent,
    decision_scopes,
    deprecated_field,
    duplicate_name,
    ecid,
    envelope,
    event_measure,
    event_type,
    field_value,
    fpid,
    hashed_identity,
    identity_map,
    measure,
    misplaced,
    personal_data,
    placeholder,
    primary_identity,
    query,
    queue_time,
    required_field,
    schema,
    size,
    timestamp,
    unknown_field,
)
from edge_tui.lint.context import Context
from edge_tui.lint.remark import Remark
from edge_tui.lint.subject import Subject
from edge_tui.model.document import JsonObject, Slip, parse, pretty
from edge_tui.model.finding import Finding, Severity

__all__ = ["RULES", "SYNTAX", "Context", "lint"]

Rule = Callable[[Subject], Iterator[Remark]]

# The one rule that needs no document.
SYNTAX = "syntax"

RULES: dict[str, Rule] = {
    "duplicate-name": duplicate_name.check,
    "envelope": envelope.check,
    "misplaced": misplaced.check,
    "placeholder": placeholder.check,
    "identity-map": identity_map.check,
    "primary-identity": primary_identity.check,
    "ecid": ecid.check,
    "fpid": fpid.check,
    "hashed-identity": hashed_identity.check,
    "personal-data": personal_data.check,
    "timestamp": timestamp.check,
    "event-type": event_type.check,
    "event-measure": event_measure.check,
    "unknown-field": unknown_field.check,
    "measure": measure.check,
    "field-value": field_value.check,
    "required-field": required_field.check,
    "deprecated-field": deprecated_field.check,
    "query": query.check,
    "decision-scopes": decision_scopes.check,
    "config-overrides": config_overrides.check,
    "consent": consent.check,
    "client-state": client_state.check,
    "queue-time": queue_time.check,
    "size": size.check,
    "schema": schema.check,
}


def lint(source: str | JsonObject, context: Context) -> tuple[Finding, ...]:
    """Everything that can be said about an event without sending it, in the order of the text.

    A document is looked at as `pretty` would lay it out. A text that is not JSON has one
    finding, `syntax`. No rule reads a clock or a file: what they need stands in the context.
    """
    text = source if isinstance(source, str) else pretty(source)
    document = parse(text)
    if isinstance(document, Slip):
        return (Finding(SYNTAX, Severity.ERROR, "", document.message, document.line, document.column, "0101"),)
    subject = Subject(text, document, context)
    findings = [_placed(name, remark, subject) for name, rule in RULES.items() for remark in rule(subject)]
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))


def _placed(rule: str, remark: Remark, subject: Subject) -> Finding:
    member = subject.positions.member(remark.pointer)
    if remark.on_name and member is not None:
        offset = member.whole.start
    else:
        value = subject.positions.value(remark.pointer)
        offset = value.start if value is not None else 0
    line, column = subject.positions.line_and_column(offset)
    return Finding(
        rule, remark.severity, remark.pointer, remark.message, line, column, remark.predicts, remark.suggestion
    )
