"""Exports calls of a visit: those that are chosen, in one file or call by call."""

from collections.abc import Callable, Sequence
from uuid import UUID

from edge_tui.model.text import counted
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.rows import CallRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice


class CallExports:
    """Chooses calls, and exports them. `copy` puts a text on the clipboard."""

    def __init__(
        self,
        dialogs: Dialogs,
        timeline: Timeline,
        selection: Selection,
        *,
        new_uuid: Callable[[], UUID],
        copy: Callable[[str], object],
    ) -> None:
        self._dialogs = dialogs
        self._timeline = timeline
        self._selection = selection
        self._new_uuid = new_uuid
        self._copy = copy

    async def export(self, row: Row | None, look: Look | None = None) -> None:
        """Exports the selected calls; without any, asks which."""
        from edge_tui.tui.history.export import Export
        from edge_tui.tui.history.whole_formats import whole_formats

        sets = self._sets(row)
        if not sets:
            self._dialogs.notify("No call was recorded yet: record one, then export it.")
            return
        choices = {name: (words, counted(len(calls), "call")) for name, (words, calls) in sets.items()}
        if "all" in choices and look is not None and look.visit.left:
            # Once it has ended, a recording is read as a whole.
            hint = f"{choices['all'][1]} · {look.visit.left:,} more once it ends"
            choices["all"] = "The latest calls", hint
        chosen = next(iter(sets)) if len(sets) == 1 else await self._dialogs.open(Choice("Export", choices))
        if chosen is not None:
            exchanges = [each.exchange for each in sets[chosen][1]]
            wholes = whole_formats(look.findings if look else ())
            await Export(self._dialogs, self._new_uuid, self._copy, wholes, noun="call").export(exchanges)

    def _sets(self, row: Row | None) -> dict[str, tuple[str, Sequence[CallRow]]]:
        timeline = self._timeline
        if selected := self._selection.of(timeline.all_calls):
            return {"selected": ("The selected calls", selected)}
        sets: dict[str, tuple[str, Sequence[CallRow]]] = {}
        if isinstance(row, CallRow):
            sets["call"] = ("This call", [row])
        if row is not None and (on_page := timeline.calls_of(row.number)):
            sets["page"] = ("The calls of this page", on_page)
        if timeline.is_narrowed and timeline.calls:
            sets["shown"] = ("The calls that match the filter", timeline.calls)
        if timeline.all_calls:
            sets["all"] = ("All calls", timeline.all_calls)
        return sets
