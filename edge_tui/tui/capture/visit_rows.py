"""Makes the timeline's lines of a visit: only those that have changed since the last look at it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count
from operator import is_, is_not

from edge_tui.model.finding import Severity
from edge_tui.model.node import Tone
from edge_tui.model.origin import NotSent, Page, Recording, Sdk, Tried
from edge_tui.model.text import short_datastream
from edge_tui.model.visit import Call, Visit, VisitFinding, seconds_into_recording, seconds_on_page
from edge_tui.runtime.giving_way import give_way
from edge_tui.tui.capture.call_facts import CallFacts, Detail, LineState, facts_of
from edge_tui.tui.capture.rows import CallRow, Entry, OtherRow, PageRow

_SIGNS = {Severity.ERROR: ("✖", Tone.ERROR), Severity.WARNING: ("▲", Tone.WARNING), Severity.INFO: ("·", Tone.DIM)}
# The line of a call or the heading of its page says these itself, more exactly, or they are about the visit.
_NOT_MARKED = frozenset(
    {
        *("blocked", "unreachable", "error-response", "several-datastreams", "several-organizations", "several-sdks"),
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

    A command that waited for consent is gone once it has made its call, a call once it was deleted, or is in history
    only.
    """

    lines: tuple[PageRow | Entry, ...] = ()
    gone: tuple[str, ...] = ()


class VisitRows:
    """Remembers what it made lines of. `is_live`: calls without an outcome still wait."""

    def __init__(self, *, is_live: bool) -> None:
        self.is_live = is_live
        self._calls: dict[str, tuple[Call, tuple[Detail, ...], bool, Page | None]] = {}
        self._pages: dict[int, PageRow] = {}
        # With the pages that the times of their lines are of.
        self._tried: dict[str, tuple[Tried, Page | None]] = {}
        self._findings: Sequence[VisitFinding] = ()
        self._about: dict[str, list[VisitFinding]] = {}
        # What was looked at the last time, so that what is the same needs no look.
        self._seen: set[int] = set()
        self._looked_at: tuple[Visit, bool] | None = None
        self._datastreams = _DatastreamCounts()
        self._decided: tuple[object, ...] | None = None

    def changes(self, visit: Visit, findings: Sequence[VisitFinding]) -> Changes:
        """The lines that are new or have changed, pages first, and those that are gone."""
        tried = dict(_keyed(visit.recording.tried))
        calls = tuple(self._changed_calls(visit, findings))
        gone = (*(key for key in self._tried if key not in tried), *self._gone_calls(visit))
        lines = (
            *self._changed_pages(visit, findings),
            *calls,
            *self._changed_tried(visit.recording, tried),
        )
        pages = {page.number: page for page in visit.pages}
        self._tried = {key: (each, pages.get(each.page)) for key, each in tried.items()}
        self._looked_at = visit, self.is_live
        return Changes(lines, gone)

    def _changed_calls(self, visit: Visit, findings: Sequence[VisitFinding]) -> Iterator[Entry]:
        pages = {page.number: page for page in visit.pages}
        marked = self._marked_otherwise(findings)
        seen = self._seen
        calls: Iterator[Call] = iter(visit.calls)
        if self._has_same_pages(visit):
            known = self._calls
            calls = chain(self._unseen(visit), (known[key][0] for key in marked if key in known))
        for call in calls:
            before = self._calls.get(call.key)
            page = pages.get(call.page_number)
            found = self._about.get(call.key, [])
            marks = tuple(_marks([each for each in found if _is_marked(each)]))
            state = (call, marks, self.is_live, page)
            if before is not None and before[0] is call and before[1:] == state[1:]:
                continue
            self._calls[call.key] = state
            # The calls are kept with their states, so no other call has the same identity.
            seen.add(id(call))
            if before is not None and before[0] is not call:
                seen.discard(id(before[0]))
            self._datastreams.count(call)
            checks = tuple(each.check for each in found)
            give_way()
            facts = facts_of(call, is_live=self.is_live)
            seconds = seconds_on_page(page, call.at)
            if not call.page_number:
                seconds = seconds_into_recording(visit.recording.started, call.at)
            yield CallRow(call.key, call.page_number, seconds, call, facts, state[1], checks)

    def _marked_otherwise(self, findings: Sequence[VisitFinding]) -> list[str]:
        """The calls that other findings are about than at the last look."""
        if findings is self._findings:
            return []
        before, about = self._about, dict[str, list[VisitFinding]]()
        for finding in findings:
            for key in finding.calls:
                about.setdefault(key, []).append(finding)
        self._findings, self._about = findings, about
        return [key for key in {**before, **about} if before.get(key) != about.get(key)]

    def _unseen(self, visit: Visit) -> list[Call]:
        """The calls that are new or have changed since the last look: nearly all of the earlier ones have not."""
        before = self._looked_at[0].calls if self._looked_at else ()
        first = next(compress(count(), map(is_not, before, visit.calls)), min(len(before), len(visit.calls)))
        return [call for call in visit.calls[first:] if id(call) not in self._seen]

    def _gone_calls(self, visit: Visit) -> list[str]:
        """The calls that are in history only by now, or were deleted."""
        if len(self._calls) <= len(visit.calls):
            return []
        have_left = self._looked_at is not None and visit.left > self._looked_at[0].left
        gone = [key for key in self._calls if key not in visit.by_key]
        for key in gone:
            call = self._calls.pop(key)[0]
            self._seen.discard(id(call))
            self._datastreams.forget(key, stays=have_left)
        return gone

    def _has_same_pages(self, visit: Visit) -> bool:
        """Whether the pages that the lines were made with are as they were: others may have come."""
        if self._looked_at is None or self._looked_at[1] != self.is_live:
            return False
        before = self._looked_at[0].pages
        return len(before) <= len(visit.pages) and all(map(is_, before, visit.pages))

    def _changed_pages(self, visit: Visit, findings: Sequence[VisitFinding]) -> Iterator[PageRow]:
        counts = self._datastreams
        main = counts.main
        decided = (visit.pages, visit.recording.sdks, findings, main, counts.version)
        if self._decided is not None and all(map(_is_same, decided, self._decided)):
            return
        self._decided = decided
        before_sdk = before_consent = ""
        sdks, about_page = _by_document(visit.recording), _by_page(findings)
        for page in visit.pages:
            sdk = _sdk_of(visit, page, sdks.get(page.document, ()))
            facts = [Detail(sdk)] if sdk and sdk != before_sdk else []
            before_sdk = sdk or before_sdk
            consent = _consent(sdks.get(page.document, ()))
            if consent and consent != before_consent:
                facts.append(Detail(f"consent {consent}", Tone.PLAIN if consent == "in" else Tone.WARNING))
            before_consent = consent or before_consent
            others = counts.of_page(page.number) - {main, ""}
            facts += [
                Detail(f"another datastream {short_datastream(each)}", Tone.WARNING) for each in sorted(others)[:1]
            ]
            facts += [_mark(each) for each in about_page.get(page.number, ()) if each.severity is not Severity.INFO]
            row = PageRow(page, 0, tuple(facts))
            if self._pages.get(page.number) != row:
                self._pages[page.number] = row
                yield row

    def _changed_tried(self, recording: Recording, tried: Mapping[str, Tried]) -> Iterator[Entry]:
        pages = {page.number: page for page in recording.pages}
        for key, each in tried.items():
            page = pages.get(each.page)
            if self._tried.get(key) != (each, page):
                yield OtherRow(key, seconds_on_page(page, each.at), each, _tried_facts(each))


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


