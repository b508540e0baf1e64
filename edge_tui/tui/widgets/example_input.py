"""A line to write in whose examples are left out whole where they don't fit."""

from collections.abc import Sequence

from textual.suggester import Suggester
from textual.widgets import Input

_MORE = " …"


class ExampleInput(Input):
    """While it is empty it says what can be written: the first words, and as many of the examples as fit."""

    def __init__(
        self,
        words: str,
        examples: Sequence[str],
        value: str = "",
        *,
        suggester: Suggester | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(value, id=id, compact=True, suggester=suggester)
        self._words = words
        self._examples = tuple(examples)

    def on_resize(self) -> None:
        """Fits the examples to the new width."""
        self.placeholder = examples_in(self._words, self._examples, self.content_size.width)


def examples_in(words: str, examples: Sequence[str], width: int) -> str:
    """The words and the first of the examples, with an ellipsis if there are others, in so many cells."""
    for count in range(len(examples), 0, -1):
        shown = f"{words}: {' '.join(examples[:count]).rstrip(',')}{_MORE if count < len(examples) else ''}"
        if len(shown) <= width:
            return shown
    return words
