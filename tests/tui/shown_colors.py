"""What colors look like in a terminal with few of them."""

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from edge_tui.tui.few_colors import _PALETTES, contrast


def looks(color: Color, colors: ColorSystem) -> tuple[ColorTriplet, ...]:
    """What a color is seen as, in each of the palettes that terminals have."""
    if color.triplet is not None:
        return (color.triplet,)
    assert color.number is not None, f"{color} is the terminal's"
    return _PALETTES[colors][color.number]


def contrast_shown(text: Color, ground: Color, colors: ColorSystem) -> float:
    """The contrast of two colors where it is least."""
    return min(map(contrast, looks(text, colors), looks(ground, colors)))
