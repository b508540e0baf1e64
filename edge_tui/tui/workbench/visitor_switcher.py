"""Switches to a new visitor, or opens the Visitors screen."""

from itertools import count

from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.state import WorkbenchState


class VisitorSwitcher:
    """Decides which visitor the next event comes from."""

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._dialogs = dialogs

    async def start_new(self) -> None:
        """Asks, then switches to a new visitor without client state, like a browser's first visit."""
        visitor = self._state.visitor
        before = visitor.value
        names = (f"visitor-{number}" for number in count(2))
        name = self._state.workspace.new_visitor_name(names, before)
        question = Confirmation(
            "New visitor?",
            f"{name} starts without cookies, and Edge assigns a new ECID. {before} keeps its state: v switches back.",
            {"new": f"Use {name}", "back": f"Stay with {before}"},
        )
        if await self._dialogs.confirm(question) == "new":
            visitor.value = name

    async def open(self) -> None:
        """Opens the Visitors screen, and switches to the visitor chosen there."""
        from edge_tui.tui.visitors.screen import Visitors

        state = self._state
        chosen = await self._dialogs.open(Visitors(state.workspace, state.profile.value, state.visitor.value))
        state.visitor.value = chosen or state.visitor.value
