"""What in this very request, or in the profile it was sent with, likely caused a problem."""

import re
from collections.abc import Iterator

from edge_tui.model.document import JsonValue, Slip, at, join, parse, strings
from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem
from edge_tui.problems.suspects_by_code import SUSPECTS, Sent, Suspect, events_of

_MOST = 6
_SHORTEST_NAMED = 6
_LONGEST_TEXT = 2000
_PATH = re.compile(r"(?<!\w)\$?\.?[A-Za-z_]\w*(?:\[[^\]\s]+\]|[./][\w-]+)+|(?:/[\w~-]+)+")
_STEP = re.compile(r"[^\s.\[\]/$'\"]+")


def suspects(problem: Problem, request: InteractRequest) -> tuple[Suspect, ...]:
    """What to look at for a problem, the likeliest first; empty when nothing in the request stands out."""
    body = parse(request.body)
    if isinstance(body, Slip):
        return (Suspect(f"The body is not JSON: {body}.", ""),) if problem.code in ("0100", "0101") else ()
    search = SUSPECTS.get((problem.code or "")[:4]) if "va-edge" not in problem.type else None
    found = [*_named(problem, body), *(search(Sent(request, body)) if search else ())]
    if not found and (problem.code or "").startswith("02"):
        found = list(_for_solution(problem, body))
    distinct = {(each.pointer, each.profile_field): each for each in reversed(found)}
    return tuple(reversed(distinct.values()))[:_MOST]


def suspects_of_failure(failure: Failure) -> tuple[Suspect, ...]:
    """Which field of the profile to look at when there was no answer."""
    told = {
        FailureKind.UNREACHABLE: ("The URL says where to send.", "url"),
        FailureKind.TLS: ("The host name in the URL must be the certificate's.", "url"),
        FailureKind.TIMEOUT: ("The timeout says how long to wait.", "timeout_seconds"),
        FailureKind.AUTHENTICATION: ("The credentials say who asks IMS for a token.", "credentials"),
    }.get(failure.kind)
    return (Suspect(told[0], profile_field=told[1]),) if told else ()


def _named(problem: Problem, body: JsonValue) -> Iterator[Suspect]:
    """The paths and the values that the problem names itself."""
    details = problem.report.get("details")
    for each in details if isinstance(details, list) else ():
        name, reason = at(each, "/name"), at(each, "/reason")
        if isinstance(name, str):
            yield from _at_path(name, str(reason or "The problem names this place."), body, problem.event_index)
    errors = problem.report.get("errors")
    texts = [problem.detail, details, *(errors if isinstance(errors, list) else [])]
    for text in texts:
        if isinstance(text, str):
            said = text[:_LONGEST_TEXT]
            for match in _PATH.finditer(said):
                yield from _at_path(match[0], said, body, problem.event_index)
            yield from _at_values(said, body)


def _at_path(path: str, reason: str, body: JsonValue, event_index: int | None) -> Iterator[Suspect]:
    """A JSONPath, a dotted path or a pointer, found in the body from its root or from an event."""
    steps = _STEP.findall(path)
    events = [f"/events/{event_index}"] if event_index is not None else ["/events/0"]
    for start in ("", "/event", "/event/xdm", *events, *(event + "/xdm" for event in events)):
        for length in range(len(steps), 0, -1):
            pointer = join(start, *steps[:length])
            if at(body, pointer, _MISSING) is not _MISSING and (length == len(steps) or length > 1):
                yield Suspect(reason, pointer)
                return


def _at_values(text: str, body: JsonValue) -> Iterator[Suspect]:
    """The values of the body that a sentence repeats."""
    for pointer, value in strings(body):
        if len(value) >= _SHORTEST_NAMED and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield Suspect(text, pointer)


_MISSING = object()


def _for_solution(problem: Problem, body: JsonValue) -> Iterator[Suspect]:
    """The part of the event that is meant for the solution named in an upstream error."""
    told = f"{problem.title} {problem.detail}".lower()
    parts = {
        "target": ("/data/__adobe/target", "/query/personalization"),
        ".ode": ("/query/personalization",),
        ".ajo": ("/query/personalization",),
        "analytics": ("/data/__adobe/analytics",),
        "audiencemanager": ("/xdm/identityMap",),
    }
    wanted = [part for name, pointers in parts.items() if name in told for part in pointers]
    holders = [*(events_of(body)), ("", body)]
    for place, holder in holders:
        for part in wanted:
            if at(holder, part) is not None:
                yield Suspect("This part of the event is for that solution.", place + part)
