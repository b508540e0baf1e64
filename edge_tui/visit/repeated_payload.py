"""The same event twice within a second, as when two rules fire on one click."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import blake2b

from edge_tui.model.finding import Severity
from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.callers import origins_of, with_place_of_stack
from edge_tui.visit.continuity import visitor_of
from edge_tui.visit.subjects import is_display, keys, named, reached

_WITHIN = timedelta(seconds=1)
# Differ in every event.
_OWN = frozenset({"_id", "timestamp"})
_FIX = "Let one of them send it."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Events that differ in ID and time only, each series once. Page views and displays are other checks'."""
    repeated: list[list[Call]] = []
    last: dict[tuple[object, ...], list[Call]] = {}
    for call in reached(visit.calls):
        if not call.events or call.views or any(is_display(event) for _, event in call.events):
            continue
        key = visitor_of(call), str(call.action), call.datastream, _content(call)
        before = last.get(key)
        if before and call.at - before[-1].at <= _WITHIN and before[-1].page_number == call.page_number:
            before.append(call)
            if len(before) == 2:
                repeated.append(before)
        else:
            last[key] = [call]
    for calls in repeated:
        apart = (calls[-1].at - calls[0].at).total_seconds() * 1000
        times = f"twice, {apart:.0f} ms apart," if len(calls) == 2 else f"{len(calls)} times within {apart:.0f} ms"
        message = f"{named(calls[0])} was sent {times} with the same content{origins_of(calls[0], calls[1])}."
        page = calls[0].page_number
        fix = with_place_of_stack(_FIX, *calls)
        yield VisitFinding("repeated-payload", Severity.WARNING, message, fix, keys(calls), page)


def _content(call: Call) -> object:
    """Equal for calls whose events are."""
    known = call.request_memo.get("content")
    if known is None:
        text = compact([_without_own(event) for _, event in call.events])
        known = call.request_memo["content"] = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return known


def _without_own(event: dict[str, JsonValue]) -> JsonValue:
    xdm = event.get("xdm")
    if not isinstance(xdm, dict):
        return event
    return {**event, "xdm": {name: value for name, value in xdm.items() if name not in _OWN}}
