"""Where a response sends its call: a browser or a client follows, and only Edge calls are recorded."""

from dataclasses import dataclass
from urllib.parse import urljoin

from edge_tui.formats.address import read_address
from edge_tui.formats.allowed import LeftOut, page_url
from edge_tui.model.sightings import Answered, Began

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Redirect:
    """`url` is without the values of its query."""

    url: str
    is_edge: bool

    @property
    def words(self) -> str:
        """Where the call was redirected to, in a sentence."""
        unrecorded = "" if self.is_edge else ", which isn't an Edge path: what followed isn't recorded"
        return f"The call was redirected to {self.url}{unrecorded}."


def redirect_of(began: Began, answered: Answered, left_out: LeftOut) -> Redirect | None:
    """The redirect that a response is; None for any other, and for one that leads nowhere on the web."""
    location = next((value for name, value in answered.headers if name.lower() == "location"), "")
    if answered.status not in _REDIRECTS or not location:
        return None
    try:
        target = urljoin(began.sent_to or began.url, location.strip())
        url, is_edge = page_url(target, left_out), read_address(target) is not None
    except ValueError:
        return None
    return Redirect(url, is_edge) if url else None
