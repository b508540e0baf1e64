"""All that a source has told of one call, in whatever order, and the exchange that it is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from edge_tui.formats import Implied
from edge_tui.formats.address import read_address
from edge_tui.formats.allowed import LeftOut, allowed_response_headers, cookie_names, page_url
from edge_tui.formats.har_evidence import sdk_of
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.redirects import Redirect, redirect_to
from edge_tui.model.exchange import Draft, Exchange, Failure, Response, Timings
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import JsonValue, ParseError, at, parse
from edge_tui.model.origin import Frame, Origin, Page, SentTo, Source
from edge_tui.model.sightings import Answered, Began, Cause, CookiesSeen, Failed
from edge_tui.recording.failures import failure_for, unanswered
from edge_tui.recording.page_words import page_words
from edge_tui.recording.request_body import with_readable_body

_NO_REQUEST_BODY = "The body of this request wasn't recorded, so its event is unknown."
_WITHOUT_BODY = frozenset({202, 204})
_MAX_MS = 366 * 86_400_000
_MAX_FRAMES = 20
_FUNCTION = re.compile(r"[\w$.<>/*()\[\] ]{0,80}")
_REASON = re.compile(r"[\w ,.:-]{0,80}")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}")
# With these the page never got the response, though the source did.
_WITHHELD = frozenset({Cause.CORS, Cause.EXTENSION, Cause.CSP, Cause.MIXED_CONTENT, Cause.BLOCKED})

_Sighting = TypeVar("_Sighting", Began, Answered, CookiesSeen)


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What a page said of who made a request: rules of its tags by name, and what called its SDK."""

    tag_rules: tuple[str, ...] = ()
    callers: tuple[Frame, ...] = ()


@dataclass(eq=False)
class SeenCall:
    """The sightings of one call, merged: a later one of a kind adds what the earlier did not know."""

    key: str
    request_id: str
    began: Began | None = None
    cookies: CookiesSeen | None = None
    answered: Answered | None = None
    failed: Failed | None = None
    is_edge: bool = False
    page: Page | None = None
    is_prerendered: bool = False
    # What was read of the request as it was known then: nearly every sighting leaves it as it is.
    _document: tuple[bytes, JsonValue] | None = None
    imported: tuple[Began, tuple[tuple[str, str], ...], Imported | None] | None = None

    def add(self, sighting: Began | Answered | CookiesSeen | Failed) -> None:
        """Adds a sighting."""
        if isinstance(sighting, Began):
            known, self.began = self.began, with_readable_body(_merged(self.began, sighting))
            if known is not None and known.page_url != self.began.page_url:
                self.page = None
        elif isinstance(sighting, CookiesSeen):
            self.cookies = _merged(self.cookies, sighting)
        elif isinstance(sighting, Answered):
            self.answered = _merged(self.answered, sighting)
        elif self.failed is None or _exactness(sighting) > _exactness(self.failed):
            self.failed = sighting

    def absorb(self, other: "SeenCall") -> None:
        """Adds everything that is known of the same call under another key."""
        for sighting in (other.began, other.cookies, other.answered, other.failed):
            if sighting is not None:
                self.add(sighting)

    @property
    def is_waiting(self) -> bool:
        """Whether it may still get a response."""
        return self.answered is None and self.failed is None

    @property
    def document(self) -> JsonValue:
        """The request's body; None when it isn't known, or no JSON."""
        body = self.began.body if self.began else None
        if not body:
            return None
        if self._document is None or self._document[0] is not body:
            read = parse(body.decode("utf-8", "replace"))
            self._document = body, None if isinstance(read, ParseError) else read
        return self._document[1]


def _exactness(failed: Failed) -> int:
    """How much a reason says: that something in the browser blocked the call, and what."""
    return 0 if failed.cause not in _WITHHELD else 1 if failed.cause is Cause.BLOCKED else 2


