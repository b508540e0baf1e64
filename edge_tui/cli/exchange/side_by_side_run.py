"""One event sent to several datastreams, and the printed comparison."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.difference_output import difference_documents, printed_tree
from edge_tui.cli.exchange.exit_code import exit_status_for
from edge_tui.cli.exchange.side_by_side_lines import lines
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
from edge_tui.cli.terminal.tree import tree_lines
from edge_tui.compare.difference_tree import compare_exchanges
from edge_tui.compare.once_per_visitor import arrange
from edge_tui.compare.side_by_side import build_matrix
from edge_tui.compare.side_by_side_text import documents
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Profile
from edge_tui.outline.exchange_json import exchange_document
from edge_tui.outline.json_text import json_text

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

# Nothing to compare.
_WITHOUT_RESPONSE = (ExitStatus.SETUP, ExitStatus.NO_RESPONSE, ExitStatus.TIMEOUT)


def send_to_all(workspace: "Workspace", sends: Sequence[tuple[Profile, Draft]], visitor: str) -> list[Exchange]:
    """Sends all drafts concurrently, each with its profile; returns the exchanges in the same order."""

    async def send() -> list[Exchange]:
        try:
            sessions = [(workspace.sessions.get(profile, visitor), draft) for profile, draft in sends]
            # Connect before the first send, so that no response changes the state sent to another datastream.
            await asyncio.gather(*(session.connect() for session, _ in sessions))
            return list(await asyncio.gather(*(session.send(draft) for session, draft in sessions)))
        finally:
            await workspace.close()

    return asyncio.run(send())


def show_comparison(
    workspace: "Workspace", exchanges: Sequence[Exchange], ignore: Sequence[str], *, as_json: bool
) -> ExitStatus:
    """Prints a verdict, the rows, and the differences of each exchange from the first."""
    first, others = exchanges[0], exchanges[1:]
    matrix = build_matrix([exchange.profile_name for exchange in exchanges], exchanges, ignore)
    pairs = [(other, arrange(compare_exchanges(first, other, ignore), first, other)) for other in others]
    if as_json:
        comparisons = [
            {
                "left": first.profile_name,
                "right": other.profile_name,
                "differences": difference_documents(differences.all),
            }
            for other, differences in pairs
        ]
        shown = [exchange_document(exchange, workspace.outline(exchange)) for exchange in exchanges]
        rows = {"verdict": list(matrix.sentences), "rows": documents(matrix)}
        write(json_text({"exchanges": shown, "comparisons": comparisons, **rows}))
    else:
        write_lines(lines(matrix, color=has_color(workspace.environ)))
        for other, differences in pairs:
            if differences.all:
                tree = printed_tree(first, other, differences)
                write_lines(tree_lines(tree, color=has_color(workspace.environ)))
    for exchange in exchanges:
        status, reason = exit_status_for(exchange)
        if status in _WITHOUT_RESPONSE:
            say(f"{exchange.profile_name}: {reason}")
            return status
    return ExitStatus.UNEXPECTED if any(differences.all for _, differences in pairs) else ExitStatus.OK
