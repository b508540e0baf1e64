"""State of more than one organization in a visit."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import configured_organizations, identification_of, is_of_another_organization
from edge_tui.visit.subjects import keys, listed

_FIX = "Two organizations have two ECIDs for one visitor: check orgId in the SDK's configuration."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The organizations that the SDKs name, and those whose state the gateway returned to whom the site sent a call."""
    own = configured_organizations(visit)
    found: dict[str, list[Call]] = {}
    for call in visit.calls:
        if call.exchange.response and not is_of_another_organization(call, own):
            for organization in identification_of(call).returned.organizations:
                found.setdefault(organization, []).append(call)
    for organization in own:
        found.setdefault(organization, [])
    if len(found) > 1:
        rarest = min(found.values(), key=len)
        message = f"The visit has {counted(len(found), 'organization')}: {listed(found)}."
        yield VisitFinding("several-organizations", Severity.WARNING, message, _FIX, keys(rarest))
