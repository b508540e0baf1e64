"""An exchange as JSON; the shape is stable."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from edge_tui.model.exchange import Exchange, Failure, Summary
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, parse
from edge_tui.model.node import Node
from edge_tui.model.origin import Origin
from edge_tui.model.placeholders import iso
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse

SHAPE = """\
{"requestId", "gatewayRequestId", "profile", "visitor", "sentAt", "elapsedMs",
 "request": {"method", "url", "headers", "body"},
 "outcome": "answer" or "failure", null if there is neither,
 "status", "headers", "body", "failure": {"kind", "message"; "cause" where a browser told it},
 "handles": [{"type", "eventIndex", "payload"}], "errors", "warnings",
 "outline": {"label", "value", "children"},
 "expectations": [{"expression", "ok"}],
 "action", "template", "replayOf", "remarks", "datastreamId",
 "origin": {"source", "capture", "page", "initiator", "sdk", "unload", ...}, null if edge-tui sent it,
 "identification": {"sent", "ecid", "previousEcid", "why", "certainty", "returnedEcid", "organizations", "concerns"}}"""


class Verdict(Protocol):
    """Whether an expectation was met; if not, `found` says what was found instead."""

    @property
    def expression(self) -> str: ...

    @property
    def ok(self) -> bool: ...

    @property
    def found(self) -> str: ...


def exchange_document(exchange: Exchange, outline: Node, verdicts: Sequence[Verdict] = ()) -> JsonObject:
    """An exchange as JSON. A rejection's problem is listed among the errors too.

    A repeated header has an array as its value; a body that isn't JSON is a string.
    """
    response, failure = exchange.response, exchange.failure
    parsed = response.parsed() if response else None
    read = parsed if isinstance(parsed, InteractResponse) else InteractResponse(None)
    return {
        "requestId": exchange.request_id,
        "gatewayRequestId": read.request_id,
        "profile": exchange.profile_name,
        "visitor": exchange.visitor,
        "sentAt": iso(exchange.sent_at),
        "elapsedMs": None if exchange.elapsed_ms is None else round(exchange.elapsed_ms, 1),
        "request": _request(exchange.request),
        "outcome": "answer" if response else "failure" if failure else None,
        "status": response.status if response else None,
        "headers": headers_document(response.headers) if response else None,
        "body": (_text(response.text) if isinstance(parsed, ParseError) else read.document) if response else None,
        "failure": _failure(failure) if failure else None,
        "handles": [
            {"type": handle.type, "eventIndex": handle.event_index, "payload": handle.payload}
            for handle in read.handles
        ],
        "errors": [problem.members for problem in ((read.problem,) if read.problem else read.errors)],
        "warnings": [problem.members for problem in read.warnings],
        "outline": outline,
        "expectations": [
            {"expression": verdict.expression, "ok": verdict.ok} | ({"found": verdict.found} if verdict.found else {})
            for verdict in verdicts
        ],
        "action": str(exchange.draft.action),
        "template": exchange.draft.template,
        "replayOf": exchange.replay_of,
        "remarks": list(exchange.notes),
        "datastreamId": exchange.request.datastream_id or None,
        "origin": None if exchange.origin is None else _origin(exchange.origin),
        "identification": _identification(exchange) if response else None,
    }


def _failure(failure: Failure) -> JsonObject:
    cause = {"cause": failure.cause} if failure.cause else {}
    return {"kind": str(failure.kind), "message": failure.message, **cause}


def _identification(exchange: Exchange) -> JsonObject:
    """Who the gateway took the exchange for, and why."""
    from edge_tui.identification import concerns_of, identify

    found = identify(exchange)
    return {
        "sent": [
            {
                "namespace": each.namespace,
                "id": each.id or None,
                "carrier": str(each.carrier),
                "pointer": each.pointer,
                "organization": each.organization or None,
                "isWinner": each is found.winner,
            }
            for each in found.sent
        ],
        "ecid": found.ecid or None,
        "previousEcid": found.previous_ecid or None,
        "why": found.reason.sentence,
        "certainty": str(found.reason.certainty),
        "returnedEcid": found.returned.ecid or None,
        "organizations": {"sent": list(found.organizations), "returned": list(found.returned.organizations)},
        "concerns": [
            {
                "kind": str(each.kind),
                "sentence": each.sentence,
                "certainty": str(each.certainty),
                "pointer": each.pointer,
                "isWarning": each.is_warning,
            }
            for each in concerns_of(exchange, found)
        ],
    }


def _origin(origin: Origin) -> JsonObject:
    page = origin.page
    return {
        "source": str(origin.source),
        "capture": origin.capture,
        "page": None
        if page is None
        else {
            "url": page.url,
            "number": page.number,
            "tab": page.tab or None,
            "loadedAt": None if page.loaded_at is None else iso(page.loaded_at),
            "routeOf": page.route_of or None,
            "returnOf": page.return_of or None,
            "prerenderedAt": None if page.prerendered_at is None else iso(page.prerendered_at),
        },
        "initiator": [
            {"function": each.function, "url": each.url, "line": each.line, "column": each.column or None}
            for each in origin.initiator
        ],
        "tagRules": list(origin.tag_rules),
        "sentTo": None
        if origin.sent_to is None
        else {"host": origin.sent_to.host, "datastreamId": origin.sent_to.datastream or None},
        "sdk": origin.sdk or None,
        "unload": origin.is_unload,
        "prerendered": origin.is_prerendered,
        "cookiesSent": list(origin.cookies_sent),
        "cookiesRefused": [{"name": name, "reason": reason} for name, reason in origin.cookies_refused],
        "changed": list(origin.changed),
        "heldMs": round(origin.held_ms, 1),
        "address": origin.address or None,
    }


def summary_document(summary: Summary) -> JsonObject:
    """A past exchange as an item of a JSON list."""
    return {
        "requestId": summary.request_id,
        "gatewayRequestId": summary.gateway_request_id,
        "sentAt": iso(summary.sent_at),
        "profile": summary.profile_name,
        "visitor": summary.visitor,
        "template": summary.template,
        "eventType": summary.event_type,
        "status": summary.status,
        "handleTypes": list(summary.handle_types),
        "elapsedMs": None if summary.elapsed_ms is None else round(summary.elapsed_ms, 1),
        "action": str(summary.action),
        "failure": summary.failure,
        "codes": list(summary.codes),
        "replayOf": summary.replay_of,
        "datastreamId": summary.datastream or None,
        "capture": summary.capture or None,
        "page": summary.page or None,
        "ecid": summary.ecid or None,
        "ecidChanged": summary.has_new_ecid,
    }


def _request(request: InteractRequest) -> JsonObject:
    body = parse(request.body)
    return {
        "method": "POST",
        "url": request.url,
        "headers": headers_document(request.shown_headers),
        "body": request.body if isinstance(body, ParseError) else body,
    }


def headers_document(headers: Iterable[tuple[str, str]]) -> JsonObject:
    """Headers by name; a repeated one has an array."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    return {name: given[0] if len(given) == 1 else given for name, given in values.items()}


def _text(text: str) -> JsonValue:
    return text or None
