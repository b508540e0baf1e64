"""Event types: any string is valid, but a misspelled standard one isn't counted."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import nearest
from edge_tui.lint.subject import Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join, kind_of

# Used by Adobe's own SDKs and documentation, but not listed in the schema.
IN_USE = (
    "decisioning.propositionFetch",
    "decisioning.propositionSuppressDisplay",
    "advertising.enrichment",
    "advertising.enrichment_ct",
    "userAccount.login",
    "userAccount.logout",
    "display",
    "click",
    "personalization.request",
)


def event_types() -> tuple[str, ...]:
    """The standard event types of adobe/xdm, and others in use."""
    return (*dictionary.event().fields["eventType"].known, *IN_USE)


def check(subject: Subject) -> Iterator[RuleHit]:
    """A misspelled type is a warning, a custom type is info."""
    for part in subject.event_xdms:
        place = join(part.pointer, "eventType")
        if "eventType" in part.members and not subject.is_unfilled(place):
            yield from _check_value(part.members["eventType"], place)


def _check_value(value: object, place: str) -> Iterator[RuleHit]:
    if not isinstance(value, str):
        yield error(place, f"eventType must be a string, not {kind_of(value)}.", predicts="0102")
        return
    known = event_types()
    if value in known:
        return
    near = nearest(value, known)
    if near is not None:
        case = " Case matters." if near.casefold() == value.casefold() else ""
        yield warning(
            place,
            f"{value} isn't a standard event type; did you mean {near}?{case}",
            suggestion=Suggestion(f"write {near}", place, value=near),
        )
    else:
        yield info(place, f"{value or 'The empty string'} is a custom event type: not counted in standard reports.")
