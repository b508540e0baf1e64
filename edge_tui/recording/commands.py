"""The commands of a page's SDKs, and which of them never became a call."""

from collections import Counter
from collections.abc import Sequence
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

    def see(self, sighting: SdkCommand | SdkRequest, page: int = 0) -> None:
        """Adds a sighting. `page` is the number of the page that told it."""
        if isinstance(sighting, SdkRequest):
            if len(self._requests) < _MAX_COMMANDS:
                self._requests[sighting.request_id] = sighting
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
        self, calls: Sequence[Call], consent: Sequence[ConsentChange], now: datetime | None, *, has_ended: bool
    ) -> tuple[Tried, ...]:
        """The commands that made no call, in order. `now` is the moment of the latest sighting."""
        unmatched = self._without_call(calls)
        found = (self._tried(command, consent, now, has_ended=has_ended) for command in unmatched)
        return tuple(each for each in found if each is not None)

    def _without_call(self, calls: Sequence[Call]) -> list[_Command]:
        """A command's call is the one whose request the page says it is of.

        Where it doesn't, the call has the command's event type and was made while it ran, the first that no other
        command has.
        """
        tied = self._tied()
        counts = Counter(tied.values())
        free: dict[str, list[Call]] = {}
        for call in calls:
            # A call with more events than commands that are known has room for one that isn't.
            if counts[call.exchange.request_id] < max(len(call.events), 1):
                free.setdefault(call.event_type, []).append(call)
        left = []
        open_commands = (command for name, command in self._by_id.items() if name not in tied)
        for command in sorted(open_commands, key=lambda each: each.began.at):
            of_type = free.get(command.began.event_type, []) if command.began.event_type else []
            if not _take(command, of_type):
                left.append(command)
        request_ids = {call.exchange.request_id for call in calls}
        unseen = [each for each in self._requests.values() if each.request_id not in request_ids and not each.commands]
        return [command for command in left if not _take_loosely(command, free, unseen)]

    def _tied(self) -> dict[str, str]:
        """The request of each command that a page names one for; one that is named twice has the first."""
        tied: dict[str, str] = {}
        for request in self._requests.values():
            for command in request.commands:
                tied.setdefault(command, request.request_id)
        return tied

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


def _take(command: _Command, calls: list[Call]) -> bool:
    """Removes the first call that was made while a command ran, in its tab; whether there is one."""
    index = next((index for index, call in enumerate(calls) if _is_during(command, call)), None)
    if index is None:
        return False
    del calls[index]
    return True


def _is_during(command: _Command, call: Call) -> bool:
    began = command.began
    tab = call.page.tab if call.page else ""
    if began.tab and tab and began.tab != tab:
        return False
    return call.at >= began.at - _BEFORE and (command.ends_at is None or call.at <= command.ends_at + _AFTER)


def _take_loosely(command: _Command, free: dict[str, list[Call]], unseen: list[SdkRequest]) -> bool:
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
        return True
    request = next((each for each in unseen if _made(command, each)), None)
    if request is not None:
        unseen.remove(request)
        return True
    return False


def _made(command: _Command, request: SdkRequest) -> bool:
    """Whether a request that left no trace but the SDK's own word may be a command's."""
    began = command.began
    if request.instance != began.instance or (began.tab and request.tab and began.tab != request.tab):
        return False
    ends_at = command.ends_at
    return request.at >= began.at - _BEFORE and (ends_at is None or request.at <= ends_at + _AFTER)
