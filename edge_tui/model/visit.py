"""A visit: a recording with its exchanges in order, each read once for everyone who asks something of it."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from edge_tui.model.exchange import Exchange, FailureKind
from edge_tui.model.finding import Severity
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, at, parse
from edge_tui.model.origin import Page, Recording
from edge_tui.model.request import Action
from edge_tui.model.response import InteractResponse

PAGE_VIEW = "web.webpagedetails.pageViews"


# What is read of a request alone.
_OF_REQUEST = ("key", "host", "datastream", "body", "events", "event_types", "views", "request_memo")


# A source dates calls more exactly than pages, of which it learns a moment later.
_EARLIER = timedelta(seconds=2)


def seconds_on_page(page: Page | None, moment: datetime) -> float | None:
    """How long a page had been loaded at a moment; None where that isn't known, or it was loaded later.

    What seems to be a moment before its page was made as soon as that was there.
    """
    if page is None or page.loaded_at is None or moment < page.loaded_at - _EARLIER:
        return None
    return max(0.0, (moment - page.loaded_at).total_seconds())


def seconds_into_recording(started: datetime | None, moment: datetime) -> float:
    """How long a recording had run at a moment: for what no page dates."""
    return max(0.0, (moment - started).total_seconds()) if started else 0.0


class CallState(StrEnum):
    """How far a call has come."""

    WAITING = "waiting"
    ANSWERED = "answered"
    BLOCKED = "blocked"
    CANCELED = "canceled"
    FAILED = "failed"


@dataclass(frozen=True)
class Call:
    """An Edge call of a visit, with what is asked of it more than once. An updated exchange is another call."""

    exchange: Exchange

    @cached_property
    def memo(self) -> dict[str, object]:
        """What others have worked out about it, by a name of theirs: an exchange never changes."""
        return {}

    @cached_property
    def request_memo(self) -> dict[str, object]:
        """The same, of what only its request and its time decide: an update with the same request keeps it."""
        return {}

    @classmethod
    def with_body(cls, exchange: Exchange, text: str, body: JsonValue) -> "Call":
        """A call whose body was read before, if it is this text."""
        call = cls(exchange)
        if exchange.request.body == text:
            vars(call)["body"] = body
        return call

    def updated(self, exchange: Exchange) -> "Call":
        """The call with what is known of it now."""
        call = Call(exchange)
        before = self.exchange
        if (exchange.request, exchange.draft.action, exchange.sent_at) == (
            before.request,
            before.draft.action,
            before.sent_at,
        ):
            vars(call).update({name: value for name, value in vars(self).items() if name in _OF_REQUEST})
        return call

    @cached_property
    def key(self) -> str:
        """Identifies it in its recording, whatever becomes of it; unlike a request ID, which a retry has too."""
        origin = self.exchange.origin
        return origin.source_id if origin else self.exchange.request_id

    @property
    def at(self) -> datetime:
        """When it was made."""
        return self.exchange.sent_at

    @property
    def page(self) -> Page | None:
        """The page that made it."""
        return self.exchange.origin.page if self.exchange.origin else None

    @property
    def page_number(self) -> int:
        """The number of its page, 0 when it isn't known."""
        return self.page.number if self.page else 0

    @property
    def action(self) -> Action:
        """Its endpoint."""
        return self.exchange.draft.action

    @property
    def is_unload(self) -> bool:
        """Whether it was sent as its page went."""
        return self.exchange.origin is not None and self.exchange.origin.is_unload

    @property
    def is_prerendered(self) -> bool:
        """Whether its page was prerendered, and hadn't been shown yet."""
        return self.exchange.origin is not None and self.exchange.origin.is_prerendered

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the rules that changed it on its way."""
        return self.exchange.origin.changed if self.exchange.origin else ()

    @property
    def state(self) -> CallState:
        """How far it has come."""
        failure = self.exchange.failure
        if failure is None:
            return CallState.ANSWERED if self.exchange.response else CallState.WAITING
        kinds = {FailureKind.BLOCKED: CallState.BLOCKED, FailureKind.CANCELED: CallState.CANCELED}
        return kinds.get(failure.kind, CallState.FAILED)

    @property
    def page_went_first(self) -> bool:
        """Whether it got no response because its page went; one that a script aborts did not."""
        # Only here: the first screen shows no calls.
        from edge_tui.model.sightings import Cause

        failure = self.exchange.failure
        return failure is not None and failure.kind is FailureKind.CANCELED and failure.cause in ("", Cause.PAGE_GONE)

    @property
    def status(self) -> int | None:
        """The HTTP status; None without a response."""
        return self.exchange.response.status if self.exchange.response else None

    @property
    def is_redirected(self) -> bool:
        """Whether something in front of Edge sent it elsewhere: what follows, if anything, is another call."""
        return self.exchange.response is not None and self.exchange.response.is_redirect

    @cached_property
    def host(self) -> str:
        """The host that it was sent to."""
        try:
            return urlsplit(self.exchange.request.url).hostname or ""
        except ValueError:
            return ""

    @cached_property
    def datastream(self) -> str:
        """The ID of the datastream in its URL; empty without one."""
        return self.exchange.request.datastream_id

    @cached_property
    def body(self) -> JsonValue:
        """The request's body; None when it isn't JSON or wasn't recorded."""
        read = parse(self.exchange.request.body)
        return None if isinstance(read, ParseError) else read

    @cached_property
    def events(self) -> tuple[tuple[str, JsonObject], ...]:
        """Its events, each with its pointer in the body."""
        single, several = at(self.body, "/event"), at(self.body, "/events")
        items = several if isinstance(several, list) else []
        listed = [("/event", single), *((f"/events/{index}", each) for index, each in enumerate(items))]
        return tuple((pointer, each) for pointer, each in listed if isinstance(each, dict))

    @cached_property
    def event_types(self) -> tuple[str, ...]:
        """`xdm.eventType` of its events that have one."""
        found = (at(event, "/xdm/eventType") for _, event in self.events)
        return tuple(each for each in found if isinstance(each, str))

    @property
    def event_type(self) -> str:
        """The type of its first event; empty without one."""
        return next(iter(self.event_types), "")

    @cached_property
    def views(self) -> tuple[tuple[str, JsonObject], ...]:
        """Its events that count a page view: by their type, or by the measure."""
        return tuple((pointer, event) for pointer, event in self.events if _is_page_view(event))

    @property
    def read(self) -> InteractResponse | None:
        """The response's content; None without one that is JSON."""
        parsed = self.exchange.response.parsed() if self.exchange.response else None
        return parsed if isinstance(parsed, InteractResponse) else None


