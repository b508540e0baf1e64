"""Event types: any string is valid, but a misspelled standard one isn't counted."""

from collections.abc import Iterator

from edge_tui.lint.event_measure import measure_of
from edge_tui.lint.rule_hit import RuleHit, error, info, warning
from edge_tui.lint.spelling import differs_in_case, nearest, shown
from edge_tui.lint.subject import Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join, kind_of

# Used by Adobe's own SDKs, extensions and documentation, but not listed in the schema: Web SDK and
# Target, messaging-ios and messaging-android, the Web SDK's tag extension (media), concierge-android,
# and the storefront and back office events of Adobe Commerce (Experience League, Data Connection).
_BACK_OFFICE = ("OrderInvoiced", "OrderItemsReturnInitiated", "OrderItemsReturnCompleted", "OrderShipmentCompleted")
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
    "decisioning.propositionDisqualify",
    "liveActivity.start",
    "liveActivity.pushToStart",
    "liveActivity.updateToken",
    "pushTracking.receive",
    *(f"media.reporting.{name}" for name in ("sessionStart", "sessionClose", "chapterClose", "adStart", "adClose")),
    *(f"commerce.backoffice{name}" for name in _BACK_OFFICE),
    "searchRequest",
    "searchResponse",
    "userAccount.createProfile",
    "userAccount.updateProfile",
    *(f"userAccount.backoffice{name}Profile" for name in ("Create", "Update", "Delete")),
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
    if value in known or measure_of(value) is not None:
        # Adobe Commerce names an event after its measure: commerce.requisitionListAdds.
        return
    near = nearest(value, known)
    if near is not None:
        case = " Case matters." if differs_in_case(value, near) else ""
        yield warning(
            place,
            f"{shown(value)} isn't a standard event type; did you mean {near}?{case}",
            suggestion=Suggestion(f"write {near}", place, value=near),
        )
    else:
        yield info(
            place,
            f"{shown(value) if value else 'The empty string'} is a custom event type: not counted in standard reports.",
        )
