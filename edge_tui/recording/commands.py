"""The commands of a page's SDKs, and which of them never became a call."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from edge_tui.model.origin import NotSent, Page, Tried
from edge_tui.model.request import Action
from edge_tui.model.sightings import CommandState, SdkCommand, SdkRequest, SdkWordsLost
from edge_tui.model.visit import Call
from edge_tui.recording.page_words import page_words
from edge_tui.recording.sdk_requests import MAX_REQUESTS, SdkRequests
from edge_tui.visit.consent_changes import OUT, PENDING, ConsentChange, consent_at

# An SDK makes its request after it says that a command began; sightings of both have their own clocks.
_BEFORE, _AFTER = timedelta(seconds=0.1), timedelta(seconds=0.25)
# A command that has begun this long before the end of its page had the time to make a request.
_ENOUGH = timedelta(seconds=2)
_SENDING = "sendEvent"
# The endpoints of the other commands (request.js of @adobe/alloy's components).
_ACTIONS = {
    "setConsent": (Action.SET_CONSENT,),
    "getIdentity": (Action.ACQUIRE,),
    "appendIdentityToUrl": (Action.ACQUIRE,),
}
# What the SDK's error says when consent is out (createConsent of @adobe/alloy).
_DECLINED = "declined consent"
_MAX_COMMANDS = MAX_REQUESTS
# A command and its call stay together once both are so old: nothing new comes of them.
_SETTLED = timedelta(seconds=10)
_SETTLED_EVERY = timedelta(seconds=1)
_MAX_REMEMBERED = 5_000
_MAX_NAME = 60

CallOf = Callable[[str], Call | None]


@dataclass
class _Command:
    began: SdkCommand
    ended: SdkCommand | None = None
    page: int = 0

    @property
    def ends_at(self) -> datetime | None:
        return self.ended.at if self.ended else None


class Commands:
    """Commands as a page tells them, in any order. A page can tell anything: what is kept is bounded."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Command] = {}
        # Of these, those that no request names: of the others each look only asks, now and then, whether they settle.
        self._unnamed: dict[str, _Command] = {}
        self._requests = SdkRequests()
        # The calls of commands that are settled, and the latest of these commands.
        self._claimed: set[str] = set()
        self._leaving: set[str] = set()
        self._settled: dict[str, None] = {}
        self._settled_at: datetime | None = None
        # The first page of each document that told commands.
        self._told_on: dict[str, int] = {}
        # The pages of which something that was said is missing.
        self._incomplete: set[int] = set()

    def __len__(self) -> int:
        return len(self._by_id)

    def see(self, sighting: SdkCommand | SdkRequest | SdkWordsLost, page: int = 0) -> None:
        """Adds a sighting. `page` is the number of the page that told it.

        Of a page whose words were lost no command is said to have made no call: the word of its request may be missing.
        """
        if isinstance(sighting, SdkWordsLost):
            if len(self._incomplete) < _MAX_COMMANDS:
                self._incomplete.add(page)
            return
        if isinstance(sighting, SdkRequest):
            for command in self._requests.add(sighting):
                self._sort(command)
            return
        if sighting.document and page and len(self._told_on) < _MAX_COMMANDS:
            self._told_on.setdefault(sighting.document, page)
        if sighting.command in self._settled:
            return
        known = self._by_id.get(sighting.command)
        if known is None:
            if len(self._by_id) < _MAX_COMMANDS:
                is_end = sighting.state is not CommandState.BEGAN
                self._by_id[sighting.command] = _Command(sighting, sighting if is_end else None, page)
                self._sort(sighting.command)
        elif sighting.state is CommandState.BEGAN:
            known.began, known.page = sighting, page or known.page
        elif known.ended is None:
            known.ended = sighting

    def _sort(self, identifier: str) -> None:
        """Sorts a command by whether a request names it."""
        command = self._by_id.get(identifier)
        if command is None or self._requests.of_command(identifier) is not None:
            self._unnamed.pop(identifier, None)
        else:
            self._unnamed[identifier] = command

    def returned(self, page: Page, since: datetime, document_of: Callable[[int], int]) -> None:
        """A document is shown again, as another page: what it has said since then belongs to that page.

        `document_of` gives the page that was loaded for the number of any.
        """
        for command in self._by_id.values():
            first = self._told_on.get(command.began.document, 0)
            is_of_tab = command.began.tab == page.tab and command.began.at >= since
            if is_of_tab and first and document_of(first) == page.return_of:
                command.page = page.number

    def tried(
        self,
        calls: Sequence[Call],
        call_of: CallOf,
        consent_for: Callable[[tuple[str, int]], Sequence[ConsentChange]],
        now: datetime | None,
        *,
        has_ended: bool,
    ) -> tuple[Tried, ...]:
        """The commands that made no call, in order. `now` is the moment of the latest sighting.

        `calls` are in the order of time, `call_of` gives the last of them with a request ID. `consent_for` is asked
        with an instance of the SDK and its page, since each has its own default.
        """
        unmatched = self._without_call(calls, call_of, now)
        known = cache(consent_for)
        found = (self._tried(command, known, now, has_ended=has_ended) for command in unmatched)
        return tuple(each for each in found if each is not None)

    def forget_calls(self, calls: Sequence[Call], call_of: CallOf, left: Iterable[Call]) -> None:
        """Of these calls some have left: they are their commands' for good."""
        gone = {call.key: call for call in left}
        self._leaving = set(gone)
        self._without_call(calls, call_of, None)
        self._leaving = set()
        self._claimed -= set(gone)
        # A retry has the same request ID.
        staying = {call.exchange.request_id for call in calls if call.key not in gone}
        for request_id in {call.exchange.request_id for call in gone.values()} - staying:
            for command in self._requests.forget(request_id):
                self._settle(command)

    def _without_call(self, calls: Sequence[Call], call_of: CallOf, now: datetime | None) -> list[_Command]:
        """A command's call is the one whose request the page says it is of.

        Where it doesn't, the call has the command's event type and was made while it ran, the first that no other
        command has.
        """
        self._settle_named(call_of, now)
        if not self._unnamed:
            return []
        commands = sorted(self._unnamed.items(), key=lambda each: each[1].began.at)
        free = self._free(calls, commands[0][1].began.at - _BEFORE)
        left: list[tuple[str, _Command]] = []
        for identifier, command in commands:
            of_type = free.get(command.began.event_type, []) if command.began.event_type else []
            taken = _take(command, of_type)
            if taken is None:
                left.append((identifier, command))
            elif taken.key in self._leaving or _is_settled(command, taken, now):
                self._settle(identifier, taken)
        if not left:
            return []
        unseen = [each for each in self._requests.untied if call_of(each.request_id) is None]
        without: list[_Command] = []
        for identifier, command in left:
            loosely = _take_loosely(command, free, unseen)
            if loosely is None:
                without.append(command)
            elif isinstance(loosely, Call) and loosely.key in self._leaving:
                self._settle(identifier, loosely)
        return without

    def _settle_named(self, call_of: CallOf, now: datetime | None) -> None:
        """Settles commands that a request names, a second after the last time at the earliest: they may be many."""
        if now is None or (self._settled_at is not None and now - self._settled_at < _SETTLED_EVERY):
            return
        self._settled_at = now
        for identifier, command in list(self._by_id.items()):
            # Its end alone says of nearly every command that it isn't settled.
            if identifier in self._unnamed or not _has_passed(command.ends_at, now):
                continue
            own = call_of(self._requests.of_command(identifier) or "")
            if own is not None and _is_settled(command, own, now):
                self._settle(identifier)

    def _free(self, calls: Sequence[Call], since: datetime) -> dict[str, list[Call]]:
        """The calls that a command which began then, or later, may have made, by their event type."""
        free: dict[str, list[Call]] = {}
        counts, claimed = self._requests.counts, self._claimed
        for call in calls[bisect_left(calls, since, key=lambda each: each.at) :]:
            count = counts.get(call.exchange.request.request_id, 0)
            # A call with more events than commands that are known has room for one that isn't.
            if count < (len(call.events) or 1) and call.key not in claimed:
                free.setdefault(call.event_type, []).append(call)
        return free

    def _settle(self, identifier: str, call: Call | None = None) -> None:
        """Nothing new comes of a command: not of its later sightings, either. It keeps a call that isn't tied to it."""
        self._by_id.pop(identifier, None)
        self._unnamed.pop(identifier, None)
        if call is not None:
            self._claimed.add(call.key)
        self._settled[identifier] = None
        if len(self._settled) > _MAX_REMEMBERED:
            del self._settled[next(iter(self._settled))]

    def _tried(
        self,
        command: _Command,
        consent_for: Callable[[tuple[str, int]], Sequence[ConsentChange]],
        now: datetime | None,
        *,
        has_ended: bool,
    ) -> Tried | None:
        began, ended = command.began, command.ended
        in_force = consent_at(consent_for((began.instance, command.page)), ended.at if ended else began.at)
        why: NotSent | None = None
        if ended is not None and ended.state is CommandState.REJECTED:
            why = NotSent.CONSENT_OUT if _DECLINED in ended.error else NotSent.REJECTED
        elif began.name == _SENDING and ended is not None:
            why = NotSent.CONSENT_OUT if in_force in (OUT, PENDING) else NotSent.NO_REQUEST
        elif began.name == _SENDING and in_force == PENDING:
            why = NotSent.CONSENT_PENDING
        elif began.name == _SENDING and has_ended and now is not None and now - began.at >= _ENOUGH:
            why = NotSent.UNFINISHED
        if why is None or (why in (NotSent.NO_REQUEST, NotSent.UNFINISHED) and command.page in self._incomplete):
            return None
        detail = page_words(ended.error) if ended is not None and why is NotSent.REJECTED else ""
        names = (page_words(each, _MAX_NAME) for each in (began.name, began.event_type, began.instance))
        name, event_type, instance = names
        return Tried(began.at, name, why, event_type, instance, detail, command.page)


