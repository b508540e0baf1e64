"""The explorer's theme, and the colors of its text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.screen import Screen
from textual.theme import Theme

from edge_tui.model.node import Tone
from edge_tui.tui import few_colors
from edge_tui.tui.few_colors import MIN_CONTRAST, MIN_DIM_CONTRAST

_WHITE = Color.parse("#ffffff")
# The least that the row of a cursor differs from the pane it is in; and the steps in which it takes the primary color.
_MIN_CURSOR_ROW = 1.2
# Of what isn't text, as WCAG has it.
MIN_BORDER = 3.0
_CURSOR_SHARES = tuple(step / 50 for step in range(5, 26))
# The shares that a search hit has of the warning's color: as much as its text can be read on.
_HIT_SHARES = tuple(step / 20 for step in range(7, -1, -1))
# The colors of a theme that are text somewhere, and fills of chips and buttons elsewhere.
_TEXT_COLORS = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")
# What text can be on: tones of the screen, the nearest last, and rows in the nearest.
GROUNDS = ("frame", "pane", "pane-focused")
SURFACES = (*GROUNDS, "line-cursor", "cursor-row")
# Where the row of a cursor can't have another color.
REVERSED_CURSOR = {"cursor-row-style": "reverse", "block-cursor-text-style": "reverse"}

DARK = Theme(
    name="edge",
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#ff9e64",
    warning="#e0af68",
    error="#f97c93",
    success="#9ece6a",
    foreground="#c9d1f0",
    background="#101118",
    surface="#161822",
    panel="#1e2130",
    boost="#1e2130",
    dark=True,
    variables={
        "border": "#7aa2f7",
        "border-blurred": "#34384f",
        "footer-background": "#101118",
        "footer-key-foreground": "#ff9e64",
        "footer-description-foreground": "#8b93b8",
        "footer-item-background": "#101118",
        "scrollbar": "#3f4562",
        "block-cursor-blurred-background": "#262a3f",
        "block-cursor-background": "#2d3657",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-foreground": "#c9d1f0",
        "input-selection-background": "#3a4a7a",
        "screen-selection-background": "#3a4a7a",
        "screen-selection-foreground": "#ffffff",
        "frame": "#101118",
        "pane": "#161822",
        "pane-focused": "#1e2130",
        "line-cursor": "#262a3f",
        "cursor-row": "#2d3657",
        "dim": "#7d85ab",
        "hit": "#4a3f22",
    },
)


def variables_for(theme: Theme) -> dict[str, str]:
    """The colors that only this explorer uses, as a theme defines them, or else mixed from its others.

    Three tones give the screen depth: `frame` behind the panes, `pane`, and `pane-focused`, the nearest and so the
    lightest. `line-cursor` is the row of an editor's cursor, `cursor-row` that of a list's. `dim` is for context, `hit`
    is the background of a search hit, `on-fill` text on one of the theme's colors. An ANSI theme has no known colors
    to mix them from: its cursor rows are reversed, its context is dimmed by the terminal (`cursor-row-style`,
    `dim-style`), and its focused pane has a heavier border.
    """
    if theme.ansi:
        tones = dict.fromkeys(SURFACES, "ansi_default")
        return {
            **tones,
            **REVERSED_CURSOR,
            "dim-style": "dim",
            "dim": "ansi_default",
            "hit": "ansi_yellow",
            "on-fill": "ansi_default",
        }
    mixed = theme.to_color_system().generate()
    names = ("background", "foreground", "warning", "primary")
    ground, text, warning, primary = (Color.parse(mixed[name]) for name in names)
    if theme.dark:
        frame, pane, focused = ground, ground.blend(text, 0.03), ground.blend(text, 0.075)
    else:
        frame, pane, focused = ground.blend(text, 0.06), ground.blend(text, 0.03), ground.blend(_WHITE, 0.65)
    rows = (focused.blend(primary, share) for share in _CURSOR_SHARES)
    cursor = next((row for row in rows if contrast(row, focused) >= _MIN_CURSOR_ROW), focused.blend(primary, 0.5))
    surfaces = (frame, pane, focused, focused.blend(text, 0.07), cursor)
    tones = {name: theme.variables.get(name, tone.hex6) for name, tone in zip(SURFACES, surfaces, strict=True)}
    hits = (pane.blend(warning, share) for share in _HIT_SHARES)
    hit = next(each for each in hits if contrast(text, each) >= MIN_CONTRAST or each == pane)
    ours = {
        **tones,
        "dim": readable(pane.blend(text, 0.62).hex6, tuple(tones.values()), MIN_DIM_CONTRAST),
        "hit": hit.hex6,
        "on-fill": ground.hex6,
        "dim-style": "none",
        "cursor-row-style": "none",
    }
    return {name: theme.variables.get(name, color) for name, color in ours.items()}


def muted_variables(theme: Theme) -> dict[str, str]:
    """Colors of another theme that can be read on our surfaces, and calmer ones for its footer and its cursors.

    Text keeps its colors under the cursor and would be unreadable on the primary color. ANSI themes
    are left alone.
    """
    if theme.ansi or theme.name == DARK.name:
        return {}
    mixed = theme.to_color_system().generate()
    text, ours = Color.parse(mixed["foreground"]), variables_for(theme)
    surfaces = tuple(ours[name] for name in SURFACES)
    beside_focus = (ours["pane-focused"], ours["frame"])
    stands_out = all(contrast(Color.parse(mixed["border"]), Color.parse(each)) >= MIN_BORDER for each in beside_focus)
    border = mixed["border"] if stands_out else mixed["primary"]
    return {
        **{name: readable(mixed[name], surfaces) for name in _TEXT_COLORS},
        "panel": ours["pane-focused"],
        "block-cursor-blurred-background": ours["line-cursor"],
        "block-cursor-background": ours["cursor-row"],
        "block-cursor-foreground": readable(mixed["foreground"], surfaces),
        # Textual's is transparent, to leave text its colors; a style has it as the color of the ground.
        "screen-selection-background": ours["cursor-row"],
        "screen-selection-foreground": readable(mixed["foreground"], surfaces),
        "footer-background": ours["frame"],
        "footer-item-background": ours["frame"],
        "footer-key-foreground": readable(mixed["accent"], surfaces),
        "footer-description-foreground": readable(ours["dim"], (ours["frame"],)),
        "border": readable(border, beside_focus, MIN_BORDER),
        "border-blurred": Color.parse(ours["pane"]).blend(text, 0.2).hex6,
    }


class KeptVariables:
    """The variables of the theme in use. Textual asks for them four times before the first frame."""

    def __init__(self) -> None:
        self._theme: Theme | None = None
        self._variables: dict[str, str] = {}

    def of(self, theme: Theme, defaults: Callable[[], dict[str, str]], last: Mapping[str, str]) -> dict[str, str]:
        """A theme's muted variables over the defaults, and `last` over both."""
        if theme is not self._theme:
            self._theme, self._variables = theme, {**defaults(), **muted_variables(theme), **last}
        return self._variables


