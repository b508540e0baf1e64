"""What a datastream can be seen to do: it is asked a few questions, and its answers are read for signs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from edge_tui.doctor.checks import Check, Status, run_checks
from edge_tui.doctor.probes import Probe, ending, questions, reports
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.response import InteractResponse

__all__ = ["Check", "Probe", "Probed", "Status", "examine", "questions", "reports", "run_checks"]

Send = Callable[[Draft], Awaitable[Exchange]]


@dataclass(frozen=True, slots=True)
class Probed:
    """A probe, and what came of it."""

    probe: Probe
    exchange: Exchange


async def examine(probes: Sequence[Probe], send: Send) -> list[Probed]:
    """Sends the probes in order; `send` sends one draft, each time as the same visitor.

    Where the first gets no answer, or is refused, the others would fare alike and stay unsent. A
    media session that was started is ended. Raises the `SetupError` of a profile that cannot send.
    """
    probed: list[Probed] = []
    for probe in probes:
        probed.append(Probed(probe, await send(probe.draft)))
        if not _is_taken(probed[0].exchange):
            break
        if (last := ending(probed[-1].exchange)) is not None:
            probed.append(Probed(last, await send(last.draft)))
    return probed


def _is_taken(exchange: Exchange) -> bool:
    """Whether the gateway took an event in, be it with errors of some services."""
    answer = exchange.answer
    return answer is not None and answer.status < 300 and isinstance(answer.response(), InteractResponse)
