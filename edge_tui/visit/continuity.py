"""Who the visitor was and where the visit was served, call by call."""

from collections.abc import Iterator

from edge_tui.formats.address import read_address
from edge_tui.identification import Identification, identify
from edge_tui.model.client_state import EDGE_NETWORK
from edge_tui.model.json.document import at
from edge_tui.model.visit import Call, Visit

# An SDK reads a response a moment after it has arrived, and other calls are under way meanwhile.
_NOTICED_SECONDS = 0.25


def identification_of(call: Call) -> Identification:
    """Who the gateway took a call for; read once."""
    known = call.memo.get("identification")
    if not isinstance(known, Identification):
        known = call.memo["identification"] = identify(call.exchange)
    return known


def ecid_of_call(call: Call) -> str:
    """The ECID that the gateway returned, or took a call for; empty when it doesn't show."""
    return identification_of(call).ecid if call.exchange.response else ""


def hint_given(call: Call) -> str:
    """The location hint of the Edge Network in a response; empty without one."""
    items = [item for handle in call.read.of_type("locationHint:result") for item in handle.items] if call.read else []
    given = (at(item, "/hint") for item in items if at(item, "/scope") == EDGE_NETWORK)
    return next((hint for hint in given if isinstance(hint, str)), "")


def hint_uses(visit: Visit) -> Iterator[tuple[Call, bool]]:
    """Calls that were made to a host after it had given a location hint, and whether each used it."""
    given: dict[str, tuple[str, float]] = {}
    for call in visit.calls:
        known = given.get(call.host)
        if known is not None and call.at.timestamp() > known[1]:
            address = read_address(call.exchange.request.url)
            yield call, address is not None and address.hint.lower() == known[0].lower()
        if hint := hint_given(call):
            elapsed_ms = call.exchange.elapsed_ms or 0.0
            given[call.host] = hint, call.at.timestamp() + elapsed_ms / 1000 + _NOTICED_SECONDS
