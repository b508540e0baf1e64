"""The find line of a text."""

from edge_tui.tui.textview.find_line import FindLine


class TextFinder(FindLine):
    """Searches a text as you type."""

    PLACEHOLDER = "Find · esc closes"
