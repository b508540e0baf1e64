"""The commands of a page's SDKs, and which of them never became a call."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from edge_tui.model.origin import NotSent, Tried
from edge_tui.model.request import Action
from edge_tui.model.sightings import CommandState, SdkCommand, SdkRequest
from edge_tui.model.visit import Call
from edge_tui.recording.page_words import page_words
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
_MAX_COMMANDS = 20_000
# A command and its call stay together once both are so old: nothing new comes of them.
_SETTLED = timedelta(seconds=10)
_MAX_REMEMBERED = 5_000
_MAX_NAME = 60


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
        self._requests: dict[str, SdkRequest] = {}
        # The calls of commands that are settled, and the latest of these commands.
        self._claimed: set[str] = set()
        self._leaving: set[str] = set()
        self._settled: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def see(self, sighting: SdkCommand | SdkRequest, page: int = 0) -> None:
        """Adds a sighting. `page` is the number of the page that told it."""
        if isinstance(sighting, SdkRequest):
            self._requests[sighting.request_id] = sighting
            if len(self._requests) > _MAX_COMMANDS:
                del self._requests[next(iter(self._requests))]
            return
        if sighting.command in self._settled:
            return
        known = self._by_id.get(sighting.command)
        if known is None:
            if len(self._by_id) < _MAX_COMMANDS:
                is_end = sighting.state is not CommandState.BEGAN
                self._by_id[sighting.command] = _Command(sighting, sighting if is_end else None, page)
        elif sighting.state is CommandState.BEGAN:
            known.began, known.page = sighting, page or known.page
        elif known.ended is None:
            known.ended = sighting

    def tried(
        self,
        calls: Sequence[Call],
        consent_of: Callable[[], Sequence[ConsentChange]],
        now: datetime | None,
        *,
        has_ended: bool,
    ) -> tuple[Tried, ...]:
        """The commands that made no call, in order. `now` is the moment of the latest sighting."""
        unmatched = self._without_call(calls, now)
        consent = consent_of() if unmatched else ()
        found = (self._tried(command, consent, now, has_ended=has_ended) for command in unmatched)
        return tuple(each for each in found if each is not None)

    def forget_calls(self, calls: Sequence[Call], left: Iterable[Call]) -> None:
        """Of these calls some have left: they are their commands' for good."""
        gone = {call.key: call for call in left}
        self._leaving = set(gone)
        self._without_call(calls, None)
        self._leaving = set()
        self._claimed -= set(gone)
        # A retry has the same request ID.
        staying = {call.exchange.request_id for call in calls if call.key not in gone}
        for request_id in {call.exchange.request_id for call in gone.values()} - staying:
            request = self._requests.pop(request_id, None)
            for command in request.commands if request else ():
                self._settle(command)

    def _without_call(self, calls: Sequence[Call], now: datetime | None) -> list[_Command]:
        """A command's call is the one whose request the page says it is of.

        Where it doesn't, the call has the command's event type and was made while it ran, the first that no other
        command has.
        """
        tied = self._tied()
        counts = Counter(tied.values())
        by_request = {call.exchange.request_id: call for call in calls}
        free: dict[str, list[Call]] = {}
        for call in calls:
            # A call with more events than commands that are known has room for one that isn't.
            has_room = counts[call.exchange.request_id] < max(len(call.events), 1)
            if has_room and call.key not in self._claimed:
                free.setdefault(call.event_type, []).append(call)
        left: list[tuple[str, _Command]] = []
        for identifier, command in sorted(self._by_id.items(), key=lambda each: each[1].began.at):
            if identifier in tied:
                own = by_request.get(tied[identifier])
                if own is not None and _is_settled(command, own, now):
                    self._settle(identifier)
                continue
            of_type = free.get(command.began.event_type, []) if command.began.event_type else []
            taken = _take(command, of_type)
            if taken is None:
                left.append((identifier, command))
            elif taken.key in self._leaving or _is_settled(command, taken, now):
                self._settle(identifier, taken)
        if not left:
            return []
        unseen = [each for each in self._requests.values() if each.request_id not in by_request and not each.commands]
        without: list[_Command] = []
        for identifier, command in left:
            loosely = _take_loosely(command, free, unseen)
            if loosely is None:
                without.append(command)
            elif isinstance(loosely, Call) and loosely.key in self._leaving:
                self._settle(identifier, loosely)
        return without

    def _tied(self) -> dict[str, str]:
        """The request of each command that a page names one for; one that is named twice has the first."""
        tied: dict[str, str] = {}
        for request in self._requests.values():
            for command in request.commands:
                tied.setdefault(command, request.request_id)
        return tied

    def _settle(self, identifier: str, call: Call | None = None) -> None:
        """Nothing new comes of a command: not of its later sightings, either. It keeps a call that isn't tied to it."""
        self._by_id.pop(identifier, None)
        if call is not None:
            self._claimed.add(call.key)
        self._settled[identifier] = None
        if len(self._settled) > _MAX_REMEMBERED:
            del self._settled[next(iter(self._settled))]

    def _tried(
        self, command: _Command, consent: Sequence[ConsentChange], now: datetime | None, *, has_ended: bool
    ) -> Tried | None:
        began, ended = command.began, command.ended
        in_force = consent_at(consent, ended.at if ended else began.at)
        why: NotSent | None = None
        if ended is not None and ended.state is CommandState.REJECTED:
            why = NotSent.CONSENT_OUT if _DECLINED in ended.error else NotSent.REJECTED
        elif began.name == _SENDING and ended is not None:
            why = NotSent.CONSENT_OUT if in_force in (OUT, PENDING) else NotSent.NO_REQUEST
        elif began.name == _SENDING and in_force == PENDING:
            why = NotSent.CONSENT_PENDING
        elif began.name == _SENDING and has_ended and now is not None and now - began.at >= _ENOUGH:
            why = NotSent.UNFINISHED
        if why is None:
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
    return now is not None and command.ends_at is not None and now - max(call.at, command.ends_at) > _SETTLED


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
