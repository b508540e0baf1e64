"""What was answered to the questions that events ask, such as `{{ask:order id}}`, kept for the next time."""

from pathlib import Path

from edge_tui.model.errors import StorageError
from edge_tui.store import files
from edge_tui.store.small_files import SmallFiles, texts_of


class Answers:
    """Answers by question. A file that cannot be used counts as empty: an answer is quickly given again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = SmallFiles()
        self._answers: dict[str, str] | None = None
        self._refusal: StorageError | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about a file that was damaged and set aside, or could not be used."""
        return tuple(self._files.warnings)

    def all(self) -> dict[str, str]:
        """Every answer there is."""
        if self._answers is None:
            consequence = "what events ask is asked again"
            kept = self._files.load(self._path, "What was answered before", texts_of, consequence)
            self._refusal = kept.refusal
            self._answers = kept.content or {}
        return dict(self._answers)

    def put(self, question: str, answer: str) -> None:
        """Keeps an answer, for this run even where it cannot be written, which raises `StorageError`."""
        self._answers = self.all() | {question: answer}
        if self._refusal is not None:
            raise self._refusal
        files.write_json(self._path, self._answers)
