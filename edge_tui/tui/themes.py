"""The explorer's theme, and the colors of its text."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, runtime_checkable

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from edge_tui.model.node import Tone

DARK = Theme(
    name="edge",
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#ff9e64",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#c9d1f0",
    background="#13141c",
    surface="#13141c",
    panel="#1c1e2b",
    boost="#1c1e2b",
    dark=True,
    variables={
        "border": "#7aa2f7",
        "border-blurred": "#34384f",
        "footer-background": "#13141c",
        "footer-key-foreground": "#ff9e64",
        "footer-description-foreground": "#8b93b8",
        "footer-item-background": "#13141c",
        "scrollbar": "#34384f",
        "scrollbar-background": "#13141c",
        "scrollbar-background-active": "#13141c",
        "scrollbar-background-hover": "#13141c",
        "block-cursor-blurred-background": "#22263a",
        "block-cursor-background": "#2a3352",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-foreground": "#c9d1f0",
        "input-selection-background": "#3a4a7a",
        "dim": "#6b7397",
        "hit": "#4a3f22",
    },
)


def variables_for(theme: Theme) -> dict[str, str]:
    """The colors that only this explorer uses, for a theme that doesn't define them.

    `dim` is for context, `hit` is the background of a search hit. An ANSI theme has no known colors
    to mix them from.
    """
    if theme.ansi:
        return {"dim": "ansi_bright_black", "hit": "ansi_yellow"}
    mixed = theme.to_color_system().generate()
    ground, text, warning = (Color.parse(mixed[name]) for name in ("background", "foreground", "warning"))
    return {"dim": ground.blend(text, 0.6).hex6, "hit": ground.blend(warning, 0.35).hex6}


def muted_variables(theme: Theme) -> dict[str, str]:
    """Calmer colors for another theme's footer and the cursor of lists.

    Text keeps its colors under the cursor and would be unreadable on the primary color. ANSI themes
    are left alone.
    """
    if theme.ansi or theme.name == DARK.name:
        return {}
    mixed = theme.to_color_system().generate()
    ground, text, primary = (Color.parse(mixed[name]) for name in ("background", "foreground", "primary"))
    return {
        "block-cursor-background": ground.blend(primary, 0.3).hex6,
        "block-cursor-foreground": text.hex6,
        "footer-background": ground.hex6,
        "footer-item-background": ground.hex6,
        "footer-key-foreground": mixed["accent"],
        "footer-description-foreground": variables_for(theme)["dim"],
    }


@runtime_checkable
class ThemeAware(Protocol):
    """A widget that colors its text itself instead of by the stylesheet."""

    def apply_theme(self) -> None:
        """Rewrites its text in the colors of the current theme."""


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


def colors(app: App[object]) -> Colors:
    """The colors of the app's theme."""
    return _colors(tuple(sorted((name, value) for name, value in app.theme_variables.items() if name in _USED)))


_USED = ("primary", "secondary", "accent", "success", "warning", "error", "foreground", "dim", "hit")


@lru_cache(maxsize=8)
def _colors(variables: tuple[tuple[str, str], ...]) -> Colors:
    theme = dict(variables)

    def style(name: str, *, bold: bool = False, italic: bool = False) -> Style:
        color = theme.get(name, "default").removeprefix("ansi_").split(" ")[0]
        return Style.parse(f"{'bold ' * bold}{'italic ' * italic}{color}")

    is_terminals = theme.get("foreground", "").startswith("ansi_")
    dim = Style(dim=True) if is_terminals else style("dim")
    return Colors(
        name=style("primary"),
        string=style("success"),
        number=style("secondary"),
        keyword=style("secondary"),
        punctuation=dim,
        placeholder=style("accent", bold=True),
        ghost=dim + Style(italic=True),
        plain=style("foreground"),
        strong=style("foreground", bold=True),
        dim=dim,
        good=style("success"),
        warning=style("warning"),
        error=style("error"),
        hit=Style(reverse=True, dim=True) if is_terminals else Style(bgcolor=theme.get("hit")),
    )
