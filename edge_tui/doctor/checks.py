"""The checks of a datastream, evaluated from the responses to the probes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.doctor import probes
from edge_tui.handles.personalization_decisions import PROVIDERS, provider_of
from edge_tui.identification import Concern, ConcernKind, concerns_of, identify
from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.profile import Authentication, Profile
from edge_tui.model.response import InteractResponse, Problem
from edge_tui.model.text import counted
from edge_tui.problems import PROBLEMS, explain
from edge_tui.problems.authorization import AUTHORIZATION
from edge_tui.problems.datastream import DATASTREAM
from edge_tui.values import edge_region

_DECISIONS = "personalization:decisions"
# User consent missing; Unauthorized to fetch identities.
_IGNORED, _NOT_ALLOWED = "0301", "0303"


class Status(StrEnum):
    """The result of a check. `hidden`: responses never show it, unlike `not seen`."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    TROUBLE = "trouble"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one capability of a datastream. `fix` says what to do about it, if anything."""

    subject: str
    status: Status
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class _Responses:
    """The exchanges by the name of their probe."""

    profile: Profile
    exchanges: Mapping[str, Exchange]

    def response(self, name: str) -> Response | None:
        exchange = self.exchanges.get(name)
        return exchange.response if exchange else None

    def parsed(self, name: str) -> InteractResponse | None:
        response = self.response(name)
        read = response.parsed() if response else None
        return read if isinstance(read, InteractResponse) else None

    def items(self, handle_type: str, *names: str) -> list[JsonValue]:
        """The payload items of a handle type in the responses to the named probes, or to all."""
        read = [self.parsed(name) for name in names or self.exchanges]
        return [item for each in read if each for handle in each.of_type(handle_type) for item in handle.items]

    def id_of(self, namespace: str, name: str) -> str | None:
        """The ID in a namespace that a probe returned."""
        found = (
            at(item, "/id") for item in self.items("identity:result", name) if at(item, "/namespace/code") == namespace
        )
        return next((each for each in found if isinstance(each, str)), None)


_CheckGroup = Callable[[_Responses], Iterator[Check]]


def run_checks(profile: Profile, exchanges: Mapping[str, Exchange]) -> tuple[Check, ...]:
    """All checks, gateway first; `exchanges` by the names of their probes.

    Stops after the gateway checks if it wasn't reached or refused the first event.
    """
    responses = _Responses(profile, exchanges)
    found = list(_gateway(responses))
    if found[-1].status is Status.TROUBLE:
        return tuple(found)
    found += _identity(responses)
    if any(problem.code == _IGNORED for problem in _problems(responses.parsed(probes.NEW))):
        groups: tuple[_CheckGroup, ...] = (_visitor, _state, _opted_out, _services)
    else:
        groups = (_visitor, _state, _third_party, _decisions, _destinations, _consent, _reports, _services)
    for group in groups:
        found += group(responses)
    return (*found, _hidden(responses))


def _gateway(responses: _Responses) -> Iterator[Check]:
    exchange = responses.exchanges[probes.NEW]
    response = exchange.response
    if response is None:
        yield Check("gateway", Status.TROUBLE, exchange.failure.message if exchange.failure else "no response")
        return
    yield Check("gateway", Status.SEEN, " · ".join(_gateway_facts(response)))
    parsed = responses.parsed(probes.NEW)
    if parsed is None or response.status >= 300:
        yield _refusal(response, parsed)
        return
    yield Check("datastream", Status.SEEN, "known and enabled: accepts events")
    yield Check("access", Status.SEEN, _access(responses.profile))


def _gateway_facts(response: Response) -> Iterator[str]:
    yield f"responded in {response.timings.elapsed_ms:.0f} ms"
    try:
        region = edge_region.decode(response.header("x-adobe-edge") or "").region
    except ValueError:
        pass
    else:
        place = edge_region.PLACES.get(region)
        yield f"from {region}, {place}" if place else f"from {region}"
    if build := response.header("x-konductor"):
        yield f"build {build}"
    if left := response.header("x-rate-limit-remaining"):
        yield f"rate limit: {left} remaining"


