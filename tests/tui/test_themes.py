"""Every theme can be chosen, colors everything, and is remembered."""

from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Button, OptionList, Static

from edge_tui.tui.app import EdgeTui
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.dialogs.theme_menu import ThemeMenu, groups_of
from edge_tui.tui.few_colors import MIN_CONTRAST, MIN_DIM_CONTRAST
from edge_tui.tui.history.screen import History
from edge_tui.tui.imports.form import ImportForm
from edge_tui.tui.terminal_themes import OWN_DARK, OWN_LIGHT
from edge_tui.tui.themes import (
    DARK,
    MIN_BORDER,
    SURFACES,
    _colors,
    colors,
    contrast,
    muted_variables,
    variables_for,
)
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.scenes import SCENES
from tests.tui.stage import MEDIUM, Stage, explorer, frozen_workspace, still_explorer


async def choose(stage: Stage, theme: str) -> None:
    stage.app.theme = theme
    await stage.until(lambda: stage.app.current_theme.name == theme)
    await stage.still()


# One of each kind; all with --thorough. The colors themselves are looked at in all of them below.
KINDS_OF_THEMES = ("nord", "textual-light", "ansi-dark")


async def test_every_theme_colors_every_text(workspace: Workspace, thorough: bool) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"event": {"xdm": {"eventTyp": 1}}}')
        await stage.send()
        for theme in BUILTIN_THEMES if thorough else KINDS_OF_THEMES:
            await choose(stage, theme)
            palette = colors(stage.app)
            for selector in ("#url", "StatusLine", "TopBar", "#draft-line", "#from-here"):
                written = stage.find(Static, selector).content
                used = {str(span.style.color) for span in written.spans}  # type: ignore[union-attr]
                ours = {str(getattr(palette, name).color) for name in palette.__dataclass_fields__}
                assert used - {"None"} <= ours, (theme, selector)


