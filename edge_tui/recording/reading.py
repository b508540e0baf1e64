"""A visit of the exchanges that history has of a recording."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Recording, Source
from edge_tui.model.visit import Call, Visit


def read_visit(name: str, exchanges: Iterable[Exchange], recording: Recording | None = None) -> Visit:
    """The visit, its calls in order. Without a `recording`, its pages are those of its exchanges."""
    calls = tuple(sorted(map(Call, exchanges), key=lambda call: (call.at, call.key)))
    if recording is None:
        source = next((call.exchange.origin.source for call in calls if call.exchange.origin), Source.HAR)
        recording = Recording(source, name, calls[0].at if calls else None)
    pages = {page.number: page for page in recording.pages}
    pages |= {page.number: page for call in calls if (page := call.page) and page.number not in pages}
    listed = tuple(pages[number] for number in sorted(pages))
    return Visit(replace(recording, pages=listed, name=name), calls)


def last_moment(visit: Visit) -> datetime | None:
    """When the visit ended, as far as it is known."""
    moments = [call.at for call in visit.calls] + [page.loaded_at for page in visit.pages if page.loaded_at]
    return visit.recording.ended or max(moments, default=None)
