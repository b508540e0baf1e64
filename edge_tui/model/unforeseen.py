"""Handles unexpected exceptions: they are named by class only, since the message may quote a secret."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from edge_tui.model.errors import SetupError

# Takes an exception and what was being done; returns a sentence that says where it was recorded, or nothing.
NoteCrash = Callable[[BaseException, str], str]


class UnforeseenError(SetupError):
    """A bug of edge-tui that ended one step, and not the program."""


def sentence(during: str, error: BaseException) -> str:
    """What went wrong, without the exception's own message."""
    return f"{during} failed: an unexpected {type(error).__name__}, which is a bug in edge-tui."


def is_interrupt(error: BaseException) -> bool:
    """Whether an exception is what became of a `KeyboardInterrupt`: Python replaces one that comes while it makes a
    class, and so does whatever fails because of it.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__cause__ or cause.__context__
    return cause is not None


class Net:
    """Catches unexpected exceptions and passes them to `note`, which records them for a bug report."""

    def __init__(self, note: NoteCrash = lambda _error, _during: "") -> None:
        self._note = note

    def caught(self, error: BaseException, during: str) -> str:
        """Records an exception and returns the sentences to show; a `SetupError` has its own."""
        if isinstance(error, SetupError):
            return str(error)
        return f"{sentence(during, error)} {self._note(error, during)}".strip()

    @contextmanager
    def refusing(self, during: str, how: str = "") -> Iterator[None]:
        """Turns an unexpected exception into an `UnforeseenError`; a `SetupError` passes unchanged."""
        try:
            yield
        except SetupError:
            raise
        except Exception as error:
            noted = self._note(error, during)
            raise UnforeseenError(sentence(during, error), f"{how} {noted}".strip()) from error

    @contextmanager
    def noticing(self, during: str, notices: list[str]) -> Iterator[None]:
        """Adds what went wrong to `notices` and continues after the block."""
        try:
            yield
        except SetupError as error:
            notices.append(f"{during} failed: {error}")
        except Exception as error:  # noqa: BLE001
            notices.append(self.caught(error, during))
