"""Calls that the browser holds: read, changed by rules, and let through."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.browser.call import Call, decoded_body, headers_of_list
from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import Cdp, CdpError
from edge_tui.browser.deciding import BODY_HEADERS, Deciding, Paused, fulfilled
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.holding import LIMIT_SECONDS, Held, Holding
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import is_index
from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, PassingRequest, PassingResponse, Rewriter
from edge_tui.model.sightings import Answered

_WITHOUT_BODY = frozenset({204, 205, 304})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSED = "The call was let through before its response could be read, so that the page didn't wait."
_STREAMED = "The response is a stream, which isn't held."
_WITHHELD = "The page asked in the mode no-cors, and the browser keeps such a response from everybody."
MAX_BODY_BYTES = 16 << 20
_UNCHANGED = (
    "A response came to its page as the server sent it: no rule changed it, because its body couldn't be read within "
    "a second."
)
_UNREADABLE = "The browser couldn't read the body, such as one that isn't compressed as its headers say."
_LARGE = f"The response is larger than {MAX_BODY_BYTES >> 20} MB, so it isn't held to be read."
_GONE = "The page went before the browser had the response."
# Chromium 156 sends `Origin: null` where a held request of the page's own origin is redirected to another, unless
# it is started without AvoidCorsURLLoaderRestartOnRedirect.
_REDIRECT_NOTICE = (
    "A call was redirected. Chromium may refuse such a call (CORS) only because it is watched: --untouched shows "
    "what happens otherwise."
)
_NOT_APPLIED = "cut off, because the rules couldn't be applied in time"
_CUT_SHORT = (
    "Rules couldn't be applied to some calls within a second. Those were cut off, so that none goes where the site "
    "sends it."
)


class Interception:
    """Handles `Fetch.requestPaused` of Edge calls at both stages.

    Every event's `Held` is released here, or by its deadline.
    """

    def __init__(
        self,
        cdp: Cdp,
        holding: Holding,
        calls: Calls,
        *,
        edge_calls: EdgeCalls,
        rewriter: Rewriter | None,
        clock: Callable[[], datetime],
        spawn: Callable[[Any], object],
        notice: Callable[[str], None],
        is_joined: bool = False,
    ) -> None:
        self._cdp = cdp
        self._holding = holding
        self._calls = calls
        self._rewriter = rewriter
        self._clock = clock
        self._spawn = spawn
        self._notice = notice
        self._is_joined = is_joined
        # What the thread that reads makes of a pause, before it gets here.
        self.first_look = Deciding(holding, edge_calls, rewriter).look

    def paused(self, params: dict[str, Any], paused: Paused) -> None:
        """Takes an event. Whatever goes wrong, the call is released."""
        try:
            self._take(params, paused)
        except BaseException:
            self._holding.release_by_default(paused.held)
            raise
        if paused.error is not None:
            raise paused.error

    def _take(self, params: dict[str, Any], paused: Paused) -> None:
        if not paused.is_call:
            return
        if not paused.is_at_response:
            self._on_request(params, paused)
        elif "responseErrorReason" in params:
            self._calls.paused_error(self._calls.paused_response(params), str(params["responseErrorReason"]))
        else:
            self._on_response(params, paused)

    def _on_request(self, params: dict[str, Any], paused: Paused) -> None:
        call = self._calls.paused_request(params)
        call.released_at = paused.held.released_at
        action = paused.action
        if paused.held.is_cut:
            self._calls.cut_off(call, detail=_NOT_APPLIED)
            self._notice(_CUT_SHORT)
        elif action is not None and not paused.is_applied:
            self._notice(f"The rule {action.rule!r} came too late for a call, which the browser sent unchanged.")
        elif action is not None and paused.delay_seconds > 0:
            self._spawn(self._tell_later(call, paused, action))
        elif action is not None:
            self._tell_change(call, paused.held, action)

    async def _tell_later(self, call: Call, paused: Paused, action: GoElsewhere | AnswerWith | CutOff) -> None:
        await asyncio.sleep(paused.delay_seconds)
        call.released_at = paused.held.released_at
        self._tell_change(call, paused.held, action)

    def _tell_change(self, call: Call, held: Held, action: GoElsewhere | AnswerWith | CutOff) -> None:
        if isinstance(action, GoElsewhere):
            self._calls.led_to(call, action.url, action.rule)
        elif isinstance(action, CutOff):
            self._calls.cut_off(call, action.rule)
        else:
            made_up = action.response
            answer = Answered(call.id, self._clock(), made_up.status, made_up.headers, made_up.body, elapsed_ms=0)
            held_ms = self._holding.held_ms(held)
            self._calls.answered(call, replace(answer, held_ms=held_ms, changed=(action.rule,)))

    def _on_response(self, params: dict[str, Any], paused: Paused) -> None:
        held, made = paused.held, paused.made
        status, headers = int(params["responseStatusCode"]), headers_of_list(params.get("responseHeaders"))
        call = self._calls.paused_response(params)
        released_at = made.held.released_at if made else None
        elapsed_ms = None if released_at is None else (held.since - released_at) * 1000
        request, rules = (made.request, made.rules) if made else (None, ())
        answer = Answered(call.id, self._clock(), status, headers, elapsed_ms=elapsed_ms, changed=rules)
        is_wanted = self._rewriter is not None and request is not None and self._rewriter.wants_response(request)
        if status in _REDIRECTS and self._is_joined:
            self._notice(_REDIRECT_NOTICE)
        if missing := _why_not_read(status, headers):
            self._finish(call, held, replace(answer, missing=missing))
        elif status in _WITHOUT_BODY and not is_wanted:
            self._finish(call, held, replace(answer, body=b""))
        else:
            call.is_reading = True
            self._spawn(self._read(call, held, answer, request if is_wanted else None))

    async def _read(self, call: Call, held: Held, answer: Answered, request: PassingRequest | None) -> None:
        """Reads a response's body while it is held, has it changed, and lets it through."""
        try:
            answer = await self._with_body(held, answer)
            if request is not None and answer.body is not None:
                answer = self._changed(held, answer, request, answer.body)
            elif request is not None and answer.missing == _PASSED:
                self._notice(_UNCHANGED)
        finally:
            self._finish(call, held, answer)

    async def _with_body(self, held: Held, answer: Answered) -> Answered:
        if answer.status in _WITHOUT_BODY:
            return replace(answer, body=b"")
        if not held.is_open:
            return replace(answer, missing=_PASSED)
        try:
            result = await self._cdp.ask(
                "Fetch.getResponseBody", {"requestId": held.request_id}, within_seconds=LIMIT_SECONDS
            )
        except CdpError:
            return replace(answer, missing=_GONE if held.is_open else _PASSED)
        body = decoded_body(result)
        if not body and _has_content(answer.headers):
            return replace(answer, missing=_UNREADABLE if answer.headers else _WITHHELD)
        return replace(answer, body=body)

    def _changed(self, held: Held, answer: Answered, request: PassingRequest, body: bytes) -> Answered:
        """The response that the page gets, by a rule if one wants to change it."""
        if self._rewriter is None:
            return answer
        rewritten = self._rewriter.on_response(request, PassingResponse(answer.status, answer.headers, body))
        if rewritten is None:
            return answer
        rule, response = rewritten[0], _described(rewritten[1])
        if not self._fulfill(held, response):
            return answer
        return replace(
            answer,
            status=response.status,
            headers=response.headers,
            body=response.body,
            changed=(*answer.changed, rule),
        )

    def _finish(self, call: Call, held: Held, answer: Answered) -> None:
        """Lets a response through if it is still held, and tells it."""
        self._holding.release(held)
        answer = replace(answer, held_ms=self._holding.held_ms(held))
        if answer.missing == _PASSED:
            self._calls.passed_unread(call, answer)
        else:
            self._calls.answered(call, answer)

    def _fulfill(self, held: Held, response: PassingResponse) -> bool:
        return self._holding.release(held, *fulfilled(response))


