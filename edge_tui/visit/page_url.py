"""Events that name another page than the one that sent them."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import address_of, keys, named, text_at

# Meanwhile the SDK may send what it was asked to before its page had another address.
_LATE = timedelta(seconds=2)
_POINTER = "/xdm/web/webPageDetails/URL"
_FIX = "Read the address when the event is sent: a value that was set before stays from page to page."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Another host, or the address of an earlier page. A path of no page may be one that a script has set."""
    addresses = {page.number: address_of(page.url) for page in visit.pages}
    viewed = {
        (call.page_number, address_of(text_at(event, _POINTER))) for call in visit.calls for _, event in call.views
    }
    first: dict[tuple[str, str], int] = {}
    for number in sorted(addresses):
        first.setdefault(addresses[number], number)
    for call in visit.calls:
        own = addresses.get(call.page_number)
        if own is None or own[0] == "":
            continue
        for pointer, event in call.events:
            url = text_at(event, _POINTER)
            said = address_of(url)
            earlier = first.get(said, call.page_number)
            is_earlier = earlier < call.page_number and not call.is_unload
            if is_earlier and (earlier, said) not in viewed and _may_be_late(call):
                continue
            if url and said != own and (said[0] != own[0] or is_earlier):
                yield _finding(call, pointer + _POINTER, said, own)


def _finding(call: Call, pointer: str, said: tuple[str, str], own: tuple[str, str]) -> VisitFinding:
    message = f"{named(call)} names {''.join(said)[:200] or 'no web address'}, but {''.join(own)[:200]} sent it."
    return VisitFinding("page-url", Severity.WARNING, message, _FIX, keys((call,)), call.page_number, pointer)


def _may_be_late(call: Call) -> bool:
    """Whether the page had another address, by script, just before it made a call."""
    page = call.page
    opened = page.loaded_at if page is not None and page.route_of else None
    return opened is not None and call.at - opened < _LATE