def _take(command: _Command, calls: list[Call]) -> Call | None:
    """Removes the first call that was made while a command ran, in its tab; None if there is none."""
    index = next((index for index, call in enumerate(calls) if _is_during(command, call)), None)
    return None if index is None else calls.pop(index)


def _is_settled(command: _Command, call: Call, now: datetime | None) -> bool:
    return _has_passed(command.ends_at, now) and _has_passed(call.at, now)


def _has_passed(at: datetime | None, now: datetime | None) -> bool:
    return at is not None and now is not None and now - at > _SETTLED


def _is_during(command: _Command, call: Call) -> bool:
    began = command.began
    tab = call.page.tab if call.page else ""
    if began.tab and tab and began.tab != tab:
        return False
    return call.at >= began.at - _BEFORE and (command.ends_at is None or call.at <= command.ends_at + _AFTER)


def _take_loosely(command: _Command, free: dict[str, list[Call]], unseen: list[SdkRequest]) -> Call | SdkRequest | None:
    """Takes a call that the command may have made where one of them doesn't know the event's type."""
    if command.began.name != _SENDING:
        actions = _ACTIONS.get(command.began.name, tuple(Action))
        candidates = [each for calls in free.values() for each in calls if each.action in actions]
    elif command.began.event_type:
        candidates = [each for each in free.get("", ()) if not each.events]
    else:
        candidates = [each for calls in free.values() for each in calls if each.action.takes_events]
    call = next((each for each in candidates if _is_during(command, each)), None)
    if call is not None:
        free[call.event_type].remove(call)
        return call
    request = next((each for each in unseen if _made(command, each)), None)
    if request is not None:
        unseen.remove(request)
    return request


def _made(command: _Command, request: SdkRequest) -> bool:
    """Whether a request that left no trace but the SDK's own word may be a command's."""
    began = command.began
    if request.instance != began.instance or (began.tab and request.tab and began.tab != request.tab):
        return False
    ends_at = command.ends_at
    return request.at >= began.at - _BEFORE and (ends_at is None or request.at <= ends_at + _AFTER)
