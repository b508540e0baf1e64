"""Several sends as one undertaking: to many datastreams at once, of many events in order, or again and again."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange

Outcome = Exchange | SetupError
Sleep = Callable[[float], Awaitable[None]]


class Sender(Protocol):
    """What a session can do."""

    async def connect(self) -> None:
        """Gets ready to send."""

    async def send(self, draft: Draft) -> Exchange:
        """Sends a draft."""

    async def replay(self, origin: Exchange, *, exactly: bool = False) -> Exchange:
        """Sends a past exchange again."""

    def reshaped(self, draft: Draft) -> Draft:
        """The draft as its gateway's API version takes it."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One exchange of a series, and the session that sends it again."""

    origin: Exchange
    sender: Sender


async def send_to_all(
    senders: Sequence[Sender], draft: Draft, on_outcome: Callable[[int, Outcome], None] = lambda _index, _outcome: None
) -> list[Outcome]:
    """Sends one event through every session at once; a setting that is missing is that session's outcome.

    All requests are composed before the first answer is there, so that no answer changes what
    another datastream is sent.
    """
    outcomes: list[Outcome | None] = [None] * len(senders)

    def keep(index: int, outcome: Outcome) -> None:
        outcomes[index] = outcome
        on_outcome(index, outcome)

    async def get_ready(index: int, sender: Sender) -> None:
        try:
            await sender.connect()
        except SetupError as error:
            keep(index, error)

    async def send(index: int, sender: Sender) -> None:
        try:
            keep(index, await sender.send(sender.reshaped(draft)))
        except SetupError as error:
            keep(index, error)

    await asyncio.gather(*(get_ready(index, sender) for index, sender in enumerate(senders)))
    await asyncio.gather(*(send(index, each) for index, each in enumerate(senders) if outcomes[index] is None))
    return [outcome for outcome in outcomes if outcome is not None]


def pauses_seconds(origins: Sequence[Exchange], pace_seconds: float | None) -> list[float]:
    """How long after the start each exchange of a series is sent: at its original pace, or at a fixed one."""
    if not origins:
        return []
    if pace_seconds is not None:
        return [index * pace_seconds for index in range(len(origins))]
    first = origins[0].sent_at
    return [max((origin.sent_at - first).total_seconds(), 0.0) for origin in origins]


async def replay_in_order(
    replays: Sequence[Replay],
    *,
    pace_seconds: float | None,
    exactly: bool,
    clock: Callable[[], datetime],
    sleep: Sleep = asyncio.sleep,
    on_outcome: Callable[[int, Outcome], None] = lambda _index, _outcome: None,
) -> list[Outcome]:
    """Sends past exchanges again, one after the other, each at its moment; None is the original pace.

    An exchange that has no setting to be sent with is passed over; cancelling ends the series
    with the exchange in flight.
    """
    outcomes: list[Outcome] = []
    moments = pauses_seconds([replay.origin for replay in replays], pace_seconds)
    started = clock()
    for index, (replay, moment) in enumerate(zip(replays, moments, strict=True)):
        wait = moment - (clock() - started).total_seconds()
        if wait > 0:
            await sleep(wait)
        try:
            outcome: Outcome = await replay.sender.replay(replay.origin, exactly=exactly)
        except SetupError as error:
            outcome = error
        outcomes.append(outcome)
        on_outcome(index, outcome)
    return outcomes


async def send_until(
    sender: Sender,
    draft: Draft,
    *,
    pause_seconds: float,
    is_over: Callable[[Exchange], bool],
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Sends an event again and again, so long after each answer, until `is_over` says of an exchange that it is."""
    while not is_over(await sender.send(draft)):
        await sleep(pause_seconds)
