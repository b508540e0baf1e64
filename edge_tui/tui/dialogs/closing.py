"""Closes a screen with a result, once."""

from typing import Any, TypeVar

from textual.screen import Screen

Result = TypeVar("Result")


def close(screen: Screen[Result], result: Result | None = None) -> None:
    """Dismisses a screen with a result; does nothing if it is already closed.

    Textual still delivers keys that were typed ahead to a screen that an earlier key has closed. Dismissing
    it again would set a result that is already set, or close the screen below. Whatever covers the
    screen, such as the command palette, is closed with it.
    """
    if uncover(screen):
        screen.dismiss(result)


def uncover(screen: Screen[Any]) -> bool:
    """Closes whatever covers a screen, without a result; False when the screen itself is closed.

    At once: Textual's `pop_until_active` does it later, and a dismissal before then closes the wrong screen.
    """
    app = screen.app
    if screen not in app.screen_stack:
        return False
    while app.screen is not screen:
        app.screen.dismiss()
    return True
