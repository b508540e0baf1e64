"""Makes a visit of what a source tells, in any order, and with any of it missing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import islice
from uuid import UUID

from edge_tui.formats import Implied
from edge_tui.formats.allowed import LeftOut
from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Page, Recording, Source
from edge_tui.model.request import Action
from edge_tui.model.sdk_console import may_be_of_sdk
from edge_tui.model.sightings import (
    SDK_WORDS_LOST,
    Answered,
    Began,
    Blocked,
    CallsDeleted,
    Console,
    CookiesSeen,
    Failed,
    PageFailed,
    PageOpened,
    PagePrerendered,
    PageRequested,
    RulesChanged,
    SdkCommand,
    SdkConfigured,
    SdkRequest,
    SdkWordsLost,
    Sighting,
    SourceNotice,
)
from edge_tui.model.unforeseen import sentence
from edge_tui.model.visit import Call, CallState, Visit
from edge_tui.recording.commands import Commands
from edge_tui.recording.console_lines import ConsoleLines
from edge_tui.recording.made_calls import MadeCalls
from edge_tui.recording.page_words import page_words
from edge_tui.recording.pages import LATENESS, VisitPages
from edge_tui.recording.sdks import Sdks, edge_host, host_of, read_sdk
from edge_tui.recording.seen_call import ExchangeMaker, MadeBy, SeenCall, event_url
from edge_tui.recording.seen_calls import SeenCalls
from edge_tui.visit.consent_changes import ConsentChange, consent_changes

_MAX_NOTICES = 100
_MAX_TAG_RULES = 5
_MAX_NAME = 100
# A longer recording is looked at by its latest calls while it goes on, and as a whole once it has ended.
MAX_CALLS = 3_000
_LEAVING = 200


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
        # Whether it ended although nobody ended it.
        self.ended_unexpectedly = False
        self._recording = Recording(source, capture, started)
        self._rules = dict.fromkeys(rules)
        self._left_out = LeftOut()
        self._pages = VisitPages(self._left_out)
        self._maker = ExchangeMaker(source, capture, visitor, run, profile_of, self._left_out)
        self._calls = SeenCalls((host for host in map(host_of, hosts) if host), new_uuid)
        self._made = MadeCalls()
        self._untaken: dict[str, None] = {}
        # Calls that have ended and are in history as they are, in the order in which that was so.
        self._complete: dict[str, None] = {}
        self._left = 0
        self._left_pages: frozenset[int] = frozenset()
        # What was deleted, and how many calls that were.
        self._deleted: set[str] = set()
        self._deleted_calls = 0
        self._deleted_consent: list[Call] = []
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
            case PageRequested() | PageFailed() | PageOpened() | PagePrerendered():
                self._about_page(sighting)
            case SdkConfigured():
                self._configured(sighting)
            case SdkCommand() | SdkRequest() | SdkWordsLost():
                self._commanded(sighting)
            case Console():
                self._wrote(sighting)
            case CallsDeleted():
                self._delete(sighting.calls)
            case RulesChanged():
                self._rules |= dict.fromkeys(sighting.sentences)
            case SourceNotice():
                self._notice(sighting)

    def end(self, at: datetime) -> None:
        """Ends the recording: calls that still wait for a response won't get one."""
        self._ended = at
        self.version += 1
        self._calls.give_up()

    def take(self, limit: int | None = None) -> list[Exchange]:
        """The exchanges that are new or have changed since the last call, in the order in which they were made.

        With a `limit`, some of them: none is left once it gives none.
        """
        while self._calls.changed and (limit is None or len(self._untaken) < limit):
            self._settle(limit)
        keys = list(islice(self._untaken, limit))
        for key in keys:
            del self._untaken[key]
        return sorted((self._made[key].exchange for key in keys), key=lambda each: each.sent_at)

    def settle_one(self) -> bool:
        """Makes the exchange of one call that has changed; whether there was one."""
        return self._settle(1)

    def written(self, exchanges: Iterable[Exchange]) -> None:
        """These are in history. Of many calls the earliest that have ended leave, and are there only."""
        for exchange in exchanges:
            key = exchange.origin.source_id.removeprefix(self._maker.run) if exchange.origin else ""
            call = self._made.get(key)
            is_complete = call is not None and call.exchange is exchange and call.state is not CallState.WAITING
            # Consent that was set is in force for all that follows.
            if is_complete and exchange.draft.action is not Action.SET_CONSENT:
                self._complete[key] = None
        if len(self._made) >= MAX_CALLS + _LEAVING:
            self._release(list(islice(self._complete, len(self._made) - MAX_CALLS)))

    def _release(self, keys: list[str]) -> None:
        leaving = self._drop(keys)
        self._left += len(leaving)
        self._left_pages |= {call.page_number for call in leaving}

    def _delete(self, calls: Iterable[str]) -> None:
        """Calls go and stay away, whatever a source says of them later.

        They were made all the same: no command of theirs was tried in vain, and consent that they set is in force.
        """
        self._settle()
        given = dict.fromkeys(each.removeprefix(self._maker.run) for each in calls)
        keys = [key for key in given if key not in self._deleted]
        left = sum(key not in self._made and self._calls.has_released(key) for key in keys)
        self._left -= left
        self._deleted_calls += left
        self._deleted |= set(keys)
        deleted = self._drop([key for key in keys if key in self._made])
        self._deleted_calls += len(deleted)
        self._deleted_consent += [call for call in deleted if call.action is Action.SET_CONSENT]

    def _drop(self, keys: list[str]) -> list[Call]:
        """Forgets calls and their commands."""
        leaving = [self._made[key] for key in keys]
        if leaving:
            self._commands.forget_calls(self._made.ordered, self._made.of_request, leaving)
            for key in keys:
                self._complete.pop(key, None)
                self._untaken.pop(key, None)
                self._calls.release(key)
            self._made.drop(keys)
            self.version += 1
        return leaving

    @property
    def untaken(self) -> int:
        """How many calls `take` has not given as they are now."""
        return len(self._untaken) + self._calls.changed

    def untaken_calls(self, taken: Iterable[str] = ()) -> set[str]:
        """The calls, as the source names them, that `take` has not given as they are now, and `taken` ones.

        `taken` are keys of calls in their recording.
        """
        return {*self._untaken, *self._calls.changed_keys, *(key.removeprefix(self._maker.run) for key in taken)}

    @property
    def visit(self) -> Visit:
        """What has been seen so far."""
        return self.latest()[0]

    def latest(self, limit: int | None = None) -> tuple[Visit, bool]:
        """What has been seen so far, and whether that is all of it.

        With a `limit`, so many of the calls that have changed since the last time are brought up to date.
        """
        if self._visit is not None and self._visit[0] == self.version:
            return self._visit[1], True
        self._settle(limit)
        calls, is_all = self._made.ordered, not self._calls.changed
        visit = Visit(self._recorded(calls), calls, self._left, self._left_pages)
        # What is left is made meanwhile by whoever takes it, which no version tells.
        self._visit = (self.version, visit) if is_all else None
        return visit, is_all

    @property
    def is_settled(self) -> bool:
        """Whether every call has ended."""
        return not self._calls.waiting

    def _recorded(self, calls: tuple[Call, ...]) -> Recording:
        has_ended = self._ended is not None
        latest = self._ended or self._latest
        known = self._recording
        return Recording(
            known.source,
            known.name,
            known.started or (calls[0].at if calls else None),
            tuple(self._pages.listed),
            tuple(self._rules),
            self._commands.tried(
                calls, self._made.of_request, partial(self._consent, calls), latest, has_ended=has_ended
            ),
            tuple(self._sdks.listed),
            tuple(self._notices),
            self._ended,
            len(calls) + self._left + self._deleted_calls,
            self._console.recorded,
        )

    def _consent(self, calls: tuple[Call, ...], default: tuple[str, int]) -> tuple[ConsentChange, ...]:
        if self._deleted_consent:
            calls = tuple(sorted((*calls, *self._deleted_consent), key=lambda call: call.at))
        instance, page = default
        document = self._pages.listed[page - 1].document if page else 0
        return consent_changes(self._sdks.default_consent(instance, document), calls)

    def _about_page(self, sighting: PageRequested | PageFailed | PageOpened | PagePrerendered) -> None:
        if isinstance(sighting, PageRequested):
            self._pages.requested(sighting.url, sighting.tab)
        elif isinstance(sighting, PageFailed):
            self._pages.failed(sighting.tab)
        elif isinstance(sighting, PagePrerendered):
            self._pages.prerendered(sighting.at, sighting.url, sighting.tab, sighting.shown_in)
        else:
            self._opened(sighting)

    def _opened(self, opened: PageOpened) -> None:
        before = self._pages.shown(opened.at, opened.tab)
        if opened.is_route:
            page = self._pages.changed_address(opened.at, opened.url, opened.tab)
        elif opened.prerendered_in:
            page = self._pages.shown_at_last(opened.at, opened.url, opened.tab, opened.prerendered_in)
        else:
            at = None if opened.was_open else opened.at
            page = self._pages.opened(at, opened.url, opened.tab, is_return=opened.is_return)
        if page is None:
            return
        # What a page does as soon as it has another address, or is shown again, may be told before that.
        since = opened.at - LATENESS if opened.is_route else opened.at
        if page.return_of and before is not None and before.loaded_at is not None:
            # Since the page before it was loaded, it had done nothing.
            since = before.loaded_at
            self._commands.returned(page, since, lambda number: self._pages.listed[number - 1].document)
        # What it made while nobody saw it says of its page that it was shown.
        self._calls.forget_pages(opened.tab, page.prerendered_at or since)

    def _commanded(self, sighting: SdkCommand | SdkRequest | SdkWordsLost) -> None:
        page = self._pages.of(sighting.at, (sighting.page_url,), sighting.tab)
        self._commands.see(sighting, page.number if page else 0)
        if isinstance(sighting, SdkWordsLost):
            self._notices[SDK_WORDS_LOST] = None
        if isinstance(sighting, SdkRequest):
            names = (page_words(each, _MAX_NAME) for each in sighting.tag_rules[:_MAX_TAG_RULES])
            made_by = MadeBy(tuple(filter(None, names)), sighting.callers)
            self._calls.was_made_by(sighting.request_id, made_by)

    def _configured(self, configured: SdkConfigured) -> None:
        page = self._pages.of(configured.at, (configured.page_url,), configured.tab)
        sdk = read_sdk(configured, page.document if page else 0)
        self._sdks.add(sdk)
        self._console.add_instance(sdk.instance)
        self._calls.add_host(edge_host(sdk))

    def _wrote(self, line: Console) -> None:
        if may_be_of_sdk(line.text):
            page = self._pages.of(line.at, (line.page_url,), line.tab)
            self._console.see(line, page.number if page else 0)

    def _notice(self, notice: SourceNotice) -> None:
        text = page_words(notice.text)
        if notice.is_end and not self.end_notice:
            self.end_notice, self.ended_unexpectedly = text, notice.is_unexpected
        if (not notice.is_end or notice.is_unexpected) and text and len(self._notices) < _MAX_NOTICES:
            self._notices[text] = None

    def _settle(self, limit: int | None = None) -> bool:
        """Makes the exchanges of calls that have changed; whether any have."""
        has_any = self._calls.changed > 0
        for seen in self._calls.take_changed(limit):
            try:
                self._remake(seen)
            except Exception as error:  # noqa: BLE001 (one call must not end the recording)
                self._notices[sentence("Reading a call", error)] = None
        return has_any

    def _remake(self, seen: SeenCall) -> None:
        if seen.began is None or seen.key in self._deleted:
            return
        seen.page = seen.page or self._page_of(seen, seen.began)
        seen.is_prerendered = self._pages.is_prerendered(seen.began.tab)
        exchange = self._maker.make(
            seen,
            self._sdks.on_page(seen.page.document if seen.page else 0),
            has_ended=self._ended is not None,
            made_by=self._calls.made_by(seen),
        )
        key = seen.key
        known = self._made.get(key)
        if exchange is not None and (known is None or known.exchange != exchange):
            self._complete.pop(key, None)
            self._made.put(key, _call(exchange, seen) if known is None else known.updated(exchange))
            self._untaken[key] = None

    def _page_of(self, seen: SeenCall, began: Began) -> Page | None:
        url = event_url(seen.document)
        # Of a route behind its `#` only the event may tell.
        is_exact = "#" in url and url.partition("#")[0] == began.page_url
        urls = (url, began.page_url) if began.is_unload or is_exact else (began.page_url, url)
        named = tuple(each for each in urls if each)
        if not named and self._recording.source.is_proxy:
            # A client that names no page isn't on the one that another client has named.
            return None
        return self._pages.of(began.at, named, began.tab, is_unload=began.is_unload)


def _call(exchange: Exchange, seen: SeenCall) -> Call:
    body = seen.began.body if seen.began else None
    return Call.with_body(exchange, (body or b"").decode("utf-8", "replace"), seen.document)
