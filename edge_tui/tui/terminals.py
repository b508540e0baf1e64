"""What terminals differ in, as far as the environment tells which one it is."""

from collections.abc import Mapping
from dataclasses import dataclass

# The terminals whose terminfo descriptions have `bce`, by the beginnings of TERM. GNU screen has it only if it is
# configured, and tmux always, though its description says nothing of it.
_ERASING_IN_COLOR = (
    *("xterm", "tmux", "alacritty", "kitty", "foot", "wezterm", "iterm", "ghostty", "contour", "rio", "mintty"),
    *("gnome", "vte", "konsole", "rxvt", "putty", "nsterm", "st-", "linux", "ms-terminal"),
)


@dataclass(frozen=True, slots=True)
class TerminalTraits:
    """What is known of a terminal.

    One with few colors misreads 24-bit colors: GNU screen before version 5, whatever the terminal around it has.
    In one that erases in color, erased cells take the background of the pen for certain.
    """

    has_few_colors: bool = False
    erases_in_color: bool = False


def traits_of(environ: Mapping[str, str]) -> TerminalTraits:
    """The traits of the terminal of a process."""
    term = environ.get("TERM", "")
    # These variables are set by GNU screen, tmux, which may call itself screen, and Windows Terminal.
    is_screen, is_tmux, is_windows = "STY" in environ, "TMUX" in environ, "WT_SESSION" in environ and not term
    erases = term.startswith(_ERASING_IN_COLOR) or (is_tmux and term.startswith("screen")) or is_windows
    return TerminalTraits(has_few_colors=is_screen, erases_in_color=erases and not is_screen)
