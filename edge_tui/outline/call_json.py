"""Calls of a visit as JSON: one shape for lines, documents and exports."""

from collections.abc import Iterable, Mapping, Sequence

from edge_tui.formats.outgoing import headers_of, response_headers_of
from edge_tui.model.json.document import JsonObject
from edge_tui.model.node import Node
from edge_tui.model.visit import Call, VisitFinding
from edge_tui.outline.exchange_json import exchange_document, headers_document
from edge_tui.outline.json_text import json_text


def render_calls(calls: Iterable[Call], findings: Sequence[VisitFinding]) -> str:
    """Calls as one array; `findings` are those of their visit."""
    by_call = findings_by_call(findings)
    return "".join(json_text([call_document(call, by_call.get(call.key, ())) for call in calls]))


def findings_by_call(findings: Iterable[VisitFinding]) -> Mapping[str, Sequence[VisitFinding]]:
    """The findings about each call, by its key: a finding may be about as many calls as a visit has."""
    found: dict[str, list[VisitFinding]] = {}
    for finding in findings:
        for key in dict.fromkeys(finding.calls):
            found.setdefault(key, []).append(finding)
    return found


def call_document(call: Call, findings: Sequence[VisitFinding], outline: Node | None = None) -> JsonObject:
    """A call with what the checks found about it, `findings`; secrets in its headers are masked.

    Without an `outline` it has none: that is longer than all else together, and follows from it.
    """
    exchange = call.exchange
    document = exchange_document(exchange, outline or Node(""))
    if outline is None:
        del document["outline"]
    document["request"]["headers"] = headers_document(headers_of(exchange, None))
    if exchange.response is not None:
        document["headers"] = headers_document(response_headers_of(exchange.response))
    found = [
        {"check": each.check, "severity": str(each.severity), "message": each.message, "pointer": each.pointer or None}
        for each in findings
    ]
    return {**document, "state": str(call.state), "eventType": call.event_type or None, "findings": found}
