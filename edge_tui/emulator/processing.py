"""Processing a validated request: identities, consent, the upstreams' handles, state."""

from functools import cache

from edge_tui.emulator import concierge, consent, media_session
from edge_tui.emulator.faults import huge_payload
from edge_tui.emulator.problem import Refusal, problem
from edge_tui.emulator.regions import TTL_SECONDS, Region
from edge_tui.emulator.request import WHOLE_RESPONSES
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.emulator.state import CLUSTER_SECONDS, add_state, state_headers
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.emulator.upstreams.identity import identity_headers
from edge_tui.emulator.visitor import identify

_WITHHELD = {
    "out": "The visitor has opted out.",
    "pending": "The visitor's consent is pending: there is no choice yet.",
}


def process(context: RequestContext) -> Refusal | None:
    """Processes a validated request; the results are collected in its context."""
    action = context.route.action
    if context.route.is_media and (refusal := media_session.continue_session(context)):
        return refusal
    if context.route.is_media and action not in WHOLE_RESPONSES:
        return None
    identify(context)
    if context.route.is_conversation:
        refusal = concierge.converse(context)
        context.store("cluster", context.region.hint, CLUSTER_SECONDS)
        # In the body: no client sends or takes cookies here (Alloy's fetch has no credentials).
        add_state(context)
        return refusal
    if action == "collect":
        _collect(context)
        return None
    context.store("cluster", context.region.hint, CLUSTER_SECONDS)
    context.headers += identity_headers(context)
    if action == "privacy/set-consent":
        refusal = _set_consent(context)
    elif action == "identity/acquire":
        refusal = None
    else:
        refusal = _interact(context)
    if refusal is None or refusal.code == "0301":
        context.headers += state_headers(context)
    return refusal


def _collect(context: RequestContext) -> None:
    """Sends the events to the upstreams and drops their results: collect returns none."""
    if not consent.withheld(context):
        _call_upstreams(context)
    for results in (context.handles, context.errors, context.warnings, context.stored, context.unprefixed):
        results.clear()


def _set_consent(context: RequestContext) -> Refusal | None:
    failure = context.faults.upstreams.get("consent", "warning")
    if failure != "warning":
        return Refusal("0307", "The consent service couldn't store the preferences.")
    return consent.set_consent(context)


def _interact(context: RequestContext) -> Refusal | None:
    failure = context.faults.upstreams.get("consent", "warning")
    if failure != "warning":
        if context.config.inferred.consent_check_failure_is_fatal:
            return Refusal("0300", "The consent service couldn't be called.")
        context.errors.append(problem("0300", eventIndex=0))
    elif reason := consent.withheld(context):
        if reason == "out" and context.config.inferred.opt_out_status == 403:
            return Refusal("0301", _WITHHELD["out"], status=403)
        for event in context.events:
            context.warn("0301", f"The event was ignored. {_WITHHELD[reason]}", event)
        # Only the state and the requested identity are returned (Alloy's IAB tests).
        return None
    else:
        _call_upstreams(context)
    context.add("locationHint:result", _location_hints(context.region))
    return None


@cache
def _location_hints(region: Region) -> EncodedJson:
    return encoded(
        [
            {"scope": "Target", "hint": str(region.target), "ttlSeconds": TTL_SECONDS},
            {"scope": "AAM", "hint": str(region.aam), "ttlSeconds": TTL_SECONDS},
            {"scope": "EdgeNetwork", "hint": region.hint, "ttlSeconds": TTL_SECONDS},
        ]
    )


def _call_upstreams(context: RequestContext) -> None:
    settings = context.datastream.settings
    failing = context.faults.upstreams
    called = [(name, UPSTREAMS[name]) for name in context.upstreams]
    if context.faults.answer == "huge":
        context.add("personalization:decisions", huge_payload(), context.events[0])
    for event in context.events:
        for name, upstream in called:
            if upstream.PER_REQUEST and event.index:
                continue
            if failing and context.fails(name, upstream.SERVICE, event):
                continue
            upstream.respond(context, event, settings[name])
