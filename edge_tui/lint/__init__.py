"""Validates an event before it is sent. One module per rule, registered in `rules.py`."""

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from edge_tui.lint.context import Context
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, parse, pretty

if TYPE_CHECKING:
    from edge_tui.lint.rule_hit import RuleHit
    from edge_tui.lint.subject import Subject

__all__ = ["SYNTAX", "Context", "hits", "lint"]

# The one rule that needs no document.
SYNTAX = "syntax"


def lint(source: str | JsonObject, context: Context) -> tuple[Finding, ...]:
    """The findings for an event, in the order of the text.

    A document is formatted with `pretty` first. A text that isn't JSON has one finding, `syntax`.
    Rules don't read a clock or a file: everything they need is in the context.
    """
    text = source if isinstance(source, str) else pretty(source)
    document = parse(text)
    if isinstance(document, ParseError):
        return (Finding(SYNTAX, Severity.ERROR, "", document.message, document.line, document.column, "0101"),)
    # Imported late: an empty editor needs no rules.
    from edge_tui.lint.subject import Subject

    subject = Subject(text, document, context)
    findings = [_placed(name, hit, subject) for name, hit in _hits(subject)]
    return tuple(sorted(findings, key=lambda finding: (finding.line, finding.column)))


def hits(text: str, document: JsonValue, context: Context, left_out: Container[str]) -> Iterator[tuple[str, "RuleHit"]]:
    """What rules find, each with its rule's name, in the order of the rules.

    For whoever needs no place in the text, which takes as long to find as what is wrong. `document` is what the text
    is when parsed; the rules `left_out` aren't run.
    """
    from edge_tui.lint.subject import Subject

    return _hits(Subject(text, document, context), left_out)


def _hits(subject: "Subject", left_out: Container[str] = ()) -> Iterator[tuple[str, "RuleHit"]]:
    from edge_tui.lint.rules import RULES

    return ((name, hit) for name, rule in RULES.items() if name not in left_out for hit in rule(subject))


def _placed(rule: str, hit: "RuleHit", subject: "Subject") -> Finding:
    member = subject.positions.member(hit.pointer)
    if hit.on_name and member is not None:
        offset = member.whole.start
    else:
        value = subject.positions.value(hit.pointer)
        offset = value.start if value is not None else 0
    line, column = subject.positions.line_and_column(offset)
    return Finding(rule, hit.severity, hit.pointer, hit.message, line, column, hit.predicts, hit.suggestion)
