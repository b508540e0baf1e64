"""Where the focus goes when its widget is hidden or disabled, and how it comes back.

`tests/tui/test_textual_internals.py` checks Textual's private names.
"""

from typing import Any, NamedTuple
from weakref import ReferenceType, WeakKeyDictionary, ref

from textual import events
from textual.screen import Screen
from textual.widget import Widget

# What a user changes in a widget by using it; the focus alone changes none of them.
_USED = ("value", "text", "cursor_location", "highlighted", "cursor_line")


class _Substitute(NamedTuple):
    """The widget that has the focus in the place of a hidden one, and what it looked like then."""

    widget: ReferenceType[Widget]
    looks: tuple[object, ...]


# By hidden widget, in the order in which they were hidden.
_substitutes: WeakKeyDictionary[Widget, _Substitute] = WeakKeyDictionary()

_reset_focus = Screen._reset_focus
_on_show = Widget._on_show


def _move_focus_nearby(self: Screen[Any], widget: Widget, avoiding: list[Widget] | None = None) -> None:
    """Moves the focus from a hidden or disabled widget to the nearest, so that the keys of its pane go on working.

    Textual looks only among the widget's siblings, and then takes the focus away: no key would reach the pane.
    """
    chain = self.focus_chain if self.focused is widget else []
    candidates = [each for each in chain if each not in (avoiding or ())]
    if widget in chain or not candidates:
        _reset_focus(self, widget, avoiding)
        return
    around = set(widget.ancestors)
    # A text field comes last among those that are as near: it would take as text the letters meant for the pane's keys.
    nearest = max(
        candidates,
        key=lambda each: (len(around.intersection(each.ancestors_with_self)), not each.check_consume_key("a", "a")),
    )
    # Those that this one replaces wait for the next one.
    waiting = [
        each
        for each, substitute in _substitutes.items()
        if substitute.widget() is widget and substitute.looks == _looks(widget)
    ]
    self.set_focus(nearest)
    _substitutes.pop(widget, None)
    for each in (*waiting, widget):
        _substitutes[each] = _Substitute(ref(nearest), _looks(nearest))


def _take_focus_back(self: Widget, event: events.Show) -> None:
    """Gives the focus back to a widget that is shown again, unless the user has gone on elsewhere."""
    _on_show(self, event)
    if self not in _substitutes:
        return
    hidden = list(_substitutes)
    substitute = _substitutes.pop(self)
    nearest = substitute.widget()
    if (
        nearest is None
        or not self.focusable
        or self.screen.focused is not nearest
        or substitute.looks != _looks(nearest)
    ):
        return
    self.screen.set_focus(self)
    place = hidden.index(self)
    for index, each in enumerate(hidden):
        if index != place and _substitutes[each].widget() is nearest:
            # This one replaced those hidden before it; those hidden later replaced this one.
            if index < place:
                _substitutes[each] = _Substitute(ref(self), _looks(self))
            else:
                del _substitutes[each]


def will_hide_focus(screen: Screen[Any]) -> bool:
    """Whether the next layout hides what has the focus: a widget nearby has it then."""
    focused = screen.focused
    if focused is None or not screen._layout_required:
        return False
    return not all(each.display for each in focused.ancestors_with_self)


def _looks(widget: Widget) -> tuple[object, ...]:
    return tuple(getattr(widget, name, None) for name in _USED)


Screen._reset_focus = _move_focus_nearby  # type: ignore[method-assign]
Widget._on_show = _take_focus_back  # type: ignore[method-assign]
