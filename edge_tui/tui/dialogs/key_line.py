"""A dialog's box, with the keys of the dialog in its border."""

from textual.containers import Vertical

from edge_tui.tui.pressable import parts_that_fit, pressable
from edge_tui.tui.themes import colors

# What of a border isn't its subtitle's: the corners, a line beside each, and blanks.
_CORNERS = 6


class DialogBox(Vertical):
    """Names as many keys as there is room for: none is cut."""

    _keys = ""

    def name_keys(self, words: str) -> None:
        """Names keys with what they do, such as `enter OK · esc cancel`, in the color that they have in every border.

        The first is what the dialog is for, the last is the way out; the others in the order of their use.
        """
        self._keys = words
        self._write_keys()

    def on_resize(self) -> None:
        """Names the keys that have room now."""
        self._write_keys()

    def _write_keys(self) -> None:
        width = self.outer_size.width
        words = parts_that_fit(self._keys, width - _CORNERS) if width else self._keys
        self.border_subtitle = pressable(words, key_style=colors(self.app).placeholder)
