"""Which toasts a dialog shows. `tests/tui/test_textual_internals.py` checks Textual's private names.

`app.tcss` has where: a dialog makes room for them.
"""

from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.notifications import Notifications
from textual.screen import ModalScreen, Screen
from textual.widgets._toast import ToastRack

# By dialog, the toasts that were shown before it was opened.
_before: WeakKeyDictionary[Screen[Any], frozenset[str]] = WeakKeyDictionary()

_push_screen = App.push_screen
_show = ToastRack.show


def _push_screen_over_toasts(self: App[Any], screen: Screen[Any] | str, *arguments: Any, **options: Any) -> Any:
    """Opens a screen. The toasts there are stay on the one below a dialog; Textual shows them again over it."""
    if isinstance(screen, ModalScreen):
        _before[screen] = frozenset(each.identity for each in self._notifications)
    return _push_screen(self, screen, *arguments, **options)


def _show_later_ones(self: ToastRack, notifications: Notifications) -> None:
    """Shows toasts; on a dialog those that came after it was opened. Its screen may be gone by now."""
    screen = self.parent
    before = _before.get(screen, frozenset()) if isinstance(screen, Screen) else frozenset()
    later = Notifications()
    for each in notifications:
        if each.identity not in before:
            later.add(each)
    _show(self, later)


App.push_screen = _push_screen_over_toasts  # type: ignore[method-assign]
ToastRack.show = _show_later_ones  # type: ignore[method-assign]
