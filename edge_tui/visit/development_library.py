"""A debug or development library on a host that looks like production."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from edge_tui.model.finding import Severity
from edge_tui.model.origin import Page
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import keys, page_host

# How Adobe Experience Platform Tags names the libraries of its environments.
_LIBRARY = re.compile(r"/launch-[\w-]+?-(development|staging)(?:\.min)?\.js")
_NOT_PRODUCTION = re.compile(
    r"(?:^|[.-])(?:dev|develop|development|stage|staging|stg|test|testing|qa|uat|int|preprod|pre|preview|sandbox|local"
    r"|localhost|demo|lab)\d*(?:[.-]|$)"
)
_SUFFIX = re.compile(r":(dev|stage)$")
_FIX = "Publish the production library and configuration to this site, if it is the real one."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """The library of the initiators, `debugEnabled`, and the suffix of the datastream. Once for each."""
    seen: set[str] = set()
    for call in visit.calls:
        if call.page is None or not is_production(call.page):
            continue
        frames = call.exchange.origin.initiator if call.exchange.origin else ()
        library = next((match[1] for frame in frames if (match := _LIBRARY.search(frame.url))), "")
        suffix = _SUFFIX.search(call.exchange.request.datastream_id)
        for words in (
            f"The {library} library of Tags runs" if library else "",
            f"The datastream's {suffix[1]} environment is used" if suffix else "",
        ):
            if words and words not in seen:
                seen.add(words)
                message = f"{words} on {page_host(call.page)}."
                found = keys((call,))
                yield VisitFinding("development-library", Severity.WARNING, message, _FIX, found, call.page_number)
    for sdk in visit.recording.sdks:
        page = visit.page(sdk.page)
        if sdk.setting("debugEnabled") is True and page is not None and is_production(page) and "debug" not in seen:
            seen.add("debug")
            message = f"The SDK has debugEnabled on {page_host(page)}."
            yield VisitFinding("development-library", Severity.WARNING, message, _FIX, page=page.number)


def is_production(page: Page) -> bool:
    """Whether a page's host has nothing of a test system in its name, and isn't an address."""
    host = page_host(page)
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".test", ".internal")) and not _NOT_PRODUCTION.search(host)
    return False
