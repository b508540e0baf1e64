"""Redraws what depends on the workbench's state when it changes."""

from collections.abc import Callable

from edge_tui.model.exchange import Exchange
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.response.early_look import EarlyLook
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.workbench.latest_exchanges import HistoryListing
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.view import WorkbenchView


class StateFollower:
    """Knows which parts of the screen follow which part of the state."""

    def __init__(
        self,
        state: WorkbenchState,
        view: WorkbenchView,
        editor: EventEditor,
        listing: HistoryListing,
        response: ResponsePane,
    ) -> None:
        self._state = state
        self._view = view
        self._editor = editor
        self._listing = listing
        self._response = response

    def start(self, show_exchange: Callable[[Exchange | None], None]) -> None:
        """Draws the state as it is, and again at each change; an exchange is drawn before what is read off it."""
        state, view, editor, listing = self._state, self._view, self._editor, self._listing
        state.exchange.watch(show_exchange)
        state.received.listen(EarlyLook(state.workspace.early_outline, self._response).show)
        state.exchange.watch(lambda _: view.show_situation())
        state.profile.watch(lambda _: view.show_situation())
        state.visitor.watch(lambda _: view.show_situation())
        state.draft.watch(lambda _: view.show_situation())
        state.visitor.watch(lambda _: editor.refresh_values())
        state.upstreams.watch(lambda _: editor.refresh_values())
        state.profile.watch(lambda _: listing.refresh())
        state.history_changed.listen(listing.refresh)
        for follow in (listing.refresh, view.show_situation, editor.refresh_values):
            state.sent.listen(follow)
