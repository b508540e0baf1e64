"""Probing a datastream, and printing what its responses show."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exit_code import exit_status_for
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_color, write, write_lines
from edge_tui.cli.terminal.tree import tree_lines
from edge_tui.doctor import Check, ProbeResult, Status
from edge_tui.model.json.document import JsonObject, ParseError
from edge_tui.model.node import Node, Tone, branch
from edge_tui.model.profile import Profile
from edge_tui.outline.json_text import json_text
from edge_tui.workspace.examination import Examination

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_MARKS = {
    Status.SEEN: ("✓", Tone.GOOD),
    Status.NOT_SEEN: ("–", Tone.DIM),
    Status.TROUBLE: ("✖", Tone.ERROR),
    Status.HIDDEN: ("?", Tone.DIM),
}


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

    async def examine() -> Examination:
        try:
            return await workspace.examiner.examine(profile, visitor, page, scopes, send_events=send_events)
        finally:
            await workspace.close()

    return asyncio.run(examine())


def show_examination(workspace: "Workspace", examination: Examination, *, as_json: bool) -> ExitStatus:
    """Prints the report; returns the status of the first probe without a complete response."""
    if as_json:
        write(json_text(_document(examination)))
    else:
        write_lines(tree_lines(_tree(examination), color=has_color(workspace.environ)))
    statuses = (exit_status_for(each.exchange)[0] for each in examination.probed)
    return next((status for status in statuses if status is not ExitStatus.OK), ExitStatus.OK)


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
