"""Joins what the Network and the Fetch domain say of the same calls, in whatever order they say it."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.browser.call import (
    Call,
    body_of,
    headers_of,
    merged_headers,
    page_url_in,
    stack_of,
)
from edge_tui.browser.call_reports import CallReports
from edge_tui.browser.call_table import CallTable
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.failures import cause_of_block, cause_of_error, cause_of_reason
from edge_tui.browser.pages import Pages
from edge_tui.model.sightings import Answered, Cause, Sighting

# How long a response waits for what the Network domain adds to it: the server's address.
ADDRESS_SECONDS = 0.06
# How long an end that the Network domain tells waits for the response that the Fetch domain has.
FETCH_SECONDS = 0.3
# How long a canceled call waits for the end of the tab that may have canceled it.
CLOSING_SECONDS = 0.3
# How long a call with a response waits for the Network domain to say of which page it is.
PAGE_SECONDS = 2.0
# How long before the end of a tab its last calls are made.
UNLOAD_SECONDS = 0.25
# How long a response without an end waits for it, also one whose body takes longer than it may be held.
UNREAD_SECONDS = 5.0
_UNREAD = "The page didn't read the body, so the browser doesn't say what is in it."

Later = Callable[[float, Callable[[], None]], object]


class Calls:
    """All Edge calls of a visit. Tells each as it becomes known; of each, one response or failure.

    The browser announces extra information before, after or without its request, and Fetch before or
    after Network. `read_body` and `read_request_body` are asked for bodies that only the Network domain
    has, `read_cookies` for the cookies of a call that only the Fetch domain saw. `is_held` says that the
    Fetch domain is used at all.
    """

    def __init__(
        self,
        tell: Callable[[Sighting], None],
        clock: Callable[[], datetime],
        pages: Pages,
        *,
        edge_calls: EdgeCalls,
        later: Later,
        read_body: Callable[[Call], None],
        read_request_body: Callable[[Call], None],
        read_cookies: Callable[[Call], None],
        is_held: bool,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reports = CallReports(tell, clock)
        self._clock = clock
        self._pages = pages
        self._edge_calls = edge_calls
        self._later = later
        self._read_body = read_body
        self._read_request_body = read_request_body
        self._read_cookies = read_cookies
        self._is_held = is_held
        self._now = now
        self._table = CallTable(clock, now)

    def open_calls(self) -> list[Call]:
        """The calls that have neither a response nor a failure."""
        return [call for call in self._table.all() if not call.has_ended and not (call.answer or call.unread)]

    # The Network domain

    def request_will_be_sent(self, params: dict[str, Any], session: str) -> None:
        """A request, or where a redirect leads."""
        request, network_id = params["request"], str(params["requestId"])
        if redirect := params.get("redirectResponse"):
            self._redirected(network_id, redirect)
        if not self._edge_calls.includes(str(request["method"]), str(request["url"])):
            self._table.take_early(network_id)
            return
        is_from_worker = self._pages.is_service_worker(session)
        call = self._table.add_sent(params, is_from_worker=is_from_worker)
        if call.has_network and (is_from_worker or not call.is_from_worker):
            # A service worker's requests are announced by its page, too; and what it passes on is the page's.
            self._take_early(network_id)
            return
        call.is_from_worker = is_from_worker
        call.has_network, call.is_page_known, call.network_id, call.session = True, True, network_id, session
        call.started, call.frame = params.get("timestamp"), str(params.get("frameId", "") or call.frame)
        call.loader = str(params.get("loaderId", ""))
        # A tab that closes is gone before its last calls are announced.
        call.is_unload = not self._pages.is_alive(session)
        call.headers = merged_headers(call.headers, headers_of(request.get("headers")))
        call.page_url = self._pages.url_of_worker(session) or self._document_of(params, session) or call.page_url
        call.tab = self._pages.tab(session) or call.tab
        call.initiator = stack_of(params.get("initiator"))
        body = body_of(request)
        if call.body is None:
            call.body = body
        self._reports.began(call)
        self._take_early(network_id)
        if call.body is None:
            self._read_request_body(call)

    def _document_of(self, params: dict[str, Any], session: str) -> str:
        """The document that made a request. One that no document waits for is said to be its own."""
        url = str(params.get("documentURL") or "")
        return self._pages.url(session, str(params.get("frameId") or "")) if url == params["request"]["url"] else url

    def network_event(self, method: str, params: dict[str, Any]) -> None:
        """Any other event of the Network domain about a request."""
        network_id = str(params.get("requestId", ""))
        call = self._table.of_network(network_id)
        if call is not None and call.has_network:
            self._event(call, method, params)
        else:
            self._table.keep_early(network_id, (method, params))

    def _take_early(self, network_id: str) -> None:
        call = self._table.of_network(network_id)
        for method, params in self._table.take_early(network_id):
            if call is not None:
                self._event(call, method, params)

    def _event(self, call: Call, method: str, params: dict[str, Any]) -> None:
        if method == "requestWillBeSentExtraInfo":
            self._on_request_extra(call, params)
        elif method == "responseReceivedExtraInfo":
            self._on_response_extra(call, params)
        elif method == "responseReceived":
            self._on_response(call, params["response"])
        elif method == "loadingFinished":
            self._on_finished(call, params)
        elif method == "loadingFailed":
            self._on_failed(call, params)

    def _on_request_extra(self, call: Call, params: dict[str, Any]) -> None:
        call.wire_headers = headers_of(params.get("headers"))
        self._reports.began(call)
        self._reports.cookies_sent(call, params)

    def _on_response_extra(self, call: Call, params: dict[str, Any]) -> None:
        headers = headers_of(params.get("headers"))
        if call.status is None:
            call.status = params.get("statusCode")
        call.response_headers = merged_headers(headers, call.response_headers)
        self._reports.cookies_set(call, params)

    def _on_response(self, call: Call, response: dict[str, Any]) -> None:
        call.status = response.get("status", call.status)
        call.address = str(response.get("remoteIPAddress") or "").strip("[]") or call.address
        call.response_headers = merged_headers(call.response_headers, headers_of(response.get("headers")))
        if call.answer is not None:
            self._reports.answer(call)
        elif not self._is_held:
            self._later(UNREAD_SECONDS, lambda: self._not_read(call, _UNREAD))

    def _not_read(self, call: Call, missing: str) -> None:
        """A page that doesn't read a body gets it, and the Network domain never says that it ends."""
        if not call.is_failed and not call.has_response:
            self._reports.answer_without_body(call, missing)

    def _on_finished(self, call: Call, params: dict[str, Any]) -> None:
        call.body_end = ""
        if call.unread is not None:
            self._body_ended(call, call.unread)
        elif call.answer is not None:
            self._reports.answer(call)
        elif self._is_held:
            self._later(FETCH_SECONDS, lambda: self._read_from_network(call, params))
        else:
            self._read_from_network(call, params)

    def _read_from_network(self, call: Call, params: dict[str, Any]) -> None:
        """The Fetch domain didn't have its response: the Network domain may."""
        if call.is_failed or call.has_response:
            return
        elapsed_ms = None
        if call.started is not None and params.get("timestamp") is not None:
            elapsed_ms = (params["timestamp"] - call.started) * 1000
        call.answer = Answered(call.id, self._clock(), call.status or 0, elapsed_ms=elapsed_ms)
        if call.status in (204, 205, 304):
            self.body_read(call, b"")
        else:
            call.is_reading = True
            self._read_body(call)

    def body_read(self, call: Call, body: bytes | None, missing: str = "") -> None:
        """Takes a response body that was asked for, or why there is none."""
        call.is_reading = False
        if call.answer is not None:
            headers = call.answer.headers or call.response_headers
            call.answer = replace(call.answer, headers=headers, body=body, missing=missing)
            self._reports.answer(call)

    def request_body_read(self, call: Call, body: bytes | None) -> None:
        """Takes a request body that was asked for."""
        if body is not None and call.body is None:
            call.body = body
            self._reports.began(call)

    def _on_failed(self, call: Call, params: dict[str, Any]) -> None:
        text = call.body_end = str(params.get("errorText", ""))
        if cors := params.get("corsErrorStatus"):
            # The gateway may have answered; the page doesn't get it.
            self._reports.answer(call)
            self._reports.failure(call, Cause.CORS, str(cors.get("corsError", text)), even_if_answered=True)
        elif call.unread is not None:
            self._body_ended(call, call.unread)
        elif call.has_response:
            self._reports.answer(call)
        elif call.status and not params.get("blockedReason") and not call.has_ended:
            missing = _not_read_words(text)
            self._later(FETCH_SECONDS if self._is_held else 0, lambda: self._not_read(call, missing))
        elif reason := params.get("blockedReason"):
            self._reports.failure(call, cause_of_block(str(reason), text), text or str(reason))
        elif params.get("canceled") or cause_of_error(text) is Cause.CANCELED:
            is_leaving = self._is_leaving(call)
            self._later(CLOSING_SECONDS, lambda: self._canceled(call, text, is_leaving=is_leaving))
        else:
            self._reports.failure(call, cause_of_error(text), text)

    def _canceled(self, call: Call, text: str, *, is_leaving: bool = False) -> None:
        is_gone = is_leaving or not self._pages.is_alive(call.session)
        self._reports.failure(call, Cause.PAGE_GONE if is_gone else Cause.CANCELED, text)

    def _is_leaving(self, call: Call) -> bool:
        """Whether the document that made a call goes or has gone, by a navigation of it or of its tab."""
        return self._pages.has_left(call.frame, call.loader) or self._pages.is_leaving(call.frame, call.session)

    def _redirected(self, network_id: str, response: dict[str, Any]) -> None:
        call = self._table.of_network(network_id)
        if call is not None:
            self._on_response(call, response)
            if not call.has_ended and call.answer is None:
                self._reports.answer_without_body(call, "A redirect's body isn't available.")
        self._table.redirected(network_id)

    # The Fetch domain

    def paused_request(self, params: dict[str, Any]) -> Call:
        """A request that is held before it leaves, and nothing that was told of it before."""
        request = params["request"]
        is_from_worker = self._pages.is_service_worker(frame_id=str(params.get("frameId") or ""))
        call = self._table.add_paused(params, is_from_worker=is_from_worker)
        call.fetch_id = str(params["requestId"])
        if call.body is None:
            call.body = body_of(request)
        is_new = call.told is None
        if not call.has_network:
            self._place(call, params)
        call.headers = merged_headers(headers_of(request.get("headers")), call.headers)
        self._reports.began(call)
        if is_new and call.is_unload and not call.has_network:
            self._read_cookies(call)
        return call

    def paused_response(self, params: dict[str, Any]) -> Call:
        """The call whose response is held."""
        call = self._table.of_paused(params) or self.paused_request(params)
        if not call.has_network:
            self._later(PAGE_SECONDS, lambda: self._tell_page(call))
        return call

    def _tell_page(self, call: Call) -> None:
        """Tells the page of a call that only the Fetch domain saw, as of one that was made as its page went."""
        call.is_page_known = True
        self._reports.began(call)

    def led_to(self, call: Call, url: str, rule: str) -> None:
        """A rule sent the call to another URL than the page did."""
        call.sent_to, call.changed = url, (rule,)
        self._reports.began(call)

    def answered(self, call: Call, answer: Answered) -> None:
        """Takes the response that the Fetch domain has; recorded at once, or when the Network domain had its word."""
        call.is_reading = False
        if call.is_answered:
            return
        call.answer = answer
        if call.has_network and not call.address and self._pages.is_alive(call.session):
            self._later(ADDRESS_SECONDS, lambda: self._reports.answer(call))
        else:
            self._reports.answer(call)

    def passed_unread(self, call: Call, answer: Answered) -> None:
        """Takes a response that was let through before its body had come: the Network domain has that at its end."""
        call.is_reading = False
        if call.is_answered or not call.has_network or not self._pages.is_alive(call.session):
            self.answered(call, answer)
            return
        call.unread = answer
        if call.body_end is None:
            self._later(UNREAD_SECONDS, lambda: self._tell_unread(call))
        else:
            self._body_ended(call, answer)

    def _body_ended(self, call: Call, unread: Answered) -> None:
        call.unread = None
        if call.body_end:
            self.answered(call, replace(unread, missing=_not_read_words(call.body_end)))
        else:
            call.answer, call.is_reading = unread, True
            self._read_body(call)

    def _tell_unread(self, call: Call) -> None:
        if call.unread is not None:
            answer, call.unread = call.unread, None
            self.answered(call, answer)

    def paused_error(self, call: Call, reason: str) -> None:
        """The request failed, as Fetch says; the Network domain says it better, if it says it at all."""
        self._later(FETCH_SECONDS if call.has_network else 0, lambda: self._fail_by_reason(call, reason))

    def _fail_by_reason(self, call: Call, reason: str) -> None:
        cause = cause_of_reason(reason)
        if cause is Cause.CANCELED:
            self._canceled(call, reason, is_leaving=self._is_leaving(call))
        else:
            self._reports.failure(call, cause, reason)

    # Ends

    def cut_off(self, call: Call, rule: str = "", detail: str = "cut off by a rule") -> None:
        """A rule ended the call, or it was ended for the sake of rules."""
        self._reports.failure(call, Cause.BROKEN, detail, changed=(rule,) if rule else ())

    def detached(self, session: str) -> None:
        """A target is gone: what a tab that closes sent just before, it sent as it went."""
        if not self._pages.closes(session):
            return
        now = self._now()
        for call in self._table.all():
            # One that Network hasn't announced yet has no session, but its frame is the tab's.
            is_of_tab = session in (call.session, self._pages.session_of(call.frame))
            is_last = is_of_tab and now - call.seen_at < UNLOAD_SECONDS
            if is_last and not call.is_unload and not self._pages.has_left(call.frame, call.loader):
                call.is_unload = call.is_page_known = True
                self._reports.began(call)

    def page_gone(self, call: Call) -> None:
        """The browser no longer has the call: its page went before the response."""
        self._reports.failure(call, Cause.PAGE_GONE, "")

    def end(self) -> None:
        """Nothing more comes: tells the responses that wait, and ends the calls that are open."""
        for call in self._table.all():
            call.is_reading = False
            self._tell_page(call)
            self._tell_unread(call)
            self._reports.answer(call)
            if call.status and not call.has_ended:
                self._reports.answer_without_body(call, _UNREAD)
            if not call.has_ended:
                self._reports.failure(
                    call, Cause.PAGE_GONE if call.is_unload else Cause.CANCELED, "the browser has ended"
                )

    # What they share

    def _place(self, call: Call, params: dict[str, Any]) -> None:
        """Which page a call belongs to that only the Fetch domain knows."""
        call.frame = str(params.get("frameId") or "")
        call.is_unload = not params.get("networkId") or self._pages.has_closed(call.frame)
        headers = {name.lower(): value for name, value in headers_of(params["request"].get("headers"))}
        document = self._pages.url_before(call.frame) if call.is_unload else self._pages.url("", call.frame)
        call.page_url = page_url_in(call.body, headers.get("origin", "")) or document
        call.is_page_known = call.is_unload
        call.tab = self._pages.tab_of_frame(call.frame)


def _not_read_words(text: str) -> str:
    return f"The browser didn't read the body ({text})."
