"""The chips of handles on the board: ID syncs, destinations, consent, and what each deciding service returned."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.node import Chip, Tone

ECID, SYNCS, DESTINATIONS, CONSENT = "ECID", "ID syncs", "destinations", "consent"
TARGET, AJO, OFFERS = "Target", "AJO", "Offer Decisioning"
DECISIONS = "personalization:decisions"
NO_DECISION = "No decision for"
# Counts the propositions of all services; not a chip of the board.
PROPOSITIONS = "propositions"

_SERVICE = "◆"
_SERVICES = {"TGT": TARGET, "AJO": AJO, "ODE": OFFERS, "EXD": OFFERS}
_SHORT_NAMES = {TARGET: TARGET, AJO: AJO, OFFERS: "ODE"}
_CONSENTS = {
    "y": ("in", Tone.GOOD),
    "in": ("in", Tone.GOOD),
    "n": ("out", Tone.WARNING),
    "out": ("out", Tone.WARNING),
    "p": ("pending", Tone.WARNING),
    "pending": ("pending", Tone.WARNING),
}


def chips_of(handle_type: str, items: Sequence[JsonValue], query: Query, now: datetime) -> tuple[Chip, ...]:
    """The chips of all handles of a type. `items` are those that their summary reads."""
    make = _CHIPS.get(handle_type)
    return tuple(make(items, query, now)) if make else ()


def missing_chips(scopes: Sequence[str], query: Query, now: datetime) -> tuple[Chip, ...]:
    """The chips of the services that have no decision for `scopes`, if the response has no decisions at all."""
    services = dict.fromkeys(service_of(scope, query, now) for scope in scopes)
    return tuple(_service_chip(service, [], query, now) for service in services)


def consent_chip(general: str) -> Chip | None:
    """The chip of a general consent: `in`, `out` or `pending`; None for any other text."""
    words, tone = _CONSENTS.get(general, ("", Tone.PLAIN))
    return Chip(CONSENT, "⚑", f"consent {words}", tone, short=words) if words else None


def service_of(scope: str, query: Query, now: datetime) -> str:
    """The service that decides a scope or a surface."""
    if scope in query.surfaces:
        return AJO
    from edge_tui.values import read_decision_scope

    return OFFERS if read_decision_scope(scope, now) else TARGET


def provider_service(item: JsonValue) -> str:
    """The service that returned a proposition; empty if the proposition doesn't name a known one."""
    # A response loads only the decoders of its handles.
    from edge_tui.handles.personalization_decisions import provider_of

    return _SERVICES.get(provider_of(item), "")


def _decisions(items: Sequence[JsonValue], query: Query, now: datetime) -> Iterator[Chip]:
    from edge_tui.handles.personalization_decisions import count_providers, decided_scopes

    decided = decided_scopes(items, query)
    asked = [service_of(scope, query, now) for scope in query.scopes_and_surfaces]
    returned: Counter[str] = Counter()
    for provider, propositions in count_providers(items).items():
        returned[_SERVICES.get(provider, "")] += propositions
    yield Chip(PROPOSITIONS, count=len(items))
    for service in (TARGET, AJO, OFFERS):
        if service in asked:
            yield _service_chip(service, decided, query, now)
        elif count := returned[service]:
            yield Chip(service, _SERVICE, f"{service} {{}}", Tone.GOOD, count, f"{_SHORT_NAMES[service]} {{}}")


def _service_chip(service: str, decided: Sequence[str], query: Query, now: datetime) -> Chip:
    """`Target 2/3 scopes`."""
    asked = [scope for scope in query.scopes_and_surfaces if service_of(scope, query, now) == service]
    answered = sum(scope in decided for scope in asked)
    noun = "surface" if service == AJO else "scope"
    tone = Tone.GOOD if answered == len(asked) else Tone.WARNING
    share = f"{answered}/{len(asked)}"
    words = f"{service} {share} {noun if len(asked) == 1 else noun + 's'}"
    return Chip(service, _SERVICE, words, tone, short=f"{_SHORT_NAMES[service]} {share}")


def _syncs(items: Sequence[JsonValue], _query: Query, _now: datetime) -> Iterator[Chip]:
    yield Chip(SYNCS, "↻", "{} sync", count=len(items), short="{}")


def _destinations(items: Sequence[JsonValue], _query: Query, _now: datetime) -> Iterator[Chip]:
    yield Chip(DESTINATIONS, "⇢", "{} destination", count=len(items), short="{}")


def _identity(_items: Sequence[JsonValue], _query: Query, _now: datetime) -> Iterator[Chip]:
    yield Chip(ECID)


def _consent(items: Sequence[JsonValue], _query: Query, _now: datetime) -> Iterator[Chip]:
    for item in items:
        collect = at(item, "/collect/val", at(item, "/general"))
        if isinstance(collect, str) and (chip := consent_chip(collect)):
            yield chip
            return
    yield Chip(CONSENT)


_CHIPS: dict[str, Callable[[Sequence[JsonValue], Query, datetime], Iterator[Chip]]] = {
    DECISIONS: _decisions,
    "identity:exchange": _syncs,
    "activation:pull": _destinations,
    "activation:push": _destinations,
    "identity:result": _identity,
    "state:store": _identity,
    "consent:preferences": _consent,
}
