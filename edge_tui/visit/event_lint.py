"""Problems of single events, as `edge-tui lint` finds them, of a kind that a site's developer can change."""

from collections.abc import Iterator, Sequence

from edge_tui.formats.address import read_address
from edge_tui.lint import Context, lint
from edge_tui.model.finding import Finding, Severity
from edge_tui.model.profile import ApiVersion
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.equal_events import EqualEvents
from edge_tui.visit.subjects import keys, named

# About what edge-tui adds when it sends, or what another check says.
_LEFT_OUT = frozenset({"client-state", "environment", "personal-data", "placeholder", "required-field", "size"})
# Advice that is worth a line; other advice is about a draft.
_ADVICE = frozenset({"event-measure"})
_EQUAL = EqualEvents()
_FIX = "`edge-tui lint` and the editor explain it in place; templates show the right shape."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each rule, place and kind of event, however many calls have it."""
    grouped: dict[tuple[str, str, str, str], list[tuple[Call, Finding]]] = {}
    for call in visit.calls:
        for found in _findings(call):
            grouped.setdefault((named(call), found.rule, found.pointer, found.message), []).append((call, found))
    for (name, rule, pointer, message), hits in grouped.items():
        calls = [call for call, _ in hits]
        times = f" ({counted(len(calls), 'call')})" if len(calls) > 1 else ""
        subject = "" if message.startswith(name) else f"{name}: "
        words = f"{subject}{message.rstrip('.')} ({rule}){times}."
        pages = {call.page_number for call in calls}
        page = pages.pop() if len(pages) == 1 else 0
        yield VisitFinding("event-lint", hits[0][1].severity, words, _FIX, keys(calls), page, pointer)


def _findings(call: Call) -> Sequence[Finding]:
    known = call.request_memo.get("lint")
    if isinstance(known, tuple):
        return known
    found: Sequence[Finding] = ()
    if isinstance(call.body, dict) and call.events:
        address = read_address(call.exchange.request.url)
        context = Context(call.at, call.action, address.api_version if address else ApiVersion.V1)
        body = call.exchange.request.body
        found = _EQUAL.findings(body, call.at, (call.action, context.version), lambda: _find(body, context))
    call.request_memo["lint"] = found
    return found


def _find(body: str, context: Context) -> Sequence[Finding]:
    return tuple(each for each in lint(body, context) if _counts(each))


def _counts(finding: Finding) -> bool:
    if finding.rule in _LEFT_OUT:
        return False
    return finding.severity is not Severity.INFO or finding.rule in _ADVICE
