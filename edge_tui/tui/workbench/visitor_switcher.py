"""Visitors on the workbench: a new one at once, or the screen of all of them."""

from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.workbench.state import WorkbenchState


class VisitorSwitcher:
    """Who the next event comes from."""

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._dialogs = dialogs

    def start_new(self) -> None:
        """Starts with an empty client state, as a browser that was never here."""
        visitor = self._state.visitor
        taken = {*self._state.workspace.visitors.names(), visitor.value}
        visitor.value = next(name for n in range(2, 10_000) if (name := f"visitor-{n}") not in taken)
        self._dialogs.notify(f"{visitor.value} starts with an empty state: the next answer mints a new ECID.")

    async def open(self) -> None:
        """Opens the visitors; the one that is chosen there sends from now on."""
        from edge_tui.tui.visitors.screen import Visitors

        state = self._state
        chosen = await self._dialogs.open(Visitors(state.workspace, state.profile.value, state.visitor.value))
        state.visitor.value = chosen or state.visitor.value
