"""Probing a datastream, and printing what its responses show."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exit_code import exit_status_for
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.json_text import json_text
from edge_tui.cli.terminal.streams import has_color, write, write_lines
from edge_tui.cli.terminal.tree import tree_lines
from edge_tui.doctor import Check, ProbeResult, Status, event_probes, read_only_probes, run_checks, send_probes
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import JsonObject, ParseError
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_MARKS = {
    Status.SEEN: ("✓", Tone.GOOD),
    Status.NOT_SEEN: ("–", Tone.DIM),
    Status.TROUBLE: ("✗", Tone.ERROR),
    Status.HIDDEN: ("?", Tone.DIM),
}


@dataclass(frozen=True, slots=True)
class Examination:
    """The probes sent to a profile's datastream, and the visitor they were sent as."""

    profile: Profile
    visitor: str
    probed: tuple[ProbeResult, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks, evaluated from the responses."""
        return run_checks(self.profile, {each.probe.name: each.exchange for each in self.probed})


def examine_datastream(
    workspace: "Workspace",
    profile: Profile,
    visitor: str | None,
    page: str,
    scopes: Sequence[str],
    *,
    send_events: bool,
) -> Examination:
    """Asks a profile's datastream, as a visitor or as a new one that is gone afterwards. Raises `SetupError`."""
    asked = (*read_only_probes(page, scopes), *(event_probes(page) if send_events else ()))

    async def probe_as(name: str) -> list[ProbeResult]:
        session = workspace.sessions.get(profile, name)

        async def send(draft: Draft) -> Exchange:
            return await session.send(session.reshaped(draft))

        try:
            return await send_probes(asked, send)
        finally:
            await workspace.close()

    if visitor is not None:
        return Examination(profile, visitor, tuple(asyncio.run(probe_as(visitor))))
    with _temporary_visitor(workspace) as name:
        return Examination(profile, name, tuple(asyncio.run(probe_as(name))))


def show_examination(workspace: "Workspace", examination: Examination, *, as_json: bool) -> ExitStatus:
    """Prints the report; returns the status of the first probe without a complete response."""
    if as_json:
        write(json_text(_document(examination)))
    else:
        write_lines(tree_lines(_tree(examination), color=has_color(workspace.environ)))
    statuses = (exit_status_for(each.exchange)[0] for each in examination.probed)
    return next((status for status in statuses if status is not ExitStatus.OK), ExitStatus.OK)


@contextmanager
def _temporary_visitor(workspace: "Workspace") -> Iterator[str]:
    """An unused visitor name; its visitor is deleted afterwards."""
    for number in count(1):
        name = "doctor" if number == 1 else f"doctor {number}"
        if name not in workspace.visitors.names():
            break
    try:
        yield name
    finally:
        # Without a response there is no visitor to delete.
        with suppress(SetupError):
            workspace.visitors.delete(name)


def _tree(examination: Examination) -> Node:
    profile = examination.profile
    lines = [_line(check) for check in examination.checks]
    heading = f"datastream {profile.datastream_id or 'without an ID'}"
    return Node(heading, f"{profile.name} · {profile.host}", Tone.HEADING, branches=branch(*lines))


def _line(check: Check) -> Node:
    mark, tone = _MARKS[check.status]
    below = branch(Node(check.fix, tone=Tone.DIM)) if check.fix else None
    return Node(f"{mark} {check.subject}", check.detail, tone, branches=below)


def _document(examination: Examination) -> JsonObject:
    return {
        "profile": examination.profile.name,
        "datastreamId": examination.profile.datastream_id,
        "visitor": examination.visitor,
        "signs": [
            {"subject": check.subject, "standing": str(check.status), "words": check.detail, "how": check.fix}
            for check in examination.checks
        ],
        "probes": [_probe(each) for each in examination.probed],
    }


def _probe(probed: ProbeResult) -> JsonObject:
    exchange = probed.exchange
    response, failure = exchange.response, exchange.failure
    parsed = response.parsed() if response else None
    return {
        "name": probed.probe.name,
        "asks": probed.probe.question,
        "requestId": exchange.request_id,
        "gatewayRequestId": None if parsed is None or isinstance(parsed, ParseError) else parsed.request_id,
        "status": response.status if response else None,
        "failure": {"kind": str(failure.kind), "message": failure.message} if failure else None,
        "elapsedMs": None if exchange.elapsed_ms is None else round(exchange.elapsed_ms, 1),
    }
