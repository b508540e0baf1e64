"""The keys of a dialog, in its border."""

from textual.widget import Widget

from edge_tui.tui.pressable import pressable
from edge_tui.tui.themes import colors


def name_keys(dialog: Widget, words: str) -> None:
    """Names keys with what they do, such as `enter OK · esc cancel`, in the color that they have in every border."""
    dialog.border_subtitle = pressable(words, key_style=colors(dialog.app).placeholder)
