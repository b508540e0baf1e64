"""Calls of one visit to more than one datastream."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.request import Action
from edge_tui.model.text import counted, short_datastream
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys

_FIX = "If it isn't meant, check the datastream in the SDK's configuration on these pages."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each datastream but the one with most calls. The Media Edge API may have its own."""
    found: dict[str, list[Call]] = {}
    for call in visit.calls:
        datastream = call.exchange.request.datastream_id
        if datastream and call.action is not Action.MEDIA:
            found.setdefault(datastream, []).append(call)
    if len(found) < 2:
        return
    main = max(found, key=lambda each: len(found[each]))
    for datastream, calls in found.items():
        if datastream != main:
            numbers = sorted({call.page_number for call in calls if call.page_number})
            where = f" on page {', '.join(map(str, numbers[:6]))}{', …' if len(numbers) > 6 else ''}" if numbers else ""
            message = (
                f"{counted(len(calls), 'call')}{where} went to datastream {short_datastream(datastream, 8)}, "
                f"{counted(len(found[main]), 'call')} to {short_datastream(main, 8)}."
            )
            page = numbers[0] if len(numbers) == 1 else 0
            yield VisitFinding("several-datastreams", Severity.WARNING, message, _FIX, keys(calls), page)
