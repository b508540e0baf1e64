"""Closes a screen with a result, once."""

from typing import TypeVar

from textual.screen import Screen

Result = TypeVar("Result")


def close(screen: Screen[Result], result: Result | None = None) -> None:
    """Dismisses a screen with a result; does nothing if it is already closed.

    Textual still delivers keys that were typed ahead to a screen that an earlier key has closed. Dismissing
    it again would set a result that is already set, or close the screen below. Whatever covers the
    screen, such as the command palette, is closed with it.
    """
    if screen not in screen.app.screen_stack:
        return
    screen.pop_until_active()
    screen.dismiss(result)
