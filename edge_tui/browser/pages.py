"""Tabs, frames and their documents: which page a call belongs to."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edge_tui.model.sightings import PageOpened, Sighting

# A call whose page has just gone may be seen after the next document has come into its frame.
_RECENT_SECONDS = 1.5
_BLANK = ("", "about:blank")


@dataclass(slots=True)
class Target:
    """What a session is attached to: `kind` is page, iframe, worker, service_worker …"""

    session: str
    target_id: str
    kind: str
    url: str
    tab: str = ""


@dataclass(slots=True)
class _Document:
    url: str
    loader: str
    since: float
    previous_url: str = ""


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
        self._tabs: dict[str, str] = {}
        self._frame_tabs: dict[str, str] = {}

    def attached(self, session: str, info: dict[str, Any], parent_session: str) -> Target:
        """Adds a target, a tab of a new number if it's a page; others belong to the tab they were found in."""
        kind, target_id = str(info.get("type", "")), str(info.get("targetId", ""))
        if kind == "page":
            tab = self._tabs.setdefault(target_id, str(len(self._tabs) + 1))
            self._frame_tabs[target_id] = tab
        else:
            tab = self.tab(parent_session)
        target = self._targets[session] = Target(session, target_id, kind, str(info.get("url", "")), tab)
        if kind == "page" and target.url not in _BLANK and target_id not in self._documents:
            # It was open before it was watched.
            self._documents[target_id] = _Document(target.url, "", self._now())
            self._tell(PageOpened(self._clock(), target.url, tab))
        return target

    def detached(self, session: str) -> None:
        """Removes a target that is gone."""
        self._targets.pop(session, None)

    def navigated(self, frame: dict[str, Any], session: str) -> None:
        """A frame has another document."""
        frame_id, url, loader = str(frame.get("id", "")), str(frame.get("url", "")), str(frame.get("loaderId", ""))
        before = self._documents.get(frame_id)
        self._documents[frame_id] = _Document(url, loader, self._now(), before.url if before else "")
        self._frame_tabs[frame_id] = self.tab(session)
        target = self._targets.get(session)
        is_main = not frame.get("parentId") and target is not None and target.kind == "page"
        if is_main and url not in _BLANK:
            self._tell(PageOpened(self._clock(), url + str(frame.get("urlFragment") or ""), self.tab(session)))

    def sessions(self, *kinds: str) -> list[Target]:
        """The targets of some kinds, oldest first."""
        return [target for target in self._targets.values() if target.kind in kinds]

    def is_alive(self, session: str) -> bool:
        """Whether a session is attached to a target that is there."""
        return session in self._targets

    def tab(self, session: str) -> str:
        """The tab of a session; empty for what belongs to none, such as a shared worker."""
        target = self._targets.get(session)
        return target.tab if target else ""

    def url(self, session: str, frame_id: str = "") -> str:
        """The document of a frame, or of a session's main frame."""
        target = self._targets.get(session)
        document = self._documents.get(frame_id or (target.target_id if target else ""))
        return document.url if document else (target.url if target else "")

    def tab_of_frame(self, frame_id: str) -> str:
        """The tab that a frame belongs to."""
        return self._frame_tabs.get(frame_id, "")

    def url_before(self, frame_id: str) -> str:
        """The document that a frame had until just now, else the one that it has."""
        document = self._documents.get(frame_id)
        if document is None:
            return ""
        is_recent = self._now() - document.since < _RECENT_SECONDS
        return document.previous_url if is_recent and document.previous_url else document.url

    def has_left(self, frame_id: str, loader: str) -> bool:
        """Whether a frame no longer shows the document of this loader."""
        document = self._documents.get(frame_id)
        return document is not None and bool(loader) and bool(document.loader) and document.loader != loader
