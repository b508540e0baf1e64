"""Who the visitor was and where the visit was served, call by call."""

from collections.abc import Iterator

from edge_tui.formats.address import read_address
from edge_tui.identification import Identification, identify
from edge_tui.model.client_state import EDGE_NETWORK
from edge_tui.model.json.document import at
from edge_tui.model.visit import Call, Visit

# An SDK reads a response a moment after it has arrived, and other calls are under way meanwhile.
_NOTICED_SECONDS = 0.25
# Only browsers send one of them.
_OF_PAGES = ("origin", "referer")


def identification_of(call: Call) -> Identification:
    """Who the gateway took a call for; read once."""
    known = call.memo.get("identification")
    if not isinstance(known, Identification):
        known = call.memo["identification"] = identify(call.exchange, body=call.body)
    return known


def visitor_of(call: Call) -> str:
    """Tells the visitors of a recording apart; empty for the only one.

    A browser that is watched has one. Of what passed a proxy, calls of pages belong to their browser, whose cookies
    are the visitor: of browsers that look alike, each ECID is one. Any other client may be a server: each of its calls
    is for the visitor that it names, and one that names none is for an unknown visitor, another one each time.
    """
    if not _passed_a_proxy(call):
        return ""
    known = call.memo.get("visitor")
    if not isinstance(known, str):
        browser = _browser_of(call)
        known = call.memo["visitor"] = f"{browser} {identification_of(call).ecid}" if browser else _named_by(call)
    return known


def client_of(call: Call) -> str:
    """As `visitor_of`, but all browsers of one machine and User-Agent are one: by nothing else can a loss be seen."""
    return (_browser_of(call) or visitor_of(call)) if _passed_a_proxy(call) else ""


def may_be_several(call: Call) -> bool:
    """Whether a client is known by its looks alone, so that it may be more than one browser."""
    return _passed_a_proxy(call) and bool(_browser_of(call))


def calls_by_visitor(visit: Visit) -> dict[str, list[Call]]:
    """The calls of each visitor, in order."""
    found: dict[str, list[Call]] = {}
    for call in visit.calls:
        found.setdefault(visitor_of(call), []).append(call)
    return found


def ecid_of_call(call: Call) -> str:
    """The ECID that the gateway returned, or took a call for; empty when it doesn't show."""
    return identification_of(call).ecid if call.exchange.response else ""


def hint_given(call: Call) -> str:
    """The location hint of the Edge Network in a response; empty without one."""
    items = [item for handle in call.read.of_type("locationHint:result") for item in handle.items] if call.read else []
    given = (at(item, "/hint") for item in items if at(item, "/scope") == EDGE_NETWORK)
    return next((hint for hint in given if isinstance(hint, str)), "")


def is_of_another_organization(call: Call, own: frozenset[str]) -> bool:
    """Whether a rule sent a call to a gateway that answers for another organization than `own`, the site's.

    An SDK keeps the state in such a response under that organization's name, and doesn't find it again.
    """
    origin = call.exchange.origin
    is_elsewhere = origin is not None and origin.sent_to is not None and call.exchange.response is not None
    return is_elsewhere and own.isdisjoint(identification_of(call).returned.organizations)


def configured_organizations(visit: Visit) -> frozenset[str]:
    """The organizations that the SDKs of a visit name."""
    settings = (sdk.setting("orgId") for sdk in visit.recording.sdks)
    return frozenset(each for each in settings if isinstance(each, str) and each)


def hint_uses(visit: Visit) -> Iterator[tuple[Call, bool]]:
    """Calls that were made to a host after it had given their visitor a location hint, and whether each used it."""
    own = configured_organizations(visit)
    given: dict[tuple[str, str], tuple[str, float]] = {}
    for call in visit.calls:
        place = visitor_of(call), call.host
        known = given.get(place)
        if known is not None and call.at.timestamp() > known[1]:
            address = read_address(call.exchange.request.url)
            yield call, address is not None and address.hint.lower() == known[0].lower()
        if (hint := hint_given(call)) and not is_of_another_organization(call, own):
            elapsed_ms = call.exchange.elapsed_ms or 0.0
            given[place] = hint, call.at.timestamp() + elapsed_ms / 1000 + _NOTICED_SECONDS


def _passed_a_proxy(call: Call) -> bool:
    origin = call.exchange.origin
    return origin is not None and origin.source.is_proxy


def _browser_of(call: Call) -> str:
    """The browser of a call that passed a proxy, as far as its looks tell; empty for any other client."""
    known = call.request_memo.get("browser")
    if not isinstance(known, str):
        headers = {name.lower(): value for name, value in call.exchange.request.headers}
        is_page = any(name in headers for name in _OF_PAGES)
        known = f"browser {headers.get('user-agent', '')} {call.page.tab if call.page else ''}" if is_page else ""
        call.request_memo["browser"] = known
    return known


def _named_by(call: Call) -> str:
    sent = [each for each in identification_of(call).sent if each.id]
    # The ECID before others, then the identity that the event is for.
    named = min(sent, key=lambda each: (each.namespace != "ECID", not each.is_primary), default=None)
    return f"{named.namespace} {named.id}" if named else f"call {call.key}"