def _refusal(response: Response, parsed: InteractResponse | None) -> Check:
    problem = parsed.problem if parsed else None
    status = f"{response.status} {response.reason}".strip()
    if problem is None:
        fix = "Check the profile's gateway URL and base path: this response isn't from the Edge Network."
        return Check("datastream", Status.TROUBLE, f"the server isn't an Edge gateway: {status}", fix)
    subject = "access" if problem.code in AUTHORIZATION else "datastream" if problem.code in DATASTREAM else "event"
    return Check(subject, Status.TROUBLE, f"{problem.name}: {explain(problem).meaning}", explain(problem).fix)


def _access(profile: Profile) -> str:
    """Access in words: a gateway that doesn't authenticate ignores a token (Adobe's authentication guide)."""
    if profile.authentication is Authentication.NONE:
        return "no access token required"
    return "the access token was accepted, or not checked: the edge domain checks it only if the datastream requires it"


def _identity(responses: _Responses) -> Iterator[Check]:
    ecid = responses.id_of("ECID", probes.NEW)
    if ecid is None:
        fix = "Check the warnings below; without an ECID, reports have no visitors."
        yield Check("identity", Status.NOT_SEEN, "requested the ECID, none was returned", fix)
    else:
        yield Check("identity", Status.SEEN, f"the visitor's ECID is {ecid}")


def _visitor(responses: _Responses) -> Iterator[Check]:
    """Who the gateway took the first probe for, what is odd about any probe, and whose organization it is."""
    found = identify(responses.exchanges[probes.NEW])
    concerns: dict[tuple[ConcernKind, str], Concern] = {}
    for exchange in responses.exchanges.values():
        for each in concerns_of(exchange, identify(exchange)):
            concerns.setdefault((each.kind, each.sentence), each)
    detail = f"{found.reason.sentence} ({found.reason.certainty})"
    yield Check("visitor", Status.SEEN if found.ecid or found.winner else Status.NOT_SEEN, detail)
    for each in concerns.values():
        if each.is_warning:
            yield Check("visitor", Status.TROUBLE, f"{each.kind}: {each.sentence} ({each.certainty})")
    returned, own = found.returned.organizations, responses.profile.org_id
    if returned and own and own not in returned:
        fix = "Set the organization ID of the profile to the datastream's; the visitor's state is kept by it."
        detail = f"the datastream returns state of {', '.join(returned)}, the profile has {own}"
        yield Check("organization", Status.TROUBLE, detail, fix)


def _state(responses: _Responses) -> Iterator[Check]:
    response = responses.response(probes.NEW)
    given = len(responses.items("state:store", probes.NEW))
    cookies = sum(name == "set-cookie" for name, _ in response.headers) if response else 0
    where = "in the response's handles" if given else "as cookies (first-party domain)"
    if not given and not cookies:
        yield Check("state", Status.NOT_SEEN, "no state returned: the next event counts as a new visitor")
        return
    detail = f"{counted(given or cookies, 'entry', 'entries')} to return, {where}"
    first, second = responses.id_of("ECID", probes.NEW), responses.id_of("ECID", probes.AGAIN)
    if first and second and first != second:
        yield Check("state", Status.TROUBLE, f"{detail}; but the second event got another ECID, {second}")
    else:
        yield Check("state", Status.SEEN, detail + ("; the second event got the same ECID" if second else ""))


def _third_party(responses: _Responses) -> Iterator[Check]:
    core, parsed = responses.id_of("CORE", probes.THIRD_PARTY), responses.parsed(probes.THIRD_PARTY)
    if core:
        yield Check("third-party id", Status.SEEN, f"the demdex ID is {core}")
    elif any(problem.code == _NOT_ALLOWED for problem in _problems(parsed)):
        yield Check("third-party id", Status.NOT_SEEN, "this datastream doesn't allow requesting CORE (EXEG-0303)")
    elif parsed is not None:
        fix = "Enable third-party ID sync on the datastream; browsers that block third-party cookies have no such ID."
        yield Check("third-party id", Status.NOT_SEEN, "requested CORE, none was returned", fix)
    if syncs := responses.items("identity:exchange"):
        yield Check("id syncs", Status.SEEN, f"{counted(len(syncs), 'ID sync')} with partners returned")
    else:
        yield Check("id syncs", Status.NOT_SEEN, "no ID syncs returned")


