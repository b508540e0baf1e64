"""Switches to a new visitor, or opens the Visitors screen."""

from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.state import WorkbenchState


class VisitorSwitcher:
    """Decides which visitor the next event comes from."""

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._dialogs = dialogs

    def start_new(self) -> None:
        """Switches to a new visitor without client state, like a browser's first visit."""
        visitor = self._state.visitor
        taken = {*self._state.workspace.visitors.names(), visitor.value}
        visitor.value = next(name for n in range(2, 10_000) if (name := f"visitor-{n}") not in taken)
        self._dialogs.notify(f"Switched to new visitor {visitor.value}; Edge will assign a new ECID.")

    async def open(self) -> None:
        """Opens the Visitors screen, and switches to the visitor chosen there."""
        from edge_tui.tui.visitors.screen import Visitors

        state = self._state
        chosen = await self._dialogs.open(Visitors(state.workspace, state.profile.value, state.visitor.value))
        state.visitor.value = chosen or state.visitor.value
