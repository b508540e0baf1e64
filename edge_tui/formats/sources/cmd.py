"""Windows' cmd: carets are processed first, then the C runtime splits the line into words."""

import re
from bisect import bisect_right

from edge_tui.formats.fill_limit import TOO_LONG, FillLimit
from edge_tui.formats.sources.command import MAX_PIECES, Command, Note, Script, Word

# A browser writes a caret before each quote and brace.
_MAX_PIECES = 4 * MAX_PIECES
_OUTSIDE = re.compile(r"[^\^\"\n&|]+")
_INSIDE = re.compile(r'[^"\n]+')
_MORE_OF_QUERY = re.compile(r"&[\w.%-]+=")
_PLAIN = re.compile(r'[^ \t\n"\\]+')
_BLANKS = re.compile(r"[ \t\n]+")
_BACKSLASHES = re.compile(r"\\+")
# A percent-encoded character isn't a variable's name.
_VARIABLE = re.compile(r"%(?![0-9A-Fa-f]{2}%)([A-Za-z_]\w*)%")
_SET = re.compile(r"set\s+\"?([A-Za-z_]\w*)=([^\"]*)\"?\s*", re.IGNORECASE)


def read_cmd(text: str) -> Script:
    """The commands of a script for cmd; `set` fills the variables of those that follow."""
    return _Cmd(text).script()


class _Cmd:
    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = 0
        self._variables: dict[str, str] = {}
        self._limit = FillLimit()
        self._read = Script()

    def script(self) -> Script:
        """Everything that was read."""
        at = 0
        while at < len(self._text) and self._pieces < _MAX_PIECES:
            at = self._line(at)
        if self._pieces >= _MAX_PIECES:
            self._read.cut(at)
        return self._read

    def _line(self, at: int) -> int:
        """Reads a command as cmd passes it on: outside double quotes a caret escapes a character or joins lines."""
        text, out, places = self._text, list[str](), list[tuple[int, int]]()
        length, is_quoted, has_query, end = 0, False, False, ""
        while at < len(text) and self._pieces < _MAX_PIECES:
            self._pieces += 1
            piece, start, following = "", at, at + 1
            if plain := (_INSIDE if is_quoted else _OUTSIDE).match(text, at):
                piece, following = plain[0], plain.end()
            elif text[at] == '"':
                is_quoted, piece = not is_quoted, '"'
            elif text[at] == "^":
                # After a caret at the end of a line, the first character of the next one is literal.
                start = at + 2 if text.startswith("^\n", at) else at + 1
                piece, following = text[start : start + 1], start + 1
            elif text[at] == "\n" and is_quoted:
                piece = "\n"
            elif has_query and _MORE_OF_QUERY.match(text, at):
                self._read.notes.append(Note(at, "The & in the URL isn't quoted and was read as part of it"))
                piece = "&"
            else:
                end, at = text[at], at + 1
                break
            places.append((length, start))
            has_query = ("?" in piece or has_query) and not piece.endswith((" ", "\t"))
            out.append(piece)
            length += len(piece)
            at = following
        if is_quoted:
            self._read.open_at = self._read.open_at or (places[0][1] if places else at)
        self._finish("".join(out), places, end)
        return at

    def _finish(self, line: str, places: list[tuple[int, int]], end: str) -> None:
        if assignment := _SET.fullmatch(line.strip()):
            self._variables[assignment[1].casefold()] = assignment[2]
            return
        filled = _VARIABLE.sub(lambda match: self._value(match, places), line)
        # Filling changes offsets; the start of the command is close enough then.
        exact = places if filled == line else places[:1]
        if words := self._words(filled, exact):
            self._read.commands.append(Command(words, end))

    def _value(self, match: re.Match[str], places: list[tuple[int, int]]) -> str:
        value = self._variables.get(match[1].casefold())
        if value is None:
            self._read.unset.setdefault(match[0], _source(places, match.start()))
            return match[0]
        if not self._limit.allows(value):
            self._read.notes.append(Note(_source(places, match.start()), TOO_LONG))
            return match[0]
        return value

    def _words(self, line: str, places: list[tuple[int, int]]) -> list[Word]:
        """The words as the C runtime splits them: `\\"` is a quote, `""` inside quotes is one, too."""
        words: list[Word] = []
        at = 0
        while at < len(line) and self._pieces < _MAX_PIECES:
            if blanks := _BLANKS.match(line, at):
                at = blanks.end()
                continue
            start, (text, at) = at, self._word(line, at)
            is_quoted = line[start] == '"'
            words.append(Word(text, _source(places, start), _source(places, at), is_quoted))
        return words

    def _word(self, line: str, at: int) -> tuple[str, int]:
        word: list[str] = []
        is_quoted = False
        while at < len(line):
            self._pieces += 1
            if backslashes := _BACKSLASHES.match(line, at):
                run, at = len(backslashes[0]), backslashes.end()
                if line[at : at + 1] != '"':
                    word.append("\\" * run)
                    continue
                word.append("\\" * (run // 2))
                if run % 2:
                    word.append('"')
                    at += 1
            elif line[at] == '"':
                if is_quoted and line[at + 1 : at + 2] == '"':
                    word.append('"')
                    at += 1
                else:
                    is_quoted = not is_quoted
                at += 1
            elif is_quoted and (blanks := _BLANKS.match(line, at)):
                word.append(blanks[0])
                at = blanks.end()
            elif plain := _PLAIN.match(line, at):
                word.append(plain[0])
                at = plain.end()
            else:
                break
        return "".join(word), at


def _source(places: list[tuple[int, int]], at: int) -> int:
    """The offset in the text of an offset in the line."""
    index = bisect_right(places, (at, 1 << 60)) - 1
    if index < 0:
        return 0
    length, start = places[index]
    return start + at - length
