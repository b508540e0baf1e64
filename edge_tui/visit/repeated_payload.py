"""The same event twice within a second, as when two rules fire on one click."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import is_display, keys, named, reached

_WITHIN = timedelta(seconds=1)
# Differ in every event.
_OWN = frozenset({"_id", "timestamp"})
_FIX = "Let one rule send it: the initiators of both calls show which two do."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Events that differ in ID and time only. Page views and displays are other checks'."""
    last: dict[tuple[str, str, str], Call] = {}
    for call in reached(visit.calls):
        if not call.events or call.views or any(is_display(event) for _, event in call.events):
            continue
        content = compact([_without_own(event) for _, event in call.events])
        key = str(call.action), call.exchange.request.datastream_id, content
        before = last.get(key)
        if before is not None and call.at - before.at <= _WITHIN and before.page_number == call.page_number:
            apart = (call.at - before.at).total_seconds() * 1000
            message = f"{named(call)} was sent twice, {apart:.0f} ms apart, with the same content."
            found = keys((before, call))
            yield VisitFinding("repeated-payload", Severity.WARNING, message, _FIX, found, call.page_number)
        last[key] = call


def _without_own(event: dict[str, JsonValue]) -> JsonValue:
    xdm = event.get("xdm")
    if not isinstance(xdm, dict):
        return event
    return {**event, "xdm": {name: value for name, value in xdm.items() if name not in _OWN}}
