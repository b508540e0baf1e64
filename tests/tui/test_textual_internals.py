"""What is used of Textual's private names is still there: an upgrade that takes one away fails here, at once."""

import inspect
from typing import Any

import pytest
from textual import app, message_pump, timer, worker
from textual.app import App
from textual.driver import Driver
from textual.messages import InvokeLater
from textual.widgets import OptionList

from edge_tui.tui.textual_internals import SURVIVABLE_CALLERS

NAMES: tuple[tuple[Any, str], ...] = (
    (App, "_handle_exception"),
    (App, "_exception_event"),
    (App, "_close_messages_no_wait"),
    (App, "panic"),
    (App, "suspend"),
    (Driver, "disable_input"),
    (Driver, "stop_application_mode"),
    (OptionList, "_move_page"),
    (OptionList, "_index_to_line"),
)


@pytest.mark.parametrize(("owner", "name"), NAMES, ids=lambda value: getattr(value, "__name__", value))
def test_a_private_name_is_there(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


@pytest.mark.parametrize("caller", SURVIVABLE_CALLERS)
def test_who_is_survived_still_hands_its_exceptions_to_the_app(caller: str) -> None:
    class_name, method = caller.split(".")
    owner = next(getattr(m, class_name) for m in (worker, timer, message_pump) if hasattr(m, class_name))
    assert "_handle_exception" in inspect.getsource(getattr(owner, method))


def test_the_app_still_keeps_what_ended_it_and_its_status() -> None:
    source = inspect.getsource(app.App)
    for name in ("self._exception ", "self._return_code", "self._exit ", "self._driver"):
        assert name in source


def test_callbacks_are_still_messages_that_carry_them() -> None:
    called: list[int] = []
    message = InvokeLater(lambda: called.append(1))
    message.callback()
    assert called == [1]
    assert "message_hook" in inspect.getsource(message_pump.MessagePump._dispatch_message)