async def test_screens_open_in_a_light_theme_and_in_the_terminals_own(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        for theme in ("textual-light", "ansi-dark"):
            await choose(stage, theme)
            await stage.press("f11")
            await stage.shows(History)
            await stage.press("f1")
            await stage.shows(Help)
            await stage.press("escape", "escape")
            await stage.until(lambda: stage.app.screen is stage.bench)
            stage.bench.action_import()
            await stage.shows(ImportForm)
            await stage.still()
            (button,) = (each for each in stage.app.screen.query(Button) if each.disabled)
            edges = button.styles.border_top, button.styles.border_left
            assert {kind for kind, _ in edges} == {""}, "a border would be in the place of its words"
            await stage.press("escape")
            await stage.until(lambda: stage.app.screen is stage.bench)


@pytest.mark.parametrize("theme", [OWN_DARK, OWN_LIGHT], ids=["dark", "light"])
def test_context_in_a_message_of_an_error_has_not_the_errors_color(theme: Theme) -> None:
    variables = {**variables_for(theme), **theme.to_color_system().generate(), **theme.variables}
    assert _colors(tuple(variables.items())).dim.color == RichColor.default()


async def open_menu(stage: Stage) -> OptionList:
    stage.app.action_change_theme()
    await stage.shows(ThemeMenu)
    await stage.still()
    return stage.find(OptionList)


async def test_a_theme_is_remembered_once_it_is_chosen(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        menu = await open_menu(stage)
        menu.highlighted = menu.get_option_index("nord")
        await stage.until(lambda: stage.app.current_theme.name == "nord")
        assert workspace.choices.get("theme") is None
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.bench)
    again = frozen_workspace(workspace.paths.data)
    assert EdgeTui(again, again.accounts.profile()).theme == "nord"
    workspace.choices.put("theme", "no-such-theme")
    assert EdgeTui(workspace, workspace.accounts.profile()).theme == DARK.name


@pytest.mark.parametrize("leaving", ["escape", "click"])
async def test_a_theme_that_is_only_looked_at_is_taken_back(workspace: Workspace, leaving: str) -> None:
    async with explorer(workspace) as stage:
        before = stage.app.theme
        menu = await open_menu(stage)
        for theme in ("textual-light", "ansi-dark", "monokai"):
            menu.highlighted = menu.get_option_index(theme)
            await stage.until(lambda theme=theme: stage.app.current_theme.name == theme)
            # The list has other colors, and the cursor stays.
            await stage.still()
            assert menu.highlighted == menu.get_option_index(theme)
        await (stage.press("escape") if leaving == "escape" else stage.pilot.click(offset=(1, 1)))
        await stage.until(lambda: stage.app.screen is stage.bench)
        assert stage.app.theme == before
        assert workspace.choices.get("theme") is None


async def test_every_theme_is_in_the_menu_and_the_current_one_is_marked(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        menu = await open_menu(stage)
        assert {each.id for each in menu.options if not each.disabled} == set(stage.app.available_themes)
        assert [each.id for each in menu.options if "●" in str(each.prompt)] == [stage.app.theme]
        assert menu.highlighted_option is not None
        assert menu.highlighted_option.id == stage.app.theme


def test_light_themes_and_those_of_the_terminal_have_a_heading() -> None:
    groups = dict(groups_of(BUILTIN_THEMES.values()))
    assert list(groups) == ["Dark", "Light", "The terminal's own colors"]
    assert all(BUILTIN_THEMES[name].ansi for name in groups["The terminal's own colors"])
    assert not any(BUILTIN_THEMES[name].dark for name in groups["Light"])
    assert sorted(name for names in groups.values() for name in names) == sorted(BUILTIN_THEMES)


@every_row("theme", [each for each in BUILTIN_THEMES.values() if not each.ansi], ids=lambda each: each.name)
def test_dim_text_is_readable_on_every_tone(theme: Theme) -> None:
    ours = variables_for(theme)
    dim = Color.parse(ours["dim"])
    for surface in SURFACES:
        assert contrast(dim, Color.parse(ours[surface])) > MIN_DIM_CONTRAST - 0.05, surface


@every_row("theme", [*(each for each in BUILTIN_THEMES.values() if not each.ansi), DARK], ids=lambda each: each.name)
def test_three_tones_rise_toward_the_focused_pane(theme: Theme) -> None:
    ours = {**variables_for(theme), **theme.variables}
    frame, pane, focused = (Color.parse(ours[name]).brightness for name in ("frame", "pane", "pane-focused"))
    assert frame < pane or (theme.dark and frame <= pane)
    assert focused - pane > 0.015


@every_row("theme", [each for each in BUILTIN_THEMES.values() if not each.ansi], ids=lambda each: each.name)
def test_the_border_of_the_focused_pane_stands_out_and_those_of_others_do_not(theme: Theme) -> None:
    muted, ours = muted_variables(theme), variables_for(theme)
    for surface in ("pane-focused", "frame"):
        assert contrast(Color.parse(muted["border"]), Color.parse(ours[surface])) >= MIN_BORDER - 0.05, surface
    assert contrast(Color.parse(muted["border-blurred"]), Color.parse(ours["pane"])) < MIN_BORDER


async def test_sixteen_colors_have_no_tones_but_a_heavy_border_and_the_choice_stays(tmp_path: Path) -> None:
    workspace = frozen_workspace(tmp_path, TERM="xterm")
    workspace.choices.put("theme", "nord")
    async with explorer(workspace) as stage:
        await stage.until(lambda: stage.find(Pane, "#event-pane").styles.border_top[0] == "heavy")
        assert stage.app.theme == "nord"
        tones = {stage.app.theme_variables[name] for name in ("frame", "pane", "pane-focused")}
        assert tones == {"#000000"}


async def test_the_colors_of_a_terminal_are_worked_out_once_for_each_choice_of_a_theme(tmp_path: Path) -> None:
    async with explorer(frozen_workspace(tmp_path, TERM="xterm-256color")) as stage:
        shown = stage.app.current_theme
        assert shown is not stage.app.available_themes[DARK.name], "256 colors have another theme"
        await stage.send()
        assert stage.app.current_theme is shown
        await choose(stage, "nord")
        assert stage.app.current_theme.name == "nord"
        assert stage.app.current_theme is stage.app.current_theme


@pytest.mark.parametrize(("theme", "has_color"), [(DARK.name, False), ("ansi-light", False), ("ansi-light", True)])
async def test_a_reversed_row_of_the_cursor_has_one_look(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, theme: str, has_color: bool
) -> None:
    if not has_color:
        monkeypatch.setenv("NO_COLOR", "1")
    scene = next(each for each in SCENES if each.name == "history")
    scene.prepare(workspace)
    workspace.choices.put("theme", theme)
    async with explorer(workspace) as stage:
        await scene.play(stage)
        segments = styled(stage)
        (look,) = {
            (style.color, style.bgcolor, style.dim) for _, style in segments if "option" in style.meta and style.reverse
        }
        for text, style in (each for each in segments if each[0].strip()):
            pair = style.color and style.color.triplet, style.bgcolor and style.bgcolor.triplet
            assert pair[0] is None or pair[0] != pair[1] or not any(map(str.isalnum, text)), text
            assert theme == DARK.name or pair == (None, None)
        stage.app.action_help()
        await stage.shows(Help)
        await stage.still()
        assert theme != DARK.name or look[:2] not in {(style.color, style.bgcolor) for _, style in styled(stage)}


def styled(stage: Stage) -> list[tuple[str, Style]]:
    strips = stage.app.screen._compositor.render_strips()
    return [(text, style) for strip in strips for text, style, _ in strip if style]


@pytest.mark.parametrize(
    "theme", [each for each in BUILTIN_THEMES.values() if not each.ansi], ids=lambda each: each.name
)
def test_every_text_and_chip_is_readable_in_every_theme(workspace: Workspace, theme: Theme) -> None:
    workspace.choices.put("theme", theme.name)
    app = still_explorer(workspace)
    assert app.current_theme.name == theme.name
    cursor = Color.parse(app.get_css_variables()["block-cursor-background"])
    palette, ground = colors(app), Color.parse(app.theme_variables["pane-focused"])
    assert contrast(cursor, ground) > 1.1
    for name in palette.__dataclass_fields__:
        style = getattr(palette, name)
        if style.color is None or style.color.triplet is None:
            continue
        filled = style.bgcolor.triplet.hex if style.bgcolor and style.bgcolor.triplet else ground.hex
        shown = Color.parse(style.color.triplet.hex)
        is_context = style in (palette.dim, palette.punctuation, palette.ghost)
        least = (MIN_DIM_CONTRAST if is_context else MIN_CONTRAST) - 0.05
        assert contrast(shown, Color.parse(filled)) > least, name
        if filled == ground.hex:
            assert contrast(shown, cursor) > least, name


@every_row("theme", [each for each in BUILTIN_THEMES.values() if not each.ansi], ids=lambda each: each.name)
def test_keys_and_the_cursor_line_are_readable(theme: Theme) -> None:
    quiet = {name: Color.parse(value) for name, value in muted_variables(theme).items()}
    for words, below in (
        (quiet["footer-key-foreground"], quiet["footer-background"]),
        (quiet["footer-description-foreground"], quiet["footer-background"]),
        (quiet["block-cursor-foreground"], quiet["block-cursor-background"]),
    ):
        assert contrast(words, below) > MIN_CONTRAST - 0.05


def hues(stage: Stage) -> set[str]:
    """The colors of the letters on the screen."""
    strips = stage.app.screen._compositor.render_strips()
    segments = [segment for strip in strips for segment in strip if segment.text.strip()]
    return {
        str(segment.style.color.get_truecolor().hex) for segment in segments if segment.style and segment.style.color
    }


Cell = tuple[str, str]


def cells(stage: Stage) -> list[list[Cell]]:
    """Each character with its colors."""
    strips = stage.app.screen._compositor.render_strips()
    return [
        [
            (letter, str(segment.style and (segment.style.color, segment.style.bgcolor)))
            for segment in strip
            for letter in segment.text
        ]
        for strip in strips
    ]


# Every screen that isn't a dialog; a dialog is closed before a theme can be chosen.
FOLLOWING = (
    "part of an answer",
    "placeholders",
    "history",
    "comparing",
    "doctor",
    "visitors",
    "side by side",
    "watch",
    "capture",
)


@pytest.mark.parametrize("name", FOLLOWING)
async def test_a_screen_looks_after_a_change_of_theme_as_if_it_had_opened_in_it(name: str, tmp_path: Path) -> None:
    drawn = []
    scene = next(each for each in SCENES if each.name == name)
    for first in ("textual-light", DARK.name):
        workspace = frozen_workspace(tmp_path / first, **scene.environ)
        scene.prepare(workspace)
        workspace.choices.put("theme", first)
        async with explorer(workspace, size=MEDIUM, profile=scene.profile) as stage:
            await scene.play(stage)
            if first != "textual-light":
                palette = colors(stage.app)
                old = {str(style.color.get_truecolor().hex) for style in (palette.plain, palette.strong) if style.color}
                assert old & hues(stage)
                await choose(stage, "textual-light")
                await stage.still_for_a_picture()
                assert not old & hues(stage)
            drawn.append(cells(stage))
    opened_colors, changed_colors = ({color for line in each for _, color in line} for each in drawn)
    assert changed_colors <= opened_colors
    if name == "side by side":
        # With its verdict in place, the table has less room, and no blank lines between its sections.
        return
    different = [
        ("".join(letter for letter, _ in opened), where)
        for opened, changed in zip(*drawn, strict=True)
        if (
            where := [
                (at, one, other) for at, (one, other) in enumerate(zip(opened, changed, strict=True)) if one != other
            ]
        )
    ]
    assert [(line, where[:3]) for line, where in different] == []
