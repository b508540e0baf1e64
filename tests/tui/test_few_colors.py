"""Colors in a terminal with few of them: text that can be read stays so, and tones stay apart."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as ThemeColor
from textual.theme import BUILTIN_THEMES, Theme

from edge_tui.tui.few_colors import _PALETTES, MIN_CONTRAST, MIN_DIM_CONTRAST, contrast, in_palette, luminance
from edge_tui.tui.pencil import pen_of
from edge_tui.tui.terminal_themes import OWN_DARK, OWN_LIGHT, theme_in
from edge_tui.tui.textual_output import FewColors
from edge_tui.tui.themes import DARK, GROUNDS, SURFACES, _colors, muted_variables, variables_for
from tests.tables import every_row
from tests.tui.shown_colors import contrast_shown

FEW = (ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)
THEMES = [DARK, *(each for each in BUILTIN_THEMES.values() if not each.ansi)]
COLORS = st.builds(ColorTriplet, *[st.integers(0, 255)] * 3)
# Of the first 16 colors in widely used terminals, those that text and fills of the terminals' own themes have.
TERMINALS = {
    "xterm": (
        "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 "
        "7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
    ),
    "linux": (
        "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
        "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
    ),
    "windows": (
        "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc "
        "767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"
    ),
    "macos": (
        "000000 990000 00a600 999900 0000b3 b300b3 00a6b3 bfbfbf "
        "666666 e60000 00d900 e6e600 0000ff e600e6 00e6e6 e6e6e6"
    ),
    "gnome": (
        "2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf "
        "555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"
    ),
}


@given(COLORS, COLORS)
def test_text_that_can_be_read_can_be_read_in_256_colors(text: ColorTriplet, ground: ColorTriplet) -> None:
    shown, below = in_palette(Color.from_triplet(text), Color.from_triplet(ground), ColorSystem.EIGHT_BIT)
    assert shown is not None
    assert below is not None
    least = next((each for each in (MIN_CONTRAST, MIN_DIM_CONTRAST) if contrast(text, ground) >= each), 1)
    assert contrast_shown(shown, below, ColorSystem.EIGHT_BIT) >= least


@given(COLORS, COLORS)
def test_what_can_be_seen_on_its_ground_is_not_lost_on_it(text: ColorTriplet, ground: ColorTriplet) -> None:
    for colors in FEW:
        shown, below = in_palette(Color.from_triplet(text), Color.from_triplet(ground), colors)
        assert shown is not None
        assert below is not None
        assert shown.number != below.number or contrast(text, ground) < 1.2


@every_row("ground", ["default", *range(16)])
@every_row("text", range(8))
def test_bold_text_that_a_terminal_shows_in_a_bright_color_can_be_read(text: int, ground: str | int) -> None:
    style = Style(
        color=Color.from_ansi(text), bgcolor=Color.parse(ground if isinstance(ground, str) else f"color({ground})")
    )
    is_bold = "1" in pen_of(style + Style(bold=True), ColorSystem.STANDARD).attributes
    looks = _PALETTES[ColorSystem.STANDARD]
    grounds = (0, 15) if isinstance(ground, str) else (ground,)
    plain, bright = ([min(map(contrast, looks[each], looks[on])) for on in grounds] for each in (text, text + 8))
    is_lost = [before >= MIN_CONTRAST > after for before, after in zip(plain, bright, strict=True)]
    assert is_bold != any(is_lost)


def test_chips_and_buttons_are_not_bold_where_their_black_would_be_gray() -> None:
    for fill in ("#55ffff", "#ffff55", "#55ff55", "#ff5555", "ansi_cyan", "ansi_bright_red"):
        ground = ThemeColor.parse(fill).rich_color
        pen = pen_of(Style(color=Color.from_rgb(0, 0, 0), bgcolor=ground, bold=True), ColorSystem.STANDARD)
        assert "1" not in pen.attributes, fill


@given(COLORS, COLORS, st.booleans())
def test_whole_frames_have_the_same_colors_as_changed_cells(
    text: ColorTriplet, ground: ColorTriplet, bold: bool
) -> None:
    style = Style(color=Color.from_triplet(text), bgcolor=Color.from_triplet(ground), bold=bold)
    for colors in FEW:
        (written,) = FewColors(colors).apply([Segment("x", style)], ThemeColor(0, 0, 0))
        assert written.style is not None
        pen = pen_of(style, colors)
        assert written.style.render("x", color_system=colors) == f"\x1b[{';'.join(pen.parameters)}mx\x1b[0m"


def test_a_terminals_own_colors_are_left_to_it() -> None:
    own = Color.from_ansi(4), Color.default()
    for colors in FEW:
        assert in_palette(*own, colors) == own
    assert pen_of(Style(color="#123456", bgcolor="default"), ColorSystem.EIGHT_BIT).background == ""


def test_all_colors_are_sent_to_a_terminal_that_has_them() -> None:
    style = Style(color="#123456", bgcolor="#fedcba")
    assert pen_of(style, ColorSystem.TRUECOLOR).parameters == ["38;2;18;52;86", "48;2;254;220;186"]
    assert pen_of(style, ColorSystem.EIGHT_BIT).parameters[0].startswith("38;5;")
    assert max(map(len, pen_of(style, ColorSystem.STANDARD).parameters)) <= 3


def triplet(color: str) -> ColorTriplet:
    return ColorTriplet(*ThemeColor.parse(color).rgb)


@every_row("theme", THEMES, ids=lambda each: each.name)
def test_tones_are_different_colors_of_256_in_their_order(theme: Theme) -> None:
    old, new = variables_for(theme), variables_for(theme_in(theme, ColorSystem.EIGHT_BIT))
    tones = [triplet(new[name]) for name in SURFACES]
    assert len(set(tones)) == len({old[name] for name in SURFACES})
    assert {(tone,) for tone in tones} <= set(_PALETTES[ColorSystem.EIGHT_BIT].values())
    for before, after in pairwise(GROUNDS):
        is_lighter = luminance(triplet(old[after])) > luminance(triplet(old[before]))
        assert (luminance(triplet(new[after])) > luminance(triplet(new[before]))) == is_lighter


@pytest.mark.parametrize("colors", FEW, ids=lambda each: each.name)
def test_a_theme_is_worked_out_once_because_every_drawn_line_asks_for_it(colors: ColorSystem) -> None:
    shown = theme_in(DARK, colors)
    assert theme_in(DARK, colors) is shown
    changed = theme_in(replace(DARK, variables={**DARK.variables, "pane": "#330000"}), colors)
    assert (changed is shown) == (colors is ColorSystem.STANDARD)


@every_row("theme", THEMES, ids=lambda each: each.name)
def test_the_row_of_the_cursor_is_seen_in_16_colors(theme: Theme) -> None:
    shown = variables_for(theme_in(theme, ColorSystem.STANDARD))
    row, pane = (in_palette(None, Color.parse(shown[name]), ColorSystem.STANDARD)[1] for name in ("cursor-row", "pane"))
    assert row is not None
    assert pane is not None
    assert contrast_shown(row, pane, ColorSystem.STANDARD) > 1.15


@every_row("colors", FEW, ids=lambda each: each.name)
@every_row("theme", THEMES, ids=lambda each: each.name)
def test_every_text_can_be_read_on_every_tone(theme: Theme, colors: ColorSystem) -> None:
    shown = theme_in(theme, colors)
    variables = {**variables_for(shown), **shown.to_color_system().generate(), **shown.variables}
    palette = _colors(tuple(sorted(variables.items())))
    muted = {**variables, **muted_variables(shown)}
    for name in palette.__dataclass_fields__:
        style = getattr(palette, name)
        least = MIN_DIM_CONTRAST if style in (palette.dim, palette.punctuation, palette.ghost) else MIN_CONTRAST
        for ground in [style.bgcolor] if style.bgcolor else [Color.parse(muted[each]) for each in SURFACES]:
            text, below = in_palette(style.color or Color.parse(muted["foreground"]), ground, colors)
            assert text is not None
            assert below is not None
            assert contrast_shown(text, below, colors) >= least, (name, ground)


def number(color: str) -> int:
    return ThemeColor.parse(color).ansi or 0


@every_row("terminal", TERMINALS)
@every_row(("theme", "ground"), [(OWN_DARK, "000000"), (OWN_LIGHT, "ffffff")], ids=["dark", "light"])
def test_the_terminals_own_colors_can_be_read_on_the_ground_of_the_theme(
    theme: Theme, ground: str, terminal: str
) -> None:
    palette = [triplet(f"#{color}") for color in TERMINALS[terminal].split()]
    fills = [
        number(each or "")
        for each in (theme.primary, theme.secondary, theme.accent, theme.warning, theme.error, theme.success)
    ]
    for fill in fills:
        assert contrast(palette[fill], triplet(f"#{ground}")) >= MIN_DIM_CONTRAST
        assert contrast(palette[fill], palette[number(theme.variables["on-fill"])]) >= MIN_DIM_CONTRAST
    selected = (palette[number(theme.variables[f"input-selection-{each}"])] for each in ("foreground", "background"))
    assert contrast(*selected) >= MIN_DIM_CONTRAST
