"""The commands of a pasted script, whatever its shell. Nothing is ever run."""

import re
from dataclasses import dataclass, field

from edge_tui.formats.reading import place
from edge_tui.formats.sources.foreign import ours_for

# No script that a person pastes has more; the rest isn't read.
MAX_PIECES = 25_000
_MAX_NOTES, _MAX_NAMED = 12, 6
# Anything else in the place of a file's name may be a value, even a secret.
_FILE_NAME = re.compile(r"[\w ./\\~:$%{}-]{1,80}")


@dataclass(slots=True)
class Word:
    """A word without its quotes. `at` and `end` are offsets; `value` is that of a PowerShell expression."""

    text: str
    at: int
    end: int
    is_quoted: bool = False
    value: object = None


@dataclass(frozen=True, slots=True)
class Stdin:
    """What a command reads from standard input; without a text, `source` names what isn't in the script."""

    text: str | None
    source: str = ""


@dataclass(slots=True)
class Command:
    """A simple command; `end` is what ends it, such as a newline or `|`, `writes` the file of its output."""

    words: list[Word] = field(default_factory=list)
    end: str = ""
    stdin: Stdin | None = None
    writes: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a place in the script."""

    at: int
    sentence: str


@dataclass(slots=True)
class Script:
    """A script as a shell splits it. `open_at` is where a quote is left open.

    `unset` are the variables that the script uses but doesn't set, as written, with the offset of the first use.
    """

    commands: list[Command] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unset: dict[str, int] = field(default_factory=dict)
    open_at: int | None = None
    is_cut: bool = False

    def cut(self, at: int) -> None:
        """Notes that the text from an offset on isn't read."""
        if not self.is_cut:
            self.is_cut = True
            self.notes.append(Note(at, "The text is too long for a script; the rest wasn't read"))


def placed(text: str, notes: list[Note]) -> tuple[str, ...]:
    """The notes as sentences with line and column, in the order of the text; the last one counts those not shown."""
    ordered = sorted(set(notes), key=lambda note: note.at)
    sentences = [f"{note.sentence.removesuffix('.')} ({place(text, note.at)})." for note in ordered[:_MAX_NOTES]]
    more = len(ordered) - _MAX_NOTES
    return (*sentences, f"Other places with notes: {more}.") if more > 0 else tuple(sentences)


def unset_sentence(text: str, unset: dict[str, int]) -> tuple[str, ...]:
    """A sentence that names the variables without a value; none without any."""
    if not unset:
        return ()
    first = sorted(unset.items(), key=lambda item: item[1])[:_MAX_NAMED]
    named = ", ".join(f"{name} ({place(text, at)})" for name, at in first)
    more = f" and {len(unset) - _MAX_NAMED} more" if len(unset) > _MAX_NAMED else ""
    ours = ", ".join(ours_for(name) for name, _ in first)
    return (f"No value in this text, kept: {named}{more}. In an event, edge-tui writes {ours}.",)


def file_words(name: str) -> str:
    """A file for a sentence: by its name, if it looks like one."""
    is_name = _FILE_NAME.fullmatch(name) and name.count(":") < 2
    return f"the file {name}" if is_name else "a file"
