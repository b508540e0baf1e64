"""What terminals differ in, as far as the environment tells which one it is."""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS

from edge_tui.model.errors import SetupError

# The terminals whose terminfo descriptions have `bce`, by the beginnings of TERM. GNU screen has it only if it is
# configured, and tmux always, though its description says nothing of it.
_ERASING_IN_COLOR = (
    *("xterm", "tmux", "alacritty", "kitty", "foot", "wezterm", "iterm", "ghostty", "contour", "rio", "mintty"),
    *("gnome", "vte", "konsole", "rxvt", "putty", "nsterm", "st-", "linux", "ms-terminal"),
)
# Those with 24-bit colors, which say so in COLORTERM; ssh passes on TERM alone.
_WITH_ALL_COLORS = (
    *("alacritty", "kitty", "xterm-kitty", "foot", "wezterm", "iterm", "ghostty", "xterm-ghostty", "contour", "rio"),
    *("mintty", "ms-terminal"),
)

_FORCES_COLORS = "TEXTUAL_COLOR_SYSTEM"


@dataclass(frozen=True, slots=True)
class TerminalTraits:
    """What is known of a terminal.

    In one that erases in color, erased cells take the background of the pen for certain. One that has no italics may
    show them in reverse, which is louder than what they are for.
    """

    colors: ColorSystem = ColorSystem.TRUECOLOR
    erases_in_color: bool = False
    reverses_italics: bool = False


def traits_of(environ: Mapping[str, str]) -> TerminalTraits:
    """The traits of the terminal of a process. Raises `SetupError` for colors that are unknown."""
    term = environ.get("TERM", "")
    # These variables are set by GNU screen, tmux, which may call itself screen, and Windows Terminal.
    is_screen, is_tmux, is_windows = "STY" in environ, "TMUX" in environ, "WT_SESSION" in environ and not term
    erases = term.startswith(_ERASING_IN_COLOR) or (is_tmux and term.startswith("screen")) or is_windows
    reverses = is_screen or (term.startswith("screen") and not is_tmux)
    return TerminalTraits(_colors_of(term, environ), erases and not is_screen, reverses)


def write_utf8() -> None:
    """Makes the stream that Textual writes to UTF-8, which is what it reads.

    In a locale such as C, and with PYTHONIOENCODING, its frames would be escapes.
    """
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8", errors=sys.__stderr__.errors)


def check_log_file(environ: Mapping[str, str]) -> None:
    """Raises `SetupError` if Textual couldn't write the log that it is asked for."""
    if path := environ.get("TEXTUAL_LOG"):
        try:
            with Path(path).open("a", encoding="utf-8"):
                pass
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise SetupError(
                f"TEXTUAL_LOG is {path!r}, which can't be written: {reason}.", "Unset it, or name another file."
            ) from error


def _colors_of(term: str, environ: Mapping[str, str]) -> ColorSystem:
    """How many colors a terminal has. Without TERM it is Windows', which has all.

    GNU screen before version 5 misreads 24-bit colors, whatever the terminal around it has.
    """
    if forced := COLOR_SYSTEMS.get(_forced_colors(environ)):
        return ColorSystem.STANDARD if forced is ColorSystem.WINDOWS else forced
    has_all = environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if has_all or not term or term.startswith(_WITH_ALL_COLORS) or term.endswith("-direct"):
        return ColorSystem.EIGHT_BIT if "STY" in environ else ColorSystem.TRUECOLOR
    return ColorSystem.EIGHT_BIT if "256color" in term else ColorSystem.STANDARD


def _forced_colors(environ: Mapping[str, str]) -> str:
    """The name of a color system, or `auto`: Rich knows no others."""
    name = environ.get(_FORCES_COLORS, "auto")
    known = ("auto", *COLOR_SYSTEMS)
    if name not in known:
        raise SetupError(
            f"{_FORCES_COLORS} is {name!r}, which isn't a color system.",
            f"Unset it, or use {', '.join(known[:-1])} or {known[-1]}.",
        )
    return name
