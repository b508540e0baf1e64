"""Why there is nothing: a ladder of checks from what is known, ending in a sentence and the next thing to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from edge_tui.handles.query import Query, read_query
from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.json.document import JsonValue, ParseError, at, parse
from edge_tui.model.node import Node
from edge_tui.model.response import InteractResponse, Problem
from edge_tui.outline.handle_chips import AJO, DECISIONS, NO_DECISION, OFFERS, TARGET, provider_service, service_of
from edge_tui.outline.ladder import Ladder, Mark, Rung
from edge_tui.outline.missing_reasons import failed_service, unfit_request, usual_reason

OVERRIDES = "/meta/configOverrides"
_UPSTREAMS = {TARGET: "target", AJO: "journey_optimizer", OFFERS: "offer_decisioning"}
_NAMES = {TARGET: "Adobe Target", AJO: "Adobe Journey Optimizer", OFFERS: "Offer Decisioning"}
# The switches of a service in meta.configOverrides (the datastream overrides guide).
_PLATFORM = "com_adobe_experience_platform"
_SWITCHES = {
    TARGET: ("/com_adobe_target/enabled",),
    AJO: (f"/{_PLATFORM}/enabled", f"/{_PLATFORM}/com_adobe_edge_ajo/enabled"),
    OFFERS: (f"/{_PLATFORM}/enabled", f"/{_PLATFORM}/com_adobe_edge_ode/enabled"),
}
_OF_A_SCOPE = (NO_DECISION, "scope", "surface")
_AGAIN = "F5 sends again; w waits until it responds."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the exchange.

    `services` are those of the datastream by their upstream names, empty if unknown; `decided_scopes` are
    scopes that have had decisions before. The others are the same event sent in another way.
    """

    services: tuple[str, ...] = ()
    decided_scopes: tuple[str, ...] = ()
    as_new_visitor: Exchange | None = None
    without_overrides: Exchange | None = None


def scope_of(node: Node | None) -> str:
    """The scope or surface that a node misses; empty for any other node."""
    return node.content if node is not None and node.label in _OF_A_SCOPE and isinstance(node.content, str) else ""


def missing_scopes(exchange: Exchange) -> tuple[str, ...]:
    """The requested scopes and surfaces without a decision, in the order of the request."""
    query = _query(exchange)
    decided = _decided(exchange, query)
    return tuple(scope for scope in query.scopes_and_surfaces if scope not in decided)


def has_overrides(exchange: Exchange) -> bool:
    """Whether the request overrides settings of the datastream."""
    return bool(at(_body(exchange), OVERRIDES))


def why_nothing(exchange: Exchange, scope: str, evidence: Evidence, now: datetime) -> Ladder:
    """The ladder of a scope or a surface; with an empty one that of the response, or of its first missing scope."""
    read = _read(exchange.response)
    if exchange.failure is not None or read is None or read.problem is not None:
        return _without_handles(exchange, read)
    query = _query(exchange)
    subject = scope or next(iter(missing_scopes(exchange)), "")
    if not subject:
        return _nothing_missing(read, query)
    if subject in _decided(exchange, query):
        rungs = [_accepted(exchange), Rung(Mark.PASSED, "it has a decision")]
        return _ladder(f"Why is there nothing for {subject}?", subject, rungs, f"{subject} has a decision.", "")
    rungs = [_accepted(exchange), *_rungs(exchange, read, query, subject, evidence=evidence, now=now)]
    tried = list(_experiments(exchange, subject, evidence))
    usual = usual_reason(subject, query, now)
    can_try = not any(rung.mark is Mark.FAILED for rung in rungs) and not tried
    ladder = _ladder(
        f"Why is there nothing for {subject}?",
        subject,
        [*rungs, *tried],
        f"Nothing in the request or the response prevents it. Most likely {usual}.",
        "Check it in the service's interface, with this page and this visitor.",
    )
    return replace(ladder, can_try=can_try, has_overrides=has_overrides(exchange))


