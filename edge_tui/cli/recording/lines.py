"""A visit as lines for people, while it goes on and afterwards."""

from collections.abc import Iterator, Sequence

from edge_tui.cli.terminal.streams import say, write
from edge_tui.model.addresses import shown_address
from edge_tui.model.finding import Severity
from edge_tui.model.json.document import at
from edge_tui.model.origin import Page, Sdk, Tried
from edge_tui.model.text import counted, shortened, visible
from edge_tui.model.visit import Call, CallState, Visit, VisitFinding, seconds_into_recording, seconds_on_page
from edge_tui.recording import VisitSummary
from edge_tui.recording.no_calls import words_for_no_calls
from edge_tui.visit.callers import caller_of, callers_of
from edge_tui.visit.consent_changes import ConsentChange

_SIGNS = {CallState.BLOCKED: "✖", CallState.CANCELED: "⋯", CallState.FAILED: "✖", CallState.WAITING: "⋯"}
_MAX_CALLERS = 3
_SEVERITIES = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.INFO: "·"}
_BY = {
    "extension": "by an extension",
    "csp": "by the page's CSP",
    "cors": "by CORS",
    "mixed-content": "as mixed content",
}


class LineWriter:
    """One line for a call, begun the moment it is made and completed when it ends.

    If something else comes first, the line ends and another one has the rest, by the call's number.
    """

    def __init__(self, *, shows_start: bool = True) -> None:
        self._shows_start = shows_start
        self._numbers: dict[str, int] = {}
        self._untyped: set[str] = set()
        self._open: str | None = None
        self._page = 0

    def page(self, page: Page) -> None:
        """A heading with the page's number, address and tab; again for one that is shown after it was prerendered."""
        if page.prerendered_at and not page.is_hidden:
            self._page = 0
        self._heading(page)

    def sdk(self, sdk: Sdk, page: Page | None) -> None:
        """The SDK and what it is configured to do; one that never tells its version is known of at the end."""
        words = [f"{sdk.library} {sdk.version}".strip(), f"“{sdk.instance}”" if sdk.instance else ""]
        words += [f"{name} {sdk.setting(name)}" for name in ("datastreamId", "edgeDomain", "defaultConsent")]
        shown = " · ".join(each for each in words if each and not each.endswith(" None"))
        self._line(f"     {self._elsewhere(page)}{shown}")

    def made(self, call: Call, visit: Visit) -> None:
        """Begins a call's line."""
        self._numbers[call.key] = len(self._numbers) + 1
        if call.page and call.page.number != self._page and not (call.is_unload and self._shows_start):
            self._heading(call.page)
        elif call.page is None and self._page:
            self._page = 0
            self._line("── no page")
        if self._shows_start:
            self._close()
            self._write(f"{self._start_of(call, visit)}  …")
            if not call.event_type:
                self._untyped.add(call.key)
            self._open = call.key

    def ended(self, call: Call, visit: Visit) -> None:
        """Completes it."""
        if self._open == call.key:
            # Some sources learn of the body after the call.
            event = f" {_type_of(call)} " if call.event_type and call.key in self._untyped else ""
            self._write(f"{event} {outcome_words(call)}\n")
            self._open = None
        elif self._shows_start:
            self._line(f"{_number(self._numbers[call.key])} ↳ {_type_of(call) or call.action}  {outcome_words(call)}")
        else:
            self._line(f"{self._start_of(call, visit)}  {outcome_words(call)}")

    def tried(self, tried: Sequence[Tried], page: Page | None) -> None:
        """Commands that made no call; they are known of a moment later, when another page may have a heading."""
        times = ""
        if len(tried) > 1:
            moments = dict.fromkeys(f"{each.at.astimezone():%H:%M:%S}" for each in (tried[0], tried[-1]))
            times = f" · {counted(len(tried), 'time')}, {' to '.join(moments)}"
        self._line(f"     ✖ {self._elsewhere(page)}{tried_words(tried[0])}{times}")

    def notice(self, text: str) -> None:
        """Something to know at once, on standard error."""
        self._close()
        say(text)

    def close(self) -> None:
        """Ends a line that is still open."""
        self._close()

    def _start_of(self, call: Call, visit: Visit) -> str:
        seconds = seconds_on_page(call.page, call.at)
        if seconds is None:
            seconds = seconds_into_recording(visit.recording.started, call.at)
        sign = "↩" if call.is_unload else "→" if self._shows_start else _sign(call)
        left = f" (left page {call.page.number})" if call.page and call.page.number != self._page else ""
        # A worker that several tabs share.
        script = "" if call.page else caller_of(call).script
        hidden = " (before the page was shown)" if call.is_prerendered else ""
        what = (_type_of(call) or "–") + left + hidden + (f" (from {script})" if script else "")
        return f"{_number(self._numbers[call.key])} {sign} {seconds:7.2f} s  {call.action!s:11}  {what}"

    def _heading(self, page: Page) -> None:
        if page.number != self._page:
            self._page = page.number
            self._line(f"── {page_words(page)}")

    def _elsewhere(self, page: Page | None) -> str:
        """Names a page under another one's heading."""
        return f"page {page.number}: " if page and page.number != self._page else ""

    def _line(self, text: str) -> None:
        self._close()
        self._write(text + "\n")

    def _close(self) -> None:
        if self._open is not None:
            self._write("\n")
            self._open = None

    def _write(self, text: str) -> None:
        end = "\n" if text.endswith("\n") else ""
        write([visible(text.removesuffix("\n")) + end])


