"""Several sends in a row: to several datastreams, until something changes, or to examine a datastream."""

from collections.abc import Callable, Mapping

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.model.profile import Environment
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.sender import Sender
from edge_tui.tui.workbench.state import WorkbenchState

_CONDITIONS = "errors gone · scope:NAME · handle:TYPE · /a/pointer changes · status == 200"


class BatchSends:
    """Opens the screens that send repeatedly. `node` returns the response node under the cursor."""

    def __init__(
        self,
        state: WorkbenchState,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        sender: Sender,
        node: Callable[[], Node | None],
    ) -> None:
        self._state = state
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._sender = sender
        self._node = node

    async def side_by_side(self) -> None:
        """Asks for datastreams and sends the event to all of them."""
        from edge_tui.tui.compare.side_by_side import SideBySide
        from edge_tui.tui.profiles.picker import PickProfiles

        if not self._sender.is_ready():
            return
        state = self._state
        profiles = list(state.workspace.profiles.usable())
        if len(profiles) < 2:
            self._dialogs.notify("You need a second profile to compare. Add one: ctrl+p, `profile: add`.")
            return
        picked = await self._dialogs.open(PickProfiles(profiles, {state.profile.value.name}))
        if picked is None:
            return
        for profile in picked:
            if not await self._sender.may_send(profile):
                return
        draft = await self._sender.permitted(self._drafts.current, picked)
        if draft is None:
            return
        screen = SideBySide(state.workspace, picked, draft, state.visitor.value)
        shown = await self._dialogs.open(screen)
        state.sent.happened()
        if shown is not None:
            await self._dialogs.keys_wait_for(state.show(shown))
            self._panes.focus_pane("answer")

    async def doctor(self) -> None:
        """Probes the profile's datastream."""
        from edge_tui.tui.doctor.screen import Doctor

        state = self._state
        if await self._sender.may_send(state.profile.value):
            await self._dialogs.open(Doctor(state.workspace, state.profile.value))
            state.sent.happened()

    async def watch(self) -> None:
        """Asks for a condition, and sends the event until it is met."""
        from edge_tui.tui.dialogs.fields import Field, Fields
        from edge_tui.tui.timeline.watch import Watch

        if not self._sender.is_ready():
            return
        fields = [
            Field("until", "Until", self._suggested(), _CONDITIONS),
            Field("pause", "Every", "15", "seconds"),
            Field("sends", "At most", "60", "sends"),
        ]
        texts = await self._dialogs.open(Fields("Watch", fields, _validate, accept="Start watch"))
        if texts is None:
            return
        pause, sends = _bounds(texts)
        state = self._state
        if state.profile.value.environment is Environment.PROD and not await self._may_watch(sends):
            return
        permitted = await self._sender.permitted(self._drafts.current, [state.profile.value])
        if permitted is None:
            return
        draft = state.session.reshaped(permitted)
        screen = Watch(state.workspace, state.session, draft, until=texts["until"], pause_seconds=pause, sends=sends)
        shown = await self._dialogs.open(screen)
        state.sent.happened()
        if shown is not None:
            await self._dialogs.keys_wait_for(state.show(shown))

    def _suggested(self) -> str:
        from edge_tui.session.watch_condition import ANYTHING, suggest

        exchange = self._state.exchange.value
        return suggest(self._node(), exchange) if exchange else f"{ANYTHING} changes"

    async def _may_watch(self, sends: int) -> bool:
        name = self._state.profile.value.name
        question = Confirmation(
            "Watch production?",
            f"{name} is a production datastream. A watch sends up to {sends} real events.",
            {"send": "Start watch", "back": "Cancel"},
            destructive=True,
        )
        return await self._dialogs.confirm(question) == "send"


def _validate(texts: Mapping[str, str]) -> str:
    from edge_tui.model.durations import duration_of
    from edge_tui.session.watch_condition import read_condition

    pause, sends = _bounds(texts)
    condition = read_condition(texts["until"])
    longest = duration_of((sends - 1) * pause)
    return f"Sends every {pause:g} s {condition.words}, for at most {longest}. Other conditions: {_CONDITIONS}."


def _bounds(texts: Mapping[str, str]) -> tuple[float, int]:
    from edge_tui.session.watch import check_bounds

    try:
        pause, sends = float(texts["pause"]), int(texts["sends"])
    except ValueError:
        raise SetupError("Seconds and sends must be numbers.", "For example 15 and 60.") from None
    check_bounds(pause, sends)
    return pause, sends
