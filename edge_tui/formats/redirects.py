"""Where a response sends its call: a browser or a client follows, and only Edge calls are recorded."""

from dataclasses import dataclass
from urllib.parse import urljoin

from edge_tui.formats.address import read_address
from edge_tui.formats.allowed import LeftOut, page_url


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


def redirect_to(url: str, location: str, left_out: LeftOut) -> Redirect | None:
    """Where a redirect leads from a URL; None for one that leads nowhere on the web."""
    if not location.strip():
        return None
    try:
        target = urljoin(url, location.strip())
        shown, is_edge = page_url(target, left_out), read_address(target) is not None
    except ValueError:
        return None
    return Redirect(shown, is_edge) if shown else None