def pause_pattern() -> dict[str, object]:
    """The parameters of `Fetch.enable`: Edge paths at both stages, so that all else passes unasked."""
    return {
        "patterns": [
            {"urlPattern": pattern, "requestStage": stage}
            for pattern in EdgeCalls.PATTERNS
            for stage in ("Request", "Response")
        ]
    }


def _described(response: PassingResponse) -> PassingResponse:
    """A changed response, without the headers that described the body it had."""
    headers = tuple((name, value) for name, value in response.headers if name.lower() not in BODY_HEADERS)
    return PassingResponse(response.status, headers, response.body)


def _has_content(headers: Headers) -> bool:
    """Whether the headers describe a body that isn't empty; JSON never is. Withheld are headers, too."""
    if not headers:
        return True
    values = {name.lower(): value for name, value in headers}
    length = values.get("content-length", "")
    return int(length) > 0 if is_index(length) else "json" in values.get("content-type", "")


def _why_not_read(status: int, headers: Headers) -> str:
    """Why a response is let through unread; empty for one that is read."""
    values = {name.lower(): value for name, value in headers}
    if "text/event-stream" in values.get("content-type", "").lower():
        return _STREAMED
    if status in _REDIRECTS:
        return "A redirect's body isn't available."
    length = values.get("content-length", "")
    return _LARGE if is_index(length) and int(length) > MAX_BODY_BYTES else ""
