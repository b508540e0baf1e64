"""A list of past exchanges as a table or as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exchange_json import summary_document
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.json_text import json_text
from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
from edge_tui.cli.terminal.table import table_lines
from edge_tui.model.exchange import Summary, shown_failure

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_HEADINGS = ("SENT AT", "PROFILE", "EVENT", "STATUS", "TIME", "REQUEST ID")
# Shown as soon as one of the exchanges belongs to a recording.
_OF_RECORDINGS = ("ACTION", "DATASTREAM", "CAPTURE", "PAGE")


def show_summaries(workspace: "Workspace", summaries: Sequence[Summary], *, as_json: bool, nothing: str) -> ExitStatus:
    """Prints exchanges; if there are none, `nothing` goes to standard error."""
    if as_json:
        write(json_text([summary_document(summary) for summary in summaries]))
    else:
        has_recordings = any(summary.capture for summary in summaries)
        headings = (*_HEADINGS, *_OF_RECORDINGS) if has_recordings else _HEADINGS
        rows = [(*_row(each), *(_recorded(each) if has_recordings else ())) for each in summaries]
        write_lines(table_lines(headings, rows, color=has_color(workspace.environ)))
        if not summaries:
            say(nothing)
    return ExitStatus.OK


def _row(summary: Summary) -> tuple[str, ...]:
    """One row under `_HEADINGS`, in local time."""
    outcome = str(summary.status) if summary.status is not None else shown_failure(summary.failure or "unfinished")
    codes = f" {' '.join(dict.fromkeys(summary.codes))}" if summary.codes else ""
    return (
        summary.sent_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        summary.profile_name,
        summary.template or summary.event_type or str(summary.action),
        outcome + codes + (" ECID changed" if summary.has_new_ecid else ""),
        "" if summary.elapsed_ms is None else f"{summary.elapsed_ms:.0f} ms",
        summary.request_id,
    )


def _recorded(summary: Summary) -> tuple[str, ...]:
    """The rest of a row, under `_OF_RECORDINGS`."""
    return str(summary.action), summary.datastream, summary.capture, summary.page