def _sign(call: Call) -> str:
    """How a call has ended, as the list on the screen shows it."""
    return "↩" if call.page_went_first else _SIGNS.get(call.state, "●")


def _type_of(call: Call) -> str:
    """The type of its event, which may be anything."""
    return shown_address(call.event_type)


def _number(number: int) -> str:
    return f"#{number:<3}"


def page_words(page: Page) -> str:
    """A page in a line."""
    moment = f"{page.loaded_at.astimezone():%H:%M:%S}" if page.loaded_at else ""
    kind = "route" if page.route_of else "shown again" if page.return_of else ""
    if page.prerendered_at:
        kind = "prerendered, not shown" if page.is_hidden else "prerendered"
    parts = str(page.number), page.url, f"tab {page.tab}" if page.tab else "", moment, kind
    return " · ".join(part for part in parts if part)


def outcome_words(call: Call) -> str:
    """How a call ended: `200  61 ms  ECID 4186…6988`, `✖ blocked by an extension`."""
    exchange = call.exchange
    if exchange.failure is not None:
        by = _BY.get(exchange.failure.cause, "") if call.state is CallState.BLOCKED else ""
        why = by or exchange.failure.message.partition(". ")[0].rstrip(".")
        return f"{_sign(call)} {call.state}  {why}"
    if exchange.response is None:
        return "⋯ waiting"
    words = [str(call.status), f"{exchange.elapsed_ms:.0f} ms", *_response_words(call)]
    # What an option changes is said once, at the start.
    if changed := [each for each in (exchange.origin.changed if exchange.origin else ()) if not each.startswith("--")]:
        words.append(f"changed: {', '.join(changed)}")
    if exchange.notes:
        words.append("(body not seen)")
    return "  ".join(words)


def _response_words(call: Call) -> Iterator[str]:
    read = call.read
    if read is None:
        return
    problems = (read.problem,) if read.problem else read.errors
    if problems:
        yield "✖ " + ", ".join(dict.fromkeys(problem.name for problem in problems))
    for item in (item for handle in read.of_type("identity:result") for item in handle.items):
        if at(item, "/namespace/code") == "ECID":
            yield f"ECID {shortened(str(at(item, '/id')))}"
    count = sum(len(handle.items) for handle in read.of_type("personalization:decisions"))
    if count:
        yield counted(count, "proposition")


def tried_words(tried: Tried) -> str:
    """`sendEvent web.webpagedetails.pageViews: consent out, no call was made`."""
    name = f"{tried.command} {tried.event_type}".strip()
    detail = f" ({tried.detail})" if tried.detail else ""
    return f"{name}: {tried.why}{detail}, no call was made"


