"""What is new in a visit since it was last looked at."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar

from edge_tui.model.origin import NotSent, Page, Sdk, Tried
from edge_tui.model.visit import Call, CallState, Visit

# A command may still make its call this long after it was resolved; one that waits for consent until the end.
_SETTLED = timedelta(seconds=1.5)
_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_Thing = TypeVar("_Thing")
_OPEN = (NotSent.CONSENT_PENDING, NotSent.UNFINISHED)


class VisitWriter(Protocol):
    """Writes a visit as it goes on."""

    def page(self, page: Page) -> None:
        """A page was opened."""
        ...

    def sdk(self, sdk: Sdk, page: Page | None) -> None:
        """An SDK was configured."""
        ...

    def made(self, call: Call, visit: Visit) -> None:
        """A call was made."""
        ...

    def ended(self, call: Call, visit: Visit) -> None:
        """A call has its response, or won't get one."""
        ...

    def tried(self, tried: Sequence[Tried], page: Page | None) -> None:
        """A command made no call, or several that differ in nothing but their times."""
        ...


def write_page_by_page(visit: Visit, writer: VisitWriter) -> None:
    """Writes a visit that is over: each page with its SDKs, then its calls and what was tried on it, in their order."""
    numbers = {page.number for page in visit.pages}
    sdks = _by_page(visit.recording.sdks, lambda sdk: sdk.page, numbers)
    all_calls = _by_page(visit.calls, lambda call: call.page_number, numbers)
    all_tried = _by_page(visit.recording.tried, lambda each: each.page, numbers)
    for page in (None, *visit.pages):
        number = page.number if page else 0
        if page is not None:
            writer.page(page)
        for sdk in sdks.get(number, ()):
            writer.sdk(sdk, page)
        everything: list[tuple[datetime, Call | Sequence[Tried]]] = [
            (call.at, call) for call in all_calls.get(number, ())
        ]
        everything += [(equal[0].at, equal) for equal in equal_commands(all_tried.get(number, ()))]
        for _, each in sorted(everything, key=lambda each: each[0]):
            if isinstance(each, Call):
                writer.made(each, visit)
                writer.ended(each, visit)
            else:
                writer.tried(each, page)


def equal_commands(tried: Iterable[Tried]) -> list[list[Tried]]:
    """Commands that differ in nothing but their times together, in the order of the first of each."""
    found: dict[Tried, list[Tried]] = {}
    for each in tried:
        found.setdefault(replace(each, at=_ANY_TIME), []).append(each)
    return list(found.values())


def _by_page(
    things: Iterable[_Thing], number_of: Callable[[_Thing], int], numbers: Container[int]
) -> dict[int, list[_Thing]]:
    """Things by the numbers of their pages; what is on none of the pages counts as on page 0."""
    found: dict[int, list[_Thing]] = {}
    for each in things:
        number = number_of(each)
        found.setdefault(number if number in numbers else 0, []).append(each)
    return found


@dataclass
class _Seen:
    made: bool = False
    ended: bool = False
    # The call that is to be reported once it hasn't changed for a while.
    last: Call | None = None


class VisitFeed:
    """Tells a writer each thing once. With `waits`, a call has ended once it hasn't changed between two looks."""

    def __init__(self, writer: VisitWriter, *, waits: bool = False) -> None:
        self._writer = writer
        self._waits = waits
        self._pages = 0
        # Pages that were told before they were shown.
        self._hidden: set[int] = set()
        self._sdks: set[Sdk] = set()
        self._calls: dict[str, _Seen] = {}
        self._tried: Counter[tuple[datetime, str, str]] = Counter()

    def look(
        self,
        visit: Visit,
        now: datetime,
        *,
        is_over: bool = False,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Writes what is new; once it `is_stopped`, the rest is left to the next look."""
        self._look_at_pages(visit, is_over=is_over)
        for call in self._changed(visit):
            if is_stopped():
                return
            seen = self._calls.setdefault(call.key, _Seen())
            if not seen.made:
                seen.made = True
                self._writer.made(call, visit)
            if call.state is CallState.WAITING:
                continue
            if self._waits and not is_over and seen.last != call:
                seen.last = call
                continue
            seen.ended = True
            self._writer.ended(call, visit)
        for tried in equal_commands(self._new_tried(visit.recording.tried, now, is_over=is_over)):
            self._writer.tried(tried, visit.page(tried[0].page))

    @property
    def is_waiting(self) -> bool:
        """Whether a call is to be written though nothing may change any more."""
        return any(seen.last is not None and not seen.ended for seen in self._calls.values())

    def _look_at_pages(self, visit: Visit, *, is_over: bool) -> None:
        for page in visit.pages:
            if page.number > self._pages:
                self._pages = page.number
                self._writer.page(page)
                if page.is_hidden:
                    self._hidden.add(page.number)
            elif page.number in self._hidden and not page.is_hidden:
                self._hidden.remove(page.number)
                self._writer.page(page)
        for sdk in visit.recording.sdks:
            # Its version is learned of a moment after its configuration.
            if sdk not in self._sdks and (sdk.version or is_over):
                self._sdks.add(sdk)
                self._writer.sdk(sdk, visit.page(sdk.page))

    def _changed(self, visit: Visit) -> Iterator[Call]:
        for call in visit.calls:
            seen = self._calls.get(call.key)
            if seen is None or not seen.ended:
                yield call

    def _new_tried(self, tried: Sequence[Tried], now: datetime, *, is_over: bool) -> Iterator[Tried]:
        # Several may be of one moment.
        settled: Counter[tuple[datetime, str, str]] = Counter()
        for each in tried:
            key = each.at, each.command, each.event_type
            if is_over or (each.why not in _OPEN and now - each.at >= _SETTLED):
                settled[key] += 1
                if settled[key] > self._tried[key]:
                    self._tried[key] += 1
                    yield each
