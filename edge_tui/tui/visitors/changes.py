"""Changes to the visitors on disk, each followed by what the disk holds then."""

from collections.abc import Callable
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.workspace import Workspace


class VisitorListing(Protocol):
    """The list of visitors, as a controller sees it. `current` is the name of the one that sends."""

    current: str

    @property
    def names(self) -> list[str]:
        """The names of those that are listed."""

    @property
    def under_cursor(self) -> Visitor | None:
        """The visitor under the cursor."""

    def show_visitors(self, on: str) -> None:
        """Reads them again, the cursor on the one of a name."""


class VisitorChanges:
    """Changes visitors and shows the result; what cannot be done is said."""

    def __init__(self, workspace: Workspace, dialogs: Dialogs, listing: VisitorListing) -> None:
        self._visitors = workspace.visitors
        self._dialogs = dialogs
        self._listing = listing

    def run_and_reload(self, action: Callable[[], object], select: str) -> bool:
        """Does something, then shows the visitors, the cursor on the one of a name; whether it could be done."""
        is_done = True
        try:
            action()
        except SetupError as error:
            self._dialogs.show_error(error)
            is_done = False
        self._listing.show_visitors(select)
        return is_done

    def change(self, change: Callable[[Visitor], Visitor]) -> bool:
        """Changes the visitor under the cursor as it is on disk now; whether that could be done."""
        visitor = self._listing.under_cursor
        return visitor is not None and self.run_and_reload(
            lambda: self._visitors.change(visitor.name, change), visitor.name
        )
