"""Calls that the browser holds: read, changed by rules, and let through."""

import asyncio
import base64
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.browser.call import Call, body_of, decoded_body, headers_of, headers_of_list, merged_headers
from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import Cdp, CdpError
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.holding import LIMIT_SECONDS, Held, Holding
from edge_tui.model.headers import Headers
from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, Kept, PassingRequest, PassingResponse, Rewriter
from edge_tui.model.sightings import Answered

_WITHOUT_BODY = frozenset({204, 205, 304})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSED = "The call was let through before its response could be read, so that the page didn't wait."
_STREAMED = "The response is a stream, which isn't held."
_WITHHELD = "The page asked in the mode no-cors, and the browser keeps such a response from everybody."
MAX_BODY_BYTES = 16 << 20
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
    "More calls came than the rules could be applied to in time. Those were cut off, so that none goes where the site "
    "sends it."
)
# Of a response whose body is replaced: what describes the old body.
_BODY_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_MAX_REQUESTS = 2000
# Both stages of a call share the limit of holding: a rule's delay leaves some of it for the response.
_MAX_DELAY_SECONDS = LIMIT_SECONDS * 0.8


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
        self._edge_calls = edge_calls
        self._rewriter = rewriter
        self._clock = clock
        self._spawn = spawn
        self._notice = notice
        self._is_joined = is_joined
        # The requests as the page made them, by Fetch's ID, with the names of the rules that changed them.
        self._requests: OrderedDict[str, tuple[PassingRequest, tuple[str, ...]]] = OrderedDict()

    def paused(self, params: dict[str, Any], held: Held) -> None:
        """Takes an event. Whatever goes wrong, the call is released."""
        try:
            self._take(params, held)
        except BaseException:
            self._holding.release_by_default(held)
            raise

    def _take(self, params: dict[str, Any], held: Held) -> None:
        request = params["request"]
        is_ours = str(params["requestId"]) in self._requests
        if self._edge_calls.is_preflight(str(request["method"]), str(request["url"])):
            self._on_preflight(params, held)
        elif not is_ours and not self._edge_calls.includes(str(request["method"]), str(request["url"])):
            self._holding.release(held)
        elif not is_at_response(params):
            self._on_request(params, held)
        elif "responseErrorReason" in params:
            self._holding.release(held)
            self._calls.paused_error(self._calls.paused_response(params), str(params["responseErrorReason"]))
        else:
            self._on_response(params, held)

    def _on_preflight(self, params: dict[str, Any], held: Held) -> None:
        """Answers for a host that rules keep the call from: it may not even be reachable from here.

        Where rules keep only some calls, the host is asked; if it does not respond, the preflight is answered for it.
        """
        kept = self._rewriter.kept_of(str(params["request"]["url"])) if self._rewriter else Kept.NONE
        if kept is Kept.ALL or (kept is Kept.SOME and "responseErrorReason" in params):
            self._fulfill(held, allowing(headers_of(params["request"].get("headers"))))
        else:
            self._holding.release(held)

    def _on_request(self, params: dict[str, Any], held: Held) -> None:
        request = params["request"]
        passing = PassingRequest(
            str(request["method"]), str(request["url"]), headers_of(request.get("headers")), body_of(request)
        )
        action: GoElsewhere | AnswerWith | CutOff | None = None
        try:
            action = self._rewriter.on_request(passing) if self._rewriter else None
            if action is None:
                self._holding.release(held)
        finally:
            # The call of a rule that fails is seen like any other.
            if action is None:
                self._holding.release_by_default(held)
            self._remember(held.request_id, passing, ())
            call = self._calls.paused_request(params)
            call.released_at = time.monotonic()
            if action is None and held.is_cut:
                self._cut_short(call)
        if action is not None and action.delay_ms > 0:
            self._spawn(self._change_later(call, passing, action, held))
        elif action is not None:
            self._change(call, passing, action, held)

    async def _change_later(
        self, call: Call, request: PassingRequest, action: GoElsewhere | AnswerWith | CutOff, held: Held
    ) -> None:
        try:
            await asyncio.sleep(min(action.delay_ms / 1000, _MAX_DELAY_SECONDS))
        finally:
            self._change(call, request, action, held)

    def _change(
        self, call: Call, request: PassingRequest, action: GoElsewhere | AnswerWith | CutOff, held: Held
    ) -> None:
        """Does what a rule says, unless the call was let through already."""
        is_changed = False
        try:
            is_changed = self._carry_out(action, request, held)
        finally:
            self._holding.release(held)
            call.released_at = time.monotonic()
        if is_changed:
            self._remember(held.request_id, request, (action.rule,))
            self._tell_change(call, held, action)
        elif held.is_cut:
            self._cut_short(call)
        else:
            self._notice(f"The rule {action.rule!r} came too late for a call, which the browser sent unchanged.")

    def _cut_short(self, call: Call) -> None:
        self._calls.cut_off(call, detail=_NOT_APPLIED)
        self._notice(_CUT_SHORT)

    def _tell_change(self, call: Call, held: Held, action: GoElsewhere | AnswerWith | CutOff) -> None:
        if isinstance(action, GoElsewhere):
            self._calls.led_to(call, action.url)
        elif isinstance(action, CutOff):
            self._calls.cut_off(call, action.rule)
        else:
            made_up = action.response
            answer = Answered(call.id, self._clock(), made_up.status, made_up.headers, made_up.body, elapsed_ms=0)
            held_ms = self._holding.held_ms(held)
            self._calls.answered(call, replace(answer, held_ms=held_ms, changed=(action.rule,)))

    def _carry_out(self, action: GoElsewhere | AnswerWith | CutOff, request: PassingRequest, held: Held) -> bool:
        """Does what a rule says with a request; False when it was let through already."""
        if isinstance(action, CutOff):
            return self._holding.release(held, "Fetch.failRequest", {"errorReason": "ConnectionReset"})
        if isinstance(action, AnswerWith):
            headers = _readable_by_the_page(action.response.headers, request)
            return self._fulfill(held, PassingResponse(action.response.status, headers, action.response.body))
        change: dict[str, object] = {"url": action.url}
        if action.headers:
            change["headers"] = _listed(merged_headers(request.headers, action.headers))
        if action.body is not None:
            change["postData"] = base64.b64encode(action.body).decode()
        return self._holding.release(held, "Fetch.continueRequest", change)

    def _on_response(self, params: dict[str, Any], held: Held) -> None:
        status, headers = int(params["responseStatusCode"]), headers_of_list(params.get("responseHeaders"))
        call = self._calls.paused_response(params)
        elapsed_ms = None if call.released_at is None else (time.monotonic() - call.released_at) * 1000
        request, rules = self._requests.pop(str(params["requestId"]), (None, ()))
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
            return replace(answer, missing=_WITHHELD)
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
        self._calls.answered(call, replace(answer, held_ms=self._holding.held_ms(held)))

    def _fulfill(self, held: Held, response: PassingResponse) -> bool:
        return self._holding.release(
            held,
            "Fetch.fulfillRequest",
            {
                "responseCode": response.status,
                "responseHeaders": _listed(response.headers),
                "body": base64.b64encode(response.body).decode(),
            },
        )

    def _remember(self, fetch_id: str, request: PassingRequest, rules: tuple[str, ...]) -> None:
        self._requests[fetch_id] = (request, rules)
        if len(self._requests) > _MAX_REQUESTS:
            self._requests.popitem(last=False)


