"""The pages of a visit, and which of them made a call."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from edge_tui.formats.allowed import LeftOut, page_url
from edge_tui.model.origin import Page

# A source learns of a page a moment after its document began, and of a call when it was made.
LATENESS = timedelta(seconds=2)
# On a machine that is busy it learns of the page much later. Nothing else then has the address of the call.
_MOST_LATENESS = timedelta(seconds=30)
_MAX_SEARCHED = 500
_MAX_CLEANED = 200
# A page that changes its address all the time, as a map does, is listed so many times.
_MAX_ROUTES = 500
_MAX_PRERENDERED = 500
# A route that a page keeps behind its `#`, as `#/cart` and `#!/cart`; any other fragment is a place on the page.
_FRAGMENT_ROUTE = re.compile(r"!?/[^?&]*")


class VisitPages:
    """Pages in the order in which they were opened, numbered from 1. A number never changes.

    A page is opened when its document comes, the first one of a tab when it is requested: one that takes long is
    numbered once a later page is. A page that changes its address by script is another one, if the address differs
    in what is kept of it. The values of queries aren't kept, but pages that differ in them are told apart by a hash
    of their URL.
    """

    def __init__(self, left_out: LeftOut) -> None:
        self.listed: list[Page] = []
        self._left_out = left_out
        self._hashes: dict[int, int] = {}
        # Pages that were open before the source looked: when they were loaded isn't known.
        self._earlier: set[int] = set()
        # By tab, in order: the URL of a first page that hasn't come, and its number once it has one.
        self._requested: dict[str, tuple[str, int]] = {}
        # By the tab that a prerendered page alone has until it is shown: the page, of number 0 until it makes a call or
        # is shown, and its URL.
        self._prerendered: dict[str, tuple[Page, str]] = {}
        self._routes = 0
        # The latest: each sighting of a call tells the address of its page again.
        self._cleaned: dict[str, str] = {}

    def clean(self, url: str) -> str:
        """A page's URL with the names of its query and its route only; empty for no web address."""
        cleaned = self._cleaned.get(url)
        if cleaned is None:
            if len(self._cleaned) >= _MAX_CLEANED:
                self._cleaned.clear()
            cleaned = page_url(url, self._left_out)
            route = _FRAGMENT_ROUTE.match(url.partition("#")[2])
            if cleaned and route is not None:
                cleaned += "#" + route[0]
            self._cleaned[url] = cleaned
        return cleaned

    @property
    def _latest(self) -> list[Page]:
        """The pages that a call may be of: earlier ones were left long ago. Calls of hidden ones are of other tabs."""
        return [page for page in self.listed[-_MAX_SEARCHED:] if not page.is_hidden]

    def requested(self, url: str, tab: str) -> None:
        """The first page of a tab is on its way."""
        if self.clean(url) and tab not in self._requested and not any(page.tab == tab for page in self._latest):
            self._requested[tab] = url, 0

    def failed(self, tab: str) -> None:
        """The first page of a tab doesn't come. If it has a number, it keeps it."""
        self._requested.pop(tab, None)

    def prerendered(self, at: datetime, url: str, tab: str, shown_in: str) -> None:
        """A page is loaded that nobody sees yet; it is listed once it makes a call or is shown."""
        if cleaned := self.clean(url):
            number = self._prerendered[tab][0].number if tab in self._prerendered else 0
            page = Page(cleaned, number, shown_in, prerendered_at=at)
            self._prerendered[tab] = page, url
            if len(self._prerendered) > _MAX_PRERENDERED:
                del self._prerendered[next(iter(self._prerendered))]
            if number:
                self._put(page, url)

    def is_prerendered(self, tab: str) -> bool:
        """Whether a tab is that of a page which is or was prerendered: what is of it came before the page was shown."""
        return tab in self._prerendered

    def shown_at_last(self, at: datetime, url: str, tab: str, prerendered_in: str) -> Page | None:
        """A page is shown that was prerendered."""
        hidden = self._listed_prerendered(prerendered_in, before=tab)
        cleaned = self.clean(url)
        if hidden is None or not cleaned:
            return self.opened(at, url, tab)
        self._requested.pop(tab, None)
        page = replace(hidden, url=cleaned, tab=tab, loaded_at=at)
        self._prerendered[prerendered_in] = page, url
        self._put(page, url)
        return page

    def _listed_prerendered(self, tab: str, before: str = "") -> Page | None:
        """The page that is or was prerendered as this tab, which has a number from now on."""
        page, url = self._prerendered.get(tab, (None, ""))
        if page is not None and not page.number:
            self._number_requested(before=before or page.tab)
            page = replace(page, number=len(self.listed) + 1)
            self.listed.append(page)
            self._prerendered[tab] = page, url
            self._put(page, url)
        return page

    def _put(self, page: Page, url: str) -> None:
        self.listed[page.number - 1] = page
        self._hashes[page.number] = _hash(url)

    def opened(self, at: datetime | None, url: str, tab: str, *, is_return: bool = False) -> Page | None:
        """Adds a page, unless a call has already told of it; None for no web address.

        Without a moment it is one that was open before the source looked. `is_return`: one of before is shown again.
        """
        cleaned = self.clean(url)
        if not cleaned:
            return None
        self._number_requested(before=tab)
        _, number = self._requested.pop(tab, ("", 0))
        told = [self.listed[number - 1]] if number else []
        told = told or [page for page in self._untold if page.tab == tab and page.url == cleaned]
        if told:
            page = next((page for page in told if self._is_exactly(page, url)), told[0])
            self.listed[page.number - 1] = opened = Page(cleaned, page.number, tab, at)
            self._hashes[page.number] = _hash(url)
        else:
            opened = self._add(url, cleaned, tab, at)
        if at is None:
            self._earlier.add(opened.number)
        if is_return and (left := self._left_at(opened, url)):
            opened = self.listed[opened.number - 1] = replace(opened, return_of=left.document)
        return opened

    def _left_at(self, page: Page, url: str) -> Page | None:
        """The page as which a document was left that is shown again."""
        same = [each for each in self._latest if (each.tab, each.url) == (page.tab, page.url) and each is not page]
        return next((each for each in reversed(same) if self._is_exactly(each, url)), same[-1] if same else None)

    def changed_address(self, at: datetime, url: str, tab: str) -> Page | None:
        """Adds a page that another one has become by script; None if what is kept of the address is the same."""
        cleaned, before = self.clean(url), self.shown(at, tab)
        if not cleaned or self._routes >= _MAX_ROUTES:
            return None
        if before is None:
            # What it was loaded as isn't known.
            return self.opened(at, url, tab)
        if before.url == cleaned:
            return None
        self._routes += 1
        self._number_requested(before=tab)
        # What was requested is shown: it has come, though that wasn't told.
        self._requested.pop(tab, None)
        opened = self._add(url, cleaned, tab, at)
        opened = self.listed[opened.number - 1] = replace(opened, route_of=before.document)
        return opened

    def shown(self, at: datetime, tab: str) -> Page | None:
        """What a tab shows at a moment."""
        earlier = [page for page in self._latest if page.tab == tab and _is_loaded(page, at)]
        return max(earlier, key=_age, default=None)

    @property
    def _untold(self) -> list[Page]:
        """The pages that are known from their calls only."""
        requested = {number for _, number in self._requested.values()}
        known = self._earlier | requested
        return [page for page in self._latest if page.loaded_at is None and page.number not in known]

    def of(self, at: datetime, urls: tuple[str, ...], tab: str, *, is_unload: bool = False) -> Page | None:
        """The page of a call that was made at a moment. `urls` are what may be its address, best first.

        A call from a frame is the tab's last page. One of no tab, as of a worker that several tabs share, is of a page
        only if it names the address that one tab alone shows.
        """
        if (prerendered := self._listed_prerendered(tab)) is not None:
            return prerendered
        tabs = set() if tab else {page.tab for page in self._latest if page.tab}
        if len(tabs) > 1:
            addresses = [self.clean(url) for url in urls]
            pages = [
                page for each in tabs if (page := self.shown(at, each)) and any(_is_at(page, a) for a in addresses)
            ]
            return pages[0] if len(pages) == 1 else None
        inside = [page for page in self._latest if not tab or page.tab == tab]
        earlier = [page for page in inside if _is_loaded(page, at)]
        shown = max(earlier, key=_age, default=None)
        cleaned = [(url, each) for url in urls if (each := self.clean(url))]
        slack = timedelta() if is_unload else LATENESS
        for url, each in cleaned:
            named = [page for page in inside if _has_address(page, each, at, slack) and not _is_after(page, inside, at)]
            if not named and not is_unload:
                late = [page for page in inside if _has_address(page, each, at, _MOST_LATENESS)]
                named = sorted(late, key=_age)[:1]
            # Of those that have this address by script a moment later, the first, unless it is shown now.
            later = sorted((page for page in named if page.route_of and not _is_loaded(page, at)), key=_age)
            is_shown = shown is not None and _is_at(shown, each)
            named = [page for page in named if page not in later[0 if is_shown else 1 :]]
            if named:
                # A page that was left long before is not the one, even if its URL is shown again.
                left = sorted((page for page in named if _is_loaded(page, at - LATENESS)), key=_age)[:-1]
                exact = [page for page in named if page not in left and self._is_exactly(page, url)]
                return max(exact or named, key=_age)
        if shown is not None:
            return shown
        if not cleaned:
            return None
        self._number_requested(before=tab)
        return self._add(*cleaned[0], tab, None)

    def _add(self, url: str, cleaned: str, tab: str, at: datetime | None) -> Page:
        _, number = self._requested.get(tab, ("", 0))
        page = Page(cleaned, number or len(self.listed) + 1, tab, at)
        if number:
            self.listed[number - 1] = page
        else:
            self.listed.append(page)
        if tab in self._requested:
            self._requested[tab] = url, page.number
        self._hashes[page.number] = _hash(url)
        return page

    def _number_requested(self, before: str) -> None:
        """Numbers the pages that were requested before that of a tab, now that it gets its number."""
        for tab, (url, number) in tuple(self._requested.items()):
            if tab == before:
                return
            if not number:
                page = Page(self.clean(url), len(self.listed) + 1, tab)
                self.listed.append(page)
                self._hashes[page.number] = _hash(url)
                self._requested[tab] = url, page.number

    def _is_exactly(self, page: Page, url: str) -> bool:
        return self._hashes[page.number] == _hash(url)


def _hash(url: str) -> int:
    return hash(url.partition("#")[0])


def _has_address(page: Page, cleaned: str, at: datetime, slack: timedelta) -> bool:
    """Whether a page has this address, and was there. Browsers tell addresses without the route behind `#`."""
    return _is_loaded(page, at + slack) if page.url == cleaned else _is_at(page, cleaned) and _is_loaded(page, at)


def _is_after(page: Page, others: list[Page], at: datetime) -> bool:
    """Whether a page is one of before that is shown again, after another one which came later than a moment."""
    again = page.loaded_at if page.return_of else None
    return again is not None and any(other.loaded_at and at < other.loaded_at < again for other in others)


def _is_at(page: Page, cleaned: str) -> bool:
    return cleaned in (page.url, page.url.partition("#")[0])


def _is_loaded(page: Page, at: datetime) -> bool:
    return page.loaded_at is None or page.loaded_at <= at


def _age(page: Page) -> tuple[float, int]:
    return (page.loaded_at.timestamp() if page.loaded_at else float("-inf")), page.number
