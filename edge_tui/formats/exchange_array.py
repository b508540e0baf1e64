"""Exchanges as JSON, an array, with the members of `history show --json` that need nothing but the exchange."""

from collections.abc import Sequence

from edge_tui.formats.outgoing import headers_of, response_headers_of
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, pretty
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.origin import Origin
from edge_tui.model.text import escaped_json


def render_array(exchanges: Sequence[Exchange]) -> str:
    """Exchanges as one array; secrets are masked."""
    return escaped_json(pretty([_document(each) for each in exchanges])) + "\n"


def _document(exchange: Exchange) -> JsonObject:
    response, failure = exchange.response, exchange.failure
    return {
        "requestId": exchange.request_id,
        "profile": exchange.profile_name,
        "visitor": exchange.visitor,
        "sentAt": exchange.sent_at.isoformat(),
        "elapsedMs": None if exchange.elapsed_ms is None else round(exchange.elapsed_ms, 1),
        "action": str(exchange.draft.action),
        "datastreamId": exchange.request.datastream_id or None,
        "request": {
            "url": exchange.request.url,
            "headers": _pairs(headers_of(exchange, None)),
            "body": _read(exchange.request.body),
        },
        "status": response.status if response else None,
        "headers": _pairs(response_headers_of(response)) if response else None,
        "body": _read(response.text) if response else None,
        "failure": {"kind": str(failure.kind), "message": failure.message} if failure else None,
        "remarks": list(exchange.notes),
        "origin": None if exchange.origin is None else _origin(exchange.origin),
    }


def _read(text: str) -> JsonValue:
    read = parse_json(text)
    return text if isinstance(read, ParseError) else read


def _pairs(headers: Sequence[tuple[str, str]]) -> JsonObject:
    """Headers by name; a repeated one has an array."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _origin(origin: Origin) -> JsonObject:
    page = origin.page
    return {
        "source": str(origin.source),
        "capture": origin.capture,
        "page": None if page is None else {"url": page.url, "number": page.number, "tab": page.tab or None},
        "initiator": [{"function": each.function, "url": each.url, "line": each.line} for each in origin.initiator],
        "sdk": origin.sdk or None,
        "unload": origin.is_unload,
        "changed": list(origin.changed),
    }
