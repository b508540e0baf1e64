"""What the workbench draws beside draft and response: who talks to whom, how a send goes, what was sent."""

import asyncio
from collections.abc import Callable

from textual.screen import Screen
from textual.timer import Timer

from edge_tui.model.client_state import ClientState
from edge_tui.model.document import JsonValue, ParseError, parse
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.request import Action
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.keys import key_of
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.workbench.latest_exchanges import Latest
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.top_bar import Situation, TopBar

# A send that takes longer is felt as a wait.
_FELT_SECONDS = 0.1


class WorkbenchView:
    """Draws the state of a workbench onto the widgets of its screen."""

    def __init__(self, screen: Screen[None], state: WorkbenchState, warn: Callable[[str], object]) -> None:
        self._screen = screen
        self._warn = warn
        self._state = state
        # What opens the commands; known once the user's keymap is read.
        self._palette_key = ""
        self._elapsed: Timer | None = None

    def name_keys(self) -> None:
        """Writes the keys that the user's keymap left or gave onto what names them."""
        self._screen.query_one(RequestLine).name_key()
        self._palette_key = key_of(self._screen, "command_palette")
        self.show_situation()

    def show_situation(self) -> None:
        """Writes who is talking to whom, and before anything is sent how to add a datastream."""
        screen, state = self._screen, self._state
        profile, workspace = state.profile.value, state.workspace
        situation, url = self._situation()
        screen.query_one(TopBar).situation = situation
        screen.query_one(RequestLine).url = url
        if (recovered := workspace.history.recovered) is not None:
            screen.query_one("#history-pane", Pane).subtitle(f"recovered {recovered:,}")
        key = self._palette_key
        hint = f"Send asks the built-in emulator, no account needed · your own: {key} profile: add" if key else ""
        screen.query_one(StatusLine).hint = hint if profile.is_emulated else ""

    def _situation(self) -> tuple[Situation, str]:
        """Who is talking to whom, and the URL."""
        session, profile, visitor = self._state.session, self._state.profile.value, self._state.visitor.value
        now = self._state.workspace.clock()
        try:
            url = session.url(self._state.draft.value.action, "uuid", self._media_document())
            return Situation(profile, visitor, session.ecid, session.state, now), url
        except SetupError as error:
            # A visitor that cannot be read, such as one of a newer edge-tui: another one can be chosen.
            self._warn(str(error))
            return Situation(profile, visitor, None, ClientState(), now), profile.base_url

    def _media_document(self) -> JsonValue:
        """The event in the editor where the URL depends on it."""
        if self._state.draft.value.action is not Action.MEDIA:
            return None
        document = parse(self._screen.query_one(EventEditor).text)
        return None if isinstance(document, ParseError) else document

    def announce(self, exchange: Exchange | None) -> None:
        """Writes how an exchange ended where that is seen whatever pane is in front."""
        count = self._state.upstream_count(exchange.profile_name) if exchange else 0
        self._screen.query_one(StatusLine).upstream_count = count
        answer = exchange.answer if exchange else None
        self._screen.query_one(PaneStrip).answer = str(answer.status) if answer else "✖"

    def show_sending(self, sent_at: float | None) -> None:
        """Follows a send: shows a wait that can be felt, and that the response on screen is the old one."""
        if self._elapsed is not None:
            self._elapsed.stop()
            self._elapsed = None
        if sent_at is not None:
            self._elapsed = self._screen.set_interval(_FELT_SECONDS, lambda: self._show_elapsed(sent_at))
            return
        # Who quits while an event is on its way has no screen any more when the send ends.
        for line in self._screen.query(RequestLine):
            line.sending_seconds = None
        self._screen.query(ResponsePane).remove_class("-old")

    def _show_elapsed(self, sent_at: float) -> None:
        self._screen.query_one(RequestLine).sending_seconds = asyncio.get_running_loop().time() - sent_at
        self._screen.query_one(ResponsePane).set_class(self._state.exchange.value is not None, "-old")

    def show_history(self, sidebar: Sidebar, latest: Latest) -> None:
        """Lists the latest exchanges, and how many there are."""
        is_kept = self._state.profile.value.keeps_history
        now, key = self._state.workspace.clock(), key_of(self._screen, "send")
        sidebar.show_history(latest.summaries, now, send_key=key, is_kept=is_kept)
        words = [f"{latest.count:,}" if latest.count else "", "" if is_kept else "recording off"]
        self._screen.query_one("#history-pane", Pane).subtitle(" · ".join(each for each in words if each))