def _ladder(question: str, subject: str, rungs: Sequence[Rung], conclusion: str, next_step: str) -> Ladder:
    """A ladder that ends with its first failed check, or with what is said otherwise."""
    failed = next((rung for rung in rungs if rung.mark is Mark.FAILED), None)
    if failed is not None:
        conclusion, next_step = failed.conclusion, failed.next_step
    return Ladder(question, subject, tuple(rungs), conclusion, next_step)


def _rungs(
    exchange: Exchange, read: InteractResponse, query: Query, scope: str, *, evidence: Evidence, now: datetime
) -> Iterator[Rung]:
    service = service_of(scope, query, now)
    error = failed_service(read, _NAMES[service])
    yield _enabled(exchange, read, service, evidence, error)
    yield from _overridden(exchange, service)
    yield _requested(scope, query, evidence, now)
    yield from _schemas(scope, query, service)
    yield _consent(read, query)
    if error is not None:
        words = f"{service} failed on this event: {error.name}"
        next_step = _after_failure(exchange, error)
        yield Rung(Mark.FAILED, words, f"{_NAMES[service]} failed on this event, so nothing was decided.", next_step)


def _after_failure(exchange: Exchange, error: Problem) -> str:
    from edge_tui.problems.likely_causes import requested_fault

    fault = requested_fault(error, exchange.request)
    return f"Remove {fault.pointer} from the event: it requests this fault. Then send again." if fault else _AGAIN


def _accepted(exchange: Exchange) -> Rung:
    assert exchange.response is not None
    return Rung(Mark.PASSED, f"accepted by Edge ({exchange.response.status})")


def _enabled(
    exchange: Exchange, read: InteractResponse, service: str, evidence: Evidence, error: Problem | None
) -> Rung:
    """Whether the datastream has the service: it answered, it failed, or its settings are known."""
    answered = next((item for item in _propositions(read) if provider_service(item) == service), None)
    if answered is not None:
        return Rung(Mark.PASSED, f"{service} is on in this datastream (it returned {at(answered, '/scope')})")
    if error is not None:
        return Rung(Mark.PASSED, f"{service} is on in this datastream (it reported an error)")
    if not evidence.services:
        return Rung(Mark.UNKNOWN, f"{service} has returned nothing: it isn't known whether the datastream has it")
    if _UPSTREAMS[service] in evidence.services:
        return Rung(Mark.PASSED, f"{service} is on in this datastream")
    return Rung(
        Mark.FAILED,
        f"{service} is off in this datastream",
        f"{_NAMES[service]} isn't enabled on the datastream of {exchange.profile_name}.",
        "Enable it in the datastream, or list it in the profile if it is; u switches the emulator's services.",
    )


def _overridden(exchange: Exchange, service: str) -> Iterator[Rung]:
    overrides = at(_body(exchange), OVERRIDES)
    if not overrides:
        return
    off = next((path for path in _SWITCHES[service] if at(overrides, path) is False), None)
    if off is None:
        yield Rung(Mark.PASSED, f"no override of this event switches {service} off")
    else:
        yield Rung(
            Mark.FAILED,
            f"the event switches {service} off",
            f"The event's own overrides switch {_NAMES[service]} off ({OVERRIDES}{off}).",
            "Remove it in the Overrides tab, then send again.",
        )


def _requested(scope: str, query: Query, evidence: Evidence, now: datetime) -> Rung:
    """Whether the scope is spelled like one that has had a decision."""
    noun = "surface" if scope in query.surfaces else "scope"
    if scope in evidence.decided_scopes:
        return Rung(Mark.PASSED, f"the {noun} is spelled as it was when it had a decision")
    if service_of(scope, query, now) == OFFERS:
        return Rung(Mark.PASSED, "the scope names an activity and a placement")
    from edge_tui.lint.spelling import nearest

    near = nearest(scope, evidence.decided_scopes)
    if near is not None:
        return Rung(
            Mark.FAILED,
            f"{scope} never had a decision, but {near} did",
            f"It may be misspelled: {near} has had decisions.",
            f"Request {near} instead, then send again.",
        )
    return Rung(Mark.UNKNOWN, f"the {noun} was requested, and never had a decision in this history")


