"""What a search of history can have: the fields that start like the last word, and how to write their values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Static

from edge_tui.tui.themes import Colors, colors

# What a search by status may be, besides any other status code.
_STATUSES = ("200", "207", "4xx", "5xx", "failed", "timeout", "unreachable", "unfinished")
_USUAL = "Words, an ID, or fields · → completes · esc clears"


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """The terms of a search, each with what it takes: a field ends in a colon, any other stands for a condition.

    `values` gives what a field may be, for completion; a status is known here.
    """

    terms: Mapping[str, str]
    values: Mapping[str, Callable[[], Iterable[str]]]

    def matching(self, text: str) -> tuple[str, ...]:
        """The terms that the last word of a search starts, or whose value it is; all at the start of a word."""
        word = _last_word(text)
        field = f"{word.partition(':')[0]}:" if ":" in word else ""
        return tuple(term for term in self.terms if (term == field if field else term.startswith(word)))

    def hint(self, text: str) -> str:
        """What to write next, in one line."""
        found = self.matching(text)
        if not _last_word(text) or len(found) != 1:
            return _USUAL
        return f"{found[0]} {self.terms[found[0]]}"

    def completed(self, text: str) -> str | None:
        """The search with its last word completed to the first term or value that starts so; None without one."""
        word = _last_word(text)
        if not word:
            return None
        field, colon, start = word.partition(":")
        if colon and not start.startswith('"'):
            known = (_quoted(value) for value in self._known_values(field))
            value = next((each for each in known if each.startswith(start) and each != start), None)
            return f"{text.removesuffix(start)}{value}" if value and start else None
        term = next((each for each in self.terms if each.startswith(word) and each != word), None)
        return f"{text.removesuffix(word)}{term}" if term else None

    def _known_values(self, field: str) -> Iterable[str]:
        return _STATUSES if field == "status" else self.values.get(field, tuple)()

    def with_term(self, text: str, term: str) -> str:
        """The search with a term in place of its last word if that starts the term, otherwise after it."""
        word = _last_word(text)
        return f"{text.removesuffix(word)}{term}" if term.startswith(word) else f"{text.rstrip()} {term}"


def _last_word(text: str) -> str:
    return text.rpartition(" ")[2]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


class TermSuggester(Suggester):
    """Completes the last word of a search."""

    def __init__(self, terms: SearchTerms) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._terms = terms

    async def get_suggestion(self, value: str) -> str | None:
        """The completed search."""
        return self._terms.completed(value)


class SearchHelp(Static):
    """The terms of a search while it is written; a click adds one. Its height doesn't depend on what is written."""

    @dataclass
    class Picked(Message):
        """A term was clicked."""

        term: str

    def __init__(self, terms: SearchTerms) -> None:
        super().__init__(id="search-help")
        self._terms = terms

    def show(self, text: str) -> None:
        """Shows the terms, those that fit the text before the others, and a hint."""
        self.update(help_text(self._terms, text, colors(self.app)))

    def on_click(self, event: events.Click) -> None:
        """Adds the term under the mouse."""
        term = event.style.meta.get("term")
        if isinstance(term, str):
            self.post_message(self.Picked(term))


def help_text(terms: SearchTerms, text: str, palette: Colors) -> Text:
    """A hint in the first line, then every term; those that fit the text stand out."""
    found = terms.matching(text)
    shown = Text(terms.hint(text) + "\n", palette.plain if len(found) == 1 else palette.dim)
    # Where there is little room, those that fit are in sight.
    for term in (*found, *(each for each in terms.terms if each not in found)):
        style = palette.placeholder if term in found else palette.dim
        shown.append(term, style + Style(meta={"term": term})).append("  ")
    return shown
