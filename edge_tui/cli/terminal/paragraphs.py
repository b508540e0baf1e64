"""Sentences laid out for reading."""

from edge_tui.model.text import visible

_WIDTH = 88


def paragraph(heading: str, text: str) -> list[str]:
    """A paragraph under a heading, its lines broken at blanks; nothing for no text."""
    import textwrap

    lines = textwrap.wrap(visible(text), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [heading, *lines] if heading and lines else lines
