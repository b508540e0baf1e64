"""Warnings that would come again with every send or key: each is shown once, several at once in one toast."""

import re
from collections.abc import Callable, Iterable

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


class OnceOnlyWarnings:
    """Collects warnings and shows those that are new.

    `schedule` calls a function after a moment, in which warnings of one cause come together;
    `show` shows a text of so many sentences.
    """

    def __init__(self, schedule: Callable[[Callable[[], None]], object], show: Callable[[str, int], object]) -> None:
        self._schedule = schedule
        self._show = show
        self._shown: set[str] = set()
        self._waiting: list[str] = []
        self._advice: set[str] = set()
        self._notes: set[str] = set()

    def warn_once(self, words: str) -> None:
        """Shows a warning unless it was shown before."""
        if words in self._shown:
            return
        self._shown.add(words)
        if not self._waiting:
            self._schedule(self._flush)
        self._waiting.append(words)

    def show_notes(self, notes: Iterable[str]) -> None:
        """Shows the notes that a send came back with; those of the send before that are gone may be shown again."""
        noted = set(notes)
        self._shown -= self._notes - noted
        self._notes = noted
        for note in notes:
            self.warn_once(note)

    def _flush(self) -> None:
        # What is to be done about each is often the same, and may have been said before.
        split = dict.fromkeys(sentence for words in self._waiting for sentence in _SENTENCE.split(words))
        sentences = [each for each in split if each not in self._advice]
        self._advice |= {sentence for words in self._waiting for sentence in _SENTENCE.split(words)[1:]}
        self._waiting.clear()
        self._show("\n".join(sentences), len(sentences))
