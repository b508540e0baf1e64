"""What the timeline's line of a call says: read once from its exchange, without a screen."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.handles.personalization_decisions import TYPE as DECISIONS
from edge_tui.handles.personalization_decisions import provider_of
from edge_tui.handles.query import read_query
from edge_tui.model.addresses import shown_address
from edge_tui.model.exchange import Exchange, Failure, FailureKind
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Tone
from edge_tui.model.request import Action
from edge_tui.model.response import InteractResponse
from edge_tui.model.sightings import Cause
from edge_tui.model.text import counted
from edge_tui.model.visit import Call
from edge_tui.visit.callers import caller_of

_MAX_TEXT = 120
_MAX_EVENTS = 50
# A larger response is not read for its line; its tree is, when it is opened.
_MAX_READ_BYTES = 1_000_000
_DIRECTIVE = re.compile(r"\b[a-z-]+-src\b")
_SERVICE_NAMES = {"TGT": "Target"}
_SHORT_SERVICES = {"com.adobe.target": "Target", "com.adobe.personalization": "personalization"}


class LineState(StrEnum):
    """How far a call has come. Its sign and its color repeat what the status says in a word."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REJECTED = "rejected"
    WAITING = "waiting"
    BLOCKED = "blocked"
    FAILED = "failed"
    PAGE_GONE = "page gone"
    CANCELED = "canceled"
    NOT_SENT = "not sent"


SIGNS = {
    LineState.ANSWERED: ("●", Tone.GOOD),
    LineState.PARTIAL: ("●", Tone.WARNING),
    LineState.REJECTED: ("✖", Tone.ERROR),
    LineState.WAITING: ("⋯", Tone.NAME),
    LineState.BLOCKED: ("✖", Tone.ERROR),
    LineState.FAILED: ("✖", Tone.ERROR),
    LineState.PAGE_GONE: ("↩", Tone.DIM),
    LineState.CANCELED: ("⋯", Tone.DIM),
    LineState.NOT_SENT: ("◌", Tone.WARNING),
}


_CANCELED_WORDS = {LineState.PAGE_GONE: "the page went first", LineState.CANCELED: "canceled"}
# How long these took says nothing.
_WITHOUT_TIME = (LineState.BLOCKED, LineState.PAGE_GONE, LineState.CANCELED)


@dataclass(frozen=True, slots=True)
class Detail:
    """A few words of a line, and how they are meant."""

    words: str
    tone: Tone = Tone.DIM


@dataclass(frozen=True, slots=True)
class CallFacts:
    """`what` names the events or what was asked for; `event_types` are all of them, for filters.

    `details` are in the order in which they are dropped last: what is wrong comes first.
    """

    state: LineState
    action: str
    what: str
    status: str
    elapsed_ms: float | None
    is_unload: bool = False
    is_prerendered: bool = False
    event_types: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()


def facts_of(call: Call, *, is_live: bool = False) -> CallFacts:
    """Reads a call of a visit. `is_live`: one without an outcome still waits for its response."""
    exchange = call.exchange
    state = _state(call)
    return CallFacts(
        state,
        str(call.action),
        _what(call),
        _status(exchange, is_live=is_live),
        exchange.elapsed_ms if state not in _WITHOUT_TIME else None,
        call.is_unload,
        call.is_prerendered,
        call.event_types[:_MAX_EVENTS],
        tuple(_details(call, state)),
    )


def _state(call: Call) -> LineState:
    response, failure = call.exchange.response, call.exchange.failure
    if response is not None:
        if response.status >= 400:
            return LineState.REJECTED
        return LineState.PARTIAL if response.status == 207 or response.status >= 300 else LineState.ANSWERED
    if failure is None:
        return LineState.WAITING
    if failure.kind is FailureKind.BLOCKED:
        return LineState.BLOCKED
    if failure.kind is FailureKind.CANCELED:
        return LineState.PAGE_GONE if call.page_went_first else LineState.CANCELED
    return LineState.FAILED


def _status(exchange: Exchange, *, is_live: bool) -> str:
    if exchange.response is not None:
        return str(exchange.response.status)
    failure = exchange.failure
    if failure is None:
        return "waiting" if is_live else "unfinished"
    if failure.kind is FailureKind.CANCELED:
        return "no response"
    return "refused" if failure.cause == Cause.CSP else failure.kind.word


def _what(call: Call) -> str:
    """The event's type, or what a call without events is about."""
    types, action = call.event_types, call.action
    if types:
        return shown_address(types[0])[:_MAX_TEXT] + (f" +{len(types) - 1}" if len(types) > 1 else "")
    if not call.exchange.request.body.strip():
        return "body not recorded"
    if action is Action.SET_CONSENT:
        return _consent(call.body)
    if action is Action.ACQUIRE:
        return "identity"
    return "event without a type" if action.takes_events else ""


def _consent(document: JsonValue) -> str:
    """`consent in`: Adobe's standard 1.0 has `general`, 2.0 has `collect.val`, TCF a string."""
    item = at(document, "/consent/0")
    for pointer in ("/value/general", "/value/collect/val"):
        if isinstance(value := at(item, pointer), str):
            return f"consent {value[:_MAX_TEXT]}"
    standard = at(item, "/standard")
    return f"consent {standard[:_MAX_TEXT]}" if isinstance(standard, str) else "consent"


