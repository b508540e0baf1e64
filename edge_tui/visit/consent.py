"""Events before or against the visitor's consent: tried and not sent, or sent nevertheless."""

from collections.abc import Iterable, Iterator, Sequence

from edge_tui.model.finding import Severity
from edge_tui.model.origin import NotSent, Tried
from edge_tui.model.request import Action
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, CallState, Visit, VisitFinding
from edge_tui.visit.consent_changes import OUT, ConsentChange, consent_in_force, consent_of
from edge_tui.visit.continuity import calls_by_visitor
from edge_tui.visit.subjects import keys, listed, named

_WORDS: dict[NotSent, tuple[Severity, str, str]] = {
    NotSent.CONSENT_PENDING: (
        Severity.INFO,
        "waiting for consent",
        "The SDK sends them once setConsent is called, and loses them when the page goes first.",
    ),
    NotSent.CONSENT_OUT: (
        Severity.INFO,
        "dropped, because consent is out",
        "This is right if the visitor declined. The SDK resolves the command, so the page doesn't notice.",
    ),
    NotSent.REJECTED: (Severity.WARNING, "rejected by the SDK", "The error says what the SDK needs."),
    NotSent.NO_REQUEST: (
        Severity.WARNING,
        "resolved without a request",
        "Either consent is out, or onBeforeEventSend returned false.",
    ),
    NotSent.UNFINISHED: (
        Severity.WARNING,
        "started and never finished",
        "The SDK may wait for an identity, for consent, or for onBeforeEventSend.",
    ),
}


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page and reason; then events that were sent while consent was out."""
    grouped: dict[tuple[int, NotSent, str], list[Tried]] = {}
    for tried in visit.recording.tried:
        grouped.setdefault((tried.page, tried.why, tried.detail), []).append(tried)
    for (page, why, detail), commands in grouped.items():
        severity, words, fix = _WORDS[why]
        names = listed(each.event_type or each.command for each in commands)
        said = f" ({detail})" if detail else ""
        verb = "was" if len(commands) == 1 else "were"
        subject = counted(len(commands), f"{commands[0].command} command")
        kinds = "" if names == commands[0].command else f": {names}"
        yield VisitFinding("consent", severity, f"{subject} {verb} {words}{said}{kinds}.", fix, page=page)
    for calls in calls_by_visitor(visit).values():
        yield from _sent_against_consent(calls, consent_of(visit, calls))


def _sent_against_consent(calls: Iterable[Call], changes: Sequence[ConsentChange]) -> Iterator[VisitFinding]:
    consent_at = consent_in_force(changes)
    for call in calls:
        takes_events = call.action in (Action.INTERACT, Action.COLLECT) and call.state is CallState.ANSWERED
        if takes_events and call.events and consent_at(call.at) == OUT:
            message = f"{named(call)} was sent although consent is out: the gateway drops it."
            fix = "Check when the page calls setConsent, and whether something else sends without the SDK."
            yield VisitFinding("consent", Severity.WARNING, message, fix, keys((call,)), call.page_number)
