"""Themes for what a terminal's colors allow: the terminal's own, and any theme in 256 or 16 colors."""

from dataclasses import replace

from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from edge_tui.tui.few_colors import apart
from edge_tui.tui.themes import GROUNDS, REVERSED_CURSOR, SURFACES, variables_for

# What Textual fills with a color has the terminal's own text on it, which is unreadable on one ground or another:
# here it is reversed, or both colors are given.
_OWN_VARIABLES = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "border-blurred": "ansi_bright_black",
    "scrollbar": "ansi_bright_black",
    "scrollbar-hover": "ansi_default",
    "scrollbar-active": "ansi_default",
    "scrollbar-background": "ansi_default",
    "scrollbar-background-hover": "ansi_default",
    "scrollbar-background-active": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-foreground": "ansi_default",
    **REVERSED_CURSOR,
    "block-cursor-blurred-background": "ansi_default",
    "block-hover-background": "ansi_default",
    "footer-description-foreground": "ansi_default",
    "input-cursor-background": "ansi_default",
    "input-cursor-foreground": "ansi_default",
    "input-cursor-text-style": "reverse",
    "input-selection-background": "ansi_cyan",
    "input-selection-foreground": "ansi_black",
    "screen-selection-background": "ansi_cyan",
    "screen-selection-foreground": "ansi_black",
}
# The terminal's own colors, as far as they can be read on a dark ground and on a light one: there, no green and no
# yellow can.
OWN_DARK = replace(
    BUILTIN_THEMES["ansi-dark"],
    primary="ansi_cyan",
    secondary="ansi_bright_magenta",
    accent="ansi_bright_yellow",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_green",
    variables={
        **_OWN_VARIABLES,
        "border": "ansi_cyan",
        "footer-key-foreground": "ansi_bright_yellow",
        "on-fill": "ansi_black",
    },
)
OWN_LIGHT = replace(
    BUILTIN_THEMES["ansi-light"],
    primary="ansi_blue",
    secondary="ansi_magenta",
    accent="ansi_magenta",
    warning="ansi_magenta",
    error="ansi_red",
    success="ansi_blue",
    variables={
        **_OWN_VARIABLES,
        "border": "ansi_blue",
        "footer-key-foreground": "ansi_magenta",
        "on-fill": "ansi_bright_white",
    },
)

# Of 16 colors there are none between black and the next gray, so panes have no tones.
_DARK_16 = Theme(
    name="dark-16",
    primary="#55ffff",
    secondary="#ff55ff",
    accent="#ffff55",
    warning="#ffff55",
    error="#ff5555",
    success="#55ff55",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    variables={
        **dict.fromkeys(("frame", "pane", "pane-focused", "line-cursor"), "#000000"),
        "cursor-row": "#0000aa",
        "dim": "#aaaaaa",
        "hit": "#aa00aa",
        "border": "#55ffff",
        "border-blurred": "#555555",
        "scrollbar": "#555555",
        "input-selection-background": "#0000aa",
    },
)
_LIGHT_16 = Theme(
    name="light-16",
    primary="#0000aa",
    secondary="#aa00aa",
    accent="#aa00aa",
    warning="#aa00aa",
    error="#aa0000",
    success="#0000aa",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ffffff",
    boost="#ffffff",
    dark=False,
    variables={
        **dict.fromkeys(("frame", "pane", "pane-focused", "line-cursor"), "#ffffff"),
        "cursor-row": "#55ffff",
        "dim": "#7a7a7a",
        "hit": "#ffff55",
        "border": "#0000aa",
        "border-blurred": "#aaaaaa",
        "scrollbar": "#aaaaaa",
        "input-selection-background": "#55ffff",
    },
)


# What is drawn asks for its theme at every line.
_IN_256: dict[str, tuple[Theme, Theme]] = {}


def theme_in(theme: Theme, colors: ColorSystem) -> Theme:
    """A theme as a terminal with so many colors can show it.

    In 256 colors it keeps its tones apart. In 16, all dark themes are one, and all light ones.
    """
    if theme.ansi or colors is ColorSystem.TRUECOLOR:
        return theme
    if colors is ColorSystem.STANDARD:
        return _DARK_16 if theme.dark else _LIGHT_16
    known = _IN_256.get(theme.name)
    if known is None or known[0] is not theme:
        known = _IN_256[theme.name] = theme, _in_256(theme)
    return known[1]


def _in_256(theme: Theme) -> Theme:
    tones = [_triplet(variables_for(theme)[name]) for name in SURFACES]
    count = len(GROUNDS)
    shown = {tone.hex: color.hex for tone, color in zip(tones, apart(tones[:count], tones[count:]), strict=True)}
    variables = {name: shown.get(value.lower(), value) for name, value in theme.variables.items()}
    return replace(
        theme, variables={**variables, **{name: shown[tone.hex] for name, tone in zip(SURFACES, tones, strict=True)}}
    )


def _triplet(color: str) -> ColorTriplet:
    return ColorTriplet(*Color.parse(color).rgb)