def is_at_response(params: Mapping[str, object]) -> bool:
    """Whether a call that is paused has left already."""
    return "responseStatusCode" in params or "responseErrorReason" in params


def allowing(headers: Headers) -> PassingResponse:
    """The response to a preflight that allows what it asks for."""
    asked = {name.lower(): value for name, value in headers}
    allowed = [
        ("access-control-allow-origin", asked.get("origin", "")),
        ("access-control-allow-credentials", "true"),
        *(
            (f"access-control-allow-{allows}", asked.get(f"access-control-request-{asks}", ""))
            for allows, asks in (("methods", "method"), ("headers", "headers"), ("private-network", "private-network"))
        ),
    ]
    return PassingResponse(204, tuple(pair for pair in allowed if pair[1]), b"")


def pause_pattern() -> dict[str, object]:
    """The parameters of `Fetch.enable`: Edge paths at both stages, so that all else passes unasked."""
    return {
        "patterns": [
            {"urlPattern": pattern, "requestStage": stage}
            for pattern in EdgeCalls.PATTERNS
            for stage in ("Request", "Response")
        ]
    }


def _listed(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _described(response: PassingResponse) -> PassingResponse:
    """A changed response, without the headers that described the body it had."""
    headers = tuple((name, value) for name, value in response.headers if name.lower() not in _BODY_HEADERS)
    return PassingResponse(response.status, headers, response.body)


def _readable_by_the_page(headers: Headers, request: PassingRequest) -> Headers:
    """The headers of a made-up response, with those without which a page of another origin can't read it."""
    origin = next((value for name, value in request.headers if name.lower() == "origin"), "")
    needed: Headers = (
        (("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")) if origin else ()
    )
    names = {name.lower() for name, _ in headers}
    kept = tuple((name, value) for name, value in headers if name.lower() not in _BODY_HEADERS)
    return (*kept, *((name, value) for name, value in needed if name not in names))


def _has_content(headers: Headers) -> bool:
    """Whether the headers describe a body that isn't empty; JSON never is. Withheld are headers, too."""
    if not headers:
        return True
    values = {name.lower(): value for name, value in headers}
    length = values.get("content-length", "")
    return int(length) > 0 if length.isdigit() else "json" in values.get("content-type", "")


def _why_not_read(status: int, headers: Headers) -> str:
    """Why a response is let through unread; empty for one that is read."""
    values = {name.lower(): value for name, value in headers}
    if "text/event-stream" in values.get("content-type", "").lower():
        return _STREAMED
    if status in _REDIRECTS:
        return "A redirect's body isn't available."
    length = values.get("content-length", "")
    return _LARGE if length.isdigit() and int(length) > MAX_BODY_BYTES else ""
