"""An SDK that sends the identity of another organization than the datastream's."""

from collections.abc import Iterator

from edge_tui.identification import Carrier
from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import configured_organizations, identification_of, is_of_another_organization
from edge_tui.visit.subjects import keys, listed, named

_FIX = "The datastream belongs to another organization than orgId in the SDK's configuration: check both."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each page and pair of organizations.

    Entries only: a gateway on the site's own domain is sent whatever cookies the site has.
    """
    own = configured_organizations(visit)
    grouped: dict[tuple[int, str, str], list[Call]] = {}
    for call in visit.calls:
        found = identification_of(call)
        entries = [each for each in found.sent if each.carrier is Carrier.ENTRY and each.organization]
        if entries and all(map(found.is_foreign, entries)) and not is_of_another_organization(call, own):
            organizations = entries[0].organization, found.returned.organizations[0]
            grouped.setdefault((call.page_number, *organizations), []).append(call)
    for (page, sent, returned), calls in grouped.items():
        message = (
            f"{counted(len(calls), 'call')} sent the identity of {sent}, but the gateway answers for {returned} and "
            f"doesn't use it: {listed(map(named, calls))}."
        )
        yield VisitFinding("foreign-identity", Severity.ERROR, message, _FIX, keys(calls), page)
