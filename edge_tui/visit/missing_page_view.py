"""A page that sent no page view, on a site whose other pages do."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.origin import Page
from edge_tui.model.text import counted
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import address_of, page_host, text_at

# A page that was left sooner may not have had the time to load its tags.
_ENOUGH = timedelta(seconds=2)
_URL = "/xdm/web/webPageDetails/URL"
_FIX = "Check that the page has the tag, and that a rule sends a page view on it."
_FIX_RETURN = (
    "Scripts don't run again for a page from the back/forward cache: send a page view on the event pageshow if its "
    "persisted is true."
)


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Pages that were open long enough. A page whose events were tried, but not sent, is another check's.

    Of pages that another one has become by script, as in a single-page application: those of another path, where
    others of that kind send page views. The SDK may send what it was asked to before only once the next one is there.
    None once calls were deleted: page views may have been among them.
    """
    if visit.deleted:
        return
    with_view = {call.page_number for call in visit.calls if call.views}
    # A call whose body isn't known may be one.
    unknown = {call.page_number for call in visit.calls if call.body is None} | visit.left_pages
    tried = {each.page for each in visit.recording.tried}
    hosts = {(page_host(page), bool(page.route_of)) for page in visit.pages if page.number in with_view}
    named = {address_of(text_at(event, _URL)) for call in visit.calls for _, event in call.views}
    documents = {page.route_of for page in visit.pages}
    known = with_view | unknown | tried
    before: dict[int, Page] = {}
    for page in visit.pages:
        last, before[page.document] = before.get(page.document), page
        is_place = (
            last is not None
            and not page.return_of
            and address_of(last.url) == address_of(page.url)
            and "#" not in page.url
        )
        is_named = (page.route_of or page.number in documents) and address_of(page.url) in named
        if page.number in known or is_place or is_named:
            continue
        if (page_host(page), bool(page.route_of)) not in hosts or not _was_open(visit, page):
            continue
        count = len(visit.by_page.get(page.number, ()))
        sent = "nothing" if not count else f"{counted(count, 'call')}, but no page view"
        message = f"This page was shown again and sent {sent}." if page.return_of else f"This page sent {sent}."
        fix = _FIX_RETURN if page.return_of else _FIX
        yield VisitFinding("missing-page-view", Severity.WARNING, message, fix, page=page.number)


def _was_open(visit: Visit, page: Page) -> bool:
    left = visit.left_at[page.number]
    return page.loaded_at is not None and left is not None and left - page.loaded_at >= _ENOUGH
