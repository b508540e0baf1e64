"""What an expectation that isn't met counted, so that a build's log names it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from edge_tui.model.addresses import shown_address
from edge_tui.model.origin import Page, Tried
from edge_tui.model.visit import Call, CallState, Visit, VisitFinding

_MAX_NAMED = 3


def listed(words: Iterable[str]) -> str:
    """The first few different ones, each with how often it occurs."""
    counts = Counter(words)
    named = [f"{each} ({count})" if count > 1 else each for each, count in list(counts.items())[:_MAX_NAMED]]
    more = len(counts) - _MAX_NAMED
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def by_reason(unmet: Sequence[tuple[Call, str]]) -> str:
    """The calls that don't meet an expectation, by what was found of them."""
    reasons = list(dict.fromkeys(found for _, found in unmet))
    named = [
        f"{reason}: {listed(call_words(call) for call, found in unmet if found == reason)}"
        for reason in reasons[:_MAX_NAMED]
    ]
    return "; ".join(named) + (f" and {len(reasons) - _MAX_NAMED} more" if len(reasons) > _MAX_NAMED else "")


def call_words(call: Call) -> str:
    """`interact commerce.purchases on /checkout`, with what became of one that Edge didn't get."""
    words = f"{call.action} {shown_address(call.event_type)}".rstrip() + page_words(call.page)
    return f"{words} {call.state}" if call.state in (CallState.BLOCKED, CallState.CANCELED) else words


def tried_words(tried: Tried, visit: Visit) -> str:
    """`sendEvent commerce.purchases on /checkout, consent out`."""
    words = f"{tried.command} {shown_address(tried.event_type)}".rstrip()
    return f"{words}{page_words(visit.page(tried.page))}, {tried.why}"


def finding_words(finding: VisitFinding) -> str:
    """`double-page-view on page 2`."""
    return f"{finding.check} on page {finding.page}" if finding.page else finding.check


def page_words(page: Page | None) -> str:
    """` on /checkout`; empty without a page."""
    if page is None:
        return ""
    try:
        return f" on {urlsplit(page.url).path or '/'}"
    except ValueError:
        return f" on page {page.number}"
