"""What in this very request, or in the profile it was sent with, likely caused a problem."""

import re
from collections.abc import Iterator

from edge_tui.model.document import JsonValue, ParseError, at, join, parse, strings
from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem
from edge_tui.problems import explain
from edge_tui.problems.likely_cause import LikelyCause, Sent
from edge_tui.problems.likely_causes_by_code import SUSPECTS

_MOST = 6
_SHORTEST_NAMED = 6
_LONGEST_TEXT = 2000
_PATH = re.compile(r"(?<!\w)\$?\.?[A-Za-z_]\w*(?:\[[^\]\s]+\]|[./][\w-]+)+|(?:/[\w~-]+)+")
_STEP = re.compile(r"[^\s.\[\]/$'\"]+")


def likely_causes(problem: Problem, request: InteractRequest) -> tuple[LikelyCause, ...]:
    """What to look at for a problem, the likeliest first; empty when nothing in the request stands out."""
    body = parse(request.body)
    code = explain(problem).code
    if isinstance(body, ParseError):
        if code in ("0100", "0101"):
            return (LikelyCause(f"The body is not JSON: {body}.", ""),)
        return _likeliest([*_searched(code, Sent(request, None))])
    texts = _texts(problem)
    sent = Sent(request, body, " ".join(texts))
    found = [*_asked_for(sent), *_at_paths(problem, texts, body), *_searched(code, sent)]
    found += [likely_cause for text in texts for likely_cause in _at_values(text, body)]
    if not found and code.startswith("02"):
        found = list(_for_solution(problem, sent))
    return _likeliest(found)


def suspects_of_status(status: int, request: InteractRequest) -> tuple[LikelyCause, ...]:
    """What to look at for a status that came without a problem."""
    body = parse(request.body)
    return _likeliest([*_searched(str(status), Sent(request, None if isinstance(body, ParseError) else body))])


def _searched(code: str, sent: Sent) -> Iterator[LikelyCause]:
    if search := SUSPECTS.get(code):
        yield from search(sent)


def _likeliest(found: list[LikelyCause]) -> tuple[LikelyCause, ...]:
    distinct = {each.request_location: each for each in reversed(found)}
    return tuple(reversed(distinct.values()))[:_MOST]


def suspects_of_failure(failure: Failure) -> tuple[LikelyCause, ...]:
    """Which field of the profile to look at when there was no answer."""
    told = {
        FailureKind.UNREACHABLE: ("The URL says where to send.", "url"),
        FailureKind.TLS: ("The host name in the URL must be the certificate's.", "url"),
        FailureKind.TIMEOUT: ("The timeout says how long to wait.", "timeout_seconds"),
        FailureKind.AUTHENTICATION: _OF_IMS.get(
            explain(failure).code, ("The credentials say who asks IMS for a token.", "credentials")
        ),
    }.get(failure.kind)
    return (LikelyCause(told[0], profile_field=told[1]),) if told else ()


_OF_IMS = {
    "invalid_client": ("The client ID and its secret are to be of one credential.", "client_id"),
    "invalid_scope": ("These scopes were asked for.", "scopes"),
    "unsupported_grant_type": ("This is where the token was asked for.", "ims_url"),
}


def _asked_for(sent: Sent) -> Iterator[LikelyCause]:
    """An emulator makes trouble where an event asks it to; the gateway takes no notice."""
    for place, event in sent.events():
        if at(event, "/data/__emulator") is not None:
            yield LikelyCause("The event asks the emulator for trouble here.", place + "/data/__emulator")


def _texts(problem: Problem) -> list[str]:
    """What the problem says in words."""
    errors = problem.report.get("errors")
    texts = [problem.detail, problem.report.get("details"), *(errors if isinstance(errors, list) else [])]
    return [text[:_LONGEST_TEXT] for text in texts if isinstance(text, str)]


def _at_paths(problem: Problem, texts: list[str], body: JsonValue) -> Iterator[LikelyCause]:
    """The paths that the problem names itself."""
    details = problem.report.get("details")
    for each in details if isinstance(details, list) else ():
        name, reason = at(each, "/name"), at(each, "/reason")
        if isinstance(name, str):
            yield from _at_path(name, str(reason or "The problem names this place."), body, problem.event_index)
    for text in texts:
        for match in _PATH.finditer(text):
            yield from _at_path(match[0], text, body, problem.event_index)


def _at_path(path: str, reason: str, body: JsonValue, event_index: int | None) -> Iterator[LikelyCause]:
    """A JSONPath, a dotted path or a pointer, found in the body from its root or from an event."""
    steps = _STEP.findall(path)
    events = [f"/events/{event_index}"] if event_index is not None else ["/events/0"]
    for start in ("", "/event", "/event/xdm", *events, *(event + "/xdm" for event in events)):
        for length in range(len(steps), 0, -1):
            pointer = join(start, *steps[:length])
            if at(body, pointer, _MISSING) is not _MISSING and (length == len(steps) or length > 1):
                yield LikelyCause(reason, pointer)
                return


def _at_values(text: str, body: JsonValue) -> Iterator[LikelyCause]:
    """The values of the body that a sentence repeats."""
    for pointer, value in strings(body):
        if len(value) >= _SHORTEST_NAMED and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield LikelyCause(text, pointer)


_MISSING = object()


def _for_solution(problem: Problem, sent: Sent) -> Iterator[LikelyCause]:
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
    for place, holder in [*sent.events(), ("", sent.body)]:
        for part in wanted:
            if at(holder, part) is not None:
                yield LikelyCause("This part of the event is for that solution.", place + part)
    if problem.code == "0202":
        yield LikelyCause("The solution's settings are part of the datastream.", profile_field="datastream_id")
