"""Makes the timeline's lines of a visit: only those that have changed since the last look at it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from edge_tui.model.finding import Severity
from edge_tui.model.node import Tone
from edge_tui.model.origin import NotSent, Page, Recording, Tried
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.tui.capture.call_facts import CallFacts, Detail, LineState, facts_of
from edge_tui.tui.capture.rows import CallRow, Entry, OtherRow, PageRow

_SIGNS = {Severity.ERROR: ("✖", Tone.ERROR), Severity.WARNING: ("▲", Tone.WARNING), Severity.INFO: ("·", Tone.DIM)}
# The line of a call or the heading of its page says these itself, more exactly, or they are about the visit.
_NOT_MARKED = frozenset(
    {
        *("blocked", "error-response", "several-datastreams", "several-organizations", "several-sdks"),
        *("third-party-domain", "unused-hint"),
    }
)
# A finding about more calls than these is about the visit.
_MOST_MARKED = 4
_REASONS = {
    NotSent.CONSENT_PENDING: "consent is pending",
    NotSent.CONSENT_OUT: "consent is out",
    NotSent.REJECTED: "rejected",
    NotSent.NO_REQUEST: "no request followed",
    NotSent.UNFINISHED: "never finished",
}


def sign_of(severity: Severity) -> tuple[str, Tone]:
    """The sign of a finding, and how it is meant."""
    return _SIGNS[severity]


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines to show, new ones and changed ones, and the keys of lines that are gone.

    A command that waited for consent is gone once it has made its call, a call once it was deleted.
    """

    lines: tuple[PageRow | Entry, ...] = ()
    gone: tuple[str, ...] = ()


class VisitRows:
    """Remembers what it made lines of. `is_live`: calls without an outcome still wait."""

    def __init__(self, *, is_live: bool) -> None:
        self.is_live = is_live
        self._calls: dict[str, tuple[Call, tuple[Detail, ...], bool, Page | None]] = {}
        self._pages: dict[int, PageRow] = {}
        self._tried: dict[str, Tried] = {}
        self._findings: Sequence[VisitFinding] = ()

    def changes(self, visit: Visit, findings: Sequence[VisitFinding]) -> Changes:
        """The lines that are new or have changed, pages first, and those that are gone."""
        tried = dict(_keyed(visit.recording.tried))
        gone = (*(key for key in self._tried if key not in tried), *self._gone_calls(visit))
        lines = (
            *self._changed_pages(visit, findings),
            *self._changed_calls(visit, findings),
            *self._changed_tried(visit.recording, tried),
        )
        self._tried = tried
        return Changes(lines, gone)

    def _gone_calls(self, visit: Visit) -> list[str]:
        """The calls that were deleted."""
        if len(self._calls) <= len(visit.calls):
            return []
        gone = [key for key in self._calls if key not in visit.by_key]
        for key in gone:
            del self._calls[key]
        return gone

    def _changed_calls(self, visit: Visit, findings: Sequence[VisitFinding]) -> Iterator[Entry]:
        pages = {page.number: page for page in visit.pages}
        is_known = findings is self._findings
        self._findings = findings
        about: dict[str, list[VisitFinding]] = {}
        for finding in findings:
            for key in finding.calls:
                about.setdefault(key, []).append(finding)
        for call in visit.calls:
            before = self._calls.get(call.key)
            page = pages.get(call.page_number)
            if is_known and before is not None and before[0] is call and before[2:] == (self.is_live, page):
                continue
            found = about.get(call.key, [])
            marks = tuple(_marks([each for each in found if _is_marked(each)]))
            state = (call, marks, self.is_live, page)
            if before is not None and before[0] is call and before[1:] == state[1:]:
                continue
            self._calls[call.key] = state
            checks = tuple(each.check for each in found)
            facts = facts_of(call, is_live=self.is_live)
            yield CallRow(call.key, call.page_number, _since(page, call), call, facts, state[1], checks)

    def _changed_pages(self, visit: Visit, findings: Sequence[VisitFinding]) -> Iterator[PageRow]:
        main = _main_datastream(visit)
        before_sdk = before_consent = ""
        for page in visit.pages:
            sdk = _sdk_of(visit, page.number)
            facts = [Detail(sdk)] if sdk and sdk != before_sdk else []
            before_sdk = sdk or before_sdk
            consent = _consent(visit.recording, page.number)
            if consent and consent != before_consent:
                facts.append(Detail(f"consent {consent}", Tone.PLAIN if consent == "in" else Tone.WARNING))
            before_consent = consent or before_consent
            calls = visit.by_page.get(page.number, ())
            others = {call.exchange.request.datastream_id for call in calls} - {main, ""}
            facts += [Detail(f"another datastream …{each[-4:]}", Tone.WARNING) for each in sorted(others)[:1]]
            about = [each for each in findings if each.page == page.number and not each.calls]
            facts += [_mark(each) for each in about if each.severity is not Severity.INFO]
            row = PageRow(page, 0, tuple(facts))
            if self._pages.get(page.number) != row:
                self._pages[page.number] = row
                yield row

    def _changed_tried(self, recording: Recording, tried: Mapping[str, Tried]) -> Iterator[Entry]:
        pages = {page.number: page for page in recording.pages}
        for key, each in tried.items():
            if self._tried.get(key) != each:
                page = pages.get(each.page)
                yield OtherRow(key, each.page, _seconds(page, each), each.at, _tried_facts(each), each.detail)


