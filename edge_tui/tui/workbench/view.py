"""Draws the workbench's state: top bar, request line, progress of a send, history list."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from textual.screen import Screen
from textual.timer import Timer

from edge_tui.model.client_state import ClientState
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, parse
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.keys import key_by_id, key_of
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.textual_frames import is_covered
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.workbench.clock import Clock
from edge_tui.tui.workbench.latest_exchanges import Latest
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.top_bar import RecordingMark, Situation, TopBar, is_in_last_minute

if TYPE_CHECKING:
    from edge_tui.tui.workbench.hints import Teacher

# How long another ECID than before is on a filled label.
_FLASH_SECONDS = 4.0
# A longer send is felt as a wait.
_FELT_SECONDS = 0.1

# What is around the bars of past sends in the border of a pane, beyond its content's width: the dot before the count.
_AROUND_BARS = 5


class WorkbenchView:
    """Draws a workbench's state onto the widgets of its screen."""

    def __init__(
        self,
        screen: Screen[None],
        state: WorkbenchState,
        warn: Callable[[str], object],
        *,
        notice_changes: Callable[[], object],
    ) -> None:
        self._screen = screen
        self._warn = warn
        self._state = state
        state.recording.watch(lambda _: self.show_situation())
        # The command palette's key; known once the user's keymap is read.
        self._palette_key = ""
        self._elapsed: Timer | None = None
        self._flash: Timer | None = None
        self.clock = Clock(screen, look=notice_changes, count=self.show_situation, is_hidden=lambda: is_covered(screen))

    def name_keys(self) -> None:
        """Updates the keys shown on the screen from the user's keymap."""
        self._screen.query_one(RequestLine).name_key()
        self._palette_key = key_of(self._screen, "command_palette")
        search_key = key_by_id(self._screen.app, "templates.browse", (TemplateTree,))
        self._screen.query_one("#templates-pane", Pane).subtitle(f"{search_key} search")
        self.show_situation()

    def show_situation(self) -> None:
        """Writes the top bar and the request line; before the first send, how to add a datastream."""
        screen, state = self._screen, self._state
        profile, workspace = state.profile.value, state.workspace
        situation, url = self._situation()
        screen.query_one(TopBar).situation = situation
        if situation.ecid_flashes and self._flash is None:
            self._flash = screen.set_timer(_FLASH_SECONDS, self._end_flash)
        self.clock.count_down(is_in_last_minute(situation))
        screen.query_one(RequestLine).url = url
        if (recovered := workspace.history.recovered) is not None:
            screen.query_one("#history-pane", Pane).subtitle(f"recovered {recovered:,}")
        key = self._palette_key
        hint = f"Emulator, no account needed · add your own: {key} profile: add" if key else ""
        screen.query_one(StatusLine).hint = hint if profile.is_emulated else ""

    def show_recording(self) -> None:
        """Names the key that returns to a recording: another one where a text field takes letters."""
        if self._state.recording.value is not None:
            self.show_situation()

    def _end_flash(self) -> None:
        self._flash = None
        self.show_situation()

    def _situation(self) -> tuple[Situation, str]:
        """The profile and visitor, and the URL."""
        session, profile, visitor = self._state.session, self._state.profile.value, self._state.visitor.value
        now = self._state.workspace.clock()
        try:
            url = session.url(self._state.draft.value.action, "uuid", self._media_document())
            news = self._news_of_ecid(visitor, profile, session.ecid, now)
            mark, key = self._recording()
            situation = Situation(
                profile, visitor, session.ecid, session.state, now, **news, recording=mark, return_key=key
            )
            return situation, url
        except SetupError as error:
            # An unreadable visitor, for example of a newer edge-tui: the user can choose another one.
            self._warn(str(error))
            mark, key = self._recording()
            situation = Situation(profile, visitor, None, ClientState(), now, recording=mark, return_key=key)
            return situation, profile.base_url

    def _recording(self) -> tuple[RecordingMark | None, str]:
        """The recording that goes on behind the workbench, and what returns to it: a text field takes its key."""
        mark = self._state.recording.value
        if mark is None:
            return None, ""
        return mark, key_of(self._screen, "capture") or f"{self._palette_key} capture"

    def _news_of_ecid(self, visitor: str, profile: Profile, ecid: str | None, now: datetime) -> dict[str, bool]:
        """What the response on screen told about the ECID that the next event is sent with."""
        exchange = self._state.exchange.value
        if exchange is None:
            return {}
        from edge_tui.outline.identification_nodes import news_of_ecid

        has_new_ecid, is_first_ecid = news_of_ecid(exchange, visitor=visitor, profile=profile.name, ecid=ecid)
        elapsed_ms = exchange.response.timings.elapsed_ms if exchange.response else 0.0
        age_seconds = (now - exchange.sent_at).total_seconds() - elapsed_ms / 1000
        return {
            "has_new_ecid": has_new_ecid,
            "ecid_flashes": has_new_ecid and age_seconds < _FLASH_SECONDS,
            "is_first_ecid": is_first_ecid,
        }

    def _media_document(self) -> JsonValue:
        """The event in the editor if the URL depends on it."""
        if self._state.draft.value.action is not Action.MEDIA:
            return None
        editor = self._screen.query_one(EventEditor)
        if editor.area.is_large:
            return None
        document = parse(editor.text)
        return None if isinstance(document, ParseError) else document

    @cached_property
    def _teacher(self) -> "Teacher":
        from edge_tui.tui.workbench.hints import Teacher

        return Teacher(self._screen, self._state.workspace.choices.get)

    def teach(self, actions: Iterable[str]) -> None:
        """Shows a hint below the response if one fits; `actions` are the brief names of those on the node."""
        # Before the first send there is nothing to teach about.
        if self._state.exchange.value is not None and not self._state.is_reading:
            self._teacher.teach(self._state.exchange.value, frozenset(actions))

    def announce(self, exchange: Exchange | None) -> None:
        """Shows how an exchange ended in the status line and on the pane strip."""
        count = self._state.upstream_count(exchange.profile_name) if exchange else 0
        self._screen.query_one(StatusLine).upstream_count = count
        parsed = exchange.response if exchange else None
        self._screen.query_one("#explain").remove_class("-why")
        self._screen.query_one(PaneStrip).response = str(parsed.status) if parsed else "✖"

    def show_sending(self, sent_at: float | None) -> None:
        """Shows the elapsed time of a send, and dims the previous response meanwhile."""
        if self._elapsed is not None:
            self._elapsed.stop()
            self._elapsed = None
        if sent_at is not None:
            self._elapsed = self._screen.set_interval(_FELT_SECONDS, lambda: self._show_elapsed(sent_at))
            return
        # After a quit during the send the screen is gone.
        for line in self._screen.query(RequestLine):
            line.sending_seconds = None
        self._screen.query(ResponsePane).remove_class("-old")

    def _show_elapsed(self, sent_at: float) -> None:
        self._screen.query_one(RequestLine).sending_seconds = asyncio.get_running_loop().time() - sent_at
        self._screen.query_one(ResponsePane).set_class(self._state.exchange.value is not None, "-old")

    def show_history(self, sidebar: Sidebar, latest: Latest) -> None:
        """Lists the latest exchanges, with the total count."""
        is_kept = self._state.profile.value.keeps_history
        send_key, history_key = key_of(self._screen, "send"), key_of(self._screen, "history")
        why_empty = latest.why_empty(send_key=send_key, history_key=history_key, is_kept=is_kept)
        sidebar.show_history(latest.summaries, self._state.workspace.clock(), why_empty)
        self._screen.query_one(StatusLine).past_sends = latest.past_sends
        pane = self._screen.query_one("#history-pane", Pane)
        words = [f"{latest.count:,}" if latest.count else "", "" if is_kept else "recording off"]
        bars = latest.bars(pane.size.width - sum(map(len, words)) - _AROUND_BARS)
        pane.subtitle(" · ".join(each for each in (bars, *words) if each))


def run_in_place(screen: Screen[None], work: Coroutine[Any, Any, None], name: str) -> object:
    """Runs something in a worker, in the place of what was run under the same name before."""
    for worker in [each for each in screen.workers if each.name == name]:
        worker.cancel()
    # In the default group: it may go on for as long as the screen does.
    return screen.run_worker(work, name=name)
