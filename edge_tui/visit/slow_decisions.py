"""Responses with decisions that a page waited for: the content flickers, or stays hidden."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.json.document import at
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, named

_LIMIT_MS = 1000
_FIX = "Send it earlier on the page, ask for fewer scopes, or look at which service answers late."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The first slow one of each page. How long the recording itself held a response doesn't count."""
    seen: set[int] = set()
    for call in visit.calls:
        elapsed_ms = _elapsed_ms(call)
        if elapsed_ms > _LIMIT_MS and call.page_number not in seen and _asks(call):
            seen.add(call.page_number)
            message = f"The decisions for {named(call)} took {elapsed_ms / 1000:.1f} s: what is personalized flickers."
            found = keys((call,))
            yield VisitFinding("slow-decisions", Severity.WARNING, message, _FIX, found, call.page_number)


def _elapsed_ms(call: Call) -> float:
    response, origin = call.exchange.response, call.exchange.origin
    return response.timings.elapsed_ms - (origin.held_ms if origin else 0.0) if response else 0.0


def _asks(call: Call) -> bool:
    queries = [at(event, "/query/personalization") for _, event in call.events]
    queries.append(at(call.body, "/query/personalization"))
    return any(
        isinstance(at(query, f"/{member}"), list) and at(query, f"/{member}")
        for query in queries
        for member in ("decisionScopes", "surfaces", "schemas")
    )
