"""Calls of a visit as a table of comma-separated values: a row for each event."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from edge_tui.model.json.document import JsonObject, at, compact
from edge_tui.model.visit import Call, CallState

COLUMNS = (
    *("at", "page", "page url", "kind", "action", "event type", "state", "status", "elapsed ms", "as page went"),
    *("failure", "datastream", "host", "name", "url", "link", "request id", "xdm", "data"),
)
# A spreadsheet takes a cell that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_table(calls: Iterable[Call]) -> str:
    """The table with its heading; a call without events has one row. Numbers and dates are for machines."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for call in calls:
        for event in [event for _, event in call.events] or [{}]:
            writer.writerow([_cell(each) for each in _row(call, event)])
    return written.getvalue()


def _row(call: Call, event: JsonObject) -> Iterator[str]:
    exchange, page = call.exchange, call.page
    elapsed_ms = exchange.elapsed_ms
    yield call.at.isoformat(timespec="milliseconds")
    yield str(page.number) if page else ""
    yield page.url if page else ""
    yield _kind(call, event)
    yield str(call.action)
    yield _text(event, "/xdm/eventType")
    yield str(call.state)
    yield "" if call.status is None else str(call.status)
    yield f"{elapsed_ms:.1f}" if elapsed_ms is not None and call.state is CallState.ANSWERED else ""
    yield "yes" if call.is_unload else ""
    yield exchange.failure.cause or str(exchange.failure.kind) if exchange.failure else ""
    yield exchange.request.datastream_id
    yield call.host
    yield _text(event, "/xdm/web/webPageDetails/name")
    yield _text(event, "/xdm/web/webPageDetails/URL")
    yield _text(event, "/xdm/web/webInteraction/name")
    yield exchange.request_id
    for member in ("xdm", "data"):
        yield compact(event[member]) if event.get(member) else ""


def _kind(call: Call, event: JsonObject) -> str:
    """What people look for first: page loads and interactions told apart."""
    if any(event is view for _, view in call.views):
        return "page view"
    return "interaction" if isinstance(at(event, "/xdm/web/webInteraction"), dict) else "event" if event else "other"


def _text(event: JsonObject, pointer: str) -> str:
    found = at(event, pointer)
    return found if isinstance(found, str) else ""


def _cell(text: str) -> str:
    text = text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
    return f"'{text}" if text.startswith(_FORMULA) else text