def _schemas(scope: str, query: Query, service: str) -> Iterator[Rung]:
    unfit = next(iter(unfit_request(scope, _NAMES[service], query)), None)
    if unfit is not None:
        yield Rung(Mark.FAILED, unfit.sentence, unfit.sentence, "Change it in the event, then send again.")
    elif query.schemas:
        yield Rung(Mark.PASSED, "requested with schemas that it can return")
    else:
        yield Rung(Mark.PASSED, "requested with any schema")


def _consent(read: InteractResponse, query: Query) -> Rung:
    out = any(warning.code == "0301" for warning in read.warnings)
    if out or query.consent == "out":
        return Rung(
            Mark.FAILED,
            "consent is out",
            "The visitor has opted out, so the event was ignored.",
            "Send as a new visitor (a), or set consent with the template Consent: in.",
        )
    if query.consent == "pending":
        return Rung(
            Mark.FAILED,
            "consent is pending",
            "The visitor hasn't consented yet, so the event waits for the choice.",
            "Set consent with the template Consent: in.",
        )
    return Rung(Mark.PASSED, "consent is in" if query.consent == "in" else "nothing says that consent is out")


def _experiments(exchange: Exchange, scope: str, evidence: Evidence) -> Iterator[Rung]:
    """The same event, sent in another way."""
    if (other := evidence.without_overrides) is not None:
        if scope in _decided(other, _query(other)):
            yield Rung(
                Mark.FAILED,
                "without the event's overrides there is a decision",
                "The event's overrides prevent the decision.",
                "Change them in the Overrides tab, then send again.",
            )
        else:
            yield Rung(Mark.PASSED, "without the event's overrides there is nothing either")
    if (other := evidence.as_new_visitor) is not None:
        if scope in _decided(other, _query(other)):
            yield Rung(
                Mark.FAILED,
                "a new visitor gets a decision",
                f"The visitor {exchange.visitor} doesn't qualify; a new visitor does.",
                "Compare the two in history (d), or check the activity's audience and frequency cap.",
            )
        else:
            yield Rung(Mark.PASSED, "a new visitor gets nothing either")


def _nothing_missing(read: InteractResponse, query: Query) -> Ladder:
    question = "Why is there nothing?"
    accepted = Rung(Mark.PASSED, "accepted by Edge")
    if query.scopes_and_surfaces:
        rungs = [accepted, Rung(Mark.PASSED, "every scope and surface has a decision")]
        return _ladder(question, "", rungs, "Nothing that the event requested is missing.", "")
    asked = Rung(
        Mark.FAILED,
        "the query names no scope and no surface",
        "The event doesn't request any decisions.",
        "Add decisionScopes or surfaces in the Query tab, then send again.",
    )
    if any(handle.type == DECISIONS for handle in read.handles):
        asked = Rung(Mark.PASSED, "decisions were returned without being requested")
    return _ladder(question, "", [accepted, asked], "Nothing that the event requested is missing.", "")


def _without_handles(exchange: Exchange, read: InteractResponse | None) -> Ladder:
    """The ladder of a failure, or of a response that isn't an envelope: how far the request came."""
    from edge_tui.outline.why_failed import failed_rungs

    question = "Why is there no response?" if exchange.response is None else "Why was the event refused?"
    return _ladder(question, "", list(failed_rungs(exchange, read)), "", "")


def _read(response: Response | None) -> InteractResponse | None:
    """The envelope of a successful response; a refusal has a problem; None for anything else."""
    read = response.parsed() if response is not None else None
    if not isinstance(read, InteractResponse) or not read.is_of_the_gateway:
        return None
    return read if read.problem is not None or (response is not None and response.status < 300) else None


def _body(exchange: Exchange) -> JsonValue:
    body = parse(exchange.request.body)
    return None if isinstance(body, ParseError) else body


def _query(exchange: Exchange) -> Query:
    return read_query(_body(exchange))


def _propositions(read: InteractResponse) -> Iterable[JsonValue]:
    return (item for handle in read.handles if handle.type == DECISIONS for item in handle.items)


def _decided(exchange: Exchange, query: Query) -> list[str]:
    from edge_tui.handles.personalization_decisions import decided_scopes

    read = _read(exchange.response)
    return [] if read is None else decided_scopes(list(_propositions(read)), query)
