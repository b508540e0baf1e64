"""Text can be read in every theme: the contrast of what is drawn, as WCAG 2 wants it."""

import pytest
from textual.color import Color

from edge_tui.tui.themes import DARK, MIN_CONTRAST, MIN_DIM_CONTRAST, colors, contrast
from edge_tui.workspace import Workspace
from tests.tui.scenes import SCENES
from tests.tui.stage import Stage, still_explorer

# Of the light and of the dark ones those whose own colors are hardest to read; `test_themes.py` has the colors of all.
THEMES = (DARK.name, "textual-light", "solarized-light", "catppuccin-latte", "nord", "dracula")
# Screens that cover the others' widgets: trees, lists, tables, editors, tabs, chips, the bars and the footer.
DRAWN = ("first screen", "part of an answer", "history", "comparing", "side by side", "watch", "capture", "visitors")
# Rounding a color to eight bits moves its contrast by less.
_ROUNDING = 0.06


def unreadable(stage: Stage) -> set[tuple[str, str, str, float]]:
    """The texts on the screen, with their colors, that have too little contrast."""
    context = {style.color.triplet for style in (colors(stage.app).dim,) if style.color}
    context.add(Color.parse(stage.app.get_css_variables()["dim"]).rich_color.triplet)
    found = set()
    for strip in stage.app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or style.color is None or style.bgcolor is None or not any(map(str.isalnum, segment.text)):
                continue
            text, ground = style.color.get_truecolor(), style.bgcolor.get_truecolor()
            least = MIN_DIM_CONTRAST if text in context else MIN_CONTRAST
            reached = contrast(Color.parse(text.hex), Color.parse(ground.hex))
            if reached < least - _ROUNDING:
                found.add((segment.text.strip()[:30], text.hex, ground.hex, round(reached, 2)))
    return found


@pytest.mark.parametrize("name", DRAWN)
async def test_what_is_drawn_can_be_read_in_every_theme(workspace: Workspace, name: str) -> None:
    scene = next(each for each in SCENES if each.name == name)
    scene.prepare(workspace)
    async with still_explorer(workspace, scene.profile).run_test(size=scene.sizes[0]) as pilot:
        stage = Stage(pilot, workspace)
        await scene.play(stage)
        for theme in THEMES:
            stage.app.theme = theme
            await stage.until(lambda theme=theme: stage.app.current_theme.name == theme)
            await stage.still_for_a_picture()
            assert unreadable(stage) == set(), theme
