"""The top line: environment, profile, datastream, gateway, visitor and location hint, each with its label."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.style import Style
from rich.text import Text
from textual.reactive import var
from textual.widgets import Static

from edge_tui.model.client_state import ClientState, LocationHint
from edge_tui.model.profile import Profile
from edge_tui.model.text import counted, short_datastream, shortened, visible
from edge_tui.tui.themes import Colors, colors

# The gateway returns hints for half an hour (`ttlSeconds` 1800).
_HINT_SECONDS = 1800
_BAR_CELLS = 10
_LAST_MINUTE = 60
_GAP = 2


@dataclass(frozen=True, slots=True)
class RecordingMark:
    """A recording that goes on behind the workbench, and how many calls it has."""

    name: str
    calls: int


@dataclass(frozen=True, slots=True)
class Situation:
    """The profile and the visitor at one moment.

    `has_new_ecid`: the last response returned another ECID than the one before, `ecid_flashes`: only just.
    `is_first_ecid`: the response on screen is the first that returned one. `recording` goes on behind the workbench;
    `return_key` returns to it.
    """

    profile: Profile
    visitor: str
    ecid: str | None
    state: ClientState
    now: datetime
    has_new_ecid: bool = False
    ecid_flashes: bool = False
    is_first_ecid: bool = False
    recording: RecordingMark | None = None
    return_key: str = ""


def seconds_left(hint: LocationHint, now: datetime) -> int:
    """How long a hint may still be used, in seconds; 0 when it has expired."""
    return max(int((hint.expires_at - now).total_seconds()), 0)


def is_in_last_minute(situation: Situation) -> bool:
    """Whether seconds are shown, so that the line changes every second."""
    hint = situation.state.hint
    return hint is not None and 0 < seconds_left(hint, situation.now) <= _LAST_MINUTE + 2


def header(situation: Situation, width: int, palette: Colors) -> Text:
    """The line for a width in cells: what matters most comes first, and what doesn't fit is left out whole."""
    parts = _parts(situation, palette)
    shown: list[str] = []
    room = width - 1
    if parts["profile"][-1].cell_len + _GAP > room:
        return parts["profile"][-1]
    # That the ECID changed is said before anything else that takes room.
    first = ("profile", "ecid") if situation.has_new_ecid else ()
    for name in dict.fromkeys((*first, *_BY_IMPORTANCE)):
        versions = parts.get(name, ())
        fitting = next((index for index, each in enumerate(versions) if each.cell_len + _GAP <= room), None)
        if fitting is not None:
            parts[name] = (versions[fitting],)
            shown.append(name)
            room -= versions[fitting].cell_len + _GAP
    line = Text(" ", no_wrap=True, overflow="ellipsis")
    for name in (each for each in _IN_ORDER if each in shown):
        if name == "hint":
            line.append(" " * max(width - line.cell_len - parts[name][0].cell_len - 1, 0))
        line.append_text(parts[name][0]).append(" " * _GAP)
    line.rstrip()
    return line


_IN_ORDER = ("brand", "recording", "profile", "datastream", "host", "visitor", "ecid", "cookies", "history", "hint")
_BY_IMPORTANCE = (
    "profile",
    "recording",
    "history",
    "visitor",
    "ecid",
    "hint",
    "datastream",
    "host",
    "cookies",
    "brand",
)


def _parts(situation: Situation, palette: Colors) -> dict[str, tuple[Text, ...]]:
    """Each part of the line, the longest version first."""
    profile = situation.profile
    chip = Text.assemble((f" {_environment(profile)} ", _environment_style(profile, palette)))
    datastream = visible(short_datastream(profile.datastream_id, 4)) or "none"
    visitors = (visible(situation.visitor), visible(shortened(situation.visitor, 4, 3)))
    count = len(situation.state.live(situation.now).entries)
    parts: dict[str, tuple[Text, ...]] = {
        "brand": (Text("edge-tui", palette.name),),
        "profile": (
            Text.assemble(chip, (f" {visible(profile.name)}", palette.strong)),
            Text.assemble(chip, (f" {visible(shortened(profile.name, 8, 4))}", palette.strong)),
            chip,
        ),
        "datastream": (_labeled("datastream", Text(datastream, palette.plain), palette),),
        "host": (_labeled("host", Text(visible(profile.host), palette.plain), palette),),
        "visitor": tuple(_labeled("visitor", Text(each, palette.number), palette) for each in visitors),
        "ecid": _ecid(situation, palette),
    }
    if count:
        parts["cookies"] = (Text(counted(count, "cookie"), palette.dim),)
    if not profile.keeps_history:
        parts["history"] = (Text("history off", palette.warning),)
    if situation.recording is not None:
        mark = Text.assemble((f" ● REC {situation.recording.calls} ", palette.chip_error))
        parts["recording"] = (Text.assemble(mark, (f" {situation.return_key} returns", palette.dim)), mark)
    if situation.state.hint is not None:
        parts["hint"] = _hint(situation.state.hint, situation.now, palette)
    return parts


