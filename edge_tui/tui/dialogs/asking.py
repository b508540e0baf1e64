"""What a controller may ask of the person and tell them, and how a screen does both."""

from typing import Any, Literal, Protocol, TypeVar

from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.tui.dialogs.confirmation import Confirmation

R = TypeVar("R")

Severity = Literal["information", "warning", "error"]


class Dialogs(Protocol):
    """Asks and tells. A controller is given one, and is tested with one that answers from a script."""

    async def confirm(self, question: Confirmation) -> str | None:
        """The key of the chosen answer; None when the question was dismissed."""

    async def open(self, screen: Screen[R]) -> R | None:
        """Opens a screen over the current one and waits for what it ends with."""

    def notify(self, words: str, *, severity: Severity = "information", timeout: float | None = None) -> None:
        """Shows a toast, `timeout` in seconds. Nothing in it is markup."""

    def show_error(self, error: SetupError) -> None:
        """Says what is wrong and how to fix it."""


class ScreenDialogs:
    """Asks over a screen. What it awaits must run in one of the screen's workers."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen

    async def confirm(self, question: Confirmation) -> str | None:
        """The key of the chosen answer; None when the question was dismissed."""
        from edge_tui.tui.dialogs.question import Question

        return await self.open(Question.of(question))

    async def open(self, screen: Screen[R]) -> R | None:
        """Opens a screen over the current one and waits for what it ends with."""
        return await self._screen.app.push_screen_wait(screen)

    def notify(self, words: str, *, severity: Severity = "information", timeout: float | None = None) -> None:
        """Shows a toast, `timeout` in seconds. Nothing in it is markup."""
        self._screen.app.notify(words, severity=severity, timeout=timeout, markup=False)

    def show_error(self, error: SetupError) -> None:
        """Says what is wrong and how to fix it."""
        self.notify(f"{error.what}\n{error.how}".strip(), severity="error", timeout=8)
