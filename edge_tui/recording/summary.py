"""What a visit says about its visitor, its SDKs and its gateway, in short."""

from collections import Counter
from dataclasses import dataclass

from edge_tui.model.origin import SentTo
from edge_tui.model.visit import CallState, Visit
from edge_tui.visit.consent_changes import ConsentChange, consent_by_page
from edge_tui.visit.continuity import ecid_of_call, hint_given, hint_uses


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """`routes` of the `pages` are those that another one has become by script.

    `ecids` are the visitor's in order, each once: one means that it stayed the same in `identified` calls.

    `hint_used` of `hint_due` calls had the location hint that a response before had given; `hints` are those
    given. `datastreams` and `hosts` count calls by where their site sent them; `sent_to` by where rules sent them
    instead, each with the datastreams that the site named. `libraries` are names and versions. `longest_hold_ms`
    is how long the recording held a response at most. `consent` is in order, the default first. `has_many_clients`:
    it may be of many visitors, as what passes a proxy is. `deleted` calls aren't counted elsewhere.
    """

    pages: int
    routes: int
    calls: int
    waiting: int
    blocked: int
    without_response: int
    unload: int
    refused: int
    tried: int
    ecids: tuple[str, ...]
    identified: int
    hints: tuple[str, ...]
    hint_used: int
    hint_due: int
    consent: tuple[ConsentChange, ...]
    datastreams: tuple[tuple[str, int], ...]
    hosts: tuple[tuple[str, int], ...]
    sent_to: tuple[tuple[SentTo, int, tuple[str, ...]], ...]
    libraries: tuple[str, ...]
    longest_hold_ms: float
    has_many_clients: bool = False
    deleted: int = 0

    @property
    def is_identity_constant(self) -> bool | None:
        """Whether the visitor kept one ECID; None when no call shows one."""
        return len(self.ecids) == 1 if self.ecids else None


def summarize(visit: Visit) -> VisitSummary:
    """The summary of a visit, which may still run."""
    ecids = [ecid for call in visit.calls if (ecid := ecid_of_call(call))]
    used = list(hint_uses(visit))
    origins = [call.exchange.origin for call in visit.calls if call.exchange.origin]
    counts = visit.counts
    libraries = [f"{sdk.library} {sdk.version}".strip() for sdk in visit.recording.sdks]
    libraries += [origin.sdk for origin in origins if origin.sdk]
    return VisitSummary(
        len(visit.pages),
        sum(bool(page.route_of) for page in visit.pages),
        len(visit.calls),
        counts[CallState.WAITING],
        counts[CallState.BLOCKED],
        counts[CallState.CANCELED] + counts[CallState.FAILED] + counts[CallState.BLOCKED],
        sum(call.is_unload for call in visit.calls),
        sum(call.status is not None and call.status >= 400 for call in visit.calls),
        len(visit.recording.tried),
        tuple(dict.fromkeys(ecids)),
        len(ecids),
        tuple(dict.fromkeys(hint for call in visit.calls if (hint := hint_given(call)))),
        sum(is_used for _, is_used in used),
        len(used),
        consent_by_page(visit),
        tuple(Counter(filter(None, (call.exchange.request.datastream_id for call in visit.calls))).most_common()),
        tuple(Counter(call.host for call in visit.calls if call.host).most_common()),
        _sent_to(visit),
        _named_once(libraries),
        max((origin.held_ms for origin in origins), default=0.0),
        visit.recording.source.is_proxy,
        visit.deleted,
    )


def _sent_to(visit: Visit) -> tuple[tuple[SentTo, int, tuple[str, ...]], ...]:
    """The places that rules sent calls to, those of most calls first."""
    asked: dict[SentTo, list[str]] = {}
    for call in visit.calls:
        place = call.exchange.origin.sent_to if call.exchange.origin else None
        if place is not None:
            asked.setdefault(place, []).append(call.datastream)
    counted = ((place, len(named), tuple(filter(None, dict.fromkeys(named)))) for place, named in asked.items())
    return tuple(sorted(counted, key=lambda each: -each[1]))


def _named_once(libraries: list[str]) -> tuple[str, ...]:
    """The libraries, each once; one without a version only where none of its name has one."""
    names = dict.fromkeys(filter(None, libraries))
    return tuple(each for each in names if not any(other.startswith(f"{each} ") for other in names))
