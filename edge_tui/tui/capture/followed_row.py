"""The row under the cursor in the panes: at once for a key, now and then for what comes, never while they are read."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual.screen import Screen

from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.call_list import CallList
from edge_tui.tui.capture.call_panes import CallPanes
from edge_tui.tui.capture.feed import Look
from edge_tui.tui.capture.rows import Row
from edge_tui.tui.capture.shown_call import Shown, ShownCall, explain_row, is_same
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.textual_frames import next_frame


class FollowedRow:
    """Passes rows to the panes of a screen. `monotonic` paces those that come by themselves."""

    def __init__(
        self,
        screen: Screen[Any],
        calls: CallList,
        panes: CallPanes,
        preparing: ShownCall,
        monotonic: Callable[[], float],
    ) -> None:
        self._screen = screen
        self._calls = calls
        self._panes = panes
        self._preparing = preparing
        self._pace = Throttle(self._follow, screen.set_timer, monotonic)
        self._is_kept = False
        # The row in the panes has left the list, and the cursor is where it was.
        self._has_left = False
        self._deleted: set[str] = set()
        self._explained_by: Sequence[VisitFinding] = ()
        self.shown = Shown(None)
        # The last row that was passed to the panes.
        self.row: Row | None = None
        self.look: Look | None = None

    def show(self, event: CallList.Highlighted) -> None:
        """Shows the row that the cursor is on now."""
        self._has_left = event.is_by_arrival and (event.has_left or self._has_left)
        (self._pace.soon if event.is_by_arrival else self._pace.now)(event)

    def show_now(self, row: Row | None) -> None:
        """Shows a row at once, unless it is shown."""
        if not is_same(row, self.row):
            self._pace.now(CallList.Highlighted(row))

    def catch_up(self) -> bool:
        """Shows the row that the list has gone on to while the panes were read, if it has."""
        was_kept = self._is_kept
        if was_kept:
            self._pace.now(CallList.Highlighted(self._calls.under_cursor))
        return was_kept

    def explain_again(self) -> None:
        """Explains the row by the findings of this look, if there are others about it than before."""
        row, before = self.shown.row, self.shown.explanation
        is_unchanged = self._findings is self._explained_by
        # Of one that has left the list, nothing more is found.
        if row is None or before is None or is_unchanged or self._has_left:
            return
        self._explained_by = self._findings
        explanation = explain_row(row, self._findings)
        if explanation.note != before.note:
            self.shown = replace(self.shown, explanation=explanation)
            if self._screen.focused is self._calls:
                self._panes.explain_node(explanation)

    def deleting(self, keys: Iterable[str]) -> None:
        """The user deletes these rows: the next one is shown as soon as they are gone. Called in any thread."""
        self._deleted.update(keys)

    def is_deleted(self, gone: Container[str]) -> bool:
        """Whether the user has deleted the row, which is among those that are gone."""
        return self.row is not None and self.row.key in gone and self.row.key in self._deleted

    def complete(self, find: Callable[[str], Row | None]) -> None:
        """Completes the row that is kept while it is read, as when its response has come. `find` gives a row by key."""
        now = find(self.row.key) if self._is_kept and self.row is not None else None
        if now is not None and now is not self.row:
            self._pass_on(CallList.Highlighted(now, is_by_arrival=True))

    @property
    def _is_read(self) -> bool:
        """Whether the focus is in the panes."""
        focused = self._screen.focused
        return focused is not None and self._panes in focused.ancestors

    def _follow(self, event: CallList.Highlighted) -> None:
        """Passes a row to the panes; one that has come by itself waits while they show what is read."""
        self._has_left = event.is_by_arrival and self._has_left
        is_read = self._is_read or self._has_left
        self._is_kept = event.is_by_arrival and is_read and not is_same(event.row, self.row)
        self._panes.sent.keeps(self._is_kept)
        if not self._is_kept:
            self._pass_on(event)

    def _pass_on(self, event: CallList.Highlighted) -> None:
        self.row = event.row
        self._screen.run_worker(self._prepare(event), exclusive=True, group="call")

    async def _prepare(self, event: CallList.Highlighted) -> None:
        # The cursor's own frame first: reading a call would take the interpreter from it.
        await next_frame(self._screen)
        self.shown = shown = await self._preparing.prepare(event.row, self._findings)
        # What has the focus is explained, such as a finding.
        explains = not event.is_by_arrival or self._screen.focused is self._calls
        self._panes.take(shown, self.look, explains=explains)
        while self._panes.fill_next():
            if event.is_by_arrival:
                # A key that comes meanwhile waits for one pane, not for all.
                await next_frame(self._screen)

    @property
    def _findings(self) -> Sequence[VisitFinding]:
        return self.look.findings if self.look else ()