def _by_document(recording: Recording) -> dict[int, list[Sdk]]:
    found: dict[int, list[Sdk]] = {}
    for sdk in recording.sdks:
        found.setdefault(sdk.page, []).append(sdk)
    return found


def _by_page(findings: Sequence[VisitFinding]) -> dict[int, list[VisitFinding]]:
    """What is found of each page itself."""
    found: dict[int, list[VisitFinding]] = {}
    for finding in findings:
        if not finding.calls:
            found.setdefault(finding.page, []).append(finding)
    return found


def _sdk_of(visit: Visit, page: Page, sdks: Sequence[Sdk]) -> str:
    """`alloy 2.33.1` as the SDK of a page said it, else as its calls say."""
    said = [name for sdk in sdks if (name := f"{sdk.library} {sdk.version}".strip())]
    # A page may not say the version that its calls say.
    with_version = _with_version(said)
    if with_version:
        return with_version
    origins = (call.exchange.origin for call in visit.by_page.get(page.number, ()))
    sent = [origin.sdk for origin in origins if origin and origin.sdk]
    return _with_version(sent) or next(iter((*said, *sent)), "")


def _with_version(names: Sequence[str]) -> str:
    return next((name for name in names if " " in name), "")


def _consent(sdks: Sequence[Sdk]) -> str:
    """The consent that a page's SDKs start with; empty when it isn't known."""
    consents = (sdk.setting("defaultConsent") for sdk in sdks)
    return next((each for each in consents if isinstance(each, str)), "")


def _is_same(one: object, other: object) -> bool:
    return one is other or one == other


class _DatastreamCounts:
    """The datastreams of calls, in all and by page. `version` changes with a page's set of them, and of its SDKs."""

    def __init__(self) -> None:
        self.version = 0
        self._sdks: set[tuple[int, str]] = set()
        self._all: Counter[str] = Counter()
        self._by_page: dict[int, Counter[str]] = {}
        self._counted: dict[str, tuple[int, str]] = {}

    def count(self, call: Call) -> None:
        """Counts a call, or what is known of it now."""
        origin = call.exchange.origin
        sdk = call.page_number, origin.sdk if origin else ""
        if sdk not in self._sdks:
            self._sdks.add(sdk)
            self.version += 1
        place = call.page_number, call.datastream
        before = self._counted.get(call.key)
        if before == place:
            return
        self._counted[call.key] = place
        self._add(*place, 1)
        if before is not None:
            self._add(*before, -1)

    def forget(self, key: str, *, stays: bool) -> None:
        """A call is gone. `stays`: it has only left, and stays counted."""
        place = self._counted.pop(key, None)
        if place is not None and not stays:
            self._add(*place, -1)

    def _add(self, page: int, datastream: str, count: int) -> None:
        on_page = self._by_page.setdefault(page, Counter())
        for counts in (self._all, on_page):
            counts[datastream] += count
        if on_page[datastream] in (0, 1):
            self.version += 1

    def of_page(self, number: int) -> set[str]:
        """The datastreams of a page's calls."""
        return {name for name, count in self._by_page.get(number, {}).items() if count > 0}

    @property
    def main(self) -> str:
        """The datastream of most calls; of equals the first."""
        named = {name: count for name, count in self._all.items() if name and count > 0}
        return max(named, key=lambda name: named[name], default="")
