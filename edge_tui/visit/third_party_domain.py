"""Calls to Adobe's shared domain on a site that has an edge domain of the site's own."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import keys

_SHARED = "edge.adobedc.net"
# The SDK's first call may go there to read the third-party cookie (thirdPartyCookiesEnabled).
_ADOBE = (".adobedc.net", ".demdex.net")
_FIX = "Set edgeDomain on these pages too: browsers limit cookies and block calls to the shared domain more often."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for the visit."""
    shared = [call for call in visit.calls if call.host == _SHARED]
    first_party = sorted({call.host for call in visit.calls if call.host and not call.host.endswith(_ADOBE)})
    if shared and first_party:
        message = (
            f"{counted(len(shared), 'call')} went to {_SHARED}, although the site has {', '.join(first_party[:3])}."
        )
        yield VisitFinding("third-party-domain", Severity.WARNING, message, _FIX, keys(shared))