def finding_lines(finding: VisitFinding, visit: Visit) -> Iterator[str]:
    """A finding with its page and its check, where its calls came from, and how to fix it."""
    yield f"  {_SEVERITIES[finding.severity]} {finding.words} ({finding.check})"
    # Some messages say it.
    callers = dict.fromkeys(caller.words for _, caller in callers_of(finding, visit) if caller.words)
    if callers and not any(each in finding.message for each in callers):
        yield f"      from {', '.join(list(callers)[:_MAX_CALLERS])}{', …' if len(callers) > _MAX_CALLERS else ''}"
    yield f"      {finding.fix}"


def summary_lines(visit: Visit, summary: VisitSummary, findings: Sequence[VisitFinding]) -> Iterator[str]:
    """The visit in short, then its findings."""
    yield f"{visit.recording.name}: {', '.join(_counts(summary))}."
    for label, words in _facts(visit, summary):
        yield f"  {label:13} {words}"
    for finding in findings:
        yield from finding_lines(finding, visit)
    if not findings:
        has_checked = visit.calls or visit.recording.tried
        yield "  No findings." if has_checked else f"  {words_for_no_calls(visit)}"


def _counts(summary: VisitSummary) -> Iterator[str]:
    others = summary.without_response - summary.blocked
    yield counted(summary.pages, "page") + (f" ({counted(summary.routes, 'route')})" if summary.routes else "")
    yield counted(summary.calls, "call")
    if summary.tried:
        yield f"{counted(summary.tried, 'command')} that made no call"
    if summary.blocked:
        yield f"{summary.blocked} blocked"
    if others:
        yield f"{others} without a response"


def _facts(visit: Visit, summary: VisitSummary) -> Iterator[tuple[str, str]]:
    if summary.ecids:
        kept = "the same " if summary.identified > 1 else ""
        if not summary.is_identity_constant:
            kept = f"{counted(len(summary.ecids), 'different one')} "
        shown = ", ".join(shortened(each) for each in summary.ecids[:4])
        others = summary.calls - summary.identified
        without = f", none in {others}" if others else ""
        yield "ECID", f"{shown} · {kept}in {counted(summary.identified, 'call')}{without}"
    if summary.hint_due:
        used = f"used in {summary.hint_used} of {counted(summary.hint_due, 'call')}"
        yield "location hint", f"{', '.join(summary.hints)} · {used}"
    if summary.consent:
        yield "consent", ", ".join(map(_consent, summary.consent))
    for label, counts in (("datastreams", summary.datastreams), ("hosts", summary.hosts)):
        if counts:
            yield label, ", ".join(f"{name} ({count})" for name, count in counts[:6])
    for words in sent_to_words(summary):
        yield "sent to", words
    if summary.libraries:
        yield "SDK", ", ".join(summary.libraries[:6])
    yield from _facts_of_recording(visit, summary)


def _facts_of_recording(visit: Visit, summary: VisitSummary) -> Iterator[tuple[str, str]]:
    if without_body := sum(not call.exchange.request.body for call in visit.calls):
        yield "not recorded", f"the body of {counted(without_body, 'call')}, whose events were not checked"
    if summary.deleted:
        yield "deleted", f"{counted(summary.deleted, 'call')}, so nothing that is missing was looked for"
    if summary.longest_hold_ms:
        yield "longest held", f"{summary.longest_hold_ms:.0f} ms, by edge-tui"
    for rule in visit.recording.rules:
        yield "changed", rule
    for notice in visit.recording.notices:
        yield "notice", notice


def sent_to_words(summary: VisitSummary) -> Iterator[str]:
    """Where calls went that a rule has sent elsewhere: `…:dev at edge.adobedc.net (3), instead of …`."""
    for place, count, asked in summary.sent_to:
        where = f"{place.datastream} at {place.host}" if place.datastream else place.host
        others = [each for each in asked if each != place.datastream]
        yield f"{where} ({count})" + (f", instead of {', '.join(others[:3])}" if others else "")


def _consent(change: ConsentChange) -> str:
    if change.page:
        return f"{change.consent} on page {change.page}"
    return change.consent if change.at is None else f"{change.consent} since {change.at.astimezone():%H:%M:%S}"