def _keyed(tried: Sequence[Tried]) -> Iterator[tuple[str, Tried]]:
    """Each command under a key that stays when others come before it or go."""
    seen: Counter[str] = Counter()
    for each in tried:
        name = f"tried {each.at.isoformat()} {each.command} {each.instance}"
        seen[name] += 1
        yield f"{name} {seen[name]}", each


def _tried_facts(tried: Tried) -> CallFacts:
    what = " ".join(part for part in (tried.command, tried.event_type) if part)
    reason = _REASONS.get(tried.why, str(tried.why))
    details = [Detail(reason, Tone.WARNING), *([Detail(tried.detail)] if tried.detail else [])]
    types = (tried.event_type,) if tried.event_type else ()
    return CallFacts(LineState.NOT_SENT, "–", what, "not sent", None, event_types=types, details=tuple(details))


def _is_marked(finding: VisitFinding) -> bool:
    is_advice = finding.severity is Severity.INFO
    return not is_advice and finding.check not in _NOT_MARKED and len(finding.calls) <= _MOST_MARKED


def _marks(findings: Sequence[VisitFinding]) -> Iterator[Detail]:
    """A mark for each check, with how often it found something."""
    by_check: dict[str, list[VisitFinding]] = {}
    for finding in findings:
        by_check.setdefault(finding.check, []).append(finding)
    for same in by_check.values():
        mark = _mark(same[0])
        yield Detail(f"{mark.words} ×{len(same)}", mark.tone) if len(same) > 1 else mark


def _mark(finding: VisitFinding) -> Detail:
    sign, tone = _SIGNS[finding.severity]
    return Detail(f"{sign} {finding.check.replace('-', ' ')}", tone)


def _since(page: Page | None, call: Call) -> float | None:
    return (call.at - page.loaded_at).total_seconds() if page and page.loaded_at else None


def _seconds(page: Page | None, tried: Tried) -> float | None:
    return (tried.at - page.loaded_at).total_seconds() if page and page.loaded_at else None


def _sdk_of(visit: Visit, number: int) -> str:
    """`alloy 2.33.1` as the SDK of a page said it, else as its calls say."""
    said = (f"{sdk.library} {sdk.version}".strip() for sdk in visit.recording.sdks if sdk.page == number)
    sent = (call.exchange.origin.sdk for call in visit.by_page.get(number, ()) if call.exchange.origin)
    named = [name for name in (*said, *sent) if name]
    # A page may not say the version that its calls say.
    return next((name for name in named if " " in name), named[0] if named else "")


def _consent(recording: Recording, number: int) -> str:
    """The consent that a page's SDK starts with; empty when it isn't known."""
    consents = (sdk.setting("defaultConsent") for sdk in recording.sdks if sdk.page == number)
    return next((each for each in consents if isinstance(each, str)), "")


def _main_datastream(visit: Visit) -> str:
    """The datastream of most calls; of equals the first."""
    counts = Counter(call.exchange.request.datastream_id for call in visit.calls)
    counts.pop("", None)
    return counts.most_common(1)[0][0] if counts else ""
