"""Which services of a datastream a response shows."""

from collections.abc import Iterable, Mapping

from edge_tui.handles.personalization_decisions import provider_of
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import at
from edge_tui.model.profile import UPSTREAMS
from edge_tui.model.response import InteractResponse

# The decision provider in a proposition's `scopeDetails` (Adobe's personalization guides).
_BY_PROVIDER = {
    "TGT": "target",
    "AJO": "journey_optimizer",
    "ODE": "offer_decisioning",
    "EXD": "offer_decisioning",
}
# The scope of a location hint other than the Edge Network's own.
_BY_HINT = {"Target": "target", "AAM": "audience_manager"}
_BY_HANDLE = {
    "activation:pull": "edge_destinations",
    "activation:push": "audience_manager",
    "media-analytics:new-session": "media",
}
# A service named in an error is configured, even if it fails.
_BY_TITLE = {
    "com.adobe.target": "target",
    "com.adobe.analytics": "analytics",
    "com.adobe.audiencemanager": "audience_manager",
}


def seen_services(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """The services that the responses show, in the order of `UPSTREAMS`.

    Only what is certain counts: Analytics, datasets and event forwarding leave no trace in a response.
    """
    seen: set[str] = set()
    for exchange in exchanges:
        parsed = exchange.response.parsed() if exchange.response else None
        if isinstance(parsed, InteractResponse):
            seen |= _in_handles(parsed)
            problems = (*parsed.errors, *parsed.warnings)
            seen |= {service for problem in problems for name, service in _BY_TITLE.items() if name in problem.title}
    return tuple(each for each in UPSTREAMS if each in seen)


def _in_handles(parsed: InteractResponse) -> set[str]:
    seen = {service for kind, service in _BY_HANDLE.items() if parsed.of_type(kind)}
    for handle in parsed.of_type("personalization:decisions"):
        seen |= _named(_BY_PROVIDER, (provider_of(item) for item in handle.items))
    for handle in parsed.of_type("locationHint:result"):
        seen |= _named(_BY_HINT, (at(item, "/scope") for item in handle.items))
    return seen


def _named(services: Mapping[str, str], names: Iterable[object]) -> set[str]:
    return {services[name] for name in names if isinstance(name, str) and name in services}
