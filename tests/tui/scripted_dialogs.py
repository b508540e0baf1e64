"""A person who answers from a script, and what was shown to them."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from textual.screen import Screen

from edge_tui.model.errors import SetupError
from edge_tui.tui.dialogs.asking import Severity
from edge_tui.tui.dialogs.confirmation import Confirmation

# An answer, or what gives one for the question or screen that is shown.
Response = Any | Callable[[Any], Any]
R = TypeVar("R")


class ScriptedDialogs:
    """Answers each question and screen with the next answer; what nobody expected fails the test."""

    def __init__(self, *answers: Response) -> None:
        self._answers = deque(answers)
        self.shown: list[Confirmation | Screen[Any]] = []
        self.toasts: list[str] = []

    def will_answer(self, *answers: Response) -> None:
        """Adds to the script."""
        self._answers.extend(answers)

    @property
    def is_finished(self) -> bool:
        """Whether every answer was asked for."""
        return not self._answers

    @property
    def question(self) -> Confirmation:
        """The latest question."""
        return next(each for each in reversed(self.shown) if isinstance(each, Confirmation))

    async def confirm(self, question: Confirmation) -> str | None:
        """The next answer, one of those that the question offers; None dismisses it."""
        response: str | None = self._next(question)
        assert response is None or response in question.answers, f"{question.title} doesn't offer {response}"
        return response

    async def open(self, screen: Screen[Any]) -> Any:
        """What the screen ends with."""
        return self._next(screen)

    async def keys_wait_for(self, work: Awaitable[R]) -> R:
        """What the work gives."""
        return await work

    def _next(self, shown: Confirmation | Screen[Any]) -> Any:
        self.shown.append(shown)
        assert self._answers, f"unexpected: {shown}"
        response = self._answers.popleft()
        return response(shown) if callable(response) else response

    def notify(self, words: str, *, severity: Severity = "information", timeout: float | None = None) -> None:
        """Records a toast."""
        self.toasts.append(words)

    def clear_toasts(self) -> None:
        """Forgets the toasts."""
        self.toasts.clear()

    def show_error(self, error: SetupError) -> None:
        """Records an error as a toast."""
        self.notify(f"{error.what}\n{error.how}".strip())
