"""One event sent more than once: to several datastreams, or until something changes."""

from collections.abc import Mapping

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Environment
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.workbench.visitor_actions import Visiting


class Repeating(Visiting):
    """Opens the screens that send on their own."""

    @work
    async def action_side_by_side(self) -> None:
        """Asks for datastreams and sends the event to all of them."""
        from edge_tui.tui.compare.side_by_side import SideBySide
        from edge_tui.tui.profiles.picker import PickProfiles

        if not self._is_ready():
            return
        profiles = list(self.workspace.profiles.usable())
        if len(profiles) < 2:
            self.notify("There is one profile only: “profile: add” among the commands makes another.")
            return
        picked = await self.app.push_screen_wait(PickProfiles(profiles, {self.profile.name}))
        if picked is None:
            return
        for profile in picked:
            if not await self.may_send(profile):
                return
        draft = await self.permitted(self.current_draft(), picked)
        if draft is None:
            return
        shown = await self.app.push_screen_wait(SideBySide(self.workspace, picked, draft, self.visitor))
        self._come_back()
        if shown is not None:
            self.show_exchange(shown)
            self.focus_pane("answer")

    @work
    async def action_watch(self) -> None:
        """Asks what to wait for, and sends the event until it happens."""
        from edge_tui.tui.timeline.watch import Watch

        if not self._is_ready():
            return
        fields = [
            Field(
                "until",
                "Until",
                self._suggested(),
                "handle:TYPE, errors, /a/pointer change · or `no errors`",
            ),
            Field("pause", "Every", "15", "seconds"),
            Field("sends", "At most", "60", "sends"),
        ]
        texts = await self.app.push_screen_wait(Fields("Watch", fields, _validate, accept="Watch"))
        if texts is None:
            return
        pause, sends = _bounds(texts)
        if self.profile.environment is Environment.PROD and not await self._may_watch(sends):
            return
        permitted = await self.permitted(self.current_draft(), [self.profile])
        if permitted is None:
            return
        session, draft = self.session, self.session.reshaped(permitted)
        shown = await self.app.push_screen_wait(
            Watch(self.workspace, session, draft, until=texts["until"], pause_seconds=pause, sends=sends)
        )
        self._come_back()
        if shown is not None:
            self.show_exchange(shown)

    def _suggested(self) -> str:
        from edge_tui.session.watch import ANYTHING, suggest

        return suggest(self.node.label, self.node.pointer, self.exchange) if self.node and self.exchange else ANYTHING

    async def _may_watch(self, sends: int) -> bool:
        question = Question(
            "Production",
            f"{self.profile.name} is a production datastream: a watch sends it up to {sends} real events.",
            {"send": "Watch", "back": "Back"},
            destructive=True,
        )
        return await self.app.push_screen_wait(question) == "send"

    def _is_ready(self) -> bool:
        if self.editor.check() is None:
            return True
        self.focus_pane("event")
        self.editor.go_to_parse_error()
        self.notify(f"Not sent: {self.editor.parse_error}", severity="error", markup=False)
        return False

    def _come_back(self) -> None:
        self.list_history()
        self.show_situation()


def _validate(texts: Mapping[str, str]) -> str:
    from edge_tui.session.watch import duration_of, read_condition

    pause, sends = _bounds(texts)
    condition = read_condition(texts["until"])
    return (
        f"Sends every {pause:g} s {condition.words}, for {duration_of((sends - 1) * pause)} at most. Escape stops it."
    )


def _bounds(texts: Mapping[str, str]) -> tuple[float, int]:
    from edge_tui.session.watch import check_bounds

    try:
        pause, sends = float(texts["pause"]), int(texts["sends"])
    except ValueError:
        raise SetupError("Seconds and sends are numbers.", "Such as 15 and 60.") from None
    check_bounds(pause, sends)
    return pause, sends
