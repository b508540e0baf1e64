"""Reports calls: each with an ID, when it began, how it ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from edge_tui.model.headers import Headers
from edge_tui.model.passing import PassingRequest
from edge_tui.model.sightings import Answered, Began, Cause, Failed, Sighting, SourceNotice

Tell = Callable[[Sighting], None]


@dataclass
class OpenCall:
    """A call that has begun. Its first end counts; later ones are ignored."""

    tell: Tell
    began: Began
    started: float
    changed: tuple[str, ...] = ()
    held_ms: float = 0.0
    _is_over: bool = field(default=False, repr=False)

    @property
    def id(self) -> str:
        """The call's key."""
        return self.began.call

    def led_to(self, url: str) -> None:
        """Reports that a rule sent it to another URL than its client did."""
        self.tell(replace(self.began, sent_to=url))

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
            self._is_over = True
            self.tell(sighting)


class CallReporter:
    """Reports the calls of one source."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._noticed: set[str] = set()

    def begin(self, request: PassingRequest, tab: str) -> OpenCall:
        """Reports a call that was made."""
        started = time.perf_counter()
        began = Began(str(uuid4()), _now(), request.method, request.url, request.headers, request.body, tab=tab)
        self._tell(began)
        return OpenCall(self._tell, began, started)

    def notice(self, text: str) -> None:
        """Reports a sentence, once."""
        if text not in self._noticed:
            self._noticed.add(text)
            self._tell(SourceNotice(_now(), text))


def _now() -> datetime:
    return datetime.now(UTC)
