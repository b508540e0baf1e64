"""The body of a command, from its options and standard input; files are named, never read."""

from edge_tui.formats.sources.command import Stdin, Word, file_words
from edge_tui.model.json.document import ParseError
from edge_tui.model.json.document import parse as parse_json


class Payload:
    """Collects the pieces of a body. `source` names where a body is that the text doesn't hold."""

    def __init__(self, stdin: Stdin | None) -> None:
        self.pieces: list[str] = []
        self.source = ""
        self.source_at: int | None = None
        self._stdin = stdin
        self._separator = "&"

    def add(self, value: str, word: Word, *, separator: str = "&", keeps_lines: bool = True) -> None:
        """Adds a value, or what `@-` reads from standard input; any other `@file` is only named."""
        self._separator = separator
        if not value.startswith("@"):
            self.pieces.append(value)
        elif value in ("@-", "@/dev/stdin"):
            self.add_stdin(word, keeps_lines=keeps_lines)
        else:
            self.name(file_words(value[1:]), word)

    def add_stdin(self, word: Word, *, keeps_lines: bool = True) -> None:
        """Adds standard input. curl's `-d @-` removes the ends of its lines."""
        stdin = self._stdin
        if stdin is None or stdin.text is None:
            self.name(stdin.source if stdin else "standard input", word)
            return
        self.pieces.append(stdin.text if keeps_lines else stdin.text.replace("\n", ""))

    def name(self, source: str, word: Word) -> None:
        """Remembers where a body is that isn't in the text."""
        self.source, self.source_at = source, word.at

    def joined(self, pieces: list[str]) -> str | None:
        """The pieces as the command joins them; None without any."""
        return self._separator.join(pieces) if pieces else None


def holds_json(text: str) -> bool:
    """Whether a text is a JSON object."""
    return text.lstrip()[:1] == "{" and isinstance(parse_json(text), dict)


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    return not isinstance(parse_json(text), ParseError)
