"""One visit in Firefox, over WebDriver BiDi: calls are seen, none is held or changed."""

import asyncio
import base64
import contextlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from edge_tui.browser.call import Call, page_url_in, stack_of
from edge_tui.browser.call_reports import CallReports
from edge_tui.browser.cdp import Cdp, CdpError, Event
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.failures import cause_of_firefox_error
from edge_tui.browser.launch import BrowserDidNotStart, Launch, Running
from edge_tui.browser.monitors import Monitors, monitor_script
from edge_tui.browser.profile_folders import ProfileFolder, clear_leftovers
from edge_tui.browser.urls import with_scheme
from edge_tui.model.headers import Headers
from edge_tui.model.sightings import Answered, Cause, Console, CookiesSeen, PageOpened, Sighting, SourceNotice
from edge_tui.model.unforeseen import sentence

if TYPE_CHECKING:
    from edge_tui.browser.firefox_process import FirefoxProcess

_EVENTS = (
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "browsingContext.contextCreated",
    "browsingContext.contextDestroyed",
    "browsingContext.navigationStarted",
    "browsingContext.navigationCommitted",
    "log.entryAdded",
    "script.message",
)
_CHANNEL = "edge-tui"
_MAX_BODY_BYTES = 16 << 20
_MAX_CALLS = 5000
_MAX_LINE = 2000
_UNLOAD_SECONDS = 1.0
_NAVIGATION_SECONDS = 0.3
# The last calls of a page are announced until some milliseconds after the next document came.
_LATE_MS = 40.0
_WITHOUT_BODY = frozenset({204, 205, 304})
_UNAVAILABLE = "Firefox no longer had the response's body."
_NOTICE = (
    "Firefox: a call whose page goes has no response, calls that a content security policy stops aren't seen, and "
    "nothing that passes can be changed."
)


