"""Attaches to everything in a browser that can make calls, and passes on what the browser says of it."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from edge_tui.browser.calls import Calls
from edge_tui.browser.cdp import Cdp, CdpError, Event, Json
from edge_tui.browser.deciding import Paused
from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.interception import Interception
from edge_tui.browser.monitors import BINDING, Monitors, monitor_script
from edge_tui.browser.pages import Pages
from edge_tui.model.sdk_console import may_be_of_sdk
from edge_tui.model.sightings import Blocked, Cause, Console, Sighting, SourceNotice

_BUFFERS = {"maxPostDataSize": 4 << 20, "maxTotalBufferSize": 64 << 20, "maxResourceBufferSize": 16 << 20}
_AUTO_ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
# The browser's own windows load hundreds of files, none of them of a site.
_NOT_WATCHED = ("browser", "browser_ui")
_MAX_LINE = 2000
_LINES_PER_SECOND = 50
# A navigation to a document that the back/forward cache has kept.
_RETURN = "BackForwardCacheRestore"
# Chromium prerenders where every client attaches to tabs, and by them to pages: not for one that attaches to pages.
_NOT_PRERENDERED = "PrerenderingDisabledByDevTools"
_PRERENDER = (
    "A page asked for another one to be prerendered, which this browser doesn't do while it is watched: otherwise, "
    "that page may send calls before anybody opens it."
)
_SHOWN = "Success"
_DIALOG = "A page opened a dialog, which was accepted, because there is no window to show it in."


# A document that was open before calls are paused goes on with the connections that it has, and none of its calls is
# paused. These commands renew its connections; the pattern matches nothing.
_RENEWED_CONNECTIONS: list[tuple[str, dict[str, Any]]] = [
    ("Fetch.enable", {"patterns": [{"urlPattern": "http://edge-tui.invalid/"}]}),
    ("Fetch.disable", {}),
]


class Listener:
    """Takes every event of the protocol. `interception` and `monitors` are None where the page stays untouched.

    `closes_dialogs` accepts `alert` and its kind, for a browser without a window.
    """

    def __init__(
        self,
        cdp: Cdp,
        pages: Pages,
        calls: Calls,
        *,
        edge_calls: EdgeCalls,
        tell: Callable[[Sighting], None],
        clock: Callable[[], datetime],
        interception: Interception | None,
        monitors: Monitors | None,
        closes_dialogs: bool = False,
    ) -> None:
        self._cdp = cdp
        self._pages = pages
        self._calls = calls
        self._edge_calls = edge_calls
        self._tell = tell
        self._clock = clock
        self._interception = interception
        self._monitors = monitors
        self._closes_dialogs = closes_dialogs
        self._script = monitor_script() if monitors else ""
        self._second = 0
        self._lines: Counter[bool] = Counter()
        self._handlers: dict[str, Callable[[Json, str], None]] = {
            "Target.attachedToTarget": self._on_attached,
            "Target.detachedFromTarget": self._on_detached,
            "Target.targetInfoChanged": lambda params, _session: pages.changed(params["targetInfo"]),
            "Network.requestWillBeSent": calls.request_will_be_sent,
            "Page.frameStartedNavigating": lambda params, _session: pages.started_navigating(params),
            "Page.frameNavigated": self._on_navigated,
            "Page.navigatedWithinDocument": pages.navigated_within,
            "Page.javascriptDialogOpening": self._on_dialog,
            "Preload.prerenderStatusUpdated": self._on_prerender,
            "Inspector.targetCrashed": self._on_crash,
            "Audits.issueAdded": self._on_issue,
            "Runtime.bindingCalled": self._on_binding,
            "Runtime.consoleAPICalled": self._on_console,
        }

    async def attach(self) -> None:
        """Attaches to all targets there are and will be; new ones wait until they are watched.

        Pages are found in their tabs, or by themselves where the browser has no such targets.
        """
        listed = await self._cdp.ask("Target.getTargets", {"filter": [{"type": "tab"}, {"type": "page"}]})
        kinds = {each.get("type") for each in listed.get("targetInfos") or ()}
        other = "tab" if "page" in kinds and "tab" not in kinds else "page"
        excluded = [{"type": kind, "exclude": True} for kind in (*_NOT_WATCHED, other)]
        await self._cdp.ask("Target.setAutoAttach", {**_AUTO_ATTACH, "filter": [*excluded, {}]})
        for tab in self._pages.sessions("tab"):
            # Answered once the pages of the tab are attached to.
            with contextlib.suppress(CdpError):
                await self._cdp.ask("Target.setAutoAttach", _AUTO_ATTACH, tab.session)

    def take(self, event: Event) -> None:
        """Takes an event."""
        if isinstance(event.attachment, Paused):
            if self._interception is not None:
                self._interception.paused(event.params, event.attachment)
            return
        domain, _, name = event.method.partition(".")
        handler = self._handlers.get(event.method)
        if handler is not None:
            handler(event.params, event.session)
        elif domain == "Network" and "requestId" in event.params:
            self._calls.network_event(name, event.params)

    def _on_attached(self, params: Json, parent_session: str) -> None:
        session = str(params["sessionId"])
        target = self._pages.attached(session, params["targetInfo"], parent_session)
        commands: list[tuple[str, dict[str, Any]]] = []
        if target.kind != "tab":
            commands += [("Network.enable", _BUFFERS)]
        if target.kind == "page":
            commands += [("Preload.enable", {}), ("Inspector.enable", {})]
        if target.kind in ("page", "iframe"):
            commands += [("Page.enable", {}), ("Audits.enable", {})]
            if self._interception is not None and not params.get("waitingForDebugger"):
                commands += _RENEWED_CONNECTIONS
            if self._monitors is not None:
                commands += [
                    ("Runtime.enable", {}),
                    ("Runtime.addBinding", {"name": BINDING}),
                    ("Page.addScriptToEvaluateOnNewDocument", {"source": self._script}),
                ]
        # Last of all, so that nothing of the target runs before it is watched.
        commands += [("Target.setAutoAttach", _AUTO_ATTACH), ("Runtime.runIfWaitingForDebugger", {})]
        for method, values in commands:
            self._cdp.send(method, values, session)

    def _on_navigated(self, params: Json, session: str) -> None:
        self._pages.navigated(params["frame"], session, is_return=params.get("type") == _RETURN)

    def _on_detached(self, params: Json, _session: str) -> None:
        session = str(params.get("sessionId", ""))
        self._cdp.detached(session)
        self._calls.detached(session)
        self._pages.detached(session)
        if self._monitors is not None:
            self._monitors.detached(session)

    def _on_dialog(self, _params: Json, session: str) -> None:
        """Accepts a dialog that nobody can see: its page does nothing until it is closed."""
        if self._closes_dialogs:
            self._cdp.send("Page.handleJavaScriptDialog", {"accept": True}, session)
            self._tell(SourceNotice(self._clock(), _DIALOG))

    def _on_prerender(self, params: Json, session: str) -> None:
        if params.get("status") == _SHOWN:
            self._pages.replaced(session)
        elif params.get("prerenderStatus") == _NOT_PRERENDERED:
            self._tell(SourceNotice(self._clock(), _PRERENDER))

    def _on_crash(self, _params: Json, session: str) -> None:
        """Nothing else says it: a page that crashed only sends nothing more. Nobody sees one that is prerendered."""
        if not self._pages.is_page(session):
            return
        text = f"The page of tab {self._pages.tab(session)} crashed. It sends nothing more until it is loaded again."
        self._tell(SourceNotice(self._clock(), text))

    def _on_issue(self, params: Json, session: str) -> None:
        """A content security policy that stopped a call: neither Network nor Fetch says a word of it."""
        issue = params.get("issue") or {}
        details = (issue.get("details") or {}).get("contentSecurityPolicyIssueDetails")
        if not isinstance(details, dict) or details.get("isReportOnly"):
            return
        url = str(details.get("blockedURL") or "")
        if self._edge_calls.includes_url(url):
            directive = str(details.get("violatedDirective") or "")
            page_url, tab = self._pages.url(session), self._pages.tab(session)
            self._tell(Blocked(self._clock(), url, Cause.CSP, directive, page_url, tab))

    def _on_binding(self, params: Json, session: str) -> None:
        if self._monitors is not None and params.get("name") == BINDING:
            self._monitors.binding_called(
                params.get("payload"), session, self._pages.url(session), self._pages.tab(session)
            )

    def _on_console(self, params: Json, session: str) -> None:
        """A line of the console; of pages that flood it, some lines a second: others don't cost those of an SDK."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._lines = second, Counter()
        parts = (each.get("value", each.get("description", "")) for each in params.get("args") or ())
        text = " ".join(str(part) for part in parts)[:_MAX_LINE]
        kind = may_be_of_sdk(text)
        self._lines[kind] += 1
        if self._lines[kind] > _LINES_PER_SECOND:
            return
        level = str(params.get("type", "log"))
        self._tell(Console(self._clock(), level, text, self._pages.url(session), self._pages.tab(session)))
