"""Personal data in clear in what a site sends: what the lint rule of this name finds, by place."""

from collections.abc import Iterator

from edge_tui.formats.address import read_address
from edge_tui.lint import Context
from edge_tui.lint.personal_data import check as find
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Severity
from edge_tui.model.profile import ApiVersion
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import keys, named

_FIX = "Leave it out. Addresses and phone numbers may be sent hashed (SHA-256 of the lower-case text)."
_MAX_PLACES = 4


def check(visit: Visit) -> Iterator[VisitFinding]:
    """One finding for each kind of event and place; it never quotes the data."""
    found: dict[tuple[str, tuple[str, ...]], list[Call]] = {}
    for call in visit.calls:
        places = _places(call)
        if places:
            found.setdefault((named(call), places), []).append(call)
    for (name, places), calls in found.items():
        shown = ", ".join(places[:_MAX_PLACES]) + (", …" if len(places) > _MAX_PLACES else "")
        message = f"{name} has personal data in clear: {shown}."
        page = calls[0].page_number
        yield VisitFinding("personal-data", Severity.WARNING, message, _FIX, keys(calls), page, places[0])


def _places(call: Call) -> tuple[str, ...]:
    """The places in a body, searched once: a visit that goes on is checked again and again."""
    known = call.request_memo.get("personal-data")
    if isinstance(known, tuple):
        return known
    places = tuple(dict.fromkeys(_find(call))) if isinstance(call.body, dict) else ()
    call.request_memo["personal-data"] = places
    return places


def _find(call: Call) -> Iterator[str]:
    address = read_address(call.exchange.request.url)
    version = address.api_version if address else ApiVersion.V1
    subject = Subject(call.exchange.request.body, call.body, Context(call.at, call.action, version))
    for hit in find(subject):
        yield hit.pointer
