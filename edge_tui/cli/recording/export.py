"""The calls of a recording in a format."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError
from edge_tui.model.visit import Call, matches

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def capture_text(workspace: "Workspace", name: str, wanted: Sequence[str], format_name: str, *, safe: bool) -> str:
    """The chosen calls of a recording, all without `wanted`. Raises `SetupError` if there are none."""
    visit = workspace.captures.load(name)
    if not visit.calls:
        raise SetupError(f"The recording {name} has no calls.", "There is nothing to export.")
    calls = [call for call in visit.calls if _is_wanted(call, wanted)]
    if not calls:
        raise SetupError(f"The recording {name} has no such call.", "`edge-tui capture show` lists its calls.")
    if safe and format_name in ("json", "csv"):
        raise SetupError(f"--safe has no {format_name}.", "Export a HAR or a bundle with --safe.")
    if format_name == "csv":
        from edge_tui.formats.visit_table import render_table

        return render_table(calls)
    if format_name == "json":
        from edge_tui.outline.call_json import render_calls
        from edge_tui.visit import check_visit

        return render_calls(calls, check_visit(visit))
    from edge_tui.formats.export import export, export_lines

    salt = workspace.new_uuid().bytes if safe else None
    exchanges = [call.exchange for call in calls]
    # The shape doesn't depend on how many calls there are.
    return (export_lines if format_name == "body" else export)(format_name, exchanges, salt)


def _is_wanted(call: Call, wanted: Sequence[str]) -> bool:
    names = (*call.event_types, str(call.action))
    return not wanted or any(
        any(matches(name, each) for name in names) or (len(each) > 3 and call.exchange.request_id.startswith(each))
        for each in wanted
    )