def _merged(known: _Sighting | None, new: _Sighting) -> _Sighting:
    """The first sighting with what only the second one knows."""
    if known is None:
        return new
    gained: dict[str, Any] = {
        name: value
        for name in type(new).__slots__
        if (value := getattr(new, name)) and not getattr(known, name) and name not in ("call", "at")
    }
    headers: Headers = getattr(known, "headers", ())
    if headers:
        gained["headers"] = _joined(headers, getattr(new, "headers", ()))
    return replace(known, **gained)


def _joined(headers: Headers, added: Headers) -> Headers:
    named = {name.lower() for name, _ in headers}
    return (*headers, *(pair for pair in added if pair[0].lower() not in named))


@dataclass(frozen=True)
class ExchangeMaker:
    """Makes exchanges of what was seen of calls: the same parts are kept as of a HAR.

    `run` tells apart two recordings whose source counts its calls alike. `profile_of` names the
    profile of a gateway and a datastream.
    """

    source: Source
    capture: str
    visitor: str
    run: str
    profile_of: Callable[[Implied], str]
    left_out: LeftOut

    def make(self, seen: SeenCall, sdk: str, *, has_ended: bool, made_by: MadeBy | None = None) -> Exchange | None:
        """The exchange; None as long as it can't be named, or when it isn't an Edge call."""
        began = seen.began
        if began is None or not seen.is_edge:
            return None
        body = None if began.body is None else began.body.decode("utf-8", "replace")
        response, failure, missing = self._outcome(seen, has_ended=has_ended)
        headers = _headers(began.headers, seen.cookies)
        found = self._imported(seen, began, tuple(headers), body or "")
        if found is None or found.request is None:
            return None
        if response is not None:
            kept = allowed_response_headers(response.headers, self.left_out)
            redirect = self._redirect(began, response)
            response = replace(response, headers=(*kept, *([("location", redirect.url)] if redirect else [])))
        draft = found.draft if body is not None else Draft("", found.draft.action, headers=found.draft.headers)
        return Exchange(
            replace(draft, origin=f"the recording {self.capture}"),
            replace(found.request, request_id=found.request.request_id or seen.request_id),
            self.profile_of(found.profile),
            self.visitor,
            began.at,
            response or failure,
            notes=missing,
            origin=self._origin(seen, began, headers, sdk, made_by or MadeBy()),
        )

    def _imported(
        self, seen: SeenCall, began: Began, headers: tuple[tuple[str, str], ...], body: str
    ) -> Imported | None:
        """What is kept of the request; read once for all that becomes known of the response."""
        known = seen.imported
        if known is None or known[0] is not began or known[1] != headers:
            found = import_request(began.url, headers, body, collected=self.left_out)
            known = seen.imported = began, headers, found
        return known[2]

    def _outcome(self, seen: SeenCall, *, has_ended: bool) -> tuple[Response | None, Failure | None, tuple[str, ...]]:
        """The response or the failure, and sentences about what isn't known of the exchange."""
        began, answered, failed = seen.began, seen.answered, seen.failed
        assert began is not None
        missing = [] if began.body is not None else [_NO_REQUEST_BODY]
        if failed is not None and (answered is None or failed.cause in _WITHHELD):
            elapsed_ms = _bounded((failed.at - began.at).total_seconds() * 1000)
            return None, failure_for(failed.cause, failed.detail, elapsed_ms, failed.message), tuple(missing)
        if answered is None:
            return None, unanswered() if has_ended else None, tuple(missing)
        if answered.body is None and answered.status not in _WITHOUT_BODY:
            why = f": {page_words(answered.missing)}" if answered.missing else "."
            missing.append(f"The body of this response wasn't recorded{why}")
        response = _response(began, answered, seen.cookies)
        if redirect := self._redirect(began, response):
            missing.insert(0, redirect.words)
        return response, None, tuple(missing)

    def _redirect(self, began: Began, response: Response) -> Redirect | None:
        if not response.is_redirect:
            return None
        return redirect_to(began.sent_to or began.url, response.header("location") or "", self.left_out)

    def _origin(
        self, seen: SeenCall, began: Began, headers: list[tuple[str, str]], sdk: str, made_by: MadeBy
    ) -> Origin:
        sent = [pair for name, value in headers if name.lower() == "cookie" for pair in _pairs(value)]
        refused = seen.cookies.refused if seen.cookies else ()
        answered = seen.answered
        return Origin(
            self.source,
            self.capture,
            f"{self.run}{seen.key}",
            seen.page,
            self._stack(began.initiator, made_by.callers),
            sdk_of(seen.document) or sdk,
            began.is_unload,
            cookie_names(sent, self.left_out),
            tuple(
                (name, reason if _REASON.fullmatch(reason) else "")
                for cookie, reason in refused[:200]
                for name in cookie_names([(cookie, "x")], self.left_out)
            ),
            answered.changed if answered else seen.failed.changed if seen.failed else (),
            _bounded(answered.held_ms) if answered else 0.0,
            answered.address if answered and _ADDRESS.fullmatch(answered.address) else "",
            made_by.tag_rules,
            # A rule that only delays a call names the URL that it goes to anyway.
            _sent_to(began.sent_to) if began.sent_to != began.url else None,
            seen.is_prerendered,
        )

    def _stack(self, initiator: Sequence[Frame], callers: Sequence[Frame]) -> tuple[Frame, ...]:
        """The browser's stack, and what it doesn't have of the one that its page told."""
        frames = [self._frame(each) for each in initiator[:_MAX_FRAMES]]
        told = [frame for each in callers if (frame := self._frame(each)).url]
        return tuple(dict.fromkeys([*frames, *told]) if told else frames)[:_MAX_FRAMES]

    def _frame(self, frame: Frame) -> Frame:
        name = frame.function if _FUNCTION.fullmatch(frame.function) else ""
        line, column = (number if 0 <= number < 10**9 else 0 for number in (frame.line, frame.column))
        return Frame(name, page_url(frame.url, self.left_out), line, column)


