"""Exchanges as a table: a row for each event, a column for each of its fields. For spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence

from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, at, compact
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.text import visible

COLUMNS = (
    *("sentAt", "capture", "page", "tab", "isUnload", "action", "datastreamId", "requestId", "status", "failure"),
    *("elapsedMs", "eventType"),
)
# An event with more fields than these is one of a list of products: the rest is left out.
_MAX_FIELDS = 300
_MAX_CELL = 32_000
# Spreadsheets take a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@")


def render(exchange: Exchange, *, token: str | None = None) -> str:  # noqa: ARG001 (no header is a column)
    """One exchange: the names of the columns, and a row for each of its events."""
    return table([exchange])


def table(exchanges: Sequence[Exchange]) -> str:
    """Exchanges in one table: what every exchange has, then the fields of events in the order of their appearance."""
    rows = [row for exchange in exchanges for row in _rows(exchange)]
    fields = dict.fromkeys(name for _, event in rows for name in event)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_cell, (*COLUMNS, *fields)))
    for known, event in rows:
        writer.writerow(map(_cell, (*known, *(event.get(name, "") for name in fields))))
    return text.getvalue()


def _rows(exchange: Exchange) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The columns that every exchange has, and the fields of one event; a call without events is one row."""
    body = parse_json(exchange.request.body)
    document: JsonValue = None if isinstance(body, ParseError) else body
    events = [at(document, "/event"), *(listed if isinstance(listed := at(document, "/events"), list) else [])]
    found = [each for each in events if isinstance(each, dict)]
    for event in found or [{}]:
        kind = at(event, "/xdm/eventType")
        yield [*_known(exchange), kind if isinstance(kind, str) else ""], dict(_fields(event))


def _known(exchange: Exchange) -> list[str]:
    origin, response, failure = exchange.origin, exchange.response, exchange.failure
    page = origin.page if origin else None
    return [
        exchange.sent_at.isoformat(),
        origin.capture if origin else "",
        page.url if page else "",
        page.tab if page else "",
        ("yes" if origin.is_unload else "no") if origin else "",
        str(exchange.draft.action),
        exchange.request.datastream_id,
        exchange.request_id,
        str(response.status) if response else "",
        failure.kind.word if failure else "",
        "" if exchange.elapsed_ms is None else f"{exchange.elapsed_ms:.0f}",
    ]


def _fields(event: JsonValue) -> Iterator[tuple[str, str]]:
    """The fields of an event by their paths: `xdm.web.webPageDetails.name`, `xdm.productListItems.0.SKU`."""
    waiting: list[tuple[str, JsonValue]] = [("", event)]
    count = 0
    while waiting and count < _MAX_FIELDS:
        path, value = waiting.pop(0)
        if isinstance(value, dict) and value:
            waiting[:0] = [(f"{path}.{name}" if path else name, member) for name, member in value.items()]
        elif isinstance(value, list) and value:
            waiting[:0] = [(f"{path}.{index}", item) for index, item in enumerate(value[:_MAX_FIELDS])]
        elif path:
            count += 1
            yield path, value if isinstance(value, str) else compact(value)


def _cell(text: str) -> str:
    """A cell that no spreadsheet runs, without control characters and on one line."""
    shown = visible(text[:_MAX_CELL])
    is_number = shown.removeprefix("-").replace(".", "", 1).isdigit()
    return f"'{shown}" if shown.startswith(_FORMULA) and not is_number else shown
