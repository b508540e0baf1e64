"""What the answers say of a datastream: a sign for each thing it can be seen to do, or not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from edge_tui.doctor import probes
from edge_tui.handles.members import counted
from edge_tui.handles.personalization_decisions import PROVIDERS, provider_of
from edge_tui.model.document import JsonValue, at
from edge_tui.model.exchange import Answer, Exchange
from edge_tui.model.profile import Authentication, Profile
from edge_tui.model.response import InteractResponse, Problem
from edge_tui.problems import PROBLEMS, explain
from edge_tui.problems.authorization import AUTHORIZATION
from edge_tui.problems.datastream import DATASTREAM
from edge_tui.values import edge_region

_DECISIONS = "personalization:decisions"
# User consent missing; Unauthorized to fetch identities.
_IGNORED, _NOT_ALLOWED = "0301", "0303"


class Status(StrEnum):
    """How sure a sign is. What no answer ever tells of is `hidden`, which is not the same as `not seen`."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    TROUBLE = "trouble"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a datastream does, or does not. `how` says what to do about it, where there is anything."""

    subject: str
    status: Status
    words: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The exchanges, by the name of their probe."""

    profile: Profile
    exchanges: Mapping[str, Exchange]

    def answer(self, name: str) -> Answer | None:
        exchange = self.exchanges.get(name)
        return exchange.answer if exchange else None

    def response(self, name: str) -> InteractResponse | None:
        answer = self.answer(name)
        read = answer.response() if answer else None
        return read if isinstance(read, InteractResponse) else None

    def items(self, handle_type: str, *names: str) -> list[JsonValue]:
        """The payload items of a type in the answers to some probes, or to all."""
        responses = [self.response(name) for name in names or self.exchanges]
        return [item for each in responses if each for handle in each.of_type(handle_type) for item in handle.items]

    def id_of(self, namespace: str, name: str) -> str | None:
        """The id that an answer gave in a namespace."""
        found = (
            at(item, "/id") for item in self.items("identity:result", name) if at(item, "/namespace/code") == namespace
        )
        return next((each for each in found if isinstance(each, str)), None)


_Look = Callable[[_Seen], Iterator[Check]]


def run_checks(profile: Profile, exchanges: Mapping[str, Exchange]) -> tuple[Check, ...]:
    """All signs, in the order in which one would look; `exchanges` by the names of their probes.

    After a gateway that was not reached, or that refused the first event, there is nothing more to tell.
    """
    seen = _Seen(profile, exchanges)
    found = list(_gateway(seen))
    if found[-1].status is Status.TROUBLE:
        return tuple(found)
    found += _identity(seen)
    if any(problem.code == _IGNORED for problem in _problems(seen.response(probes.NEW))):
        looks: tuple[_Look, ...] = (_state, _opted_out, _services)
    else:
        looks = (_state, _third_party, _decisions, _destinations, _consent, _reports, _services)
    for look in looks:
        found += look(seen)
    return (*found, _hidden(seen))


def _gateway(seen: _Seen) -> Iterator[Check]:
    exchange = seen.exchanges[probes.NEW]
    answer = exchange.answer
    if answer is None:
        yield Check("gateway", Status.TROUBLE, exchange.failure.message if exchange.failure else "no answer came")
        return
    yield Check("gateway", Status.SEEN, " · ".join(_about(answer)))
    response = seen.response(probes.NEW)
    if response is None or answer.status >= 300:
        yield _refusal(answer, response)
        return
    yield Check("datastream", Status.SEEN, "known and enabled: it answers events")
    yield Check("access", Status.SEEN, _access(seen.profile))


def _about(answer: Answer) -> Iterator[str]:
    yield f"answered in {answer.timings.elapsed_ms:.0f} ms"
    try:
        region = edge_region.decode(answer.header("x-adobe-edge") or "").region
    except ValueError:
        pass
    else:
        place = edge_region.PLACES.get(region)
        yield f"from {region}, {place}" if place else f"from {region}"
    if build := answer.header("x-konductor"):
        yield f"build {build}"
    if left := answer.header("x-rate-limit-remaining"):
        yield f"{left} left of the rate limit"


def _refusal(answer: Answer, response: InteractResponse | None) -> Check:
    problem = response.problem if response else None
    status = f"{answer.status} {answer.reason}".strip()
    if problem is None:
        how = "Check the profile's gateway URL and base path: this is no answer of the Edge Network."
        return Check("datastream", Status.TROUBLE, f"what answers is no Edge gateway: {status}", how)
    subject = "access" if problem.code in AUTHORIZATION else "datastream" if problem.code in DATASTREAM else "event"
    return Check(subject, Status.TROUBLE, f"{problem.name}: {explain(problem).meaning}", explain(problem).fix)


def _access(profile: Profile) -> str:
    """What is known of access: a gateway that does not authenticate ignores a token (Adobe's authentication guide)."""
    if profile.authentication is Authentication.NONE:
        return "no access token is asked for"
    return "the access token was accepted, or not looked at: an edge host looks at it only where the datastream says so"


def _identity(seen: _Seen) -> Iterator[Check]:
    ecid = seen.id_of("ECID", probes.NEW)
    if ecid is None:
        how = "Look for a warning below; without an ECID there are no visitors in reports."
        yield Check("identity", Status.NOT_SEEN, "asked for the ECID, the answer names none", how)
    else:
        yield Check("identity", Status.SEEN, f"the visitor's ECID is {ecid}")


def _state(seen: _Seen) -> Iterator[Check]:
    answer = seen.answer(probes.NEW)
    given = len(seen.items("state:store", probes.NEW))
    cookies = sum(name == "set-cookie" for name, _ in answer.headers) if answer else 0
    where = "in the answer's handles" if given else "as cookies, for the gateway is on the site's own domain"
    if not given and not cookies:
        yield Check("state", Status.NOT_SEEN, "no state came back: the next event is a new visitor's")
        return
    words = f"{counted(given or cookies, 'entry', 'entries')} to be sent back, {where}"
    first, second = seen.id_of("ECID", probes.NEW), seen.id_of("ECID", probes.AGAIN)
    if first and second and first != second:
        yield Check("state", Status.TROUBLE, f"{words}; yet the second event was another visitor's, {second}")
    else:
        yield Check("state", Status.SEEN, words + ("; the second event was the same visitor's" if second else ""))


def _third_party(seen: _Seen) -> Iterator[Check]:
    core, response = seen.id_of("CORE", probes.THIRD_PARTY), seen.response(probes.THIRD_PARTY)
    if core:
        yield Check("third-party id", Status.SEEN, f"the demdex id is {core}")
    elif any(problem.code == _NOT_ALLOWED for problem in _problems(response)):
        yield Check("third-party id", Status.NOT_SEEN, "this datastream may not be asked for CORE (EXEG-0303)")
    elif response is not None:
        how = "Third-party id sync is switched on in the datastream; browsers that block the cookie have no such id."
        yield Check("third-party id", Status.NOT_SEEN, "asked for CORE, the answer names none", how)
    if syncs := seen.items("identity:exchange"):
        yield Check("id syncs", Status.SEEN, f"{counted(len(syncs), 'partner')} to be told the visitor's id")
    else:
        yield Check("id syncs", Status.NOT_SEEN, "no partner is due to be told the visitor's id")


def _decisions(seen: _Seen) -> Iterator[Check]:
    propositions = seen.items(_DECISIONS, probes.NEW)
    response = seen.response(probes.NEW)
    by_service: dict[str, int] = {}
    for proposition in propositions:
        provider = provider_of(proposition) or "unknown"
        service = PROVIDERS.get(provider, f"decision provider {provider}")
        by_service[service] = by_service.get(service, 0) + 1
    for service, count in by_service.items():
        yield Check(service, Status.SEEN, f"decides: {counted(count, 'proposition')} for what was asked")
    if by_service:
        return
    how = "Name a scope or a surface that something is decided for: --scope hero, --scope web://shop.example.com/."
    if response is not None and response.of_type(_DECISIONS):
        yield Check("personalization", Status.SEEN, "answers, and decides nothing for what was asked", how)
    else:
        yield Check("personalization", Status.NOT_SEEN, "no service decided anything for what was asked", how)


def _destinations(seen: _Seen) -> Iterator[Check]:
    pulled, pushed = seen.items("activation:pull", probes.NEW), seen.items("activation:push", probes.NEW)
    if pulled:
        aliases = [alias for item in pulled if isinstance(alias := at(item, "/alias"), str)]
        named = f": {', '.join(dict.fromkeys(aliases))}" if aliases else ""
        yield Check("edge destinations", Status.SEEN, f"{counted(len(pulled), 'profile look-up')}{named}")
    else:
        yield Check("edge destinations", Status.NOT_SEEN, "no profile look-up came back")
    if pushed:
        yield Check("cookie and URL destinations", Status.SEEN, counted(len(pushed), "destination"))
    else:
        yield Check("cookie and URL destinations", Status.NOT_SEEN, "none fired for this visitor")


def _consent(seen: _Seen) -> Iterator[Check]:
    preferences = seen.items("consent:preferences")
    if preferences:
        collect = at(preferences[0], "/collect/val")
        words = f"looked up; collect is {collect}" if isinstance(collect, str) else "looked up"
        yield Check("consent", Status.SEEN, words)
    else:
        yield Check("consent", Status.NOT_SEEN, "no preferences came back")


def _opted_out(seen: _Seen) -> Iterator[Check]:  # noqa: ARG001
    explained = PROBLEMS[_IGNORED]
    words = "the visitor counts as opted out: the event is ignored, and nothing else is to be seen"
    yield Check("consent", Status.TROUBLE, words, explained.fix)


def _reports(seen: _Seen) -> Iterator[Check]:
    """What came of the events that reported something."""
    if answer := seen.answer(probes.PAGE_VIEW):
        taken = answer.status < 300
        words = "a page view is taken in" if taken else f"a page view is refused: {answer.status} {answer.reason}"
        yield Check("page views", Status.SEEN if taken else Status.TROUBLE, words)
    if answer := seen.answer(probes.MEDIA_START):
        if seen.items("media-analytics:new-session", probes.MEDIA_START):
            yield Check("streaming media", Status.SEEN, "a media session begins")
        else:
            how = "Media Analytics is a service of its own in the datastream, with channel and player name."
            words = f"no media session began: {answer.status} {answer.reason}"
            yield Check("streaming media", Status.NOT_SEEN, words, how)


def _services(seen: _Seen) -> Iterator[Check]:
    """Every problem that was told of, once; what a sign of its own says already is left out."""
    told: set[tuple[str, str]] = set()
    for name in seen.exchanges:
        for problem in _problems(seen.response(name)):
            if problem.code not in (_IGNORED, _NOT_ALLOWED) and (problem.name, problem.title) not in told:
                told.add((problem.name, problem.title))
                explained = explain(problem)
                yield Check(problem.name, Status.TROUBLE, problem.title or explained.meaning, explained.fix)


def _problems(response: InteractResponse | None) -> tuple[Problem, ...]:
    if response is None:
        return ()
    return (*((response.problem,) if response.problem else ()), *response.errors, *response.warnings)


def _hidden(seen: _Seen) -> Check:
    how = f"Look for the request id {seen.exchanges[probes.NEW].request_id} in Assurance, under Event Transactions."
    return Check("hidden", Status.HIDDEN, "what Analytics, datasets and event forwarding made of it", how)
