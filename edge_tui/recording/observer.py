"""Makes a visit of what a source tells, in any order, and with any of it missing."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from edge_tui.formats import Implied
from edge_tui.formats.address import read_address
from edge_tui.formats.allowed import LeftOut
from edge_tui.formats.har_evidence import EntryKind, kind_of_entry
from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Page, Recording, Sdk, Source
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    Console,
    CookiesSeen,
    Failed,
    PageOpened,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    Sighting,
    SourceNotice,
)
from edge_tui.model.unforeseen import sentence
from edge_tui.model.visit import Call, Visit
from edge_tui.recording.commands import Commands
from edge_tui.recording.page_words import page_words
from edge_tui.recording.pages import VisitPages
from edge_tui.recording.sdks import edge_host, host_of, read_sdk
from edge_tui.recording.seen_call import ExchangeMaker, SeenCall, event_url
from edge_tui.visit.consent_changes import consent_changes

# Calls that may turn out to be the Edge Network's once an SDK has said where it sends; the oldest are forgotten.
_MAX_CANDIDATES = 500
_MAX_RECONSIDERED = 200
_MAX_CONSOLE = 500
_MAX_CONSOLE_LENGTH = 2000
_MAX_NOTICES = 100
_MAX_SDKS = 100


class Observer:
    """One recording in the making. Not for several threads; the visits that it gives are snapshots.

    `run` tells apart two recordings of one name whose source counts its calls alike. `hosts` are
    more hosts of the Edge Network. `rules` are sentences about what is changed on its way.
    """

    def __init__(
        self,
        source: Source,
        capture: str,
        *,
        new_uuid: Callable[[], UUID],
        started: datetime | None = None,
        run: str = "",
        visitor: str = "",
        hosts: Iterable[str] = (),
        rules: tuple[str, ...] = (),
        profile_of: Callable[[Implied], str] = lambda _: "",
    ) -> None:
        self.version = 0
        # Why the source ended, in its words; empty while it goes on.
        self.end_notice = ""
        self._recording = Recording(source, capture, started, rules=rules)
        self._left_out = LeftOut()
        self._pages = VisitPages(self._left_out)
        self._maker = ExchangeMaker(source, capture, visitor, run, profile_of, self._left_out)
        self._new_uuid = new_uuid
        self._hosts = {host for host in map(host_of, hosts) if host}
        self._calls: dict[str, SeenCall] = {}
        self._ordered: list[SeenCall] = []
        self._candidates: deque[SeenCall] = deque(maxlen=_MAX_CANDIDATES)
        self._by_request_id: dict[str, list[SeenCall]] = {}
        self._changed: dict[int, SeenCall] = {}
        self._made: dict[int, Call] = {}
        self._untaken: set[int] = set()
        self._sdks: list[Sdk] = []
        self._commands = Commands()
        self._notices: dict[str, None] = {}
        self._console: deque[Console] = deque(maxlen=_MAX_CONSOLE)
        self._latest: datetime | None = None
        self._ended: datetime | None = None
        self._visit: tuple[int, Visit] | None = None

    def see(self, sighting: Sighting) -> None:
        """Adds what a source tells."""
        self.version += 1
        if not isinstance(sighting, CookiesSeen) and (self._latest is None or sighting.at > self._latest):
            self._latest = sighting.at
        match sighting:
            case Began():
                self._began(sighting)
            case Answered() | CookiesSeen() | Failed():
                self._about(sighting)
            case Blocked():
                self._blocked(sighting)
            case PageOpened():
                self._opened(sighting)
            case SdkConfigured():
                self._configured(sighting)
            case SdkCommand() | SdkRequest():
                page = self._pages.of(sighting.at, (sighting.page_url,), sighting.tab)
                self._commands.see(sighting, page.number if page else 0)
            case Console():
                self._console.append(replace(sighting, text=page_words(sighting.text, _MAX_CONSOLE_LENGTH)))
            case SourceNotice():
                self._notice(sighting)

    def end(self, at: datetime) -> None:
        """Ends the recording: calls that still wait for a response won't get one."""
        self._ended = at
        self.version += 1
        self._changed |= {id(seen): seen for seen in self._ordered if seen.answered is None and seen.failed is None}

    def take(self) -> list[Exchange]:
        """The exchanges that are new or have changed since the last call, in the order in which they were made."""
        self._settle()
        untaken, self._untaken = self._untaken, set()
        return sorted((self._made[key].exchange for key in untaken), key=lambda each: each.sent_at)

    @property
    def visit(self) -> Visit:
        """What has been seen so far."""
        if self._visit is None or self._visit[0] != self.version:
            self._settle()
            calls = tuple(sorted(self._made.values(), key=lambda call: (call.at, call.key)))
            self._visit = self.version, Visit(self._recorded(calls), calls)
        return self._visit[1]

    @property
    def console(self) -> tuple[Console, ...]:
        """The latest lines of the pages' consoles, without what looks secret. They are not part of the recording."""
        return tuple(self._console)

    @property
    def is_settled(self) -> bool:
        """Whether every call has ended."""
        return not any(seen.is_edge and seen.answered is None and seen.failed is None for seen in self._ordered)

    def _recorded(self, calls: tuple[Call, ...]) -> Recording:
        default = next((str(sdk.setting("defaultConsent") or "") for sdk in self._sdks), "")
        consent = consent_changes(default, calls)
        has_ended = self._ended is not None
        latest = self._ended or self._latest
        known = self._recording
        return Recording(
            known.source,
            known.name,
            known.started or (calls[0].at if calls else None),
            tuple(self._pages.listed),
            known.rules,
            self._commands.tried(calls, consent, latest, has_ended=has_ended),
            tuple(self._sdks),
            tuple(self._notices),
            self._ended,
            len(calls),
        )

    def _began(self, began: Began) -> None:
        if began.method.upper() != "POST" or read_address(began.url) is None:
            return
        seen = self._calls.get(began.call)
        if seen is not None and seen.began is not None:
            self._add(seen, began)
            self._judge(seen)
            return
        same = self._blocked_before(began)
        if same is not None:
            if seen is not None:
                same.absorb(seen)
            same.began = began
            seen = self._calls[began.call] = same
        elif seen is None:
            seen = self._calls[began.call] = SeenCall(began.call, str(self._new_uuid()))
        self._add(seen, began)
        self._arrived(seen)

    def _about(self, sighting: Answered | CookiesSeen | Failed) -> None:
        seen = self._calls.get(sighting.call)
        if seen is None:
            seen = self._calls[sighting.call] = SeenCall(sighting.call, str(self._new_uuid()))
        self._add(seen, sighting)

    def _blocked(self, blocked: Blocked) -> None:
        if read_address(blocked.url) is None:
            return
        request_id = _request_id(blocked.url)
        known = self._by_request_id.get(request_id, []) if request_id else []
        if known:
            # The same call is also known by its request.
            seen = next((each for each in known if each.answered is None), known[-1])
            self._add(seen, Failed(seen.key, blocked.at, blocked.cause, blocked.detail))
            return
        parts = "\n".join((request_id or blocked.url, "" if request_id else f"{blocked.at.isoformat()}{blocked.tab}"))
        key = f"blocked-{sha256(parts.encode('utf-8', 'replace')).hexdigest()[:24]}"
        if key in self._calls:
            return
        seen = self._calls[key] = SeenCall(key, str(self._new_uuid()))
        seen.add(Began(key, blocked.at, "POST", blocked.url, page_url=blocked.page_url, tab=blocked.tab))
        self._add(seen, Failed(key, blocked.at, blocked.cause, blocked.detail))
        self._arrived(seen)

    def _blocked_before(self, began: Began) -> SeenCall | None:
        """The call that a source first knew by its URL alone, as blocked."""
        request_id = _request_id(began.url)
        known = self._by_request_id.get(request_id, []) if request_id else []
        return next((each for each in known if each.key.startswith("blocked-") and self._is_unclaimed(each)), None)

    def _is_unclaimed(self, seen: SeenCall) -> bool:
        return seen.began is not None and seen.began.call == seen.key

    def _arrived(self, seen: SeenCall) -> None:
        """A call has its URL: it is recorded at once, or when an SDK says that it sends there."""
        assert seen.began is not None
        if request_id := _request_id(seen.began.url):
            known = self._by_request_id.setdefault(request_id, [])
            if all(each is not seen for each in known):
                known.append(seen)
        self._judge(seen)
        if not seen.is_edge:
            self._candidates.append(seen)

    def _judge(self, seen: SeenCall) -> None:
        if seen.is_edge or seen.began is None:
            return
        kind = kind_of_entry("POST", seen.began.url, seen.document, self._hosts)
        if kind is EntryKind.EDGE:
            seen.is_edge = True
            self._ordered.append(seen)
            self._changed[id(seen)] = seen

    def _add(self, seen: SeenCall, sighting: Began | Answered | CookiesSeen | Failed) -> None:
        seen.add(sighting)
        self._changed[id(seen)] = seen

    def _opened(self, opened: PageOpened) -> None:
        page = self._pages.opened(opened.at, opened.url, opened.tab)
        if page is None:
            return
        # A page that is learned of late may be that of calls that were seen before.
        for seen in self._ordered[-_MAX_RECONSIDERED:]:
            if seen.page is not None and seen.page.tab == opened.tab and seen.began and seen.began.at >= opened.at:
                seen.page = None
                self._changed[id(seen)] = seen

    def _configured(self, configured: SdkConfigured) -> None:
        page = self._pages.of(configured.at, (configured.page_url,), configured.tab)
        sdk = read_sdk(configured, page.number if page else 0)
        self._add_sdk(sdk)
        host = edge_host(sdk)
        if host and host not in self._hosts:
            self._hosts.add(host)
            for seen in tuple(self._candidates):
                self._judge(seen)

    def _add_sdk(self, sdk: Sdk) -> None:
        """Adds an SDK once; its version may be learned of after its configuration."""
        for index, known in enumerate(self._sdks):
            if known == sdk or (known == replace(sdk, version=known.version) and not sdk.version):
                return
            if not known.version and known == replace(sdk, version=""):
                self._sdks[index] = sdk
                return
        if len(self._sdks) < _MAX_SDKS:
            self._sdks.append(sdk)

    def _notice(self, notice: SourceNotice) -> None:
        text = page_words(notice.text)
        if notice.is_end:
            self.end_notice = text
        elif text and len(self._notices) < _MAX_NOTICES:
            self._notices[text] = None

    def _settle(self) -> None:
        """Makes the exchanges of calls that have changed."""
        changed, self._changed = self._changed, {}
        for seen in changed.values():
            try:
                self._remake(seen)
            except Exception as error:  # noqa: BLE001 (one call must not end the recording)
                self._notices[sentence("Reading a call", error)] = None

    def _remake(self, seen: SeenCall) -> None:
        if not seen.is_edge or seen.began is None:
            return
        seen.page = seen.page or self._page_of(seen, seen.began)
        exchange = self._maker.make(seen, self._sdk_of(seen), has_ended=self._ended is not None)
        key = id(seen)
        if exchange is not None and (key not in self._made or self._made[key].exchange != exchange):
            self._made[key] = Call(exchange)
            self._untaken.add(key)

    def _page_of(self, seen: SeenCall, began: Began) -> Page | None:
        url = event_url(seen.document)
        urls = (url, began.page_url) if began.is_unload else (began.page_url, url)
        return self._pages.of(began.at, tuple(each for each in urls if each), began.tab, is_unload=began.is_unload)

    def _sdk_of(self, seen: SeenCall) -> str:
        """The SDK of a call's page, where there is one only."""
        number = seen.page.number if seen.page else 0
        named = {f"{sdk.library} {sdk.version}".strip() for sdk in self._sdks if number and sdk.page == number}
        return named.pop() if len(named) == 1 else ""


def _request_id(url: str) -> str:
    address = read_address(url)
    return address.request_id if address else ""