def _details(call: Call, state: LineState) -> Iterator[Detail]:
    """What is wrong first, then what happened to the call, then what it was about."""
    exchange = call.exchange
    response = exchange.response
    read = call.read if response and len(response.body) <= _MAX_READ_BYTES else None
    if read is not None:
        yield from _problems(read)
    if state in _CANCELED_WORDS:
        yield Detail(_CANCELED_WORDS[state], Tone.NAME)
    elif exchange.failure is not None:
        yield Detail(_cause_words(exchange.failure), Tone.ERROR)
    if call.is_unload and state is not LineState.PAGE_GONE:
        yield Detail("as the page went", Tone.NAME)
    if call.is_prerendered:
        yield Detail("while prerendered", Tone.NAME)
    if call.page is None and (script := caller_of(call).script):
        yield Detail(f"from {script}")
    if response is not None and not response.body and response.status not in (202, 204):
        yield Detail("body not recorded")
    events = [event for _, event in call.events[:_MAX_EVENTS]]
    for link in _links(events):
        yield Detail(f"“{link}”")
    if shown := _shown(events):
        yield Detail(f"{shown} shown")
    if read is not None:
        yield from _services(read, call.body)
        yield from _identity(exchange, read)


_CAUSES = {
    Cause.EXTENSION: "by an extension",
    Cause.CSP: "by the page's CSP",
    Cause.CORS: "by CORS",
    Cause.MIXED_CONTENT: "mixed content",
    Cause.BLOCKED: "by the browser",
    Cause.DNS: "host not found",
    Cause.REFUSED: "connection refused",
    Cause.TLS: "certificate not trusted",
    Cause.TIMED_OUT: "no response in time",
    Cause.BROKEN: "connection broke",
}


def _cause_words(failure: Failure) -> str:
    """By whom or why a call failed; of a CSP the directive, which the message names."""
    if failure.cause == Cause.CSP and (directive := _DIRECTIVE.search(failure.message)):
        return f"by CSP {directive[0]}"
    known = _CAUSES.get(Cause(failure.cause)) if failure.cause in set(Cause) else None
    return known or failure.message.split(". ")[0].split(": ")[0][:_MAX_TEXT].rstrip(".")


def _problems(read: InteractResponse) -> Iterator[Detail]:
    problems = [*([read.problem] if read.problem else []), *read.errors]
    for problem in problems[:1]:
        code = problem.code or ""
        service = next((short for name, short in _SHORT_SERVICES.items() if name in (problem.title or "")), "")
        more = f" +{len(problems) - 1}" if len(problems) > 1 else ""
        words = " ".join(part for part in (code, service or (problem.title or "")[:_MAX_TEXT]) if part)
        yield Detail(f"✖ {words}{more}", Tone.ERROR)
    if read.warnings:
        count = len(read.warnings)
        yield Detail(f"▲ {counted(count, 'warning')}", Tone.WARNING)


def _links(events: Sequence[JsonValue]) -> Iterator[str]:
    for event in events:
        name = at(event, "/xdm/web/webInteraction/name")
        if isinstance(name, str) and name:
            yield shown_address(name)[:_MAX_TEXT]
            return


def _shown(events: Sequence[JsonValue]) -> int:
    """The number of propositions that display events report."""
    shown = 0
    for event in events:
        if at(event, "/xdm/eventType") == "decisioning.propositionDisplay":
            listed = at(event, "/xdm/_experience/decisioning/propositions")
            shown += len(listed) if isinstance(listed, list) else 0
    return shown


def _services(read: InteractResponse, document: JsonValue) -> Iterator[Detail]:
    """`Target 2 of 2  AJO 0`: for how many of the scopes or surfaces asked for each service has propositions."""
    counts: Counter[str] = Counter()
    answered: dict[str, set[str]] = {}
    for item in (item for handle in read.handles if handle.type == DECISIONS for item in handle.items):
        if provider := provider_of(item):
            counts[provider] += 1
            answered.setdefault(provider, set()).add(str(at(item, "/scope")))
    query = read_query(document)
    asked = {"TGT": set(query.scopes), "AJO": set(query.surfaces)}
    words = []
    for provider in sorted({*counts, *(name for name, scopes in asked.items() if scopes)}, reverse=True):
        wanted, given = asked.get(provider, set()), answered.get(provider, set())
        name = _SERVICE_NAMES.get(provider, provider)
        # Where nothing was asked for by name, such as by a page view, a number is all there is to say.
        is_by_scope = bool(given) and given <= wanted
        words.append(f"{name} {len(given)} of {len(wanted)}" if is_by_scope else f"{name} {counts[provider]}")
    if words:
        yield Detail("  ".join(words), Tone.PLAIN if counts else Tone.DIM)


def _identity(exchange: Exchange, read: InteractResponse) -> Iterator[Detail]:
    """The ECID where the response gives one to a visitor without."""
    if exchange.draft.action is not Action.ACQUIRE and not any(each.type == "identity:result" for each in read.handles):
        return
    from edge_tui.identification.returned import returned_identity

    if ecid := returned_identity(exchange, read.handles).ecid:
        yield Detail(f"ECID {short_id(ecid)}")


def short_id(text: str) -> str:
    """`4186…6988`: the ends of a long ID."""
    return text if len(text) <= 12 else f"{text[:4]}…{text[-4:]}"
