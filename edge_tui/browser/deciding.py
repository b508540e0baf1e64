"""What happens to a call that the browser has paused, decided by the thread that reads from the browser.

So no request waits for the event loop, whatever that is busy with: a page gets on, and a rule is applied in time.
"""

import base64
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge_tui.browser.call import body_of, headers_of, merged_headers
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.holding import CUT, LIMIT_SECONDS, Command, Held, Holding
from edge_tui.model.headers import Headers
from edge_tui.model.passing import (
    AnswerWith,
    CutOff,
    GoElsewhere,
    Kept,
    PassingRequest,
    PassingResponse,
    RequestAction,
    Rewriter,
)

# Of a response whose body is replaced: what describes the old body.
BODY_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
# Both stages of a call share the limit of holding: a rule's delay leaves some of it for the response.
MAX_DELAY_SECONDS = LIMIT_SECONDS * 0.8
_MAX_REQUESTS = 2000
_PASS: Command = ("Fetch.continueRequest", {})


@dataclass(slots=True)
class Paused:
    """A call at one stage.

    `is_call`: it's an Edge call, or was one before it was led elsewhere. `request` is what its page made; a response
    has that in `made`, the pause of its request, unless it wasn't seen. `action` is what a rule does with a request,
    and `is_applied` says whether it came in time. `error` is what a rule raised.
    """

    held: Held
    is_at_response: bool
    is_call: bool = False
    request: PassingRequest | None = None
    made: "Paused | None" = None
    action: RequestAction = None
    is_applied: bool = False
    error: Exception | None = None

    @property
    def delay_seconds(self) -> float:
        """How long its action waits."""
        return min(self.action.delay_ms / 1000, MAX_DELAY_SECONDS) if self.action else 0.0

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that changed the request."""
        return (self.action.rule,) if self.action and self.is_applied else ()


class Deciding:
    """Lets requests through, as they are or as rules want them, and leaves responses of Edge calls held.

    `look` is called in the thread that reads, with every pause in its order.
    """

    def __init__(self, holding: Holding, edge_calls: EdgeCalls, rewriter: Rewriter | None) -> None:
        self._holding = holding
        self._edge_calls = edge_calls
        self._rewriter = rewriter
        # The last request of each call, by Fetch's ID.
        self._made: OrderedDict[str, Paused] = OrderedDict()

    def look(self, params: Mapping[str, Any]) -> Paused:
        """Takes the parameters of `Fetch.requestPaused`; never raises, so that nothing ends the thread."""
        is_at_response = "responseStatusCode" in params or "responseErrorReason" in params
        held = self._holding.hold(str(params.get("requestId")), is_request=not is_at_response)
        paused = Paused(held, is_at_response)
        try:
            self._decide(params, paused)
        except Exception as error:  # noqa: BLE001 (told in the loop)
            paused.error = error
            self._holding.release_by_default(held)
        return paused

    def _decide(self, params: Mapping[str, Any], paused: Paused) -> None:
        request, fetch_id = params["request"], paused.held.request_id
        method, url = str(request["method"]), str(request["url"])
        paused.made = self._made.get(fetch_id)
        if self._edge_calls.is_preflight(method, url):
            self._release_preflight(params, paused.held)
            return
        paused.is_call = paused.made is not None or self._edge_calls.includes(method, url)
        if not paused.is_call:
            self._holding.release(paused.held)
        elif not paused.is_at_response:
            paused.request = PassingRequest(method, url, headers_of(request.get("headers")), body_of(request))
            self._remember(fetch_id, paused)
            self._release_request(paused, paused.request)
        else:
            self._made.pop(fetch_id, None)
            if "responseErrorReason" in params:
                self._holding.release(paused.held)

    def _release_preflight(self, params: Mapping[str, Any], held: Held) -> None:
        """Answers for a host that rules keep the call from: it may not even be reachable from here.

        Where rules keep only some calls, the host is asked; if it does not respond, the preflight is answered for it.
        """
        kept = self._rewriter.kept_of(str(params["request"]["url"])) if self._rewriter else Kept.NONE
        if kept is Kept.ALL or (kept is Kept.SOME and "responseErrorReason" in params):
            self._holding.release(held, *fulfilled(_allowing(headers_of(params["request"].get("headers")))))
        else:
            self._holding.release(held)

    def _release_request(self, paused: Paused, request: PassingRequest) -> None:
        paused.action = self._rewriter.on_request(request) if self._rewriter else None
        command = _command_of(paused.action, request)
        if paused.delay_seconds > 0:
            paused.is_applied = self._holding.release_later(paused.held, paused.delay_seconds, command)
        else:
            paused.is_applied = self._holding.release(paused.held, *command)

    def _remember(self, fetch_id: str, paused: Paused) -> None:
        paused.made = None
        self._made[fetch_id] = paused
        if len(self._made) > _MAX_REQUESTS:
            self._made.popitem(last=False)


def fulfilled(response: PassingResponse) -> Command:
    """The command by which a call gets a response."""
    body = base64.b64encode(response.body).decode()
    return "Fetch.fulfillRequest", {
        "responseCode": response.status,
        "responseHeaders": _listed(response.headers),
        "body": body,
    }


def _command_of(action: RequestAction, request: PassingRequest) -> Command:
    if action is None:
        return _PASS
    if isinstance(action, CutOff):
        return CUT
    if isinstance(action, AnswerWith):
        headers = _readable_by_the_page(action.response.headers, request)
        return fulfilled(PassingResponse(action.response.status, headers, action.response.body))
    return "Fetch.continueRequest", _sent_elsewhere(action, request)


def _sent_elsewhere(action: GoElsewhere, request: PassingRequest) -> dict[str, object]:
    change: dict[str, object] = {"url": action.url}
    if action.headers:
        change["headers"] = _listed(merged_headers(request.headers, action.headers))
    if action.body is not None:
        change["postData"] = base64.b64encode(action.body).decode()
    return change


def _allowing(headers: Headers) -> PassingResponse:
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


def _listed(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _readable_by_the_page(headers: Headers, request: PassingRequest) -> Headers:
    """The headers of a made-up response, with those without which a page of another origin can't read it."""
    origin = next((value for name, value in request.headers if name.lower() == "origin"), "")
    needed: Headers = (
        (("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")) if origin else ()
    )
    names = {name.lower() for name, _ in headers}
    kept = tuple((name, value) for name, value in headers if name.lower() not in BODY_HEADERS)
    return (*kept, *((name, value) for name, value in needed if name not in names))
