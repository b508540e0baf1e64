"""Makes a visit of what a source tells, in any order, and with any of it missing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from edge_tui.formats import Implied
from edge_tui.formats.allowed import LeftOut
from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Page, Recording, Source
from edge_tui.model.sdk_console import may_be_of_sdk
from edge_tui.model.sightings import (
    Answered,
    Began,
    Blocked,
    CallsDeleted,
    Console,
    CookiesSeen,
    Failed,
    PageOpened,
    RulesChanged,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    Sighting,
    SourceNotice,
)
from edge_tui.model.unforeseen import sentence
from edge_tui.model.visit import Call, Visit
from edge_tui.recording.commands import Commands
from edge_tui.recording.console_lines import ConsoleLines
from edge_tui.recording.page_words import page_words
from edge_tui.recording.pages import VisitPages
from edge_tui.recording.sdks import Sdks, edge_host, host_of, read_sdk
from edge_tui.recording.seen_call import ExchangeMaker, SeenCall, event_url
from edge_tui.recording.seen_calls import SeenCalls
from edge_tui.visit.consent_changes import consent_changes

_MAX_NOTICES = 100


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
        self._recording = Recording(source, capture, started)
        self._rules = dict.fromkeys(rules)
        self._left_out = LeftOut()
        self._pages = VisitPages(self._left_out)
        self._maker = ExchangeMaker(source, capture, visitor, run, profile_of, self._left_out)
        self._calls = SeenCalls((host for host in map(host_of, hosts) if host), new_uuid)
        self._made: dict[int, Call] = {}
        self._untaken: set[int] = set()
        self._deleted: set[str] = set()
        self._sdks = Sdks()
        self._commands = Commands()
        self._notices: dict[str, None] = {}
        self._console = ConsoleLines()
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
                self._calls.began(sighting)
            case Answered() | CookiesSeen() | Failed():
                self._calls.about(sighting)
            case Blocked():
                self._calls.blocked(sighting)
            case PageOpened():
                self._opened(sighting)
            case SdkConfigured():
                self._configured(sighting)
            case SdkCommand() | SdkRequest():
                page = self._pages.of(sighting.at, (sighting.page_url,), sighting.tab)
                self._commands.see(sighting, page.number if page else 0)
            case Console():
                self._wrote(sighting)
            case CallsDeleted():
                self._deleted |= set(sighting.calls)
            case RulesChanged():
                self._rules |= dict.fromkeys(sighting.sentences)
            case SourceNotice():
                self._notice(sighting)

    def end(self, at: datetime) -> None:
        """Ends the recording: calls that still wait for a response won't get one."""
        self._ended = at
        self.version += 1
        self._calls.give_up()

    def take(self) -> list[Exchange]:
        """The exchanges that are new or have changed since the last call, in the order in which they were made."""
        self._settle()
        untaken, self._untaken = self._untaken, set()
        calls = (call for key in untaken if (call := self._made[key]).key not in self._deleted)
        return sorted((call.exchange for call in calls), key=lambda each: each.sent_at)

    @property
    def visit(self) -> Visit:
        """What has been seen so far."""
        if self._visit is None or self._visit[0] != self.version:
            self._settle()
            calls = tuple(sorted(self._made.values(), key=lambda call: (call.at, call.key)))
            # A deleted call was made all the same: its command wasn't tried in vain.
            kept = tuple(call for call in calls if call.key not in self._deleted) if self._deleted else calls
            self._visit = self.version, Visit(self._recorded(calls), kept)
        return self._visit[1]

    @property
    def is_settled(self) -> bool:
        """Whether every call has ended."""
        return not any(seen.is_waiting for seen in self._calls.ordered)

    def _recorded(self, calls: tuple[Call, ...]) -> Recording:
        consent = consent_changes(self._sdks.default_consent, calls)
        has_ended = self._ended is not None
        latest = self._ended or self._latest
        known = self._recording
        return Recording(
            known.source,
            known.name,
            known.started or (calls[0].at if calls else None),
            tuple(self._pages.listed),
            tuple(self._rules),
            self._commands.tried(calls, consent, latest, has_ended=has_ended),
            tuple(self._sdks.listed),
            tuple(self._notices),
            self._ended,
            len(calls),
            self._console.recorded,
        )

    def _opened(self, opened: PageOpened) -> None:
        page = self._pages.opened(opened.at, opened.url, opened.tab)
        if page is not None:
            self._calls.forget_pages(opened.tab, opened.at)

    def _configured(self, configured: SdkConfigured) -> None:
        page = self._pages.of(configured.at, (configured.page_url,), configured.tab)
        sdk = read_sdk(configured, page.number if page else 0)
        self._sdks.add(sdk)
        self._console.add_instance(sdk.instance)
        self._calls.add_host(edge_host(sdk))

    def _wrote(self, line: Console) -> None:
        if may_be_of_sdk(line.text):
            page = self._pages.of(line.at, (line.page_url,), line.tab)
            self._console.see(line, page.number if page else 0)

    def _notice(self, notice: SourceNotice) -> None:
        text = page_words(notice.text)
        if notice.is_end:
            self.end_notice = text
        elif text and len(self._notices) < _MAX_NOTICES:
            self._notices[text] = None

    def _settle(self) -> None:
        """Makes the exchanges of calls that have changed."""
        for seen in self._calls.take_changed():
            try:
                self._remake(seen)
            except Exception as error:  # noqa: BLE001 (one call must not end the recording)
                self._notices[sentence("Reading a call", error)] = None

    def _remake(self, seen: SeenCall) -> None:
        if seen.began is None:
            return
        seen.page = seen.page or self._page_of(seen, seen.began)
        exchange = self._maker.make(
            seen, self._sdks.on_page(seen.page.number if seen.page else 0), has_ended=self._ended is not None
        )
        key = id(seen)
        if exchange is not None and (key not in self._made or self._made[key].exchange != exchange):
            self._made[key] = Call(exchange)
            self._untaken.add(key)

    def _page_of(self, seen: SeenCall, began: Began) -> Page | None:
        url = event_url(seen.document)
        urls = (url, began.page_url) if began.is_unload else (began.page_url, url)
        return self._pages.of(began.at, tuple(each for each in urls if each), began.tab, is_unload=began.is_unload)
