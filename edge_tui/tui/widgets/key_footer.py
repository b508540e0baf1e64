"""The footer: as many keys as fit, none of them cut."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_FIRST = "help"
_PALETTE = "command_palette"
_RANKED_KEYS, _LAST = ("escape", "f5"), ("quit", _FIRST)
# Moving about, and what a terminal program has anyway.
_NOT_WORTH_ROOM = ("pane.", "tree.down", "tree.up", "tree.open", "tree.close", "quit", "cancel", "edit.", "text.")


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key of the footer. `action` is what it does; a disabled one only rings the bell."""

    key: str
    key_display: str
    description: str
    action: str
    tooltip: str
    is_enabled: bool


class KeyFooter(Widget):
    """The focused widget's keys, drawn as one widget: a change of focus is one line to paint, and no layout.

    The way back comes first, then sending, then what the focused widget does; quitting and help are last.
    Keys that don't fit are left out. Palette and help always stay: they lead to all the others. Room that is
    left is filled with what else can be done here, in the order in which the bindings are declared.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"footer--key", "footer--description", "footer--hover", "footer--edge"}
    DEFAULT_CSS = """
    KeyFooter {
        dock: bottom;
        height: 1;
        background: $footer-background;
        & > .footer--key {
            color: $footer-key-foreground;
            background: $footer-key-background;
            text-style: bold;
        }
        & > .footer--description {
            color: $footer-description-foreground;
            background: $footer-description-background;
        }
        & > .footer--hover { background: $block-hover-background; }
        & > .footer--edge { color: $foreground 20%; }
    }
    """

    _hovered: reactive[ShownKey | None] = reactive(None, init=False)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[ShownKey, ...] = ()
        # Shown where there is room: the other keys that the user can change.
        self._more: tuple[ShownKey, ...] = ()
        self._palette: ShownKey | None = None

    def on_mount(self) -> None:
        """Follows the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        # Before the first frame the keys change several times; drawing it looks them up.
        is_drawn = bool(self._shown)
        if is_drawn and self.is_attached and screen is self.screen and screen.app.app_focus and self._look_up():
            self.refresh()

    def _look_up(self) -> bool:
        """Reads the keys that are active now; whether they have changed."""
        before = self._shown, self._more, self._palette
        keys: dict[str, ShownKey] = {}
        more: dict[str, ShownKey] = {}
        palette = self.app.COMMAND_PALETTE_BINDING
        self._palette = None
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            shown = ShownKey(
                binding.key,
                self.app.get_key_display(binding),
                binding.description,
                binding.action,
                active.tooltip or binding.tooltip,
                active.enabled,
            )
            if key == palette:
                self._palette = shown
            if binding.show:
                keys.setdefault(binding.action, shown)
            elif binding.action == _PALETTE:
                continue
            elif binding.id and active.enabled and not binding.id.startswith(_NOT_WORTH_ROOM):
                more.setdefault(binding.action, shown)
        self._shown = tuple(sorted(keys.values(), key=_rank))
        self._more = tuple(more.values())
        return before != (self._shown, self._more, self._palette)

    def spans(self) -> Iterator[tuple[ShownKey, int, int]]:
        """The keys that fit, each with its first cell and the cell after it; the palette's is last."""
        if not self._shown:
            self._look_up()
        room = self.size.width - (_width(self._palette_text()) if self._palette else 0)
        fitting = set()
        # Help first, then the others in order.
        for key in sorted(self._shown, key=lambda each: each.action != _FIRST):
            if (needs := _width(_text(key))) <= room:
                fitting.add(key)
                room -= needs
        for key in self._more if len(fitting) == len(self._shown) else ():
            if (needs := _width(_text(key))) <= room:
                fitting.add(key)
                room -= needs
        at = 0
        for key in (*self._shown, *self._more):
            if key in fitting:
                end = at + _width(_text(key))
                yield key, at, end
                at = end
        if self._palette is not None:
            yield self._palette, self.size.width - _width(self._palette_text()), self.size.width

    def render_line(self, y: int) -> Strip:
        """The keys, and the palette's at the right."""
        segments, at = list[Segment](), 0
        plain, edge = self.rich_style, self.get_component_rich_style("footer--edge")
        for key, start, end in self.spans():
            is_palette = key is self._palette
            key_words, description = self._palette_text() if is_palette else _text(key)
            if is_palette:
                segments += [Segment(" " * (start - at), plain), Segment("▏", edge)]
                key_words, description = key_words[1:], description[:-1]
            segments.append(Segment(key_words, self._style("footer--key", key)))
            segments.append(Segment(description, self._style("footer--description", key)))
            segments += [Segment(" ", plain)] if is_palette else []
            at = end
        return Strip([each for each in segments if each.text]).adjust_cell_length(self.size.width, plain)

    def _palette_text(self) -> tuple[str, str]:
        """The palette's key, with the cell of its edge, and what it does, with a cell at the end."""
        assert self._palette is not None
        return f"▏{self._palette.key_display}", f" {self._palette.description} "

    def _style(self, component: str, key: ShownKey) -> Style:
        style = self.get_component_rich_style(component)
        if key == self._hovered:
            style += Style(bgcolor=self.get_component_rich_style("footer--hover").bgcolor)
        return style if key.is_enabled else style + Style(dim=True)

    def _key_at(self, x: int) -> ShownKey | None:
        return next((key for key, start, end in self.spans() if start <= x < end), None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Presses the key under the mouse."""
        key = self._key_at(event.x)
        if key is not None and key.is_enabled:
            self.app.simulate_key(key.key)
        elif key is not None:
            self.app.bell()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlights the key under the mouse, and describes it."""
        if (key := self._key_at(event.x)) != self._hovered:
            self._hovered = key
            self.tooltip = (key.tooltip or None) if key else None

    def on_leave(self) -> None:
        """Highlights no key."""
        self._hovered = None
        self.tooltip = None


def _rank(key: ShownKey) -> int:
    """The place of a key among the others; those of one rank stay in the order in which they are declared."""
    if key.key in _RANKED_KEYS:
        return _RANKED_KEYS.index(key.key)
    return len(_RANKED_KEYS) + (_LAST.index(key.action) + 1 if key.action in _LAST else 0)


def _text(key: ShownKey) -> tuple[str, str]:
    """The key and what it does, each with the cells around it."""
    return f" {key.key_display} ", f"{key.description} "


def _width(texts: tuple[str, str]) -> int:
    return sum(cell_len(text) for text in texts)
