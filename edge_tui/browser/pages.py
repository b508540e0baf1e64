"""Tabs, frames and their documents: which page a call belongs to."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_tui.model.sightings import PageFailed, PageOpened, PagePrerendered, PageRequested, Sighting

# A call whose page has just gone may be seen after the next document has come into its frame.
_RECENT_SECONDS = 3.0
_BLANK = ("", "about:blank")
# What Chromium shows instead of a page that can't be opened.
_ERROR_PAGE = "chrome-error:"
_SAME_DOCUMENT = ("sameDocument", "historySameDocument")
_PRERENDER = "prerender"


@dataclass(slots=True)
class Target:
    """What a session is attached to: `kind` is tab, page, iframe, worker, service_worker …

    A tab shows one page, and may prerender others, which are hidden until one of them replaces it. `frame` is the main
    frame of a page: its target's ID, until the back/forward cache brings back a page that another one had replaced.
    """

    session: str
    target_id: str
    kind: str
    url: str
    tab: str = ""
    parent: str = ""
    frame: str = ""
    is_hidden: bool = False
    is_replaced: bool = False


@dataclass(slots=True)
class _Document:
    url: str
    loader: str
    since: float
    previous_url: str = ""
    is_leaving: bool = False


class Pages:
    """All targets of the browser, and the documents of their frames."""

    def __init__(
        self, tell: Callable[[Sighting], None], clock: Callable[[], datetime], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._now = now
        self._targets: dict[str, Target] = {}
        self._documents: dict[str, _Document] = {}
        # By the main frames of pages, and by what has one number: a tab, or a page where tabs aren't attached to.
        self._tabs: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._prerendered = 0
        self._frame_tabs: dict[str, str] = {}
        # The tabs whose first page is on its way.
        self._requested: set[str] = set()

    def attached(self, session: str, info: dict[str, Any], parent_session: str) -> Target:
        """Adds a target; a page gives its tab a number, others belong to the page they were found in.

        What belongs to a page that is prerendered is of a tab whose name nothing else has, until the page is shown.
        """
        kind, target_id = str(info.get("type", "")), str(info.get("targetId", ""))
        is_hidden = kind == "page" and info.get("subtype") == _PRERENDER
        tab = self.tab(parent_session)
        if is_hidden:
            self._prerendered += 1
            tab = f"{self._number(parent_session, target_id)}/{self._prerendered}"
        elif kind == "page":
            tab = self._tabs[target_id] = self._number(parent_session, target_id)
        if tab:
            self._frame_tabs[target_id] = tab
        url = str(info.get("url", ""))
        own_tab = "" if kind == "service_worker" else tab
        target = Target(session, target_id, kind, url, own_tab, parent_session, target_id, is_hidden)
        self._targets[session] = target
        return target

    def _number(self, parent_session: str, target_id: str) -> str:
        """The number of the tab that has a page."""
        parent = self._targets.get(parent_session)
        if parent is not None and parent.kind == "tab":
            target_id = parent.target_id
        return self._numbers.setdefault(target_id, str(len(self._numbers) + 1))

    def replaced(self, session: str) -> None:
        """A page that was prerendered is about to be shown in the tab of this session, which may be either page's."""
        tab = self.tab(session).partition("/")[0]
        for target in self.sessions("page"):
            target.is_replaced |= target.tab == tab

    def changed(self, info: dict[str, Any]) -> None:
        """Something else is known of a target: a page that was prerendered is one that is shown."""
        found = (each for each in self._targets.values() if each.target_id == str(info.get("targetId", "")))
        target = next((each for each in found if each.is_hidden), None)
        if target is None or info.get("subtype") == _PRERENDER:
            return
        hidden, tab = target.tab, target.tab.partition("/")[0]
        target.is_hidden = target.is_replaced = False
        self._tabs[target.frame] = tab
        for each in self._targets.values():
            if each.tab == hidden:
                each.tab = tab
        self._frame_tabs |= {frame: tab for frame, name in self._frame_tabs.items() if name == hidden}
        self._requested.discard(tab)
        url = self.url(target.session) or str(info.get("url", ""))
        self._tell(PageOpened(self._clock(), url, tab, prerendered_in=hidden))

    def detached(self, session: str) -> None:
        """Removes a target that is gone."""
        target = self._targets.pop(session, None)
        if target is not None and target.kind == "page":
            self.not_opened(target.tab)

    def started_navigating(self, params: dict[str, Any]) -> None:
        """A frame is about to get another document. A tab's first page is numbered by when that was."""
        frame, url = str(params.get("frameId", "")), str(params.get("url", ""))
        document = self._documents.get(frame)
        if document is not None and params.get("navigationType") not in _SAME_DOCUMENT:
            document.is_leaving = True
        tab = self._tabs.get(frame, "")
        if tab and tab not in self._requested and url not in _BLANK and (document is None or document.url in _BLANK):
            self._requested.add(tab)
            self._tell(PageRequested(self._clock(), url, tab))

    def not_opened(self, tab: str) -> None:
        """What was requested for a tab isn't shown, such as a download."""
        if tab in self._requested:
            self._requested.remove(tab)
            self._tell(PageFailed(self._clock(), tab))

    def navigated_within(self, params: dict[str, Any], session: str) -> None:
        """A document has another address by script, or by a link inside it."""
        frame, url = str(params.get("frameId", "")), str(params.get("url", ""))
        document = self._documents.get(frame)
        if document is None or not url or document.url == url:
            return
        document.url = url
        if self.is_page(session) and self.session_of(frame) == session and url not in _BLANK:
            self._tell(PageOpened(self._clock(), url, self.tab(session), is_route=True))

    def navigated(
        self, frame: dict[str, Any], session: str, *, was_open: bool = False, is_return: bool = False
    ) -> None:
        """A frame has another document, one that it had before its tab was watched, or one of before again."""
        frame_id, url, loader = str(frame.get("id", "")), str(frame.get("url", "")), str(frame.get("loaderId", ""))
        target = self._targets.get(session)
        is_main = not frame.get("parentId") and target is not None and target.kind == "page"
        before = self._documents.get(target.frame if is_main and target is not None else frame_id)
        if before is not None and (before.loader, before.url) == (loader, url):
            # It was found when its tab was joined.
            return
        self._documents[frame_id] = _Document(url, loader, self._now(), before.url if before else "")
        self._frame_tabs[frame_id] = tab = self.tab(session)
        shown = url + str(frame.get("urlFragment") or "")
        if is_main and target is not None:
            target.frame = frame_id
            if target.is_hidden:
                if url not in _BLANK:
                    self._tell(PagePrerendered(self._clock(), shown, tab, tab.partition("/")[0]))
                return
            self._tabs[frame_id] = tab
        if is_main and url.startswith(_ERROR_PAGE):
            self.not_opened(tab)
        elif is_main and url not in _BLANK:
            self._requested.discard(tab)
            self._tell(PageOpened(self._clock(), shown, tab, was_open, is_return=is_return))

    def found(self, tree: dict[str, Any], session: str) -> None:
        """The frames of a tab that was open before it was watched."""
        frame = tree.get("frame") or {}
        if str(frame.get("id", "")) not in self._documents:
            self.navigated(frame, session, was_open=True)
        for child in tree.get("childFrames") or ():
            self.found(child, session)

    def has_page(self, session: str) -> bool:
        """Whether a tab shows a page of the web."""
        return self.url(session).startswith(("http://", "https://"))

    def sessions(self, *kinds: str) -> list[Target]:
        """The targets of some kinds, oldest first; of pages those that are shown."""
        return [target for target in self._targets.values() if target.kind in kinds and not target.is_hidden]

    def hidden(self) -> list[Target]:
        """The pages that are prerendered."""
        return [target for target in self._targets.values() if target.is_hidden]

    def is_between(self, tab: str) -> bool:
        """Whether a tab has a page, though it shows none: one is about to replace the one before."""
        hidden = (each.tab.partition("/")[0] for each in self.hidden())
        return tab in hidden and all(each.tab != tab for each in self.sessions("page"))

    def is_alive(self, session: str) -> bool:
        """Whether a session is attached to a target that is there."""
        return session in self._targets

    def tab(self, session: str) -> str:
        """The tab of a session; empty for what belongs to none or to several, such as a worker that they share."""
        target = self._targets.get(session)
        return (target.tab or self.tab_of_frame(target.target_id)) if target else ""

    def url(self, session: str, frame_id: str = "") -> str:
        """The document of a frame, or of a session's main frame."""
        target = self._targets.get(session)
        document = self._documents.get(frame_id or (target.frame if target else ""))
        return document.url if document else (target.url if target else "")

    def url_of_worker(self, session: str) -> str:
        """The document that made a worker; empty for any other target. A worker's document is its script."""
        target = self._targets.get(session)
        return self.url(target.parent) if target is not None and target.kind == "worker" else ""

    def session_of(self, frame_id: str) -> str:
        """The session of the page whose main frame this is; empty for any other frame."""
        return next((each.session for each in self._targets.values() if frame_id and each.frame == frame_id), "")

    def has_closed(self, frame_id: str) -> bool:
        """Whether this is the main frame of a page that was shown and is gone."""
        return frame_id in self._tabs and not self.session_of(frame_id)

    def is_page(self, session: str) -> bool:
        """Whether a session is the page that a tab shows."""
        target = self._targets.get(session)
        return target is not None and target.kind == "page" and not target.is_hidden

    def closes(self, session: str) -> bool:
        """Whether the tab of a page goes with it."""
        return self.is_page(session) and not self._targets[session].is_replaced

    def is_service_worker(self, session: str = "", frame_id: str = "") -> bool:
        """Whether a session, or what the Fetch domain calls a frame, is a service worker."""
        found = (target for target in self._targets.values() if frame_id and target.target_id == frame_id)
        target = self._targets.get(session) or next(found, None)
        return target is not None and target.kind == "service_worker"

    def tab_of_frame(self, frame_id: str) -> str:
        """The tab that a frame belongs to; of a service worker, the one whose pages alone it works for.

        It is attached to by the browser, which has no tab, and by each tab with pages that it may work for.
        """
        found = [each for each in self._targets.values() if each.target_id == frame_id]
        if any(each.kind == "service_worker" for each in found):
            tabs = {tab for each in found if (tab := self.tab(each.parent))}
            return tabs.pop() if len(tabs) == 1 else ""
        return self._frame_tabs.get(frame_id, "")

    def url_before(self, frame_id: str) -> str:
        """The document that a call came from as its page went: the one that goes, or has just gone."""
        document = self._documents.get(frame_id)
        if document is None:
            return ""
        if self.has_closed(frame_id):
            return document.url
        has_just_come = not document.is_leaving and self._now() - document.since < _RECENT_SECONDS
        return document.previous_url if has_just_come and document.previous_url else document.url

    def is_leaving(self, frame_id: str, session: str) -> bool:
        """Whether a frame, or the main frame of its target, is about to get another document."""
        target = self._targets.get(session)
        documents = (self._documents.get(each) for each in (frame_id, target.frame if target else ""))
        return any(document.is_leaving for document in documents if document is not None)

    def has_left(self, frame_id: str, loader: str) -> bool:
        """Whether a frame no longer shows the document of this loader."""
        if self.has_closed(frame_id):
            return True
        document = self._documents.get(frame_id)
        return document is not None and bool(loader) and bool(document.loader) and document.loader != loader
