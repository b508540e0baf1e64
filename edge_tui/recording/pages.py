"""The pages of a visit, and which of them made a call."""

from datetime import datetime, timedelta

from edge_tui.formats.allowed import LeftOut, page_url
from edge_tui.model.origin import Page

# A source learns of a page a moment after its document began, and of a call when it was made.
_LATENESS = timedelta(seconds=2)
_MAX_SEARCHED = 500
_MAX_CLEANED = 200


class VisitPages:
    """Pages in the order in which they were learned of, numbered from 1. A number never changes.

    The values of queries aren't kept, but pages that differ in them are told apart by a hash of their URL.
    """

    def __init__(self, left_out: LeftOut) -> None:
        self.listed: list[Page] = []
        self._left_out = left_out
        self._hashes: dict[int, int] = {}
        # Pages that were open before the source looked: when they were loaded isn't known.
        self._earlier: set[int] = set()
        # The latest: each sighting of a call tells the address of its page again.
        self._cleaned: dict[str, str] = {}

    def clean(self, url: str) -> str:
        """A page's URL with the names of its query only; empty for no web address."""
        cleaned = self._cleaned.get(url)
        if cleaned is None:
            if len(self._cleaned) >= _MAX_CLEANED:
                self._cleaned.clear()
            cleaned = self._cleaned[url] = page_url(url, self._left_out)
        return cleaned

    @property
    def _latest(self) -> list[Page]:
        """The pages that a call may be of: earlier ones were left long ago."""
        return self.listed[-_MAX_SEARCHED:]

    def opened(self, at: datetime | None, url: str, tab: str) -> Page | None:
        """Adds a page, unless a call has already told of it; None for no web address.

        Without a moment it is one that was open before the source looked.
        """
        cleaned = self.clean(url)
        if not cleaned:
            return None
        told = [page for page in self._untold if page.tab == tab and page.url == cleaned]
        if told:
            page = next((page for page in told if self._is_exactly(page, url)), told[0])
            self.listed[page.number - 1] = opened = Page(page.url, page.number, tab, at)
            self._hashes[page.number] = _hash(url)
        else:
            opened = self._add(url, cleaned, tab, at)
        if at is None:
            self._earlier.add(opened.number)
        return opened

    @property
    def _untold(self) -> list[Page]:
        """The pages that are known from their calls only."""
        return [page for page in self._latest if page.loaded_at is None and page.number not in self._earlier]

    def of(self, at: datetime, urls: tuple[str, ...], tab: str, *, is_unload: bool = False) -> Page | None:
        """The page of a call that was made at a moment. `urls` are what may be its address, best first.

        A call from a frame, or after the page changed its address by script, is the tab's last page.
        """
        inside = [page for page in self._latest if not tab or page.tab == tab]
        cleaned = [(url, each) for url in urls if (each := self.clean(url))]
        slack = timedelta() if is_unload else _LATENESS
        for url, each in cleaned:
            named = [page for page in inside if page.url == each and _is_loaded(page, at + slack)]
            if named:
                # A page that was left long before is not the one, even if its URL is shown again.
                left = sorted((page for page in named if _is_loaded(page, at - _LATENESS)), key=_age)[:-1]
                exact = [page for page in named if page not in left and self._is_exactly(page, url)]
                return max(exact or named, key=_age)
        earlier = [page for page in inside if _is_loaded(page, at)]
        if earlier:
            return max(earlier, key=_age)
        return self._add(*cleaned[0], tab, None) if cleaned else None

    def _add(self, url: str, cleaned: str, tab: str, at: datetime | None) -> Page:
        page = Page(cleaned, len(self.listed) + 1, tab, at)
        self.listed.append(page)
        self._hashes[page.number] = _hash(url)
        return page

    def _is_exactly(self, page: Page, url: str) -> bool:
        return self._hashes[page.number] == _hash(url)


def _hash(url: str) -> int:
    return hash(url.partition("#")[0])


def _is_loaded(page: Page, at: datetime) -> bool:
    return page.loaded_at is None or page.loaded_at <= at


def _age(page: Page) -> tuple[float, int]:
    return (page.loaded_at.timestamp() if page.loaded_at else float("-inf")), page.number