def _headers(headers: Headers, cookies: CookiesSeen | None) -> list[tuple[str, str]]:
    """The headers that were sent; cookies that the browser added after it told the headers are among them."""
    sent = [(name, value) for name, value in headers if not name.startswith(":")]
    if cookies is not None and cookies.sent and not any(name.lower() == "cookie" for name, _ in sent):
        sent.append(("cookie", "; ".join(f"{name}={value}" for name, value in cookies.sent)))
    return sent


def _sent_to(url: str) -> SentTo | None:
    """The gateway and the datastream of a URL that a rule has made."""
    address = read_address(url) if url else None
    return None if address is None else SentTo(address.url.partition("://")[2], address.datastream_id)


def _pairs(header: str) -> list[tuple[str, str]]:
    parted = (each.strip().partition("=") for each in header.split(";"))
    return [(name, value) for name, equals, value in parted if equals and name]


def _response(began: Began, answered: Answered, cookies: CookiesSeen | None) -> Response:
    known = {value.partition(";")[0] for name, value in answered.headers if name.lower() == "set-cookie"}
    added = cookies.set_by_response if cookies is not None else ()
    elapsed_ms = answered.elapsed_ms
    if elapsed_ms is None:
        elapsed_ms = (answered.at - began.at).total_seconds() * 1000
    return Response(
        answered.status,
        (*answered.headers, *(("set-cookie", each) for each in added if each.partition(";")[0] not in known)),
        answered.body or b"",
        Timings(_bounded(elapsed_ms)),
    )


def _bounded(milliseconds: float) -> float:
    return milliseconds if 0 <= milliseconds < _MAX_MS else 0.0


def event_url(document: JsonValue) -> str:
    """The page's URL in the first event of a body; empty without one."""
    event = at(document, "/event", at(document, "/events/0"))
    url = at(event, "/xdm/web/webPageDetails/URL")
    return url if isinstance(url, str) else ""
