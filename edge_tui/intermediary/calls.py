"""Reports calls: each with an ID, when it began, how it ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from edge_tui.intermediary.pages import PagesSeen, page_of
from edge_tui.model.headers import Headers
from edge_tui.model.passing import PassingRequest
from edge_tui.model.sightings import Answered, Began, Cause, Failed, PageOpened, Sighting, SourceNotice

Tell = Callable[[Sighting], None]


@dataclass
class OpenCall:
    """A call that has begun. Its first end counts; later ones are ignored.

    That it was made is reported once its request has left, at the latest with its end: whoever records it then works
    while the server does.
    """

    tell: Tell
    id: str
    started: float
    report_made: Callable[[], object]
    changed: tuple[str, ...] = ()
    held_ms: float = 0.0
    _is_made: bool = field(default=False, repr=False)
    _is_over: bool = field(default=False, repr=False)

    def made(self) -> None:
        """Reports that it was made."""
        if not self._is_made:
            self._is_made = True
            self.report_made()

    def answered(
        self, status: int, headers: Headers, body: bytes | None, *, missing: str = "", address: str = ""
    ) -> None:
        """Reports the response."""
        elapsed = (time.perf_counter() - self.started) * 1000
        self._end(
            Answered(self.id, _now(), status, headers, body, missing, elapsed, self.held_ms, self.changed, address)
        )

    def failed(self, cause: Cause, message: str) -> None:
        """Reports that there is no response, with a sentence why."""
        self._end(Failed(self.id, _now(), cause, "", self.changed, message))

    def _end(self, sighting: Sighting) -> None:
        if not self._is_over:
            self.made()
            self._is_over = True
            self.tell(sighting)


class CallReporter:
    """Reports the calls of one source."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._noticed: set[str] = set()
        self._pages = PagesSeen()

    def begin(self, request: PassingRequest, tab: str) -> OpenCall:
        """A call that is made now; it is reported after its page, if that is new."""
        identifier, at = str(uuid4()), _now()

        def report_made() -> None:
            page_url = page_of(request)
            if self._pages.is_new(tab, page_url):
                self._tell(PageOpened(at, page_url, tab))
            self._tell(Began(identifier, at, request.method, request.url, request.headers, request.body, page_url, tab))

        return OpenCall(self._tell, identifier, time.perf_counter(), report_made)

    def notice(self, text: str) -> None:
        """Reports a sentence, once."""
        if text not in self._noticed:
            self._noticed.add(text)
            self._tell(SourceNotice(_now(), text))


def _now() -> datetime:
    return datetime.now(UTC)
