"""What a request that passed its checks brings about: identities, consent, the upstreams' handles, state."""

from typing import Any

from edge_tui.emulator import consent, media_session
from edge_tui.emulator.faults import huge_payload
from edge_tui.emulator.problem import Refusal, problem
from edge_tui.emulator.regions import TTL_SECONDS
from edge_tui.emulator.state import CLUSTER_SECONDS, written
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.emulator.upstreams.identity import hand_out
from edge_tui.emulator.visit import Visit
from edge_tui.emulator.visitor import identify


def process(visit: Visit) -> Refusal | None:
    """Does what a checked request asks for; what it comes to is kept in the visit."""
    action = visit.route.action
    if visit.route.is_media and (refusal := media_session.carry_on(visit)):
        return refusal
    if visit.route.is_media and action != "sessionStart":
        return None
    identify(visit)
    if action == "collect":
        _collect(visit)
        return None
    visit.store("cluster", visit.region.hint, CLUSTER_SECONDS)
    visit.headers += hand_out(visit)
    if action == "privacy/set-consent":
        refusal = _set_consent(visit)
    elif action == "identity/acquire":
        refusal = None
    else:
        refusal = _interact(visit)
    if refusal is None or refusal.code == "0301":
        visit.headers += written(visit)
    return refusal


def _collect(visit: Visit) -> None:
    """Lets the upstreams have the events; what they answer is nobody's to hear."""
    if not consent.is_withheld(visit):
        _call_upstreams(visit)
    for told in (visit.handles, visit.errors, visit.warnings, visit.stored):
        told.clear()


def _set_consent(visit: Visit) -> Refusal | None:
    trouble = visit.faults.upstreams.get("consent", "warning")
    if trouble != "warning":
        return Refusal("0307", "The consent service could not store the preferences.")
    return consent.set_consent(visit)


def _interact(visit: Visit) -> Refusal | None:
    trouble = visit.faults.upstreams.get("consent", "warning")
    if trouble != "warning":
        if visit.config.inferred.consent_check_failure_is_fatal:
            return Refusal("0300", "The consent service could not be asked.")
        visit.errors.append(problem("0300", eventIndex=0))
    elif consent.is_withheld(visit):
        if visit.config.inferred.opt_out_status == 403:
            return Refusal("0301", "The visitor has opted out.", status=403)
        for event in visit.events:
            visit.warn("0301", "The event was ignored.", event)
        # Nothing but the state comes back, and the identity that was asked for (Alloy's IAB tests).
        return None
    else:
        _call_upstreams(visit)
    region = visit.region
    hints: list[Any] = [
        {"scope": "Target", "hint": str(region.target), "ttlSeconds": TTL_SECONDS},
        {"scope": "AAM", "hint": str(region.aam), "ttlSeconds": TTL_SECONDS},
        {"scope": "EdgeNetwork", "hint": region.hint, "ttlSeconds": TTL_SECONDS},
    ]
    visit.add("locationHint:result", hints)
    return None


def _call_upstreams(visit: Visit) -> None:
    names = visit.upstreams
    if visit.faults.answer == "huge":
        visit.add("personalization:decisions", huge_payload(), visit.events[0])
    for event in visit.events:
        for name in names:
            upstream = UPSTREAMS[name]
            if upstream.PER_REQUEST and event.index:
                continue
            if visit.faults.upstreams and visit.fails(name, upstream.SERVICE, event):
                continue
            upstream.answer(visit, event, visit.datastream.settings[name])
