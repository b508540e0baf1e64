"""A visit as JSON: one object a line while it goes on, one document afterwards; the shapes are stable."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import write
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject
from edge_tui.model.node import Node
from edge_tui.model.origin import Page, Sdk, Tried
from edge_tui.model.placeholders import iso
from edge_tui.model.visit import Call, CallState, Visit, VisitFinding
from edge_tui.outline.call_json import call_document, findings_by_call
from edge_tui.outline.json_text import json_line
from edge_tui.recording import VisitSummary
from edge_tui.visit import check_visit
from edge_tui.visit.callers import callers_of

if TYPE_CHECKING:
    from edge_tui.compare.expectations import Verdict

SHAPE = """\
{"type": "page", "number", "url", "tab", "at", "routeOf", "returnOf", "prerenderedAt"}; "at" is null for one that
    hasn't come yet, "routeOf" the number of the page that became it by script, "returnOf" of the one that the
    back/forward cache showed again, "prerenderedAt" when it was loaded before anybody saw it, until "at"
{"type": "sdk", "name", "library", "version", "config", "page"}
{"type": "call", ... the shape of `history show --json` ..., "origin": {...}, "findings"}, once the call has ended
{"type": "blocked", "url", "by", "directive", "requestId", "page"}, after the call of a blocked one
{"type": "tried", "command", "why", "eventType", "instance", "detail", "page", "at"}
{"type": "notice", "text"}, something to know at once
{"type": "finding", "check", "severity", "message", "fix", "page", "requestIds", "pointer",
    "callers": [{"requestId", "script", "tagRules"}]}
{"type": "summary", "name", "pages", "routes", "calls", "blocked", "withoutAnswer", "unload", "tried", "deleted",
    "findings", "ecids", "locationHints", "consent", "datastreams", "hosts", "sentTo", "libraries", "longestHoldMs",
    "rules", "notices", "expectations": [{"expression", "ok", "found"}]}, the last line"""

# Checks run again while a visit goes on, but for no more than this share of the time.
_CHECK_SHARE = 0.1


class DocumentWriter:
    """One object a line, flushed. `outline` makes that of an exchange."""

    def __init__(self, outline: Callable[[Exchange], Node]) -> None:
        self._outline = outline
        self._findings: Mapping[str, Sequence[VisitFinding]] = {}
        self._checked: Visit | None = None
        self._check_at = 0.0

    def page(self, page: Page) -> None:
        """A page."""
        self._write(page_document(page))

    def sdk(self, sdk: Sdk, page: Page | None) -> None:  # noqa: ARG002 (part of the interface)
        """An SDK."""
        self._write(sdk_document(sdk))

    def made(self, call: Call, visit: Visit) -> None:
        """Nothing: a call is written as a whole, when it has ended."""

    def ended(self, call: Call, visit: Visit) -> None:
        """A call."""
        findings = self._known_findings(visit).get(call.key, ())
        self._write({"type": "call", **call_document(call, findings, self._outline(call.exchange))})
        if call.state is CallState.BLOCKED:
            self._write(blocked_document(call))

    def tried(self, tried: Sequence[Tried], page: Page | None) -> None:  # noqa: ARG002 (part of the interface)
        """Commands that made no call, each by itself."""
        for each in tried:
            self._write(tried_document(each))

    def finding(self, finding: VisitFinding, visit: Visit) -> None:
        """A finding."""
        self._write({"type": "finding", **finding_document(finding, visit)})

    def summary(
        self, visit: Visit, summary: VisitSummary, findings: Sequence[VisitFinding], verdicts: "Sequence[Verdict]"
    ) -> None:
        """The last line."""
        self._write({"type": "summary", **summary_document(visit, summary, findings, verdicts)})

    def notice(self, text: str) -> None:
        """Something to know at once."""
        self._write({"type": "notice", "text": text})

    def close(self) -> None:
        """Nothing is open."""

    def _known_findings(self, visit: Visit) -> Mapping[str, Sequence[VisitFinding]]:
        begun = time.monotonic()
        if visit is not self._checked and begun >= self._check_at:
            self._findings, self._checked = findings_by_call(check_visit(visit)), visit
            took = time.monotonic() - begun
            self._check_at = begun + took / _CHECK_SHARE
        return self._findings

    def _write(self, document: JsonObject) -> None:
        write([json_line(document)])


def page_document(page: Page) -> JsonObject:
    """A page."""
    loaded_at = None if page.loaded_at is None else iso(page.loaded_at)
    place = {"number": page.number, "url": page.url, "tab": page.tab or None, "at": loaded_at}
    prerendered_at = None if page.prerendered_at is None else iso(page.prerendered_at)
    documents = {"routeOf": page.route_of or None, "returnOf": page.return_of or None, "prerenderedAt": prerendered_at}
    return {"type": "page", **place, **documents}


def sdk_document(sdk: Sdk) -> JsonObject:
    """An SDK as it says it is configured."""
    named = {"name": sdk.instance, "library": sdk.library, "version": sdk.version}
    return {"type": "sdk", **named, "config": dict(sdk.config), "page": sdk.page or None}


def blocked_document(call: Call) -> JsonObject:
    """What blocked a call."""
    failure = call.exchange.failure
    cause = failure.cause if failure else ""
    words = failure.message.rstrip(".").rpartition(" to ")[2] if failure and cause == "csp" else ""
    return {
        "type": "blocked",
        "url": call.exchange.request.url,
        "by": cause or None,
        "directive": words if words.endswith("-src") else None,
        "requestId": call.exchange.request_id,
        "page": call.page_number or None,
    }


def tried_document(tried: Tried) -> JsonObject:
    """A command that made no call."""
    return {
        "type": "tried",
        "command": tried.command,
        "why": str(tried.why),
        "eventType": tried.event_type or None,
        "instance": tried.instance or None,
        "detail": tried.detail or None,
        "page": tried.page or None,
        "at": iso(tried.at),
    }


def finding_document(finding: VisitFinding, visit: Visit) -> JsonObject:
    """A finding; its calls by their request IDs."""
    calls = [visit.by_key[key].exchange.request_id for key in finding.calls if key in visit.by_key]
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        "fix": finding.fix,
        "page": finding.page or None,
        "requestIds": calls,
        "pointer": finding.pointer or None,
        "callers": [
            {"requestId": call.exchange.request_id, "script": caller.script or None, "tagRules": list(caller.tag_rules)}
            for call, caller in callers_of(finding, visit)
        ],
    }


def summary_document(
    visit: Visit, summary: VisitSummary, findings: Sequence[VisitFinding], verdicts: "Sequence[Verdict]" = ()
) -> JsonObject:
    """A visit in short."""
    return {
        "name": visit.recording.name,
        "pages": summary.pages,
        "routes": summary.routes,
        "calls": summary.calls,
        "blocked": summary.blocked,
        "withoutAnswer": summary.without_response + summary.waiting,
        "unload": summary.unload,
        "tried": summary.tried,
        "deleted": summary.deleted,
        "findings": len(findings),
        "ecids": list(summary.ecids),
        "locationHints": {"given": list(summary.hints), "used": summary.hint_used, "due": summary.hint_due},
        "consent": [
            {"consent": each.consent, "at": each.at and iso(each.at), "page": each.page or None}
            for each in summary.consent
        ],
        "datastreams": dict(summary.datastreams),
        "hosts": dict(summary.hosts),
        "sentTo": [
            {"host": place.host, "datastreamId": place.datastream or None, "calls": count, "insteadOf": list(asked)}
            for place, count, asked in summary.sent_to
        ],
        "libraries": list(summary.libraries),
        "longestHoldMs": round(summary.longest_hold_ms, 1),
        "rules": list(visit.recording.rules),
        "notices": list(visit.recording.notices),
        "expectations": [
            {"expression": each.expression, "ok": each.ok} | ({"found": each.found} if each.found else {})
            for each in verdicts
        ],
    }


def visit_document(
    visit: Visit, summary: VisitSummary, findings: Sequence[VisitFinding], outline: Callable[[Exchange], Node]
) -> JsonObject:
    """A whole visit as one document. `outline` makes that of an exchange."""
    recording, by_call = visit.recording, findings_by_call(findings)
    return {
        "source": str(recording.source),
        "started": None if recording.started is None else iso(recording.started),
        "ended": None if recording.ended is None else iso(recording.ended),
        "visit": summary_document(visit, summary, findings),
        "pages": [_without_type(page_document(page)) for page in visit.pages],
        "sdks": [_without_type(sdk_document(sdk)) for sdk in recording.sdks],
        "calls": [call_document(call, by_call.get(call.key, ()), outline(call.exchange)) for call in visit.calls],
        "tried": [_without_type(tried_document(each)) for each in recording.tried],
        "findings": [finding_document(each, visit) for each in findings],
        "console": [
            {"at": iso(line.at), "level": line.level, "text": line.text, "page": line.page or None}
            for line in recording.console
        ],
    }


def _without_type(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "type"}
