"""Messages on their way to what handles them, by Textual's private names.

A key passes all widgets from the focused one to the app, and so does what it moves.
`tests/tui/test_textual_internals.py` checks the private names.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from typing import Any, cast

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

_Method = Callable[[Message], Awaitable[None]]
_KEY: type = events.Key
_methods_of = MessagePump._get_dispatch_methods


@cache
def _handlers(pump: type, name: str, message: type) -> tuple[tuple[type, Any], ...] | None:
    """The classes of a widget's that handle a message, and how; None where that depends on the widget of the message.

    As Textual looks them up, for each message that any widget gets.
    """
    found: list[tuple[type, Any]] = []
    kinds = [each for each in message.__mro__ if issubclass(each, Message)]
    for owner in pump.__mro__:
        decorated = owner.__dict__.get("_decorated_handlers") or {}
        for method, selectors in (each for kind in kinds for each in decorated.get(kind, ())):
            if selectors:
                return None
            if all(method is not known for _, known in found):
                found.append((owner, method))
        method = owner.__dict__.get(f"_{name}") or owner.__dict__.get(name)
        if method is not None and not getattr(method, "_textual_on", None):
            found.append((owner, method))
    return tuple(found)


def _dispatch_methods(self: MessagePump, name: str, message: Message) -> Iterable[tuple[type, _Method]]:
    """What a widget does with a message, one class after the other until one prevents the rest."""
    kind: type = type(message)
    handlers = _handlers(type(self), name, kind)
    if handlers is None:
        yield from _methods_of(self, name, message)
        return
    for owner, method in handlers:
        if message._no_default_action:
            return
        yield owner, method.__get__(self, owner)


MessagePump._get_dispatch_methods = _dispatch_methods  # type: ignore[assignment,method-assign]


@cache
def _ignores(widget: type[Widget], name: str, message: type) -> bool:
    """Whether nothing in a class of widgets handles a message; Textual's own handler looks for methods of a key."""
    if _KEY in message.__mro__ and widget.handle_key is Widget.handle_key:
        has_keys = any(each.startswith(("key_", "_key_")) for each in dir(widget))
        return not has_keys and [owner for owner, _ in _handlers(widget, name, message) or ()] == [Widget]
    return _handlers(widget, name, message) == ()


def _bubble_past_the_idle(self: Message, widget: MessagePump) -> None:
    """Passes a message on to what is around the widget that had it: to the next one that does something with it.

    Textual wakes one after the other.
    """
    self._no_default_action, kind = False, cast(type, type(self))
    while (
        isinstance(widget, Widget)
        and not isinstance(widget, Screen)
        and _ignores(type(widget), self.handler_name, kind)
        and isinstance(above := widget._parent, Widget | App)
        # Where Textual stops: at what has sent it, or won't take it.
        and not self._stop_propagation
        and above is not self._sender
        and widget.is_running
        and widget.is_parent_active
        and widget.check_message_enabled(self)
    ):
        widget = above
    widget.post_message(self)


Message._bubble_to = _bubble_past_the_idle  # type: ignore[method-assign]
