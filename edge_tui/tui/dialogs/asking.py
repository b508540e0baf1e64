"""Dialogs and toasts for controllers, and their implementation on a screen."""

from collections.abc import Awaitable
from typing import Any, Literal, Protocol, TypeVar

from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.textual_keys import keys_wait

R = TypeVar("R")

Severity = Literal["information", "warning", "error"]


class Dialogs(Protocol):
    """Opens dialogs and toasts. Tests pass an implementation that answers from a script."""

    async def confirm(self, question: Confirmation) -> str | None:
        """The key of the chosen button; None if the question was dismissed."""

    async def open(self, screen: Screen[R]) -> R | None:
        """Opens a screen over the current one, and waits for its result."""

    async def keys_wait_for(self, work: Awaitable[R]) -> R:
        """Awaits what a thread reads or writes for the next dialog: keys typed ahead are for that, and wait a while.

        Not for a network: escape cancels a send.
        """

    def notify(self, words: str, *, severity: Severity = "information", timeout: float | None = None) -> None:
        """Shows a toast, `timeout` in seconds. Nothing in it is markup."""

    def clear_toasts(self) -> None:
        """Takes away the toasts that are still shown."""

    def show_error(self, error: SetupError) -> None:
        """Says what is wrong and how to fix it."""


class ScreenDialogs:
    """Opens dialogs over a screen. `confirm` and `open` must be awaited in one of the screen's workers."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    async def confirm(self, question: Confirmation) -> str | None:
        """The key of the chosen button; None if the question was dismissed."""
        from edge_tui.tui.dialogs.question import Question

        return await self.open(Question.of(question))

    async def open(self, screen: Screen[R]) -> R | None:
        """Opens a screen over the current one, and waits for its result."""
        return await self._screen.app.push_screen_wait(screen)

    async def keys_wait_for(self, work: Awaitable[R]) -> R:
        """Awaits what a thread reads or writes for the next dialog: keys typed ahead are for that, and wait a while."""
        with keys_wait(self._screen):
            return await work

    def notify(self, words: str, *, severity: Severity = "information", timeout: float | None = None) -> None:
        """Shows a toast, `timeout` in seconds. Nothing in it is markup."""
        self._screen.app.notify(words, severity=severity, timeout=timeout, markup=False)

    def clear_toasts(self) -> None:
        """Takes away the toasts that are still shown."""
        self._screen.app.clear_notifications()

    def show_error(self, error: SetupError) -> None:
        """Says what is wrong and how to fix it."""
        self.notify(f"{error.what}\n{error.how}".strip(), severity="error", timeout=8)