def matches(text: str, pattern: str) -> bool:
    """Whether a text fits a pattern in which `*` stands for anything, and nothing else does."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None


def _is_page_view(event: JsonObject) -> bool:
    measured = at(event, "/xdm/web/webPageDetails/pageViews/value")
    is_counted = isinstance(measured, int | float) and not isinstance(measured, bool) and measured > 0
    return at(event, "/xdm/eventType") == PAGE_VIEW or is_counted


@dataclass(frozen=True, slots=True)
class VisitFinding:
    """What a check found in a visit.

    `check` is the check's name. `message` says what is wrong, `fix` what to do about it. `calls` are keys of the
    calls it is about, `page` is the number of a page, 0 for the visit as a whole. `pointer` is the place in the
    body of the first call.
    """

    check: str
    severity: Severity
    message: str
    fix: str = ""
    calls: tuple[str, ...] = ()
    page: int = 0
    pointer: str = ""

    @property
    def words(self) -> str:
        """The message with the page that it is about, unless it names that page itself."""
        if not self.page or re.search(rf"\bpage {self.page}\b", self.message):
            return self.message
        return f"page {self.page}: {self.message}"


@dataclass(frozen=True)
class Visit:
    """A recording and its calls in the order in which they were made. A snapshot: it never changes.

    Of a long recording that goes on, the earliest calls are in history only: `left` is how many, `left_pages` are
    the numbers of their pages.
    """

    recording: Recording
    calls: tuple[Call, ...] = ()
    left: int = 0
    left_pages: frozenset[int] = frozenset()

    @property
    def deleted(self) -> int:
        """How many of its calls were deleted: whatever seems to be missing may have been one."""
        return max(self.recording.calls - len(self.calls) - self.left, 0)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in order."""
        return self.recording.pages

    @cached_property
    def left_at(self) -> dict[int, datetime | None]:
        """When each page was left, by its number: by the next one in its tab, or by the end; None while it is open."""
        ended = self.recording.ended
        found: dict[int, datetime | None] = dict.fromkeys((page.number for page in self.pages), ended)
        following: dict[str, datetime] = {}
        loaded = [(page.loaded_at, page.number, page.tab) for page in self.pages if page.loaded_at]
        for loaded_at, number, tab in sorted(loaded, reverse=True):
            found[number] = following.get(tab, ended)
            following[tab] = loaded_at
        return found

    @cached_property
    def by_page(self) -> dict[int, tuple[Call, ...]]:
        """The calls of each page by its number; those of no page under 0."""
        found: dict[int, list[Call]] = {}
        for call in self.calls:
            found.setdefault(call.page_number, []).append(call)
        return {number: tuple(calls) for number, calls in found.items()}

    @cached_property
    def by_key(self) -> dict[str, Call]:
        """The calls by their keys."""
        return {call.key: call for call in self.calls}

    @cached_property
    def counts(self) -> Counter[CallState]:
        """How many calls are in each state."""
        return Counter(call.state for call in self.calls)

    @property
    def blocked(self) -> tuple[Call, ...]:
        """The calls that something in the browser blocked."""
        return tuple(call for call in self.calls if call.state is CallState.BLOCKED)

    def page(self, number: int) -> Page | None:
        """The page of a number."""
        return self._pages_by_number.get(number)

    @cached_property
    def _pages_by_number(self) -> dict[int, Page]:
        return {page.number: page for page in self.pages}
