"""How past exchanges are sent again: as which profile and visitor, fresh or exactly, and how fast."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from edge_tui.model.durations import duration
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.text import counted
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.history.chosen import Chosen

_SAME = "same as before"
_WAYS = {
    "replay": ("Fresh", "new times and ids, the current state"),
    "exact": ("Exactly", "the same URLs and the same bytes"),
}


class ReplayOptions:
    """Asks how to send exchanges again; None when that was canceled.

    `profiles` and `visitors` give what there is to choose from.
    """

    def __init__(
        self,
        dialogs: Dialogs,
        profiles: Callable[[], Iterable[Profile]],
        visitors: Callable[[], Iterable[str]],
    ) -> None:
        self._dialogs = dialogs
        self._profiles = profiles
        self._visitors = visitors

    async def with_another(self, exchanges: list[Exchange]) -> Chosen | None:
        """Asks for a profile and a visitor."""
        if not exchanges:
            return None
        has_profile = any(each.profile_name for each in exchanges)
        profile = await self._ask_for_profile({"same": (_SAME, "")} if has_profile else {})
        if profile is None:
            return None
        visitors = {f"={name}": (name, "") for name in self._visitors()}
        visitor = await self._dialogs.open(Choice("As which visitor?", {"same": (_SAME, ""), **visitors}))
        if visitor is None:
            return None
        return Chosen("replay", tuple(exchanges), _named(profile), _named(visitor))

    async def with_profile(self, chosen: Chosen) -> Chosen | None:
        """Asks for a profile where an exchange has none: it was recorded, and no profile had its datastream."""
        if chosen.profile_name is not None or all(each.profile_name for each in chosen.exchanges):
            return chosen
        profile = await self._ask_for_profile({})
        name = _named(profile) if profile is not None else None
        if name is None:
            return None
        exchanges = (each if each.profile_name else replace(each, profile_name=name) for each in chosen.exchanges)
        return replace(chosen, exchanges=tuple(exchanges))

    async def _ask_for_profile(self, others: dict[str, tuple[str, str]]) -> str | None:
        try:
            profiles = [*self._profiles()]
        except SetupError as error:
            self._dialogs.show_error(error)
            return None
        named = {f"={each.name}": (each.name, f"{each.environment_name} · {each.host}") for each in profiles}
        return await self._dialogs.open(Choice("With which profile?", {**others, **named}))

    async def in_order(self, exchanges: list[Exchange]) -> Chosen | None:
        """Asks how and how fast to send several."""
        if len(exchanges) < 2:
            self._dialogs.notify("Select exchanges with space; s then sends them again in their order.")
            return None
        action = await self._dialogs.open(Choice(f"Send {counted(len(exchanges), 'exchange')} again", _WAYS))
        if action is None:
            return None
        pace = await self._dialogs.open(Choice("How fast?", _paces(exchanges)))
        if pace is None:
            return None
        seconds = None if pace == "original" else float(pace.removeprefix("every-"))
        return Chosen(action, tuple(exchanges), pace_seconds=seconds)


def _paces(exchanges: list[Exchange]) -> dict[str, tuple[str, str]]:
    span = exchanges[-1].sent_at - exchanges[0].sent_at
    rest = len(exchanges) - 1
    return {
        "every-0": ("As fast as possible", "one right after the other"),
        "every-1": ("One per second", f"takes {duration(timedelta(seconds=rest))}"),
        "every-10": ("One every 10 seconds", f"takes {duration(timedelta(seconds=10 * rest))}"),
        "original": ("At their original pace", f"takes {duration(span)}"),
    }


def _named(choice: str) -> str | None:
    return choice[1:] if choice.startswith("=") else None