class FirefoxVisit:
    """Opens, watches and closes, as `Visit` does for Chromium. Steps and rules need Chromium."""

    held = 0
    longest_held_ms = 0.0

    def __init__(
        self,
        launch: Launch,
        tell: Callable[[Sighting], None],
        clock: Callable[[], datetime],
        path: str,
        on_steps_done: Callable[[], None],
    ) -> None:
        self._launch = launch
        self._tell_outside = tell
        self._clock = clock
        self._path = path
        self._on_steps_done = on_steps_done
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._noticed: set[str] = set()
        self._process: FirefoxProcess | None = None
        self._folder: ProfileFolder | None = None
        self._end_reason = ""
        self.step_error = ""
        self._bidi = Cdp(self._loop, self._take, on_lost=self._lost)
        self._edge_calls = EdgeCalls(launch.edge_hosts)
        self._reports = CallReports(self._tell, clock)
        self._monitors = None if launch.untouched else Monitors(self._tell, clock, self._edge_calls)
        self._calls: OrderedDict[str, Call] = OrderedDict()
        self._collector = ""
        # By browsing context: its parent, its document, its tab, and whether it is about to have another document.
        self._parents: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        self._tabs: dict[str, str] = {}
        self._leaving: set[str] = set()
        # When a context's document came, in milliseconds, and which one went.
        self._came: dict[str, tuple[float, str]] = {}
        self._handlers: dict[str, Callable[[dict[str, Any]], None]] = {
            "network.beforeRequestSent": self._on_request,
            "network.responseCompleted": self._on_response,
            "network.fetchError": self._on_error,
            "browsingContext.contextCreated": self._on_created,
            "browsingContext.contextDestroyed": lambda params: self._leaving.add(str(params.get("context"))),
            "browsingContext.navigationStarted": lambda params: self._leaving.add(str(params.get("context"))),
            "browsingContext.navigationCommitted": self._on_navigated,
            "log.entryAdded": self._on_line,
            "script.message": self._on_message,
        }

    async def open(self) -> Running | BrowserDidNotStart:
        """Starts Firefox, watches it, and opens the URLs."""
        if refused := self._refusal():
            return refused
        from edge_tui.browser.firefox_process import start_firefox
        from edge_tui.browser.websocket_wire import connect

        clear_leftovers(self._launch.temporary_root)
        folder = self._launch.profile_folder
        if folder is None:
            self._folder = ProfileFolder(self._launch.temporary_root)
            folder = self._folder.path
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        proxy, insecure, arguments = _translated(self._launch.arguments)
        process = await asyncio.to_thread(start_firefox, self._path, folder, arguments, headless=self._launch.headless)
        if isinstance(process, BrowserDidNotStart):
            return process
        self._process = process
        wire = await asyncio.to_thread(connect, f"{process.endpoint}/session", self._bidi.receive, self._bidi.lost)
        if isinstance(wire, BrowserDidNotStart):
            return wire
        self._bidi.use(wire)
        try:
            product = await self._prepare(proxy, insecure=insecure)
        except CdpError:
            return BrowserDidNotStart("Firefox doesn't answer as expected.", "Use version 143 or later.")
        self._tell(SourceNotice(self._clock(), _NOTICE))
        self._spawn(self._browse())
        return Running(product)

    async def watch(self) -> None:
        """Returns once it was stopped or Firefox has ended."""
        await self._ended.wait()

    def stop(self) -> None:
        """Ends `watch`. Called in the loop."""
        self._ended.set()

    def abandon(self) -> None:
        """Kills Firefox from another thread."""
        if self._process is not None:
            self._process.kill()

    async def close(self) -> None:
        """Closes tabs, then Firefox; ends the calls that are open, and deletes the profile."""
        with contextlib.suppress(CdpError):
            if not self._bidi.is_lost and self._collector:
                await self._close_tabs()
        for task in list(self._tasks):
            task.cancel()
        self._bidi.send("browser.close")
        if self._process is not None:
            await asyncio.to_thread(self._process.end)
        self._bidi.close()
        for call in list(self._calls.values()):
            if not call.has_ended:
                self._reports.failure(call, Cause.CANCELED, "the browser has ended")
        if self._folder is not None:
            await asyncio.to_thread(self._folder.delete)
        self._tell(SourceNotice(self._clock(), self._end_reason or "The visit has ended.", is_end=True))

    def _refusal(self) -> BrowserDidNotStart | None:
        """What was asked for and needs Chromium."""
        if self._launch.rewriter is not None:
            return BrowserDidNotStart("Firefox can't change what passes.", "Choose chrome, chromium, edge or brave.")
        if self._launch.steps:
            return BrowserDidNotStart("Steps don't run in Firefox yet.", "Choose chrome, chromium, edge or brave.")
        return None

    async def _prepare(self, proxy: str, *, insecure: bool) -> str:
        capabilities: dict[str, object] = {"acceptInsecureCerts": True} if insecure else {}
        if proxy:
            capabilities["proxy"] = {"proxyType": "manual", "sslProxy": proxy, "httpProxy": proxy}
        session = await self._bidi.ask("session.new", {"capabilities": {"alwaysMatch": capabilities}})
        await self._bidi.ask("session.subscribe", {"events": list(_EVENTS)})
        kept = {"dataTypes": ["request", "response"], "maxEncodedDataSize": _MAX_BODY_BYTES}
        self._collector = str((await self._bidi.ask("network.addDataCollector", kept))["collector"])
        if self._monitors is not None:
            function = f"(channel) => {{ window.__edgeTui = channel;\n{monitor_script()}\ndelete window.__edgeTui; }}"
            channel = {"type": "channel", "value": {"channel": _CHANNEL}}
            await self._bidi.ask("script.addPreloadScript", {"functionDeclaration": function, "arguments": [channel]})
        found = session.get("capabilities") or {}
        return f"Firefox/{found.get('browserVersion', '')}"

    async def _browse(self) -> None:
        """Opens the URLs, the first in the tab that is there."""
        for number, url in enumerate(map(with_scheme, self._launch.urls)):
            tree = await self._bidi.ask("browsingContext.getTree", {"maxDepth": 0})
            context = tree["contexts"][0]["context"]
            if number:
                context = (await self._bidi.ask("browsingContext.create", {"type": "tab"}))["context"]
            try:
                await self._bidi.ask("browsingContext.navigate", {"context": context, "url": url, "wait": "none"})
            except CdpError as error:
                self._notice(f"{url} could not be opened: {error}.")
        self._on_steps_done()

    async def _close_tabs(self) -> None:
        tree = await self._bidi.ask("browsingContext.getTree", {"maxDepth": 0}, within_seconds=2)
        await self._bidi.ask("browsingContext.create", {"type": "tab", "background": True}, within_seconds=2)
        for each in tree["contexts"]:
            self._bidi.send("browsingContext.close", {"context": each["context"]})
        await asyncio.sleep(_UNLOAD_SECONDS)

    # Calls

    def _on_request(self, params: dict[str, Any]) -> None:
        request = params["request"]
        if not self._edge_calls.includes(str(request["method"]), str(request["url"])):
            return
        identifier = _identifier(params)
        call = Call(identifier, _at(params), 0.0, str(request["method"]), str(request["url"]))
        call.network_id, call.started = str(request["request"]), params.get("timestamp")
        call.headers = _headers(request.get("headers"))
        context = str(params.get("context") or "")
        came_ms, previous_url = self._came.get(context, (0.0, ""))
        is_late = bool(previous_url) and params["timestamp"] - came_ms < _LATE_MS
        call.frame, call.is_unload = context, is_late or self._is_leaving(context)
        call.page_url = previous_url if is_late else self._urls.get(context, "")
        call.tab = self._tab(context)
        call.initiator = stack_of({"stack": (params.get("initiator") or {}).get("stackTrace")})
        self._calls[identifier] = call
        if len(self._calls) > _MAX_CALLS:
            self._calls.popitem(last=False)
        self._reports.began(call)
        sent = tuple((str(each["name"]), _text(each.get("value"))) for each in request.get("cookies") or ())
        if sent:
            self._tell(CookiesSeen(identifier, sent))
        self._spawn(self._read_request(call))

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
            self._tell(CookiesSeen(call.id, set_by_response=lines))
        call.is_reading = True
        self._spawn(self._finish(call))

    def _on_error(self, params: dict[str, Any]) -> None:
        call = self._calls.get(_identifier(params))
        if call is not None and not call.has_ended:
            self._spawn(self._fail(call, str(params.get("errorText", ""))))

    async def _finish(self, call: Call) -> None:
        """Reads the bodies of a call that has its response."""
        await self._read_request(call)
        answer = call.answer
        assert answer is not None
        body = b"" if answer.status in _WITHOUT_BODY else await self._data(call, "response")
        call.answer = Answered(
            *(answer.call, answer.at, answer.status, answer.headers, body),
            missing="" if body is not None else _UNAVAILABLE,
            elapsed_ms=answer.elapsed_ms,
        )
        call.is_reading = False
        self._reports.answer(call)

    async def _fail(self, call: Call, text: str) -> None:
        await self._read_request(call)
        # The navigation that ends a call may be announced after it.
        await asyncio.sleep(_NAVIGATION_SECONDS)
        cause = cause_of_firefox_error(text)
        if cause is Cause.CANCELED and (call.is_unload or self._has_left(call)):
            cause = Cause.PAGE_GONE
        self._reports.failure(call, cause, text)

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
        asked = {"dataType": kind, "collector": self._collector, "request": call.network_id, "disown": True}
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

    def _on_navigated(self, params: dict[str, Any]) -> None:
        context, url = str(params.get("context")), str(params.get("url", ""))
        self._leaving.discard(context)
        self._came[context] = (params["timestamp"], self._urls.get(context, ""))
        self._urls[context] = url
        if context in self._tabs and not url.startswith("about:"):
            self._tell(PageOpened(_at(params), url, self._tabs[context]))

    def _tab(self, context: str) -> str:
        while context in self._parents:
            context = self._parents[context]
        return self._tabs.get(context, "")

    def _is_leaving(self, context: str) -> bool:
        return context in self._leaving or (context in self._parents and self._is_leaving(self._parents[context]))

    def _has_left(self, call: Call) -> bool:
        return self._is_leaving(call.frame) or self._urls.get(call.frame, "") != call.page_url

    def _on_line(self, params: dict[str, Any]) -> None:
        context = str((params.get("source") or {}).get("context") or "")
        text = str(params.get("text") or "")[:_MAX_LINE]
        level = str(params.get("method") or params.get("level") or "log")
        self._tell(Console(_at(params), level, text, self._urls.get(context, ""), self._tab(context)))

    def _on_message(self, params: dict[str, Any]) -> None:
        if self._monitors is not None and params.get("channel") == _CHANNEL:
            context = str((params.get("source") or {}).get("context") or "")
            payload = (params.get("data") or {}).get("value")
            self._monitors.binding_called(payload, context, self._urls.get(context, ""), self._tab(context))

    # What must not end the visit

    def _take(self, event: Event) -> None:
        handler = self._handlers.get(event.method)
        if handler is None:
            return
        try:
            handler(event.params)
        except Exception as error:  # noqa: BLE001 (one event must not end the visit)
            self._notice(sentence(f"Reading {event.method}", error))

    def _lost(self) -> None:
        if not self._ended.is_set():
            self._end_reason = "The browser has ended."
            self._ended.set()

    def _tell(self, sighting: Sighting) -> None:
        try:
            self._tell_outside(sighting)
        except Exception as error:  # noqa: BLE001 (the visit goes on, whatever its recording does)
            self._notice(sentence("Recording", error))

    def _notice(self, text: str) -> None:
        """Says something once."""
        if text not in self._noticed:
            self._noticed.add(text)
            self._tell(SourceNotice(self._clock(), text))

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, CdpError):
            self._notice(sentence("Watching a call", error))


def _translated(arguments: tuple[str, ...]) -> tuple[str, bool, tuple[str, ...]]:
    """Chromium's switches for a proxy and for certificates, which Firefox takes for its session, and the others."""
    proxy = next((each.partition("=")[2] for each in arguments if each.startswith("--proxy-server=")), "")
    insecure = "--ignore-certificate-errors" in arguments
    others = (each for each in arguments if not each.startswith(("--proxy-server=", "--ignore-certificate-errors")))
    return proxy, insecure, tuple(others)


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
