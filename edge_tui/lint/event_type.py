"""Event types: any string is legal, and a misspelt standard one counts as nothing."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import nearest
from edge_tui.lint.subject import Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.document import join, kind_of
from edge_tui.model.finding import Suggestion

# Sent by Adobe's own SDKs and documents, though not in the list of the schema.
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
    """The standard event types of adobe/xdm, and those in use beside them."""
    return (*dictionary.event().fields["eventType"].known, *IN_USE)


def check(subject: Subject) -> Iterator[RuleHit]:
    """A near miss is a warning, an event type of one's own a note."""
    for part in subject.event_xdms:
        place = join(part.pointer, "eventType")
        if "eventType" in part.members and not subject.is_unfilled(place):
            yield from _check_value(part.members["eventType"], place)


def _check_value(value: object, place: str) -> Iterator[RuleHit]:
    if not isinstance(value, str):
        yield error(place, f"eventType is a string, not {kind_of(value)}.", predicts="0102")
        return
    known = event_types()
    if value in known:
        return
    near = nearest(value, known)
    if near is not None:
        case = " Case matters." if near.casefold() == value.casefold() else ""
        yield warning(
            place,
            f"{value} is not the standard event type {near}.{case}",
            suggestion=Suggestion(f"write {near}", place, value=near),
        )
    else:
        yield info(place, f"{value or 'The empty string'} is an event type of your own: no standard report counts it.")
