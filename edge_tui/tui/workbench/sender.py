"""Sending: one event at a time, confirmed first on production, canceled by escape."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Environment, Profile
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.observable import Observable
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.environment_permissions import EnvironmentPermissions
from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.prompted_values import PromptedValues
from edge_tui.tui.workbench.state import WorkbenchState

if TYPE_CHECKING:
    from edge_tui.session.session import Session

# The choice of where the focus goes after a send, and the one that isn't usual.
_AFTER_SEND, _STAY = "focus after a send", "event"


class Sender:
    """Sends the draft or a past exchange; `sent_at` is the event loop's time when the current send started."""

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        prompted: PromptedValues,
        permissions: EnvironmentPermissions,
        warnings: OnceOnlyWarnings,
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._prompted = prompted
        self._permissions = permissions
        self._warnings = warnings
        self._confirmed: set[str] = set()
        self._in_flight: Session | None = None
        self._was_refused = False
        self.sent_at: Observable[float | None] = Observable(None)

    @property
    def is_sending(self) -> bool:
        """Whether a send is in flight or waits for confirmation."""
        return self._in_flight is not None

    def is_ready(self) -> bool:
        """Whether the draft can be sent; if not, moves the cursor to the error and tells the user.

        What was said of an earlier error doesn't stay over a send that is ready.
        """
        is_ready = self._is_ready()
        if is_ready and self._was_refused:
            self._dialogs.clear_toasts()
        self._was_refused = not is_ready
        return is_ready

    def _is_ready(self) -> bool:
        if self._editor.check() is not None:
            self._panes.focus_pane("event")
            self._editor.go_to_parse_error()
            # Where it is and what it is stays below the editor, which a longer toast would cover.
            self._dialogs.notify("Not sent: fix the parse error first.", severity="error")
            return False
        if (error := self._editor.headers_error) is not None:
            self._editor.show_tab("draft-headers")
            self._dialogs.notify(f"Not sent: line {error.line} of the headers: {error.message}", severity="error")
            return False
        return True

    async def send_draft(self) -> None:
        """Sends the draft."""
        if not self.is_ready():
            return
        draft = self._drafts.current
        if not await self._prompted.complete(draft):
            return
        permitted = await self.permitted(draft, [self._state.profile.value])
        if permitted is not None:
            await self.send(lambda session: session.send(permitted))

    async def permitted(self, draft: Draft, profiles: Sequence[Profile]) -> Draft | None:
        """The draft with what it may read from this machine; None if the user refused."""
        if draft.origin and not await self._prompted.complete(draft):
            return None
        return await self._permissions.complete(draft, profiles)

    async def replay(self, exchange: Exchange, *, exactly: bool) -> None:
        """Replays a past exchange with the current profile and visitor."""
        if not exactly:
            draft = await self.permitted(exchange.draft, [self._state.profile.value])
            if draft is None:
                return
            exchange = replace(exchange, draft=draft)
        # Popped on sending: a finished worker keeps its coroutine's locals alive until garbage collection.
        to_replay = [exchange]
        del exchange
        await self.send(lambda session: session.replay(to_replay.pop(), exactly=exactly))

    async def send(self, send: "Callable[[Session], Awaitable[Exchange]]") -> None:
        """Sends in the current session unless a send is in flight; asks first on production."""
        if self._in_flight is not None:
            self._dialogs.notify("Already sending an event. Press esc to cancel it.", severity="warning")
            return
        session = self._in_flight = self._state.session
        text, pane = self._editor.text, self._panes.pane
        try:
            if await self.may_send(session.profile):
                self.sent_at.value = asyncio.get_running_loop().time()
                # Whoever has gone on to type, or to another pane, stays there.
                if await self._send(session, send) and self._panes.pane == pane and self._editor.text == text:
                    self._go_to_response()
        finally:
            self._in_flight = None
            self.sent_at.value = None

    async def may_send(self, profile: Profile) -> bool:
        """Whether events may go to a profile: the user confirms each production profile once per run."""
        if profile.environment is not Environment.PROD or profile.name in self._confirmed:
            return True
        question = Confirmation(
            "Send to production?",
            f"{profile.name} is a production datastream: events sent there are real data.\n"
            "You won't be asked again until you restart edge-tui.",
            {"send": "Send event", "back": "Cancel"},
            destructive=True,
        )
        if await self._dialogs.confirm(question) != "send":
            return False
        self._confirmed.add(profile.name)
        return True

    async def _send(self, session: "Session", send: "Callable[[Session], Awaitable[Exchange]]") -> bool:
        """Whether an exchange is shown now."""
        session.show_received = self._state.received.announce
        try:
            exchange = await send(session)
        except SetupError as error:
            self._dialogs.show_error(error)
            return False
        finally:
            session.show_received = None
        await self._state.show(exchange)
        self._state.sent.happened()
        self._warnings.show_notes(exchange.notes)
        return True

    @property
    def stays_in_event(self) -> bool:
        """Whether the focus stays in the event after a send; a narrow screen shows the response anyway."""
        return self._state.workspace.choices.get(_AFTER_SEND) == _STAY

    def choose_focus(self, *, stays_in_event: bool) -> None:
        """Remembers where the focus goes after a send."""
        try:
            self._state.workspace.choices.put(_AFTER_SEND, _STAY if stays_in_event else "response")
        except StorageError as error:
            self._warnings.warn_once(str(error))

    def _go_to_response(self) -> None:
        if self._panes.is_narrow or not self.stays_in_event:
            self._panes.focus_pane("answer")

    def cancel(self) -> None:
        """Cancels the send in flight."""
        if self._in_flight is not None:
            self._in_flight.cancel()
