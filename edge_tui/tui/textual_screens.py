"""How a screen opens: laid out once, and with which toasts. `app.tcss` has where a dialog shows them.

And which keys are active there: an app with a keymap learns whose they are.

`tests/tui/test_textual_internals.py` checks Textual's private names.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from textual.app import App
from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.notifications import Notifications
from textual.screen import ModalScreen, Screen
from textual.widgets._toast import ToastRack


@runtime_checkable
class KeyReader(Protocol):
    """An app that learns whose keys are active, the innermost widget first."""

    def note_keys_of(self, nodes: Sequence[DOMNode]) -> None:
        """Called whenever the keys are looked up."""


# By dialog, the toasts that were shown before it was opened.
_before: WeakKeyDictionary[Screen[Any], frozenset[str]] = WeakKeyDictionary()

_push_screen = App.push_screen
_show = ToastRack.show
_active_chain = Screen._modal_binding_chain.fget  # type: ignore[attr-defined]


def _push_fitting_screen(self: App[Any], screen: Screen[Any] | str, *arguments: Any, **options: Any) -> Any:
    """Opens a screen for the size of the terminal; Textual lays it out, and draws it, before it looks at the size.

    The toasts there are stay on the screen below a dialog; Textual shows them again over it.
    """
    if isinstance(screen, Screen):
        screen.add_class(*_classes_for(screen, self), update=False)
    if isinstance(screen, ModalScreen):
        _before[screen] = frozenset(each.identity for each in self._notifications)
    return _push_screen(self, screen, *arguments, **options)


def _classes_for(screen: Screen[Any], app: App[Any]) -> list[str]:
    """The classes that a screen's breakpoints give it."""
    sizes = (
        (app.size.width, screen.HORIZONTAL_BREAKPOINTS, app.HORIZONTAL_BREAKPOINTS),
        (app.size.height, screen.VERTICAL_BREAKPOINTS, app.VERTICAL_BREAKPOINTS),
    )
    found = []
    for cells, own, general in sizes:
        reached = [each for each in (general if own is None else own) or () if each[0] <= cells]
        found += [max(reached)[1]] if reached else []
    return found


def _show_later_ones(self: ToastRack, notifications: Notifications) -> None:
    """Shows toasts; on a dialog those that came after it was opened. Its screen may be gone by now."""
    screen = self.parent
    before = _before.get(screen, frozenset()) if isinstance(screen, Screen) else frozenset()
    later = Notifications()
    for each in notifications:
        if each.identity not in before:
            later.add(each)
    _show(self, later)


def _chain_with_clashes(self: Screen[Any]) -> list[tuple[DOMNode, BindingsMap]]:
    """The keys of the focused widget and of those around it.

    Textual reports no clash with a key that an action has by default, or that another widget has.
    """
    chain: list[tuple[DOMNode, BindingsMap]] = _active_chain(self)
    if self.app._keymap and isinstance(self.app, KeyReader):
        self.app.note_keys_of([node for node, _ in chain])
    return chain


async def _push_screen_and_wait(self: App[Any], screen: Screen[Any] | str, *, mode: str | None = None) -> Any:
    """Opens a screen in a worker, and waits for its result.

    Textual first runs what the app has put off, in the worker: one that is canceled, as all are when the app ends,
    would cancel the widgets whose removal that waits for, and the app with them.
    """
    if self._next_callbacks:
        await asyncio.shield(self._flush_next_callbacks())
    return await asyncio.shield(self.push_screen(screen, wait_for_dismiss=True, mode=mode))


App.push_screen_wait = _push_screen_and_wait  # type: ignore[method-assign]
App.push_screen = _push_fitting_screen  # type: ignore[method-assign]
ToastRack.show = _show_later_ones  # type: ignore[method-assign]
Screen._modal_binding_chain = property(_chain_with_clashes)  # type: ignore[method-assign, assignment]
