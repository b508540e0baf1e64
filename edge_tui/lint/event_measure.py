"""Event types that have a measure, and events that lack it."""

from collections.abc import Iterator
from functools import cache

from edge_tui.lint.rule_hit import RuleHit, info
from edge_tui.lint.subject import Part, Subject
from edge_tui.lint.xdm import dictionary
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import at, join

# Event types whose measure has a different path (adobe/xdm).
_MEASURES = {
    "web.webpagedetails.pageViews": "/web/webPageDetails/pageViews",
    "web.webinteraction.linkClicks": "/web/webInteraction/linkClicks",
    "directMarketing.emailSent": "/directMarketing/sends",
    "directMarketing.emailDelivered": "/directMarketing/emailDelivered",
    "directMarketing.emailOpened": "/directMarketing/opens",
    "directMarketing.emailClicked": "/directMarketing/clicks",
    "directMarketing.emailBounced": "/directMarketing/bounces",
    "directMarketing.emailUnsubscribed": "/directMarketing/unsubscriptions",
    "location.entry": "/placeContext/POIinteraction/poiEntries",
    "location.exit": "/placeContext/POIinteraction/poiExits",
}
_FAMILIES = ("commerce", "advertising")


@cache
def measure_of(event_type: str) -> str | None:
    """The pointer into `xdm` of the measure for an event type; None without one."""
    family, _, name = event_type.partition(".")
    if family in _FAMILIES:
        field = dictionary.event().fields[family].fields.get(name)
        return f"/{family}/{name}" if field is not None and field.is_measure else None
    return _MEASURES.get(event_type)


def check(subject: Subject) -> Iterator[RuleHit]:
    """Reports on the event type count the event; reports on the measure don't."""
    for part in subject.event_xdms:
        event_type = part.members.get("eventType")
        pointer = measure_of(event_type) if isinstance(event_type, str) else None
        if pointer is None or at(part.members, pointer) is not None or _has_analytics_data(subject, part):
            continue
        place = part.pointer + pointer
        dotted = pointer[1:].replace("/", ".")
        yield info(
            join(part.pointer, "eventType"),
            f"{event_type} without its measure {dotted}: reports on the measure won't count it.",
            suggestion=Suggestion(f'add {dotted} {{"value": 1}}', place, value={"value": 1}),
        )


def _has_analytics_data(subject: Subject, xdm: Part) -> bool:
    """Whether the event sets Analytics variables in `data` instead."""
    event = xdm.pointer.removesuffix("/xdm")
    return any(at(subject.document, event + place) for place in ("/data/__adobe/analytics", "/data/__adobe.analytics"))
