"""What is wrong with a form, as long as it is."""

from collections.abc import Callable, Mapping

from edge_tui.model.errors import FieldError, SetupError


class FormError:
    """Writes the error of a form that couldn't be accepted, and takes it back once the form is corrected.

    `read` reads the form, or raises what is wrong with it; `labels` names fields as the form does.
    """

    def __init__(self, read: Callable[[], object], write: Callable[[str], object], labels: Mapping[str, str]) -> None:
        self._read = read
        self._write = write
        self._labels = labels
        self._shown: SetupError | None = None

    def show(self, error: SetupError) -> None:
        """Writes an error."""
        self._shown = error
        self._write(self._words(error))

    def clear(self) -> None:
        """Takes an error back."""
        if self._shown is not None:
            self._shown = None
            self._write("")

    def follow(self) -> None:
        """The form has changed: says what is wrong with the same field now. Other fields may not be filled in yet."""
        if self._shown is None:
            return
        try:
            self._read()
        except FieldError as error:
            if isinstance(self._shown, FieldError) and self._shown.field == error.field:
                self.show(error)
            else:
                self.clear()
        except SetupError as error:
            if str(error) != str(self._shown):
                self.clear()
        else:
            self.clear()

    def _words(self, error: SetupError) -> str:
        if isinstance(error, FieldError):
            return f"{self._labels.get(error.field, error.field)} {error.problem}. {error.how}"
        return str(error)
