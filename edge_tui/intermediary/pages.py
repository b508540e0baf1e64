"""Which page made a call, as far as the call itself says: a proxy sees no page being opened."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from edge_tui.model.passing import PassingRequest
from edge_tui.model.sightings import Began, PageOpened, Sighting
from edge_tui.rewriting.conditions import Call

_MAX_PAGES = 2000


class PagesSeen:
    """The pages that calls have named, by client. A page that is loaded again isn't another one."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def with_pages(self, sighting: Sighting) -> Iterator[Sighting]:
        """A call that began with its page, after that was opened if it's new; anything else as it is."""
        if isinstance(sighting, Began):
            page_url = page_of(PassingRequest(sighting.method, sighting.url, sighting.headers, sighting.body))
            if self._is_new(sighting.tab, page_url):
                yield PageOpened(sighting.at, page_url, sighting.tab)
            sighting = replace(sighting, page_url=page_url)
        yield sighting

    def _is_new(self, client: str, page_url: str) -> bool:
        page = (client, page_url.partition("#")[0].partition("?")[0])
        if not page_url or page in self._seen or len(self._seen) >= _MAX_PAGES:
            return False
        self._seen.add(page)
        return True


def page_of(request: PassingRequest) -> str:
    """The URL of the page: as the event has it, else the `Referer`.

    Browsers send only the site's origin to another host, which isn't the page.
    """
    said = next(iter(Call(request).pages), "")
    try:
        parts = urlsplit(said)
    except ValueError:
        return ""
    is_origin = parts.path in ("", "/") and not parts.query and said in _referers(request)
    return "" if is_origin or parts.scheme not in ("http", "https") else said


def _referers(request: PassingRequest) -> list[str]:
    return [value for name, value in request.headers if name.lower() == "referer"]
