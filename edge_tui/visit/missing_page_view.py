"""A page that sent no page view, on a site whose other pages do."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.origin import Page
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import left_at, page_host

# A page that was left sooner may not have had the time to load its tags.
_ENOUGH = timedelta(seconds=2)
_FIX = "Check that the page has the tag, and that a rule sends a page view on it."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Pages that were open long enough. A page whose events were tried, but not sent, is another check's."""
    with_view = {call.page_number for call in visit.calls if call.views}
    # A call whose body isn't known may be one.
    unknown = {call.page_number for call in visit.calls if call.body is None} | visit.left_pages
    tried = {each.page for each in visit.recording.tried}
    hosts = {page_host(page) for page in visit.pages if page.number in with_view}
    for page in visit.pages:
        if page.number in with_view | unknown | tried or page_host(page) not in hosts or not _was_open(visit, page):
            continue
        count = len(visit.by_page.get(page.number, ()))
        sent = "nothing" if not count else f"{count} call{'' if count == 1 else 's'}, but no page view"
        yield VisitFinding("missing-page-view", Severity.WARNING, f"This page sent {sent}.", _FIX, page=page.number)


def _was_open(visit: Visit, page: Page) -> bool:
    left = left_at(visit, page)
    return page.loaded_at is not None and left is not None and left - page.loaded_at >= _ENOUGH
