"""What is said about a draft while it is written: findings, size, and what Analytics would count."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.lint import Context, lint
from edge_tui.model.document import ParseError, at, kind_of, parse
from edge_tui.model.finding import Finding
from edge_tui.model.placeholders import fill

if TYPE_CHECKING:
    from edge_tui.lint.size import Size

PARTS = ("/query", "/meta/configOverrides")


@dataclass(frozen=True, slots=True)
class Inspection:
    """A text and all that can be said about it without sending it.

    `parse_error` is where it stops being the JSON object that an event is; nothing can be sent then.
    `analytics` is empty when the action carries no event, or the datastream is known to have no
    Analytics. `parts` are the pointers in `PARTS` that lead to something.
    """

    text: str
    findings: tuple[Finding, ...] = ()
    parse_error: ParseError | None = None
    size: "Size | None" = None
    analytics: str = ""
    parts: frozenset[str] = frozenset()


def inspect(text: str, context: Context) -> Inspection:
    """Looks a text through; takes some tens of milliseconds at 64 KB, and touches nothing but its arguments."""
    from edge_tui.lint.analytics_hit import analytics_hit
    from edge_tui.lint.size import measure

    document = parse(text)
    if isinstance(document, ParseError):
        return Inspection(text, lint(text, context), document)
    if not isinstance(document, dict):
        parse_error = ParseError(f"this is {kind_of(document)}: an event is an object, {{…}}", 1, 1, 0)
        return Inspection(text, lint(text, context), parse_error)
    size = measure(fill(document, context.filling).document, len(context.upstreams))
    analytics = analytics_hit(document) if context.has_analytics else ""
    parts = frozenset(pointer for pointer in PARTS if at(document, pointer) is not None)
    return Inspection(text, lint(text, context), None, size, analytics, parts)
