"""A list of past exchanges as a table or as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_color, say, write, write_lines
from edge_tui.cli.terminal.table import table_lines
from edge_tui.model.exchange import Summary
from edge_tui.model.history_row import row_of
from edge_tui.outline.exchange_json import summary_document
from edge_tui.outline.json_text import json_text
from edge_tui.problems.reason import reason_of

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_HEADINGS = ("SENT AT", "PROFILE", "EVENT", "STATUS", "TIME", "VISITOR", "DATASTREAM", "REQUEST ID")
# Shown as soon as one of the exchanges belongs to a recording.
_OF_RECORDINGS = ("ACTION", "CAPTURE", "PAGE")


def show_summaries(workspace: "Workspace", summaries: Sequence[Summary], *, as_json: bool, nothing: str) -> ExitStatus:
    """Prints exchanges; if there are none, `nothing` goes to standard error."""
    if as_json:
        write(json_text([summary_document(summary) for summary in summaries]))
    else:
        now = workspace.clock()
        has_recordings = any(summary.capture for summary in summaries)
        headings = (*_HEADINGS, *_OF_RECORDINGS) if has_recordings else _HEADINGS
        rows = [(*_row(each, now), *(_recorded(each) if has_recordings else ())) for each in summaries]
        write_lines(table_lines(headings, rows, color=has_color(workspace.environ)))
        if not summaries:
            say(nothing)
    return ExitStatus.OK


def _row(summary: Summary, now: datetime) -> tuple[str, ...]:
    """One row under `_HEADINGS`, in local time: what was sent, and if it failed, why."""
    row = row_of(summary, now)
    status = row.status.strip() if summary.status is not None else ""
    reason = reason_of(summary).removeprefix(f"{status} ")
    warnings = "" if reason or not summary.codes else " ".join(dict.fromkeys(summary.codes))
    changed = "ECID changed" if summary.has_new_ecid else ""
    return (
        summary.sent_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        row.profile,
        summary.template or summary.event_type or str(summary.action),
        " ".join(part for part in (status, reason, warnings, changed) if part),
        row.duration,
        row.visitor,
        summary.datastream,
        summary.request_id,
    )


def _recorded(summary: Summary) -> tuple[str, ...]:
    """The rest of a row, under `_OF_RECORDINGS`."""
    return str(summary.action), summary.capture, summary.page
