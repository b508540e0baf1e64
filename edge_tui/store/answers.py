"""What was answered to the questions that events ask, such as `{{ask:order id}}`, kept for the next time."""

import json
from pathlib import Path

from edge_tui.store import files


class Answers:
    """Answers by question. A file that is damaged counts as empty: an answer is quickly given again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[str, str] | None = None

    def all(self) -> dict[str, str]:
        """Every answer there is."""
        if self._answers is None:
            self._answers = _answers_of(files.read(self._path))
        return dict(self._answers)

    def put(self, question: str, answer: str) -> None:
        """Keeps an answer, for this run even where it cannot be written, which raises `StorageError`."""
        self._answers = self.all() | {question: answer}
        files.write_json(self._path, self._answers)


def _answers_of(content: bytes | None) -> dict[str, str]:
    try:
        answers = json.loads(content or b"{}")
    except ValueError:
        return {}
    if not isinstance(answers, dict):
        return {}
    return {question: answer for question, answer in answers.items() if isinstance(answer, str)}
