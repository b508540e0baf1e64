"""Wrapped text."""

from edge_tui.model.text import visible

_WIDTH = 88


def paragraph(heading: str, text: str) -> list[str]:
    """Text wrapped at spaces, under a heading; no lines for empty text."""
    import textwrap

    lines = textwrap.wrap(visible(text), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [heading, *lines] if heading and lines else lines
