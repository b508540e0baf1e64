"""State of more than one organization in a visit."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.continuity import identification_of
from edge_tui.visit.subjects import keys, listed

_FIX = "Two organizations have two ECIDs for one visitor: check orgId in the SDK's configuration."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The organizations that the SDKs name, and those whose state the gateway returned."""
    found: dict[str, list[Call]] = {}
    for call in visit.calls:
        for organization in identification_of(call).returned.organizations if call.exchange.response else ():
            found.setdefault(organization, []).append(call)
    for sdk in visit.recording.sdks:
        configured = sdk.setting("orgId")
        if isinstance(configured, str) and configured:
            found.setdefault(configured, [])
    if len(found) > 1:
        rarest = min(found.values(), key=len)
        message = f"The visit has {len(found)} organizations: {listed(found)}."
        yield VisitFinding("several-organizations", Severity.WARNING, message, _FIX, keys(rarest))
