"""Messages reach the handlers that Textual finds, and nobody else is woken for them."""

from collections.abc import Iterator

import pytest
from textual import events
from textual.message import Message
from textual.messages import Update
from textual.widget import Widget

from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_messages import _dispatch_methods, _ignores, _methods_of
from edge_tui.tui.workbench.screen import Workbench

_SCREENS = (Capture, Workbench)


def _and_below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield from (each, *_and_below(each))


@pytest.mark.parametrize("prevented", [False, True])
def test_the_handlers_of_all_messages_are_those_that_textual_finds(prevented: bool) -> None:
    widgets = [*_SCREENS, *_and_below(Widget)]
    kinds = [each for each in _and_below(Message) if each.handler_name]
    assert (len(widgets) > 80, len(kinds) > 100) == (True, True)
    for widget in (each.__new__(each) for each in dict.fromkeys(widgets)):
        for kind in kinds:
            message = kind.__new__(kind)
            message._no_default_action, message._sender = prevented, None
            ours, theirs = (list(find(widget, kind.handler_name, message)) for find in (_dispatch_methods, _methods_of))
            assert ours == theirs, (type(widget), kind)


class _WithKey(Widget):
    def key_x(self) -> None:
        """Does something with a key."""


class _WithHandler(Widget):
    def on_key(self, event: events.Key) -> None:
        """Does something with each."""


class _WithDispatch(Widget):
    async def handle_key(self, event: events.Key) -> bool:
        """Dispatches keys by itself."""
        return False


def test_a_widget_is_asked_if_it_may_do_something_with_a_key() -> None:
    assert _ignores(Widget, "on_key", events.Key)
    assert not any(_ignores(each, "on_key", events.Key) for each in (_WithKey, _WithHandler, _WithDispatch))
    assert not _ignores(Capture, HandleTree.Highlighted.handler_name, HandleTree.Highlighted)
    assert not _ignores(Widget, "on_mount", events.Mount)
    assert _ignores(Widget, "on_update", Update)
