"""Searches a text for a plain string or a regular expression, and words the number of hits."""

import re
from dataclasses import dataclass, field
from typing import Any

# A regular expression can take exponential time. `regex` can be interrupted, Python's `re` can't.
_TIMEOUT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Query:
    """The search text and its options."""

    what: str
    is_pattern: bool = False
    matches_case: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` up to `end` of the text."""

    start: int
    end: int
    match: Any = field(default=None, compare=False, repr=False)

    def replacement(self, template: str) -> str:
        r"""The replacement; for a pattern, `\1` is its first group. Raises `ValueError`."""
        if self.match is None:
            return template
        import regex

        try:
            return str(self.match.expand(template))
        except (regex.error, IndexError) as error:
            raise ValueError(f"Invalid replacement: {error}.") from error


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Every non-empty hit, in order; `error` is a sentence on why the search failed."""

    hits: tuple[Hit, ...] = ()
    error: str = ""


def search(text: str, query: Query) -> SearchResult:
    """Searches a text. A regular expression that takes too long is abandoned."""
    if not query.what:
        return SearchResult()
    if not query.is_pattern:
        plain = re.compile(re.escape(query.what), 0 if query.matches_case else re.IGNORECASE)
        return SearchResult(tuple(Hit(*match.span()) for match in plain.finditer(text)))
    import regex

    try:
        pattern = regex.compile(query.what, regex.MULTILINE | (0 if query.matches_case else regex.IGNORECASE))
        matches = pattern.finditer(text, timeout=_TIMEOUT_SECONDS)
        return SearchResult(
            tuple(Hit(match.start(), match.end(), match) for match in matches if match.end() > match.start())
        )
    except regex.error as error:
        return SearchResult(error=f"Not a valid regular expression: {error}.")
    except TimeoutError:
        return SearchResult(error="This regular expression takes too long. Nested repetitions are a common cause.")


NO_MATCHES = "No matches"


def count_in_words(
    count: int, current: int | None = None, *, is_whole: bool = True, shown: int | None = None, is_cut: bool = False
) -> str:
    """The number of hits as every search shows it: "3 of 12", "12 found", "12 so far", "No matches".

    `current` is the 0-based number of the current hit; `is_whole`: the search is complete; `shown`: how
    many of the hits are drawn at most, as in "3 of 1,600, first 300"; `is_cut`: there are more than `count`.
    """
    if not count and is_whole:
        return NO_MATCHES
    number = "" if current is None else f"{current + 1:,} of "
    end = " so far" if not is_whole else " found" if current is None else ""
    if is_whole and shown is not None and count > shown:
        end += f", first {shown}"
    return f"{number}{'more than ' if is_cut else ''}{count:,}{end}"
