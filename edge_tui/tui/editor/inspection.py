"""Inspects a draft without sending it: findings, size, and its Analytics hit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.lint import Context, lint
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, kind_of, parse
from edge_tui.model.placeholders import fill
from edge_tui.model.text import counted

if TYPE_CHECKING:
    from edge_tui.lint.size import Size

SEVERITIES = tuple(Severity)
PARTS = ("/query", "/meta/configOverrides")


@dataclass(frozen=True, slots=True)
class Inspection:
    """The result of inspecting a text.

    `parse_error`: it isn't a JSON object, and can't be sent. `analytics` is empty if the action has
    no event, or the datastream is known to have no Analytics. `parts` are the `PARTS` that it has.
    `large_bytes` is the size, about, of a text too large to be checked; 0 if it was checked.
    """

    text: str
    findings: tuple[Finding, ...] = ()
    parse_error: ParseError | None = None
    size: "Size | None" = None
    analytics: str = ""
    parts: frozenset[str] = frozenset()
    large_bytes: int = 0


def inspect(text: str, context: Context) -> Inspection:
    """Inspects a text. Takes some tens of milliseconds at 64 KB; safe to call in a thread."""
    from edge_tui.lint.analytics_hit import analytics_hit
    from edge_tui.lint.size import measure

    document = _event(text)
    if isinstance(document, ParseError):
        return Inspection(text, worst_first(lint(text, context)), document)
    size = measure(fill(document, context.filling).document, len(context.upstreams))
    analytics = analytics_hit(document) if context.has_analytics else ""
    return Inspection(text, worst_first(lint(text, context)), None, size, analytics, parts_of(document))


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes, each in the order of the text: there may be room for one of them only."""
    return tuple(sorted(findings, key=lambda each: SEVERITIES.index(each.severity)))


def parts_of(document: JsonValue | ParseError) -> frozenset[str]:
    """The `PARTS` that a document has."""
    if isinstance(document, ParseError):
        return frozenset()
    return frozenset(pointer for pointer in PARTS if at(document, pointer) is not None)


def inspect_large(text: str, context: Context) -> Inspection:
    """Looks only for what prevents sending a text."""
    document = _event(text)
    if isinstance(document, ParseError):
        return Inspection(text, lint(text, context), document, large_bytes=len(text))
    return Inspection(text, large_bytes=len(text))


def _event(text: str) -> JsonObject | ParseError:
    document = parse(text)
    if isinstance(document, ParseError | dict):
        return document
    return ParseError(f"this is {kind_of(document)}, but an event must be an object, {{…}}", 1, 1, 0)


def summary_of(found: Inspection, *, is_narrow: bool) -> str:
    """How many problems and notes there are, and the size against the limit."""
    notes = sum(each.severity is Severity.INFO for each in found.findings)
    problems = len(found.findings) - notes
    words = [counted(problems, "problem")] if problems else [] if notes else ["no problems"]
    words += [counted(notes, "note")] if notes else []
    if found.size is not None:
        over = " over the limit" if found.size.is_over else ""
        words.append(f"{found.size.body_bytes / 1024:.1f}{'/' if is_narrow else ' of '}64 KB{over}")
    return " · ".join(words)
