"""The footer: as many keys as fit, none of them cut."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_HELP, _PALETTE, _QUIT = "help", "command_palette", "quit"
# The way back, then sending.
_FIRST_KEYS = ("escape", "f5")
# What people do most, by binding ID; all else follows in the order of declaration, shown keys before the others.
_MOST_USED = (
    "event.fix",
    "event.finding.next",
    "compare.open",
    "compare.next",
    "compare.previous",
    "side-by-side.open",
    "side-by-side.next",
    "side-by-side.previous",
    "event.tab.next",
    "edit.find",
    "history.show",
    "history.replay",
    "history.search",
    "history.compare",
    "capture.actions",
    "visitors.use",
    "visitor.add",
    "visitor.import",
    "visitor.edit",
)
# Shown where what is done here leaves room.
_LESS_USED = ("jump", "save")
_SHOWN, _LESS, _FURTHER, _LAST = 1000, 1001, 1002, 1003
# Moving about, and what a terminal program has anyway.
_NOT_WORTH_ROOM = (
    *("pane.", "tree.down", "tree.up", "tree.open", "tree.close", "cancel", "edit.", "text."),
    *("capture.screen.", "capture.first", "capture.last", "capture.pane."),
)


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key of the footer. `action` is what it does; a disabled one only rings the bell."""

    key: str
    key_display: str
    description: str
    action: str
    tooltip: str
    is_enabled: bool


class SaysWhatIsIdle(Protocol):
    """A widget some of whose keys have nothing to do at times, such as the fix without a problem.

    They work, and say so, but get no room in the footer.
    """

    def idle_keys(self) -> Collection[str]:
        """The IDs of the bindings that have nothing to do now."""


class KeyFooter(Widget):
    """The focused widget's keys, drawn as one widget: a change of focus is one line to paint, and no layout.

    The way back comes first, then sending, then the most used of what can be done here, see `_MOST_USED`. Help and
    the palette are always at the right: they lead to all the others. Keys that don't fit are left out, whole, and a
    later one that fits takes their room; quitting is the last that gets some.
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
        # The most useful first.
        self._keys: tuple[ShownKey, ...] = ()
        # Help and the palette.
        self._fixed: tuple[ShownKey, ...] = ()

    def on_mount(self) -> None:
        """Follows the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, screen: Screen[object]) -> None:
        # Before the first frame the keys change several times; drawing it looks them up.
        is_drawn = bool(self._fixed)
        if is_drawn and self.is_attached and screen is self.screen and screen.app.app_focus and self._look_up():
            self.refresh()

    def _look_up(self) -> bool:
        """Reads the keys that are active now; whether they have changed."""
        before = self._keys, self._fixed
        keys: dict[str, tuple[int, int, ShownKey]] = {}
        fixed: dict[str, ShownKey] = {}
        idle = {each: _idle_keys(each) for each in {active.node for active in self.screen.active_bindings.values()}}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            shown = ShownKey(
                binding.key,
                self.app.get_key_display(binding),
                binding.description,
                binding.action,
                active.tooltip or binding.tooltip,
                active.enabled,
            )
            if binding.action in (_HELP, _PALETTE):
                fixed.setdefault(binding.action, shown)
            elif (binding.id or "") not in idle[active.node] and (
                rank := rank_by_use(binding, active.enabled)
            ) is not None:
                keys.setdefault(binding.action, (rank, len(keys), shown))
        self._keys = tuple(key for _, _, key in sorted(keys.values(), key=lambda each: each[:2]))
        self._fixed = tuple(fixed[each] for each in (_HELP, _PALETTE) if each in fixed)
        return before != (self._keys, self._fixed)

    def spans(self) -> Iterator[tuple[ShownKey, int, int]]:
        """The keys that fit, each with its first cell and the cell after it; help and the palette are last."""
        if not self._fixed:
            self._look_up()
        room = self.size.width
        fixed: list[ShownKey] = []
        # The palette's is the last to go.
        for key in reversed(self._fixed):
            if not fixed or _width(_text(key)) <= room:
                fixed.insert(0, key)
                room -= _width(_text(key))
        at = 0
        for key in self._keys:
            if at + (needs := _width(_text(key))) <= room:
                yield key, at, at + needs
                at += needs
        at = room
        for key in fixed:
            yield key, at, at + _width(_text(key))
            at += _width(_text(key))

    def render_line(self, y: int) -> Strip:
        """The keys, and help and the palette at the right."""
        segments, at = list[Segment](), 0
        plain, edge = self.rich_style, self.get_component_rich_style("footer--edge")
        is_fixed = False
        for key, start, end in self.spans():
            segments.append(Segment(" " * (start - at), plain))
            key_words, description = _text(key)
            if not is_fixed and key in self._fixed:
                is_fixed = True
                segments.append(Segment("▏", edge))
                key_words = key_words[1:]
            segments.append(Segment(key_words, self._style("footer--key", key)))
            segments.append(Segment(description, self._style("footer--description", key)))
            at = end
        return Strip([each for each in segments if each.text]).adjust_cell_length(self.size.width, plain)

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


def rank_by_use(binding: Binding, is_enabled: bool) -> int | None:
    """The place of a key among the others; those of one rank stay in the order in which they are declared.

    None for a key that gets no room.
    """
    if binding.action == _QUIT:
        return _LAST if binding.show else None
    if binding.show and binding.key in _FIRST_KEYS:
        return _FIRST_KEYS.index(binding.key)
    if not binding.id and not binding.show:
        return None
    if is_enabled and binding.id in _MOST_USED:
        return len(_FIRST_KEYS) + _MOST_USED.index(binding.id)
    if binding.show:
        return _LESS if binding.id in _LESS_USED else _SHOWN
    # The other keys that the user can change.
    return _FURTHER if is_enabled and not str(binding.id).startswith(_NOT_WORTH_ROOM) else None


def _idle_keys(node: object) -> Collection[str]:
    says = getattr(node, "idle_keys", None)
    return says() if says is not None else ()


def _text(key: ShownKey) -> tuple[str, str]:
    """The key and what it does, each with the cells around it."""
    return f" {key.key_display} ", f"{key.description} "


def _width(texts: tuple[str, str]) -> int:
    return sum(cell_len(text) for text in texts)