@runtime_checkable
class ThemeAware(Protocol):
    """A widget that colors its text itself instead of by the stylesheet."""

    def apply_theme(self) -> None:
        """Rewrites its text in the colors of the current theme."""


def follow_theme(screen: Screen[Any], apply: Callable[[], object]) -> None:
    """Keeps a screen in the colors of the theme: what `apply` writes, and its widgets that color themselves."""

    def write() -> None:
        apply()
        for widget in screen.query("*"):
            if isinstance(widget, ThemeAware):
                widget.apply_theme()

    screen.app.theme_changed_signal.subscribe(screen, lambda _: screen.call_after_refresh(write))


@dataclass(frozen=True)
class Colors:
    """Rich styles of the current theme, for text that widgets color themselves."""

    name: Style
    string: Style
    number: Style
    keyword: Style
    punctuation: Style
    placeholder: Style
    ghost: Style
    plain: Style
    strong: Style
    dim: Style
    good: Style
    warning: Style
    error: Style
    hit: Style
    chip: Style
    chip_name: Style
    chip_action: Style
    chip_good: Style
    chip_warning: Style
    chip_error: Style

    def tone(self, tone: Tone) -> Style:
        """The style of a node with this tone."""
        return {
            Tone.PLAIN: self.plain,
            Tone.HEADING: self.strong,
            Tone.DIM: self.dim,
            Tone.GOOD: self.good,
            Tone.WARNING: self.warning,
            Tone.ERROR: self.error,
            Tone.NAME: self.name,
        }[tone]


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colors, from 1 to 21, as WCAG 2 defines it."""
    return few_colors.contrast(ColorTriplet(*one.rgb), ColorTriplet(*other.rgb))


@lru_cache(maxsize=256)
def readable(color: str, surfaces: tuple[str, ...], least: float = MIN_CONTRAST) -> str:
    """A text's color, moved toward black or white until it can be read on every surface.

    Many light themes have an orange, a yellow and a green that nobody can read as text.
    """
    text, below = Color.parse(color), [Color.parse(surface) for surface in surfaces]
    black = Color.parse("#000000")
    toward = max((black, _WHITE), key=lambda extreme: min(contrast(extreme, each) for each in below))
    for step in range(40):
        mixed = text.blend(toward, step / 40)
        if min(contrast(mixed, each) for each in below) >= least:
            return mixed.hex6
    return toward.hex6


def chip_text(color: str) -> str:
    """Black or white, whichever is easier to read on a color."""
    white, black, filled = _WHITE, Color.parse("#000000"), Color.parse(color)
    return (white if contrast(white, filled) > contrast(black, filled) else black).hex6


def colors(app: App[object]) -> Colors:
    """The colors of the app's theme."""
    variables = app.theme_variables
    return _colors(tuple((name, variables[name]) for name in _USED if name in variables))


