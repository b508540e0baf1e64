"""Shows each warning once although every send or key repeats it; several share one toast."""

import re
from collections.abc import Callable, Iterable

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


class OnceOnlyWarnings:
    """Collects warnings and shows the new ones.

    `schedule` calls a function a moment later, so that warnings of one cause share a toast;
    `show` shows a text, given its number of sentences.
    """

    def __init__(self, schedule: Callable[[Callable[[], None]], object], show: Callable[[str, int], object]) -> None:
        self._schedule = schedule
        self._show = show
        self._shown: set[str] = set()
        self._waiting: list[str] = []
        self._advice: set[str] = set()
        self._notes: set[str] = set()

    def warn_once(self, words: str) -> None:
        """Shows a warning unless it was already shown."""
        if words in self._shown:
            return
        self._shown.add(words)
        if not self._waiting:
            self._schedule(self._flush)
        self._waiting.append(words)

    def show_notes(self, notes: Iterable[str]) -> None:
        """Shows the notes of a send; notes of the previous send that are gone may be shown again."""
        noted = set(notes)
        self._shown -= self._notes - noted
        self._notes = noted
        for note in notes:
            self.warn_once(note)

    def _flush(self) -> None:
        # Warnings often end with the same advice, which may have been shown already.
        split = dict.fromkeys(sentence for words in self._waiting for sentence in _SENTENCE.split(words))
        sentences = [each for each in split if each not in self._advice]
        self._advice |= {sentence for words in self._waiting for sentence in _SENTENCE.split(words)[1:]}
        self._waiting.clear()
        self._show("\n".join(sentences), len(sentences))
