"""Changes to visitors on disk, with the list reloaded after each."""

from collections.abc import Callable
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.workspace import Workspace

_MAX_UNDONE = 50


class VisitorListing(Protocol):
    """The list of visitors, as a controller sees it. `current` is the name of the visitor that sends."""

    current: str

    @property
    def names(self) -> list[str]:
        """The names of the listed visitors."""

    @property
    def under_cursor(self) -> Visitor | None:
        """The visitor under the cursor."""

    def show_visitors(self, on: str) -> None:
        """Reads the visitors from disk and puts the cursor on the named one."""


class VisitorChanges:
    """Changes visitors and shows the result, or the error."""

    def __init__(self, workspace: Workspace, dialogs: Dialogs, listing: VisitorListing) -> None:
        self._visitors = workspace.visitors
        self._dialogs = dialogs
        self._listing = listing
        # The visitors before each change of this screen, the last one at the end.
        self._before: list[Visitor] = []

    def run_and_reload(self, action: Callable[[], object], select: str) -> bool:
        """Runs an action, then shows the visitors with the cursor on a named one; False if it failed."""
        is_done = True
        try:
            action()
        except SetupError as error:
            self._dialogs.show_error(error)
            is_done = False
        self._listing.show_visitors(select)
        return is_done

    def change(self, change: Callable[[Visitor], Visitor]) -> bool:
        """Changes the visitor under the cursor, as it is on disk now; False if there is none or it failed."""
        visitor = self._listing.under_cursor
        if visitor is None:
            return False
        before: list[Visitor] = []

        def change_and_remember(kept: Visitor) -> Visitor:
            before[:] = [kept]
            return change(kept)

        is_done = self.run_and_reload(lambda: self._visitors.change(visitor.name, change_and_remember), visitor.name)
        if is_done:
            self._before = [*self._before, *before][-_MAX_UNDONE:]
        return is_done

    def undo(self) -> None:
        """Takes the last change back."""
        if not self._before:
            self._dialogs.notify("Nothing to undo here.")
            return
        before = self._before.pop()
        if before.name not in self._listing.names:
            self._dialogs.notify(f"The visitor {before.name} no longer exists.", severity="warning")
        elif self.run_and_reload(lambda: self._visitors.change(before.name, lambda _: before), before.name):
            self._dialogs.notify(f"Last change to {before.name} undone.")
