"""Several sends: one event to many datastreams, a series of exchanges in order, or one event repeatedly."""

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
    """The part of a session that batches use."""

    async def connect(self) -> None:
        """Creates the connection."""

    async def send(self, draft: Draft) -> Exchange:
        """Sends a draft."""

    async def replay(self, origin: Exchange, *, exactly: bool = False) -> Exchange:
        """Sends a past exchange again."""

    def reshaped(self, draft: Draft) -> Draft:
        """The draft in the format of the gateway's API version."""


@dataclass(frozen=True, slots=True)
class Replay:
    """An exchange of a series, and the session that replays it."""

    origin: Exchange
    sender: Sender


async def send_to_all(
    senders: Sequence[Sender], draft: Draft, on_outcome: Callable[[int, Outcome], None] = lambda _index, _outcome: None
) -> list[Outcome]:
    """Sends one event through every session at once; a `SetupError` is that session's outcome.

    All requests are composed before the first response arrives, so that no response changes what
    is sent to another datastream.
    """
    outcomes: list[Outcome | None] = [None] * len(senders)

    def record(index: int, outcome: Outcome) -> None:
        outcomes[index] = outcome
        on_outcome(index, outcome)

    async def connect(index: int, sender: Sender) -> None:
        try:
            await sender.connect()
        except SetupError as error:
            record(index, error)

    async def send(index: int, sender: Sender) -> None:
        try:
            record(index, await sender.send(sender.reshaped(draft)))
        except SetupError as error:
            record(index, error)

    await asyncio.gather(*(connect(index, sender) for index, sender in enumerate(senders)))
    await asyncio.gather(*(send(index, each) for index, each in enumerate(senders) if outcomes[index] is None))
    return [outcome for outcome in outcomes if outcome is not None]


def pauses_seconds(origins: Sequence[Exchange], pace_seconds: float | None) -> list[float]:
    """When each exchange of a series is sent, from the start: at the original pace (None), or a fixed one."""
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
    """Replays exchanges in order, each at its time; a `pace_seconds` of None is the original pace.

    A `SetupError` is the exchange's outcome, and the series continues; canceling ends it with the
    exchange in flight.
    """
    outcomes: list[Outcome] = []
    delays_seconds = pauses_seconds([replay.origin for replay in replays], pace_seconds)
    started = clock()
    for index, (replay, delay_seconds) in enumerate(zip(replays, delays_seconds, strict=True)):
        wait_seconds = delay_seconds - (clock() - started).total_seconds()
        if wait_seconds > 0:
            await sleep(wait_seconds)
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
    """Sends an event repeatedly, pausing after each response, until `is_over` returns True for an exchange."""
    while not is_over(await sender.send(draft)):
        await sleep(pause_seconds)
