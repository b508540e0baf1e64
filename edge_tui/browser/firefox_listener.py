"""What Firefox says of calls and pages over WebDriver BiDi, as sightings."""

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from edge_tui.browser.call import Call, page_url_in, stack_of
from edge_tui.browser.call_reports import CallReports
from edge_tui.browser.cdp import Cdp, CdpError, Event
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.failures import cause_of_firefox_error, violation_in
from edge_tui.browser.guard import Guard
from edge_tui.browser.monitors import Monitors
from edge_tui.model.headers import Headers
from edge_tui.model.sightings import (
    Answered,
    Blocked,
    Cause,
    Console,
    CookiesSeen,
    PageFailed,
    PageOpened,
    PageRequested,
)

CHANNEL = "edge-tui"
_MAX_CALLS = 5000
_MAX_LINE = 2000
_WITHOUT_BODY = frozenset({204, 205, 304})
_UNAVAILABLE = "Firefox no longer had the response's body."
# A busy machine announces a navigation up to a second and a half after the calls that it has ended.
_NAVIGATION_SECONDS, _LOOKS_FOR_NAVIGATION = 0.1, 15
# The last calls of a page are announced until some milliseconds after the next document came.
_LATE_MS = 40.0


class FirefoxListener:
    """Takes the events of a session. `collector` names what keeps bodies. `monitors` is None for an untouched page."""

    EVENTS = (
        "network.beforeRequestSent",
        "network.responseCompleted",
        "network.fetchError",
        "browsingContext.contextCreated",
        "browsingContext.contextDestroyed",
        "browsingContext.navigationStarted",
        "browsingContext.navigationCommitted",
        "browsingContext.fragmentNavigated",
        "browsingContext.historyUpdated",
        "log.entryAdded",
        "script.message",
    )

    def __init__(
        self, bidi: Cdp, guard: Guard, edge_calls: EdgeCalls, reports: CallReports, monitors: Monitors | None
    ) -> None:
        self._bidi = bidi
        self._guard = guard
        self._edge_calls = edge_calls
        self._reports = reports
        self._monitors = monitors
        self.collector = ""
        self._calls: OrderedDict[str, Call] = OrderedDict()
        # By call: why it failed, until that is reported: a navigation that ended it may be announced later.
        self._errors: dict[str, str] = {}
        # By browsing context: its parent, its document, its tab, and whether it is about to have another document.
        self._parents: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        self._tabs: dict[str, str] = {}
        self._leaving: set[str] = set()
        # When a context's document came, in milliseconds, and which one went.
        self._came: dict[str, tuple[float, str]] = {}
        # The tabs whose first page is on its way.
        self._requested: set[str] = set()
        self._handlers: dict[str, Callable[[dict[str, Any]], None]] = {
            "network.beforeRequestSent": self._on_request,
            "network.responseCompleted": self._on_response,
            "network.fetchError": self._on_error,
            "browsingContext.contextCreated": self._on_created,
            "browsingContext.contextDestroyed": self._on_destroyed,
            "browsingContext.navigationStarted": self._on_started,
            "browsingContext.navigationCommitted": self._on_navigated,
            "browsingContext.fragmentNavigated": self._on_navigated_within,
            "browsingContext.historyUpdated": self._on_navigated_within,
            "log.entryAdded": self._on_line,
            "script.message": self._on_message,
        }

    def take(self, event: Event) -> None:
        """Takes an event."""
        handler = self._handlers.get(event.method)
        if handler is not None:
            handler(event.params)

    def end(self) -> None:
        """Nothing more comes: ends the calls that are open."""
        for call in list(self._calls.values()):
            call.is_reading = False
            if call.answer is not None:
                call.answer = replace(call.answer, missing=_UNAVAILABLE)
                self._reports.answer(call)
            if call.has_ended:
                continue
            if call.id in self._errors:
                self._tell_error(call)
            else:
                self._reports.failure(call, Cause.CANCELED, "the browser has ended")

    # Calls

    def _on_request(self, params: dict[str, Any]) -> None:
        request = params["request"]
        if not self._edge_calls.includes(str(request["method"]), str(request["url"])):
            return
        identifier = _identifier(params)
        call = Call(identifier, _at(params), 0.0, str(request["method"]), str(request["url"]))
        call.is_page_known, call.network_id, call.started = True, str(request["request"]), params.get("timestamp")
        call.headers = _headers(request.get("headers"))
        context = str(params.get("context") or "")
        came_ms, previous_url = self._came.get(context, (0.0, ""))
        is_late = bool(previous_url) and params["timestamp"] - came_ms < _LATE_MS
        call.frame, call.loader, call.is_unload = context, str(came_ms), is_late or self._is_leaving(context)
        call.page_url = previous_url if is_late else self._urls.get(context, "")
        call.tab = self._tab(context)
        call.initiator = stack_of({"stack": (params.get("initiator") or {}).get("stackTrace")})
        self._calls[identifier] = call
        if len(self._calls) > _MAX_CALLS:
            self._calls.popitem(last=False)
        self._reports.began(call)
        sent = tuple((str(each["name"]), _text(each.get("value"))) for each in request.get("cookies") or ())
        if sent:
            self._guard.tell(CookiesSeen(identifier, sent))
        self._guard.spawn(self._read_request(call))

    def _on_response(self, params: dict[str, Any]) -> None:
        call = self._calls.get(_identifier(params))
        if call is None or call.has_ended:
            return
        response = params["response"]
        headers = _headers(response.get("headers"))
        lines = tuple(value for name, value in headers if name.lower() == "set-cookie")
        call.answer = Answered(
            call.id,
            _at(params),
            int(response["status"]),
            tuple(each for each in headers if each[0].lower() != "set-cookie"),
            elapsed_ms=None if call.started is None else params["timestamp"] - call.started,
        )
        if lines:
            self._guard.tell(CookiesSeen(call.id, set_by_response=lines))
        call.is_reading = True
        self._guard.spawn(self._finish(call))

    def _on_error(self, params: dict[str, Any]) -> None:
        call = self._calls.get(_identifier(params))
        if call is not None and not call.has_ended and call.id not in self._errors:
            self._errors[call.id] = str(params.get("errorText", ""))
            self._guard.spawn(self._fail(call))

    async def _finish(self, call: Call) -> None:
        """Reads the bodies of a call that has its response."""
        await self._read_request(call)
        answer = call.answer
        assert answer is not None
        body = b"" if answer.status in _WITHOUT_BODY else await self._data(call, "response")
        call.answer = replace(answer, body=body, missing="" if body is not None else _UNAVAILABLE)
        call.is_reading = False
        self._reports.answer(call)

    async def _fail(self, call: Call) -> None:
        await self._read_request(call)
        if cause_of_firefox_error(self._errors[call.id]) is Cause.CANCELED:
            for _ in range(_LOOKS_FOR_NAVIGATION):
                if self._is_page_gone(call):
                    break
                await asyncio.sleep(_NAVIGATION_SECONDS)
        self._tell_error(call)

    def _tell_error(self, call: Call) -> None:
        text = self._errors.pop(call.id)
        cause = cause_of_firefox_error(text)
        if cause is Cause.CANCELED and self._is_page_gone(call):
            cause = Cause.PAGE_GONE
        self._reports.failure(call, cause, text)

    def _is_page_gone(self, call: Call) -> bool:
        return call.is_unload or self._has_left(call)

    async def _read_request(self, call: Call) -> None:
        if call.body is not None:
            return
        body = await self._data(call, "request")
        if body is None or call.body is not None:
            return
        call.body = body
        origin = next((value for name, value in call.headers if name.lower() == "origin"), "")
        call.page_url = page_url_in(call.body, origin) or call.page_url
        self._reports.began(call)

    async def _data(self, call: Call, kind: str) -> bytes | None:
        asked = {"dataType": kind, "collector": self.collector, "request": call.network_id, "disown": True}
        try:
            data = (await self._bidi.ask("network.getData", asked))["bytes"]
        except CdpError:
            return None
        return base64.b64decode(data["value"]) if data["type"] == "base64" else str(data["value"]).encode()

    # Pages

    def _on_created(self, params: dict[str, Any]) -> None:
        context, parent = str(params.get("context")), params.get("parent")
        if parent:
            self._parents[context] = str(parent)
        else:
            self._tabs.setdefault(context, str(len(self._tabs) + 1))
        self._urls.setdefault(context, str(params.get("url", "")))

    def _on_destroyed(self, params: dict[str, Any]) -> None:
        context = str(params.get("context"))
        self._leaving.add(context)
        self.not_opened(context)

    def _on_started(self, params: dict[str, Any]) -> None:
        """A context is about to get another document. A tab's first page is numbered by when that was."""
        context, url = str(params.get("context")), str(params.get("url", ""))
        self._leaving.add(context)
        shown = self._urls.get(context, "")
        is_first = context in self._tabs and context not in self._requested and shown in ("", "about:blank")
        if is_first and not url.startswith("about:"):
            self._requested.add(context)
            self._guard.tell(PageRequested(_at(params), url, self._tabs[context]))

    def not_opened(self, context: str) -> None:
        """What was requested for a tab isn't shown."""
        if context in self._requested:
            self._requested.remove(context)
            self._guard.tell(PageFailed(datetime.now(UTC), self._tabs[context]))

    def _on_navigated_within(self, params: dict[str, Any]) -> None:
        """A document has another address by script, or by a link inside it."""
        context, url = str(params.get("context")), str(params.get("url", ""))
        if url and self._urls.get(context) != url and not url.startswith("about:"):
            self._urls[context] = url
            if context in self._tabs:
                self._guard.tell(PageOpened(_at(params), url, self._tabs[context], is_route=True))

    def _on_navigated(self, params: dict[str, Any]) -> None:
        context, url = str(params.get("context")), str(params.get("url", ""))
        self._leaving.discard(context)
        self._came[context] = (params["timestamp"], self._urls.get(context, ""))
        self._urls[context] = url
        if context in self._tabs and not url.startswith("about:"):
            self._requested.discard(context)
            self._guard.tell(PageOpened(_at(params), url, self._tabs[context]))

    def _tab(self, context: str) -> str:
        while context in self._parents:
            context = self._parents[context]
        return self._tabs.get(context, "")

    def _is_leaving(self, context: str) -> bool:
        return context in self._leaving or (context in self._parents and self._is_leaving(self._parents[context]))

    def _has_left(self, call: Call) -> bool:
        return self._is_leaving(call.frame) or str(self._came.get(call.frame, (0.0, ""))[0]) != call.loader

    def _on_line(self, params: dict[str, Any]) -> None:
        context = str((params.get("source") or {}).get("context") or "")
        page_url, tab = self._urls.get(context, ""), self._tab(context)
        text = str(params.get("text") or "")[:_MAX_LINE]
        # A page writes lines that have a method; one that would only be reported is a warning.
        is_error = "method" not in params and params.get("level") == "error"
        if is_error and (violation := violation_in(text)) and self._edge_calls.includes_url(violation[0]):
            self._guard.tell(Blocked(_at(params), violation[0], Cause.CSP, violation[1], page_url, tab))
        if self._monitors is not None:
            level = str(params.get("method") or params.get("level") or "log")
            self._guard.tell(Console(_at(params), level, text, page_url, tab))

    def _on_message(self, params: dict[str, Any]) -> None:
        if self._monitors is not None and params.get("channel") == CHANNEL:
            context = str((params.get("source") or {}).get("context") or "")
            payload = (params.get("data") or {}).get("value")
            self._monitors.binding_called(payload, context, self._urls.get(context, ""), self._tab(context))


def _identifier(params: dict[str, Any]) -> str:
    """Redirects keep the request's ID and are counted beside it."""
    redirects = params.get("redirectCount") or 0
    return f"{params['request']['request']}/{redirects}" if redirects else str(params["request"]["request"])


def _at(params: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(params["timestamp"] / 1000, UTC)


def _text(value: object) -> str:
    """A value of `network.BytesValue`."""
    return str(value.get("value", "")) if isinstance(value, dict) else ""


def _headers(entries: object) -> Headers:
    if not isinstance(entries, list):
        return ()
    return tuple((str(each.get("name", "")), _text(each.get("value"))) for each in entries)
