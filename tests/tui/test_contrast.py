"""Text can be read in every theme: the contrast of what is drawn, as WCAG 2 wants it."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from edge_tui.tui.few_colors import MIN_CONTRAST, MIN_DIM_CONTRAST, in_palette
from edge_tui.tui.terminals import TerminalTraits
from edge_tui.tui.themes import DARK, colors
from edge_tui.workspace import Workspace
from tests.tui.scenes import SCENES
from tests.tui.shown_colors import contrast_shown
from tests.tui.stage import Stage, still_explorer

# Of the light and of the dark ones those whose own colors are hardest to read; `test_themes.py` has the colors of all.
THEMES = (DARK.name, "textual-light", "solarized-light", "catppuccin-latte", "nord", "dracula")
# Screens that cover the others' widgets: trees, lists, tables, editors, tabs, chips, the bars and the footer.
DRAWN = ("first screen", "part of an answer", "history", "comparing", "side by side", "watch", "capture", "visitors")
# `test_few_colors.py` has the colors of all in terminals with few of them; one theme after another is another.
LOOKS = (
    *((name, ColorSystem.TRUECOLOR) for name in THEMES),
    *((name, ColorSystem.EIGHT_BIT) for name in (DARK.name, "textual-light", "solarized-light")),
    *((name, ColorSystem.STANDARD) for name in ("textual-light", DARK.name)),
)
# With --thorough each screen is drawn in every look; otherwise in the two that there are by default, and in turn in
# some of the others.
TURNS = 3
# Rounding a color to eight bits moves its contrast by less.
_ROUNDING = 0.06


async def choose(stage: Stage, theme: str, system: ColorSystem) -> None:
    stage.app.terminal_traits = TerminalTraits(colors=system)
    stage.app.theme = theme
    await stage.until(lambda: stage.app.theme == theme)
    await stage.still_for_a_picture()


def drawn_texts(stage: Stage) -> Iterator[tuple[str, Style]]:
    """The texts on the screen, with their styles."""
    for strip in stage.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is not None and any(map(str.isalnum, text)):
                yield text.strip()[:30], style


def unreadable(stage: Stage, system: ColorSystem) -> set[tuple[str, str, str, float]]:
    """The texts on the screen, with their colors as the terminal shows them, that have too little contrast."""
    context = {style.color for style in (colors(stage.app).dim,)}
    context.add(Color.parse(stage.app.get_css_variables()["dim"]))
    found = set()
    for words, style in drawn_texts(stage):
        if style.color is None or style.bgcolor is None:
            continue
        text, ground = in_palette(style.color, style.bgcolor, system)
        assert text is not None
        assert ground is not None
        least = MIN_DIM_CONTRAST if style.color in context else MIN_CONTRAST
        reached = contrast_shown(text, ground, system)
        if reached < least - _ROUNDING:
            found.add((words, str(text), str(ground), round(reached, 2)))
    return found


def mixed_grounds(stage: Stage) -> set[tuple[str, str, str]]:
    """The texts of which only one color is given: the other is the terminal's, and either may be black or white."""
    found = set()
    for words, style in drawn_texts(stage):
        text, ground = style.color or Color.default(), style.bgcolor or Color.default()
        if text.triplet or ground.triplet or (text.is_default and not ground.is_default):
            found.add((words, str(text), str(ground)))
    return found


@pytest.mark.parametrize("name", DRAWN)
async def test_what_is_drawn_can_be_read_in_every_theme_and_terminal(
    workspace: Workspace, name: str, thorough: bool
) -> None:
    scene = next(each for each in SCENES if each.name == name)
    scene.prepare(workspace)
    async with still_explorer(workspace, scene.profile).run_test(size=scene.sizes[0]) as pilot:
        stage = Stage(pilot, workspace)
        await scene.play(stage)
        looks = LOOKS if thorough else (*LOOKS[:2], *LOOKS[2 + DRAWN.index(name) % TURNS :: TURNS])
        # The colors of a terminal are worked out when another theme is chosen.
        assert all(one[0] != other[0] for one, other in pairwise(looks))
        for theme, system in looks:
            await choose(stage, theme, system)
            assert unreadable(stage, system) == set(), (theme, system)
        for theme in ("ansi-dark", "ansi-light"):
            await choose(stage, theme, ColorSystem.STANDARD)
            assert mixed_grounds(stage) == set(), theme