def _decisions(responses: _Responses) -> Iterator[Check]:
    propositions = responses.items(_DECISIONS, probes.NEW)
    parsed = responses.parsed(probes.NEW)
    by_service: dict[str, int] = {}
    for proposition in propositions:
        provider = provider_of(proposition) or "unknown"
        service = PROVIDERS.get(provider, f"decision provider {provider}")
        by_service[service] = by_service.get(service, 0) + 1
    for service, count in by_service.items():
        yield Check(service, Status.SEEN, f"{counted(count, 'proposition')} for the requested scopes")
    if by_service:
        return
    fix = "Request a scope or surface that has content: --scope hero, --scope web://shop.example.com/."
    if parsed is not None and parsed.of_type(_DECISIONS):
        yield Check(
            "personalization", Status.SEEN, "responds, but returned no proposition for the requested scopes", fix
        )
    else:
        yield Check("personalization", Status.NOT_SEEN, "no service returned a decision for the requested scopes", fix)


def _destinations(responses: _Responses) -> Iterator[Check]:
    pulled, pushed = responses.items("activation:pull", probes.NEW), responses.items("activation:push", probes.NEW)
    if pulled:
        aliases = [alias for item in pulled if isinstance(alias := at(item, "/alias"), str)]
        named = f": {', '.join(dict.fromkeys(aliases))}" if aliases else ""
        yield Check("edge destinations", Status.SEEN, f"{counted(len(pulled), 'profile lookup')}{named}")
    else:
        yield Check("edge destinations", Status.NOT_SEEN, "no profile lookup returned")
    if pushed:
        yield Check("cookie and URL destinations", Status.SEEN, counted(len(pushed), "destination"))
    else:
        yield Check("cookie and URL destinations", Status.NOT_SEEN, "none fired for this visitor")


def _consent(responses: _Responses) -> Iterator[Check]:
    preferences = responses.items("consent:preferences")
    if preferences:
        collect = at(preferences[0], "/collect/val")
        detail = f"looked up; collect is {collect}" if isinstance(collect, str) else "looked up"
        yield Check("consent", Status.SEEN, detail)
    else:
        yield Check("consent", Status.NOT_SEEN, "no preferences returned")


def _opted_out(responses: _Responses) -> Iterator[Check]:  # noqa: ARG001
    detail = "visitor has opted out or not decided yet, so the event was ignored"
    yield Check("consent", Status.TROUBLE, detail, PROBLEMS[_IGNORED].fix)


def _reports(responses: _Responses) -> Iterator[Check]:
    """The results of the event probes."""
    if response := responses.response(probes.PAGE_VIEW):
        accepted = response.status < 300
        detail = "page view accepted" if accepted else f"page view refused: {response.status} {response.reason}"
        yield Check("page views", Status.SEEN if accepted else Status.TROUBLE, detail)
    if response := responses.response(probes.MEDIA_START):
        if responses.items("media-analytics:new-session", probes.MEDIA_START):
            yield Check("streaming media", Status.SEEN, "media session started")
        else:
            fix = "Add the Media Analytics service to the datastream, with a channel and a player name."
            detail = f"no media session started: {response.status} {response.reason}"
            yield Check("streaming media", Status.NOT_SEEN, detail, fix)


def _services(responses: _Responses) -> Iterator[Check]:
    """Every distinct problem in the responses, except those that have their own check."""
    reported: set[tuple[str, str]] = set()
    for name in responses.exchanges:
        for problem in _problems(responses.parsed(name)):
            if problem.code not in (_IGNORED, _NOT_ALLOWED) and (problem.name, problem.title) not in reported:
                reported.add((problem.name, problem.title))
                explanation = explain(problem)
                yield Check(problem.name, Status.TROUBLE, problem.title or explanation.meaning, explanation.fix)


def _problems(parsed: InteractResponse | None) -> tuple[Problem, ...]:
    if parsed is None:
        return ()
    return (*((parsed.problem,) if parsed.problem else ()), *parsed.errors, *parsed.warnings)


def _hidden(responses: _Responses) -> Check:
    fix = f"Look up the request ID {responses.exchanges[probes.NEW].request_id} in Assurance, under Event Transactions."
    return Check("hidden", Status.HIDDEN, "whether Analytics, datasets and event forwarding processed the event", fix)
