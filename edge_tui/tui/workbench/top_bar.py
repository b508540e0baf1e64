"""The top line: profile, environment, gateway and visitor."""

from dataclasses import dataclass
from datetime import datetime

from rich.style import Style
from rich.text import Text
from textual.reactive import var
from textual.widgets import Static

from edge_tui.model.client_state import ClientState
from edge_tui.model.profile import Profile
from edge_tui.model.text import shortened, visible
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.themes import colors

_ROOM_FOR_HOST = 100


@dataclass(frozen=True, slots=True)
class Situation:
    """The profile and the visitor at one moment."""

    profile: Profile
    visitor: str
    ecid: str | None
    state: ClientState
    now: datetime


class TopBar(Static):
    """Shows where the next event goes, and as which visitor."""

    situation: var[Situation | None] = var(None)
    _written = Text()

    def watch_situation(self, situation: Situation | None) -> None:
        """Writes the line."""
        if situation is None:
            return
        text = self._line(situation)
        # Unchanged words are not drawn again: a hint's remaining time changes every second, all else hardly ever.
        if text != self._written or text.spans != self._written.spans:
            self._written = text
            self.update(text, layout=False)

    def on_resize(self) -> None:
        """Rewrites the line for the new width."""
        self.watch_situation(self.situation)

    def apply_theme(self) -> None:
        """Writes the line."""
        self.watch_situation(self.situation)

    def _line(self, situation: Situation) -> Text:
        palette = colors(self.app)
        profile = situation.profile
        word, style = environment_word(profile, palette)
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(" edge-tui ", palette.name)
        text.append("  ")
        text.append(f" {word} ", style + Style(reverse=True, bold=True) if word == "PROD" else style)
        text.append(f" {visible(profile.name)} ", palette.strong)
        text.append(f" {visible(shortened(profile.datastream_id)) or 'no datastream'} ", palette.dim)
        # Before the first layout the line has no size yet; it is as wide as the screen.
        if (self.size.width or self.app.size.width) >= _ROOM_FOR_HOST:
            text.append(f"  {profile.api_version} · {visible(profile.host)} ", palette.dim)
        if not profile.keeps_history:
            text.append("  history off ", palette.warning)
        if hint := situation.state.hint:
            left = max(int((hint.expires_at - situation.now).total_seconds()), 0)
            text.append(f"  ⬡ {visible(hint.hint)} {left // 60:02}:{left % 60:02} ", palette.good)
        text.append(f"  {visible(situation.visitor)} ", palette.number)
        ecid = f"ECID {shortened(situation.ecid)}" if situation.ecid else "new visitor"
        text.append(ecid, palette.dim)
        return text
