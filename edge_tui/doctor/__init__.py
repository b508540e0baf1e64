"""Checks what a datastream does: sends probes and evaluates the responses."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from edge_tui.doctor.checks import Check, Status, run_checks
from edge_tui.doctor.probes import Probe, event_probes, media_end_probe, read_only_probes
from edge_tui.doctor.services import seen_services
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.response import InteractResponse

__all__ = [
    "Check",
    "Probe",
    "ProbeResult",
    "Status",
    "event_probes",
    "read_only_probes",
    "run_checks",
    "seen_services",
    "send_probes",
]

Send = Callable[[Draft], Awaitable[Exchange]]


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """A probe and its exchange."""

    probe: Probe
    exchange: Exchange


async def send_probes(
    probes: Sequence[Probe], send: Send, show: Callable[[list[ProbeResult]], object] = lambda _results: None
) -> list[ProbeResult]:
    """Sends the probes in order; `send` must use the same visitor for all of them.

    `show` gets the results so far after each response. Stops after the first probe if it fails or is
    refused, since the others would too. Ends a media session that was started. Raises `SetupError` if
    the profile can't send.
    """
    results: list[ProbeResult] = []
    for probe in probes:
        results.append(ProbeResult(probe, await send(probe.draft)))
        show(results)
        if not _is_accepted(results[0].exchange):
            break
        if (last := media_end_probe(results[-1].exchange)) is not None:
            results.append(ProbeResult(last, await send(last.draft)))
    return results


def _is_accepted(exchange: Exchange) -> bool:
    """Whether the gateway accepted the event, even if some services failed."""
    response = exchange.response
    return response is not None and response.status < 300 and isinstance(response.parsed(), InteractResponse)
