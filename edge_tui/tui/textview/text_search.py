"""Where something stands in a text: a plain text, or a regular expression, which is given a short time only."""

import re
from dataclasses import dataclass, field
from typing import Any

# Python's own patterns cannot be interrupted, and one that goes astray would stop every key.
_LONGEST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and how."""

    what: str
    is_pattern: bool = False
    minds_case: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` to before `end` of the text."""

    start: int
    end: int
    match: Any = field(default=None, compare=False, repr=False)

    def replacement(self, put: str) -> str:
        r"""What takes its place; in that for a pattern, `\1` is its first group. Raises `ValueError`."""
        if self.match is None:
            return put
        import regex

        try:
            return str(self.match.expand(put))
        except (regex.error, IndexError) as error:
            raise ValueError(f"This cannot be put there: {error}.") from error


@dataclass(frozen=True, slots=True)
class Found:
    """Every hit that is not empty, in order; `trouble` is a sentence on why there can be none."""

    hits: tuple[Hit, ...] = ()
    trouble: str = ""


def search(text: str, wanted: Wanted) -> Found:
    """Looks through a text. What takes too long is given up."""
    if not wanted.what:
        return Found()
    if not wanted.is_pattern:
        plain = re.compile(re.escape(wanted.what), 0 if wanted.minds_case else re.IGNORECASE)
        return Found(tuple(Hit(*match.span()) for match in plain.finditer(text)))
    import regex

    try:
        pattern = regex.compile(wanted.what, regex.MULTILINE | (0 if wanted.minds_case else regex.IGNORECASE))
        matches = pattern.finditer(text, timeout=_LONGEST_SECONDS)
        return Found(tuple(Hit(match.start(), match.end(), match) for match in matches if match.end() > match.start()))
    except regex.error as error:
        return Found(trouble=f"This is no regular expression: {error}.")
    except TimeoutError:
        return Found(
            trouble="This takes too long to look for and was given up: a repetition inside another is often why."
        )
