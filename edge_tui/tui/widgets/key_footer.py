"""The footer: as many keys as fit, none of them cut."""

from textual import events
from textual.widgets import Footer

from edge_tui.tui.textual_internals import FooterKey, key_width

_FIRST = "help"
_PALETTE = "-command-palette"


class KeyFooter(Footer):
    """Hides keys that don't fit. Palette and help always stay: they lead to all the others."""

    async def recompose(self) -> None:
        """Draws the focused widget's keys."""
        await super().recompose()
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Fits the keys to the new width."""
        self._fit()

    def _fit(self) -> None:
        keys = list(self.query(FooterKey))
        room = self.size.width - sum(key_width(key) for key in keys if key.has_class(_PALETTE))
        # Help first, then the others in order.
        for key in sorted(
            (each for each in keys if not each.has_class(_PALETTE)), key=lambda each: each.action != _FIRST
        ):
            key.display = key_width(key) <= room
            room -= key_width(key) if key.display else 0
