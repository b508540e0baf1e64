"""How much the values that a text gives to names may add to it: filled in again and again, they grow without limit."""

import re
from collections.abc import Mapping

MAX_CHARACTERS = 4_000_000
# What a note says of a value that is kept as it was written.
TOO_LONG = "The values that are filled in are too long together; this one is kept as it is written"


class FillLimit:
    """What is left for the values of one text. Once one doesn't fit, no other does."""

    def __init__(self, characters: int = MAX_CHARACTERS) -> None:
        self._left = characters

    @property
    def is_reached(self) -> bool:
        """Whether a value didn't fit."""
        return self._left <= 0

    def allows(self, value: object) -> bool:
        """Whether a text fits, or a document with all that is in it; what fits is taken off."""
        waiting = [value]
        while waiting and self._left > 0:
            each = waiting.pop()
            self._left -= 1
            if isinstance(each, str):
                self._left -= len(each)
            elif isinstance(each, dict):
                waiting += [*each, *each.values()]
            elif isinstance(each, list):
                waiting += each
        return self._left > 0

    def filled(self, text: str, uses: re.Pattern[str], values: Mapping[str, str]) -> str:
        """The text with the values that fit where a name is used, the first group of a match; other uses stay."""

        def value_of(use: re.Match[str]) -> str:
            value = values.get(use[1])
            return value if value is not None and self.allows(value) else use[0]

        return uses.sub(value_of, text)