def _environment(profile: Profile) -> str:
    return profile.environment_name.upper()


def _environment_style(profile: Profile, palette: Colors) -> Style:
    return {
        "PROD": palette.chip_error,
        "STAGE": palette.chip_warning,
        "DEV": palette.chip_good,
        "LOCAL": palette.chip,
    }[_environment(profile)]


def _labeled(label: str, value: Text, palette: Colors) -> Text:
    return Text.assemble((f"{label} ", palette.dim)).append_text(value)


def _ecid(situation: Situation, palette: Colors) -> tuple[Text, ...]:
    ecid = situation.ecid
    if ecid is None:
        return (Text("no ECID", palette.dim),)
    start = visible(ecid[:8])
    long, short = f"{start[:4]} {start[4:]}…{visible(ecid[-4:])}", visible(shortened(ecid))
    if situation.has_new_ecid and situation.ecid_flashes:
        flashes = (f" ECID {long} changed ", f" ECID {short} changed ", " ECID changed ")
        return tuple(Text(each, palette.chip_error) for each in flashes)
    word = (" new", palette.name) if situation.is_first_ecid else (" known", palette.good)
    word = (" changed", palette.error) if situation.has_new_ecid else word
    # That it changed isn't left out where there is little room: the color alone would say it.
    in_short = word if situation.has_new_ecid else ("", palette.plain)
    return (
        _labeled("ECID", Text.assemble((long, palette.plain), word), palette),
        _labeled("ECID", Text.assemble((short, palette.plain), in_short), palette),
        *((_labeled("ECID", Text("changed", palette.error), palette),) if situation.has_new_ecid else ()),
    )


def _hint(hint: LocationHint, now: datetime, palette: Colors) -> tuple[Text, ...]:
    """The hint with a bar for its time; seconds only in the last minute, so that nothing ticks beside one's work."""
    from edge_tui.model.durations import time_left

    left = seconds_left(hint, now)
    is_short = left <= _LAST_MINUTE
    time = time_left(timedelta(seconds=left)) if left else "expired"
    filled = min(-(-left * _BAR_CELLS // _HINT_SECONDS), _BAR_CELLS)
    style = palette.warning if is_short else palette.good
    bar = Text.assemble(("▰" * filled, style), ("▱" * (_BAR_CELLS - filled), palette.dim), " ")
    name = Text.assemble((visible(hint.hint), palette.plain), " ")
    words = Text(time, palette.warning if is_short else palette.dim)
    values = (Text.assemble(name, bar, words), Text.assemble(name, words), words)
    return tuple(_labeled("hint", each, palette) for each in values)


class TopBar(Static):
    """Shows where the next event goes, and as which visitor."""

    situation: var[Situation | None] = var(None)
    _written = Text()

    def watch_situation(self, situation: Situation | None) -> None:
        """Writes the line."""
        if situation is None:
            return
        # Before the first layout the line has no size yet; it is as wide as the screen.
        text = header(situation, self.size.width or self.app.size.width, colors(self.app))
        # Unchanged words are not drawn again: a hint's time changes once a minute, all else hardly ever.
        if text != self._written or text.spans != self._written.spans:
            self._written = text
            self.update(text, layout=False)

    def on_resize(self) -> None:
        """Rewrites the line for the new width."""
        self.watch_situation(self.situation)

    def apply_theme(self) -> None:
        """Writes the line."""
        self.watch_situation(self.situation)
