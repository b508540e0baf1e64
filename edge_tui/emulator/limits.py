"""Rate limits, in request units per second."""

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import RequestContext

FRAGMENT_BYTES = 8 * 1024


def request_units(size: int, upstreams: int) -> int:
    """Fragments of 8 KB, times the number of upstreams (Adobe's guardrails)."""
    return max(1, -(-size // FRAGMENT_BYTES)) * max(1, upstreams)


def check_rate(context: RequestContext) -> Refusal | None:
    """Counts the request's units; refuses it with 429 beyond the datastream's limit for this second.

    Adobe's limits, 4000 for interact and 6000 for collect, are per organization; in the
    emulator they're per datastream, and off by default.
    """
    limit = _limit(context)
    if not limit:
        return None
    units = request_units(len(context.request.body), len(context.datastream.upstreams))
    second = int(context.now.timestamp())
    key = f"{context.datastream.id}/{context.route.action}"
    at, used = context.memory.units.get(key, (second, 0))
    used = units if at != second else used + units
    context.memory.units[key] = (second, used)
    if used <= limit:
        return None
    wait = str(context.config.inferred.retry_after_seconds)
    return Refusal(None, status=429, headers=(("retry-after", wait),))


def remaining(context: RequestContext) -> int:
    """The value of `x-rate-limit-remaining`."""
    limit = _limit(context)
    if not limit:
        return context.config.inferred.rate_limit_remaining
    _, used = context.memory.units.get(f"{context.datastream.id}/{context.route.action}", (0, 0))
    return max(0, limit - used)


def _limit(context: RequestContext) -> int:
    if context.route.action == "interact":
        return context.datastream.interact_units_per_second
    return context.datastream.collect_units_per_second if context.route.action == "collect" else 0
