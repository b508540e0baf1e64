"""The footer: as many keys as fit, each of them whole."""

from textual import events
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_FIRST = "help"
_PALETTE = "-command-palette"


class KeyFooter(Footer):
    """Shows what fits and cuts no word. The palette and the help keep their places: they have all the others."""

    async def recompose(self) -> None:
        """Draws the keys of what has the focus."""
        await super().recompose()
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has room for other keys."""
        self._fit()

    def _fit(self) -> None:
        keys = list(self.query(FooterKey))
        room = self.size.width - sum(_width(key) for key in keys if key.has_class(_PALETTE))
        # The help first, then the others in their order.
        for key in sorted(
            (each for each in keys if not each.has_class(_PALETTE)), key=lambda each: each.action != _FIRST
        ):
            key.display = _width(key) <= room
            room -= _width(key) if key.display else 0


def _width(key: FooterKey) -> int:
    return key.render().cell_len + key.gutter.width + key.styles.margin.width
