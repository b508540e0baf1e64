"""Values entered for prompts in events, such as `{{ask:order id}}`, offered again the next time."""

from pathlib import Path

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.small_files import SmallFiles, texts_of


class Answers:
    """Entered values by prompt. A file that can't be used counts as empty: the values are quickly entered again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = SmallFiles()
        self._answers: dict[str, str] | None = None
        self._refusal: StorageError | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """About a file that was damaged and set aside, or couldn't be used."""
        return tuple(self._files.warnings)

    def all(self) -> dict[str, str]:
        """Every entered value, by prompt."""
        if self._answers is None:
            consequence = "you are prompted for the values again"
            kept = self._files.load(self._path, "The file of entered values", texts_of, consequence)
            self._refusal = kept.refusal
            self._answers = kept.content or {}
        return dict(self._answers)

    def put(self, question: str, answer: str) -> None:
        """Saves a value. Raises `StorageError` if it can't be written; the value still applies to this run."""
        self._answers = self.all() | {question: answer}
        if self._refusal is not None:
            raise self._refusal
        files.write_json(self._path, self._answers)
