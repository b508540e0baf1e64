"""Colors in a terminal that has 256 or 16 of them: the nearest one, and for text one that can be read where it is.

xterm's palettes (ctlseqs, "ISO-8613-6"). The first 16 colors differ from terminal to terminal, so the 256 are used
without them, and text in 16 colors is measured in two of their palettes.
"""

from collections.abc import Sequence
from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style

# The contrast of text with what it is on, as WCAG 2 wants it of text of this size.
MIN_CONTRAST = 4.5
# Of text that only gives context, as of large text.
MIN_DIM_CONTRAST = 3.0
# Of a line or a fill that can be seen at all.
_MIN_SEEN = 1.15
# Rounding a color to eight bits moves its contrast by less.
_ROUNDING = 0.06
# What lightness counts for where the nearest color can't be read.
_LITTLE = 1 / 16
# The luminance in the middle between black and white, as seen.
_HALF = 0.18
# Of the 16 colors, the first ones are dark: where bold text is bright, each is shown as the one after so many.
_DARK_COLORS = 8
_LEVELS = (0, 95, 135, 175, 215, 255)


def _triplets(palette: str) -> tuple[ColorTriplet, ...]:
    return tuple(ColorTriplet(*bytes.fromhex(color)) for color in palette.split())


_LINUX_16 = _triplets(
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"
)
_XTERM_16 = _triplets(
    "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"
)
_CUBE = [ColorTriplet(red, green, blue) for red in _LEVELS for green in _LEVELS for blue in _LEVELS]
_BLACK, _WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
_GRAYS = [ColorTriplet(gray, gray, gray) for gray in range(8, 248, 10)]
# Grays of the cube that are nearly those of the ramp.
_DOUBLES = {ColorTriplet(gray, gray, gray) for gray in _LEVELS[1:-1]}

# By number what a color looks like, in each of the palettes that terminals have.
_PALETTES: dict[ColorSystem, dict[int, tuple[ColorTriplet, ...]]] = {
    ColorSystem.EIGHT_BIT: {
        number: (color,) for number, color in enumerate([*_CUBE, *_GRAYS], 16) if color not in _DOUBLES
    },
    ColorSystem.STANDARD: dict(enumerate(zip(_LINUX_16, _XTERM_16, strict=True))),
}


@lru_cache(maxsize=1024)
def luminance(color: ColorTriplet) -> float:
    """The relative luminance of a color, from 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio of two colors, from 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def in_palette(text: Color | None, ground: Color | None, colors: ColorSystem) -> tuple[Color | None, Color | None]:
    """A text's color and that of what it is on, as a terminal with so many colors can show them.

    Text that can be read stays so, and what can be seen.
    """
    palette = _PALETTES.get(colors)
    if palette is None:
        return text, ground
    below = None
    if ground is not None and ground.triplet is not None:
        below = _nearest(ground.triplet, palette)[0]
    if text is None or text.triplet is None:
        return text, ground if below is None else Color.from_ansi(below)
    ordered = _nearest(text.triplet, palette)
    if ground is None or ground.triplet is None or below is None:
        return Color.from_ansi(ordered[0]), ground
    reached = contrast(text.triplet, ground.triplet) + _ROUNDING
    least = next((each for each in (MIN_CONTRAST, MIN_DIM_CONTRAST, _MIN_SEEN) if reached >= each), 0)
    seen = {number: _contrast_in_all(palette[number], palette[below]) for number in ordered}
    if seen[ordered[0]] < least:
        # Lighter or darker, in its hue.
        ordered = _nearest(text.triplet, palette, lightness_share=_LITTLE)
    shown = next((number for number in ordered if seen[number] >= least), max(ordered, key=seen.__getitem__))
    return Color.from_ansi(shown), Color.from_ansi(below)


@lru_cache(maxsize=4096)
def look_in(style: Style, colors: ColorSystem) -> tuple[Color | None, Color | None, bool]:
    """A style's colors of text and ground, as a terminal with so many colors can show them, and whether it is bold."""
    text, ground = in_palette(style.color, style.bgcolor, colors)
    return text, ground, bool(style.bold) and not _is_lost_in_bold(text, ground)


def _is_lost_in_bold(text: Color | None, ground: Color | None) -> bool:
    """Whether bold text can't be read where a terminal shows it in a bright color: black becomes gray, on any chip.

    Text on the terminal's own ground may be on black or on white.
    """
    if text is None or text.number is None or text.number >= _DARK_COLORS:
        return False
    plain, bright = (_PALETTES[ColorSystem.STANDARD][number] for number in (text.number, text.number + _DARK_COLORS))
    grounds = ((_BLACK, _BLACK), (_WHITE, _WHITE)) if ground is None or ground.is_default else (_looks_of(ground),)
    return any(_contrast_in_all(bright, each) < MIN_CONTRAST <= _contrast_in_all(plain, each) for each in grounds)


def _looks_of(color: Color) -> tuple[ColorTriplet, ColorTriplet]:
    """What a color looks like in the palettes of 16 colors, if it is of these."""
    looks = _PALETTES[ColorSystem.STANDARD].get(-1 if color.number is None else color.number)
    return (looks[0], looks[1]) if looks else (color.get_truecolor(), color.get_truecolor())


def _contrast_in_all(one: tuple[ColorTriplet, ...], other: tuple[ColorTriplet, ...]) -> float:
    return min(map(contrast, one, other))


def _nearest(
    color: ColorTriplet, palette: dict[int, tuple[ColorTriplet, ...]], lightness_share: float = 1
) -> list[int]:
    """The numbers of a palette, the nearest color first."""
    return sorted(palette, key=lambda number: _distance(color, palette[number][0], lightness_share))


def _distance(one: ColorTriplet, other: ColorTriplet, lightness_share: float) -> float:
    """How different two colors look: their hues count more than how light they are, so that a gray stays gray."""
    red, green, blue = (mine - others for mine, others in zip(one, other, strict=True))
    lightness = 0.3 * red + 0.59 * green + 0.11 * blue
    return lightness_share * lightness**2 + ((red - green) ** 2 + (blue - green) ** 2) / 2


def apart(grounds: Sequence[ColorTriplet], rows: Sequence[ColorTriplet]) -> list[ColorTriplet]:
    """Colors of 256 for tones that are near one another, each another color: of grounds, and of rows on the last one.

    Grounds get lighter or darker as they did, and so do rows on the last of them. What is nearest to black or white
    comes first: it has the fewest colors to choose from.
    """
    is_light = luminance(grounds[-1]) > _HALF
    found: dict[ColorTriplet, ColorTriplet] = {}
    for tone in (*sorted(grounds, key=luminance, reverse=is_light), *rows):
        if tone in found:
            continue
        compared = found if tone in grounds else {grounds[-1]: found[grounds[-1]]}
        found[tone] = next(
            color
            for color in _by_distance(tone)
            if color not in found.values()
            and all(
                (luminance(color) > luminance(new)) == (luminance(tone) > luminance(old))
                for old, new in compared.items()
            )
        )
    return [found[tone] for tone in (*grounds, *rows)]


def _by_distance(tone: ColorTriplet) -> list[ColorTriplet]:
    palette = _PALETTES[ColorSystem.EIGHT_BIT]
    return [palette[number][0] for number in _nearest(tone, palette)]
