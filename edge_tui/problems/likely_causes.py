"""Likely causes of a problem in the request or in the profile it was sent with."""

import re
from collections.abc import Iterator

from edge_tui.model.certainty import Certainty
from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.json.document import JsonValue, ParseError, at, join, parse, strings
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import Problem
from edge_tui.problems import explain
from edge_tui.problems.likely_cause import LikelyCause, Sent
from edge_tui.problems.likely_causes_by_code import SEARCHES

MAX_CAUSES = 6
# The codes of a service behind the gateway begin so.
_SERVICES = "02"
_CONSENT_SERVICE = ("0300", "0307")
_MIN_VALUE_LENGTH = 6
_MAX_TEXT_LENGTH = 2000
_PATH = re.compile(r"(?<!\w)\$?\.?[A-Za-z_]\w*(?:\[[^\]\s]+\]|[./][\w-]+)+|(?:/[\w~-]+)+")
_STEP = re.compile(r"[^\s.\[\]/$'\"]+")


def likely_causes(problem: Problem, request: InteractRequest) -> tuple[LikelyCause, ...]:
    """Likely causes of a problem, best first; empty when nothing in the request stands out."""
    body = parse(request.body)
    code = explain(problem).code
    if isinstance(body, ParseError):
        if code in ("0100", "0101"):
            return (LikelyCause(f"The body isn't JSON: {body}.", "", certainty=Certainty.CERTAIN),)
        return _ranked([*_causes_by_code(code, Sent(request, None))])
    texts = _texts(problem)
    sent = Sent(request, body, " ".join(texts))
    found = [*_requested_faults(code, sent), *_at_paths(problem, texts, body), *_causes_by_code(code, sent)]
    found += [cause for text in texts for cause in _at_values(text, body)]
    if not found and code.startswith(_SERVICES):
        found = list(_for_service(problem, sent))
    return _ranked(found)


def requested_fault(problem: Problem, request: InteractRequest) -> LikelyCause | None:
    """The fault that the event requests from the emulator, if it has the problem's code."""
    body = parse(request.body)
    if isinstance(body, ParseError):
        return None
    return next(_requested_faults(explain(problem).code, Sent(request, body)), None)


def likely_causes_of_status(status: int, request: InteractRequest) -> tuple[LikelyCause, ...]:
    """Likely causes of an HTTP status that came without a problem object."""
    body = parse(request.body)
    return _ranked([*_causes_by_code(str(status), Sent(request, None if isinstance(body, ParseError) else body))])


def _causes_by_code(code: str, sent: Sent) -> Iterator[LikelyCause]:
    if search := SEARCHES.get(code):
        yield from search(sent)


def _ranked(found: list[LikelyCause]) -> tuple[LikelyCause, ...]:
    distinct = {each.request_location: each for each in reversed(found)}
    return tuple(reversed(distinct.values()))[:MAX_CAUSES]


def likely_causes_of_failure(failure: Failure) -> tuple[LikelyCause, ...]:
    """The profile field to check when there was no response."""
    cause = {
        FailureKind.UNREACHABLE: ("Events are sent to this URL.", "url"),
        FailureKind.TLS: ("The certificate must be for the host name in this URL.", "url"),
        FailureKind.TIMEOUT: ("edge-tui waits this long for a response.", "timeout_seconds"),
        FailureKind.AUTHENTICATION: _IMS_FIELDS.get(
            explain(failure).code, ("edge-tui requests the token with these credentials.", "credentials")
        ),
    }.get(failure.kind)
    return (LikelyCause(cause[0], profile_field=cause[1]),) if cause else ()


_IMS_FIELDS = {
    "invalid_client": ("The client ID and the secret must belong to the same credential.", "client_id"),
    "invalid_scope": ("These scopes were requested.", "scopes"),
    "unsupported_grant_type": ("The token was requested from this host.", "ims_url"),
}


def _requested_faults(code: str, sent: Sent) -> Iterator[LikelyCause]:
    """Faults that the event requests from the emulator and that have this code; the real gateway ignores them."""
    for place, event in sent.events():
        is_of_service = code.startswith((_SERVICES, *_CONSENT_SERVICE)) and at(event, "/data/__emulator/upstreams")
        if is_of_service or at(event, "/data/__emulator/refuse") == code:
            yield LikelyCause("The event requests this fault from the emulator.", place + "/data/__emulator")


def _texts(problem: Problem) -> list[str]:
    """The prose of a problem: its detail, and the texts of its report."""
    errors = problem.report.get("errors")
    texts = [problem.detail, problem.report.get("details"), *(errors if isinstance(errors, list) else [])]
    return [text[:_MAX_TEXT_LENGTH] for text in texts if isinstance(text, str)]


def _at_paths(problem: Problem, texts: list[str], body: JsonValue) -> Iterator[LikelyCause]:
    """The paths that the problem itself names."""
    details = problem.report.get("details")
    for each in details if isinstance(details, list) else ():
        name, reason = at(each, "/name"), at(each, "/reason")
        if isinstance(name, str):
            yield from _at_path(name, str(reason or "The problem names this path."), body, problem.event_index)
    for text in texts:
        for match in _PATH.finditer(text):
            yield from _at_path(match[0], text, body, problem.event_index)


def _at_path(path: str, reason: str, body: JsonValue, event_index: int | None) -> Iterator[LikelyCause]:
    """Resolves a JSONPath, a dotted path or a pointer from the root of the body or from an event."""
    steps = _STEP.findall(path)
    events = [f"/events/{event_index}"] if event_index is not None else ["/events/0"]
    for start in ("", "/event", "/event/xdm", *events, *(event + "/xdm" for event in events)):
        for length in range(len(steps), 0, -1):
            pointer = join(start, *steps[:length])
            if at(body, pointer, _MISSING) is not _MISSING and (length == len(steps) or length > 1):
                yield LikelyCause(reason, pointer)
                return


def _at_values(text: str, body: JsonValue) -> Iterator[LikelyCause]:
    """The values of the body that a text quotes."""
    for pointer, value in strings(body):
        if len(value) >= _MIN_VALUE_LENGTH and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield LikelyCause(text, pointer)


_MISSING = object()


def _for_service(problem: Problem, sent: Sent) -> Iterator[LikelyCause]:
    """The part of the event for the service named in an upstream error."""
    words = f"{problem.title} {problem.detail}".lower()
    parts = {
        "target": ("/data/__adobe/target", "/query/personalization"),
        ".ode": ("/query/personalization",),
        ".ajo": ("/query/personalization",),
        "analytics": ("/data/__adobe/analytics",),
        "audiencemanager": ("/xdm/identityMap",),
    }
    matching = [part for name, pointers in parts.items() if name in words for part in pointers]
    for place, holder in [*sent.events(), ("", sent.body)]:
        for part in matching:
            if at(holder, part) is not None:
                yield LikelyCause("This part of the event is for that service.", place + part)
    if problem.code == "0202":
        yield LikelyCause("That service is configured on the datastream.", profile_field="datastream_id")
