"""Formats that write several exchanges as one: an archive, a table, an array."""

from collections.abc import Sequence
from functools import partial

from edge_tui.model.exchange import Exchange
from edge_tui.model.visit import Call, VisitFinding
from edge_tui.tui.history.export import WholeFormat


def whole_formats(findings: Sequence[VisitFinding] = ()) -> dict[str, WholeFormat]:
    """By name. `findings` are what was found about the exchanges of a visit."""
    from edge_tui.formats.export import export
    from edge_tui.formats.visit_table import render_table
    from edge_tui.outline.call_json import render_calls

    def table(exchanges: Sequence[Exchange]) -> str:
        return render_table(map(Call, exchanges))

    def array(exchanges: Sequence[Exchange]) -> str:
        return render_calls(map(Call, exchanges), findings)

    return {
        "har": WholeFormat("HAR", ".har", "for DevTools, Charles, Postman", partial(export, "har")),
        "csv": WholeFormat("CSV", ".csv", "a row for each event", table),
        "json": WholeFormat("JSON", ".json", "with what was found" if findings else "an array, for scripts", array),
    }
