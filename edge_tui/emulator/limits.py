"""Request units: how much a datastream may ask for in a second, and what is left of it."""

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.visit import Visit

FRAGMENT_BYTES = 8 * 1024


def request_units(size: int, upstreams: int) -> int:
    """Fragments of 8 KB times the upstreams they go to (Adobe's guardrails)."""
    return max(1, -(-size // FRAGMENT_BYTES)) * max(1, upstreams)


def check_rate(visit: Visit) -> Refusal | None:
    """Counts the request's units in its second; beyond the datastream's limit it is 429.

    Adobe's own limits, 4000 for interact and 6000 for collect, are an organisation's; a
    datastream of the emulator has none unless it sets one.
    """
    limit = _limit(visit)
    if not limit:
        return None
    units = request_units(len(visit.request.body), len(visit.datastream.upstreams))
    second = int(visit.now.timestamp())
    key = f"{visit.datastream.id}/{visit.route.action}"
    at, used = visit.memory.units.get(key, (second, 0))
    used = units if at != second else used + units
    visit.memory.units[key] = (second, used)
    if used <= limit:
        return None
    wait = str(visit.config.inferred.retry_after_seconds)
    return Refusal(None, status=429, headers=(("retry-after", wait),))


def remaining(visit: Visit) -> int:
    """What `x-rate-limit-remaining` tells."""
    limit = _limit(visit)
    if not limit:
        return visit.config.inferred.rate_limit_remaining
    _, used = visit.memory.units.get(f"{visit.datastream.id}/{visit.route.action}", (0, 0))
    return max(0, limit - used)


def _limit(visit: Visit) -> int:
    if visit.route.action == "interact":
        return visit.datastream.interact_units_per_second
    return visit.datastream.collect_units_per_second if visit.route.action == "collect" else 0
