"""Past exchanges sent again: one or many, to the same place or another, now or at their old pace."""

from datetime import timedelta

from textual import work

from edge_tui.model.durations import duration
from edge_tui.model.exchange import Exchange
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.history.chosen import Chosen
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.marks import Marking

_SAME = "the one it was sent with"


class Replaying(Marking):
    """Ends the screen with what is to be sent; the workbench sends it."""

    def on_history_list_chosen(self, event: HistoryList.Chosen) -> None:
        """Enter or a click shows it on the workbench."""
        event.stop()
        self._end("show")

    def on_history_list_replay_asked(self, event: HistoryList.ReplayAsked) -> None:
        """Sends it again."""
        event.stop()
        self._end("exact" if event.exactly else "replay")

    def on_history_list_draft_asked(self, event: HistoryList.DraftAsked) -> None:
        """Opens its draft."""
        event.stop()
        self._end("draft")

    def _end(self, action: str) -> None:
        summary = self.listed.under_cursor
        if summary is None:
            return
        if exchanges := self._loaded([summary]):
            self.dismiss(Chosen(action, tuple(exchanges)))
        else:
            self.notify("That exchange is no longer in history.", severity="warning")
            self.search_again()

    def action_choose(self, action: str) -> None:
        """Ends with the exchange under the cursor."""
        self._end(action)

    @work
    async def action_replay_as(self) -> None:
        """Asks for a profile and a visitor, and sends what is meant with them, afresh."""
        exchanges = self._loaded(self.meant)
        if not exchanges:
            return
        profiles = {
            f"={each.name}": (each.name, f"{each.environment} · {each.host}")
            for each in self.workspace.profiles.usable()
        }
        profile = await self.app.push_screen_wait(Choice("With which profile?", {"same": (_SAME, ""), **profiles}))
        if profile is None:
            return
        names = {f"={name}": (name, "") for name in self.workspace.visitors.names()}
        visitor = await self.app.push_screen_wait(Choice("As which visitor?", {"same": (_SAME, ""), **names}))
        if visitor is not None:
            self.dismiss(Chosen("replay", tuple(exchanges), _named(profile), _named(visitor)))

    @work
    async def action_replay_selection(self) -> None:
        """Sends the selection again in its order, at a pace that is asked for."""
        exchanges = self._loaded(list(self.listed.selected.values()))
        if len(exchanges) < 2:
            self.notify("Select exchanges with space; s then sends them again in their order.")
            return
        action = await self.app.push_screen_wait(
            Choice(
                f"Send {len(exchanges)} exchanges again",
                {
                    "replay": ("Afresh", "new times, new ids, the visitor's state of now"),
                    "exact": ("Exactly", "the same URLs and the same bytes"),
                },
            )
        )
        if action is None:
            return
        pace = await self.app.push_screen_wait(Choice("At which pace?", _paces(exchanges)))
        if pace is not None:
            seconds = None if pace == "original" else float(pace.removeprefix("every-"))
            self.dismiss(Chosen(action, tuple(exchanges), pace_seconds=seconds))


def _paces(exchanges: list[Exchange]) -> dict[str, tuple[str, str]]:
    span = exchanges[-1].sent_at - exchanges[0].sent_at
    rest = len(exchanges) - 1
    return {
        "every-0": ("One after the other", "each as soon as the last has ended"),
        "every-1": ("One a second", f"takes {duration(timedelta(seconds=rest))}"),
        "every-10": ("One in ten seconds", f"takes {duration(timedelta(seconds=10 * rest))}"),
        "original": ("At their original pace", f"takes {duration(span)}"),
    }


def _named(choice: str) -> str | None:
    return choice[1:] if choice.startswith("=") else None