_USED = (
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "foreground",
    "dim",
    "hit",
    "on-fill",
    "cursor-row-style",
    *SURFACES,
)
# The line under it is seen where the row of the cursor is reversed, too.
_REVERSED_HIT = Style(reverse=True, underline=True)


@lru_cache(maxsize=8)
def _colors(variables: tuple[tuple[str, str], ...]) -> Colors:
    theme = dict(variables)
    surfaces = tuple(theme[name] for name in SURFACES if theme.get(name, "").startswith("#"))

    def style(name: str, *, bold: bool = False, italic: bool = False) -> Style:
        color = theme.get(name, "default").removeprefix("ansi_").split(" ")[0]
        if color.startswith("#") and surfaces:
            color = readable(color, surfaces, MIN_DIM_CONTRAST if name == "dim" else MIN_CONTRAST)
        return Style.parse(f"{'bold ' * bold}{'italic ' * italic}{color}")

    def chip(name: str) -> Style:
        """A filled label."""
        if is_terminals:
            return Style(color=theme["on-fill"].removeprefix("ansi_"), bgcolor=style(name).color, bold=True)
        color = theme.get(name, "#808080").split(" ")[0]
        return Style(color=chip_text(color), bgcolor=color, bold=True)

    is_terminals = theme.get("foreground", "").startswith("ansi_")
    is_reversed = theme.get("cursor-row-style") == "reverse"
    # With a color: in the message of an error it would be red, too.
    dim = Style(color="default", dim=True) if is_terminals else style("dim")
    return Colors(
        name=style("primary"),
        string=style("success"),
        number=style("secondary"),
        keyword=style("secondary"),
        punctuation=dim,
        placeholder=style("accent", bold=True) + (Style(dim=False) if is_terminals else Style()),
        ghost=dim + Style(italic=True),
        plain=style("foreground"),
        strong=style("foreground", bold=True),
        dim=dim,
        good=style("success"),
        warning=style("warning"),
        error=style("error"),
        hit=_REVERSED_HIT if is_reversed else style("foreground") + Style(bgcolor=theme.get("hit")),
        chip=style("foreground", bold=True) + (Style() if is_terminals else Style(bgcolor=theme.get("line-cursor"))),
        chip_name=chip("primary"),
        chip_action=chip("accent"),
        chip_good=chip("success"),
        chip_warning=chip("warning"),
        chip_error=chip("error"),
    )
