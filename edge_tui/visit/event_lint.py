"""Problems of single events, as `edge-tui lint` finds them, of a kind that a site's developer can change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge_tui.formats.address import read_address
from edge_tui.lint import Context, hits
from edge_tui.model.finding import Severity
from edge_tui.model.json.document import JsonValue
from edge_tui.model.profile import ApiVersion
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.equal_events import EqualEvents
from edge_tui.visit.subjects import keys, named

# About what edge-tui adds when it sends, or what another check says.
_LEFT_OUT = frozenset({"client-state", "environment", "personal-data", "placeholder", "required-field", "size"})
# Advice that is worth a line; other advice is about a draft.
_ADVICE = frozenset({"event-measure"})
_FIX = "`edge-tui lint` and the editor explain it in place; templates show the right shape."


@dataclass(frozen=True, slots=True)
class _Problem:
    rule: str
    severity: Severity
    pointer: str
    message: str


_EQUAL = EqualEvents[_Problem]()


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each rule, place and kind of event, however many calls have it."""
    grouped: dict[tuple[str, str, str, str], list[tuple[Call, _Problem]]] = {}
    for call in visit.calls:
        for found in _findings(call):
            grouped.setdefault((named(call), found.rule, found.pointer, found.message), []).append((call, found))
    for (name, rule, pointer, message), found_in in grouped.items():
        calls = [call for call, _ in found_in]
        times = f" ({counted(len(calls), 'call')})" if len(calls) > 1 else ""
        subject = "" if message.startswith(name) else f"{name}: "
        words = f"{subject}{message.rstrip('.')} ({rule}){times}."
        pages = {call.page_number for call in calls}
        page = pages.pop() if len(pages) == 1 else 0
        yield VisitFinding("event-lint", found_in[0][1].severity, words, _FIX, keys(calls), page, pointer)


def _findings(call: Call) -> Sequence[_Problem]:
    known = call.request_memo.get("lint")
    if isinstance(known, tuple):
        return known
    found: Sequence[_Problem] = ()
    if isinstance(call.body, dict) and call.events:
        address = read_address(call.exchange.request.url)
        context = Context(call.at, call.action, address.api_version if address else ApiVersion.V1)
        body = call.exchange.request.body
        found = _EQUAL.findings(body, call.at, (call.action, context.version), lambda: _find(body, call.body, context))
    call.request_memo["lint"] = found
    return found


def _find(text: str, body: JsonValue, context: Context) -> Iterator[_Problem]:
    """Only what can be a finding of a visit is looked for; where it is in the text nobody asks."""
    for rule, hit in hits(text, body, context, _LEFT_OUT):
        if hit.severity is not Severity.INFO or rule in _ADVICE:
            yield _Problem(rule, hit.severity, hit.pointer, hit.message)
