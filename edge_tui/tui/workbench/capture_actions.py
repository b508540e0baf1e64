"""Records what a site sends, and opens recordings."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import TYPE_CHECKING, Any

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.recorded_event import draft_to_send
from edge_tui.model.text import counted
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.recording_mark import follow_recording
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.top_bar import RecordingMark

if TYPE_CHECKING:
    from edge_tui.tui.capture.call_list import Place
    from edge_tui.tui.capture.feed import Feed
    from edge_tui.tui.capture.left import Left
    from edge_tui.tui.capture.live_feed import LiveFeed
    from edge_tui.workspace.captures import CaptureSummary
    from edge_tui.workspace.site_recording import SiteOptions

_MAX_LISTED = 200


class CaptureActions:
    """Opens the Capture screen, and does on the workbench what was chosen there.

    A recording goes on when its screen is left; it is returned to, until it is stopped. `keep_template` saves a
    draft as a template. `run_beside` runs something while the workbench is shown, in the place of what it ran under
    the same name before.
    """

    def __init__(
        self,
        state: WorkbenchState,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        profiles: ProfileSwitcher,
        keep_template: Callable[[Draft], Awaitable[bool]],
        run_beside: Callable[[Coroutine[Any, Any, None], str], object],
    ) -> None:
        self._state = state
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._profiles = profiles
        self._keep_template = keep_template
        self._run_beside = run_beside
        self._live: LiveFeed | None = None
        self._in_sight: Feed | None = None
        self._last: SiteOptions | None = None
        # Where the cursor of the recording that goes on was left.
        # Where recordings were left, by name.
        self._places: dict[str, Place] = {}
        # A second ctrl+q quits.
        self.is_asking_to_quit = False

    # What the Capture screen asks of the workbench.

    async def save_template(self, draft: Draft) -> bool:
        """Saves a draft as a template, after asking for its name; whether it was saved."""
        return await self._keep_template(draft)

    def use_visitor(self, name: str) -> None:
        """Sends as a visitor from now on."""
        self._state.visitor.value = name

    # Opening.

    async def open(self, url: str = "") -> None:
        """Returns to the recording that goes on; without one, asks what to record and starts it."""
        await self._show_until_left(await self._next(url))

    async def record(self, options: "SiteOptions") -> None:
        """Starts a recording that was asked for on the command line."""
        self._last = options
        await self._show_until_left(self._start(options))

    async def _show_until_left(self, feed: "Feed | None") -> bool:
        """Shows a feed, and each that is asked for after it; whether a call is on the workbench now."""
        while feed is not None:
            left = await self._show(feed)
            if left is None or left.action != "again":
                return left is not None
            # Where the form is left, the recording is still there.
            feed = await self._next() or feed
        return False

    async def _next(self, url: str = "") -> "LiveFeed | None":
        """The recording that goes on, else one that is asked for."""
        if self.recorded_name:
            return self._live
        options = await self._ask(url)
        return self._start(options) if options is not None else None

    async def _ask(self, url: str) -> "SiteOptions | None":
        from dataclasses import replace

        from edge_tui.tui.capture.form import CaptureForm
        from edge_tui.workspace.site_recording import SiteOptions

        try:
            profiles = self._state.workspace.profiles.usable()
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        last = self._last or SiteOptions()
        options = await self._dialogs.open(CaptureForm(profiles, replace(last, urls=(url or last.url,), name="")))
        if options is not None:
            # The form doesn't ask for these.
            self._last = options = replace(options, edge_hosts=last.edge_hosts, rule_files=last.rule_files)
        return options

    def _start(self, options: "SiteOptions") -> "LiveFeed | None":
        """Starts a recording; its screen shows how that goes."""
        from edge_tui.tui.capture.starting import live_feed

        try:
            feed = live_feed(self._state.workspace, options)
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        self._live = feed
        self._places.pop(feed.name, None)
        feed.start()
        return feed

    async def choose_recording(self) -> None:
        """Offers the recordings, and opens the chosen one."""
        try:
            recordings = await self._dialogs.keys_wait_for(asyncio.to_thread(self._state.workspace.captures.all))
        except SetupError as error:
            self._dialogs.show_error(error)
            return
        if not recordings:
            self._dialogs.notify("No recording yet. Capture a site, or paste a HAR and add its visit to history.")
            return
        choices, today = {}, self._state.workspace.clock().astimezone().date()
        for index, each in enumerate(recordings[:_MAX_LISTED]):
            is_live = each.name == self.recorded_name
            choices[str(index)] = (each.name, _in_short(each, today, is_live=is_live))
        chosen = await self._dialogs.open(Choice("Open a recording", choices))
        if chosen is not None:
            await self.open_recording(recordings[int(chosen)].name)

    async def open_recording(self, name: str) -> bool:
        """Opens a recording; the one that goes on is returned to. Whether a call is on the workbench now."""
        if self._live is not None and self._live.is_live and self._live.name == name:
            return await self._show_until_left(self._live)
        from edge_tui.tui.capture.past_feed import PastFeed

        captures = self._state.workspace.captures
        return await self._show_until_left(PastFeed(name, captures.load, captures.delete_calls))

    async def _show(self, feed: "Feed") -> "Left | None":
        """Shows a feed, and does what was chosen."""
        from edge_tui.tui.capture.screen import Capture

        screen = Capture(self._state.workspace, feed, self, self._places.get(feed.name))
        self._in_sight = feed
        left = await self._dialogs.open(screen)
        self._in_sight = None
        self._places[feed.name] = screen.place
        self._state.history_changed.happened()
        if self._live is not None and self._live.is_live:
            # From a past visit the key returns to the recording at once.
            if left is None or left.action != "again":
                self._dialogs.notify(
                    f"{self._live.name} is still being recorded. C returns to it; in the editor, press f8 first."
                )
            self._run_beside(follow_recording(self._live, self._show_mark), "recording")
        if left is not None:
            await self._carry_out(left)
        return left

    def _show_mark(self, mark: RecordingMark | None) -> None:
        self._state.recording.value = mark
        if mark is None:
            self._state.history_changed.happened()
            # Its own screen says so itself.
            if self._live is not None and self._live.ended_by and self._in_sight is not self._live:
                words = f"{self._live.ended_by} What it sent until then is in history as {self._live.name}."
                self._dialogs.notify(words, severity="warning", timeout=12)

    @property
    def recorded_name(self) -> str:
        """The name of the recording that goes on; empty without one."""
        return self._live.name if self._live is not None and self._live.is_live else ""

    async def may_quit(self) -> bool:
        """Asks before quitting ends a recording."""
        if not (name := self.recorded_name):
            return True
        question = Confirmation(
            "Stop recording and quit?",
            f"{name} is still being recorded. Quitting closes its browser; what was recorded is in history.",
            {"quit": "Stop and quit", "back": "Cancel"},
        )
        self.is_asking_to_quit = True
        try:
            return await self._dialogs.confirm(question) == "quit"
        finally:
            self.is_asking_to_quit = False

    async def _carry_out(self, left: "Left") -> None:
        if left.exchange is None:
            return
        if left.action == "show":
            await self._dialogs.keys_wait_for(self._state.show(left.exchange))
            self._panes.focus_pane("answer")
        elif left.action == "draft":
            if left.profile is not None and left.profile != self._state.profile.value:
                self._profiles.use(left.profile)
            await self._drafts.load(draft_to_send(left.exchange))

    def end(self, within_seconds: float | None = None) -> None:
        """Ends the recording that goes on, on exit; returns after so long while that goes on."""
        if self._live is not None:
            self._live.end(within_seconds)


def _in_short(recording: "CaptureSummary", today: date, *, is_live: bool) -> str:
    """What a recording has and when it was made, in the width that its name leaves on a small screen."""
    counts = [counted(recording.calls, "call"), counted(recording.pages, "page")]
    counts += [f"{recording.blocked} blocked"] if recording.blocked else []
    started = recording.started.astimezone() if recording.started else None
    when = "" if started is None else f"{started:%H:%M}" if started.date() == today else f"{started:%Y-%m-%d}"
    if is_live:
        when = f"● {when}".rstrip()
    return " · ".join(filter(None, [when, *counts]))
