"""Bash as people paste it: words, variables, heredocs and pipes. Only what the text itself sets is filled in."""

import re
from dataclasses import dataclass
from itertools import pairwise

from edge_tui.formats.fill_limit import TOO_LONG, FillLimit
from edge_tui.formats.sources.ansi_c import unescaped
from edge_tui.formats.sources.command import MAX_PIECES, Command, Note, Script, Stdin, Word, file_words
from edge_tui.formats.sources.quote_guess import QuoteGuess
from edge_tui.formats.sources.shell_output import give_files, output_of

_BLANKS = re.compile(r"[ \t\xa0]+")
_PLAIN = re.compile(r"[^ \t\n\xa0'\"\\$`;&|<>()#]+")
_DOUBLE_PLAIN = re.compile(r'[^"\\$`]*(?:\\.[^"\\$`]*)*', re.DOTALL)
_DOUBLE_ESCAPE = re.compile(r'\\([$`"\\\n])')
# A backslash with blanks after it continues the line, too: nobody means an escaped blank at the end of one. At the end
# of a script bash drops a backslash.
_CONTINUATION = re.compile(r"\\(?:[ \t]*\n|\Z)")
_OPERATOR = re.compile(r";[;&]?|&&|\|\||\|&|[&|]")
_REDIRECTION = re.compile(r"\d*(<<<|<<-?|<>|<&|>>|>&|>\||<(?!\()|>(?!\())|(&>>?)")
_PARAMETER = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^{}'\"$`]*))?\})")
_SOURCE = re.compile(r"\$\(\([^()\n]*\)\)|\$\{[^{}\n]*\}|`[^`]*`")
_ARRAY = re.compile(r'"?\$\{([A-Za-z_]\w*)\[[@*]\]\}"?(?=[ \t\n;&|)]|\Z)')
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=")
_FISH_NAME = re.compile(r"[A-Za-z_]\w*")
_ANSI_C = re.compile(r"\$'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL)
_MORE_OF_QUERY = re.compile(r"&[\w.%-]+=")
_IN_HEREDOC = re.compile(r"[^\\$`]+|\\([$`\\\n])?")
_FUNCTION = r"(?m)^[ \t]*(?:function[ \t]+)?{}[ \t]*(?:\([ \t]*\))?\s*\{{"
_DECLARE = frozenset({"export", "declare", "local", "readonly", "typeset"})
_SENDS = re.compile(r"\b(?:curl(?:ie)?|wget|https?|xhs?)\b")
_MAX_DEPTH, _MAX_FUNCTIONS = 20, 50


@dataclass(slots=True)
class _Heredoc:
    command: Command
    delimiter: str
    is_literal: bool
    drops_tabs: bool


def read_bash(text: str, *, is_lenient: bool = False) -> Script:
    """The commands of a script. `is_lenient` guesses where a quote ends that has unescaped ones inside."""
    return _Bash(text, is_lenient=is_lenient).script()


class _Bash:
    def __init__(self, text: str, *, is_lenient: bool) -> None:
        self._text = text
        self._is_lenient = is_lenient
        self._at = 0
        self._depth = 0
        self._pieces = 0
        self._guess = QuoteGuess(text)
        self._limit = FillLimit()
        self._variables: dict[str, str] = {}
        self._arrays: dict[str, list[Word]] = {}
        self._nested: list[Command] = []
        self._files: dict[str, str] = {}
        self._functions: dict[str, Stdin | None] = {}
        self._read = Script()

    def script(self) -> Script:
        """Everything that was read."""
        commands = self._commands("")
        self._read.commands = [*commands, *self._nested]
        for command in self._read.commands if self._files else ():
            give_files(command, self._files, self._limit)
        return self._read

    def _note(self, at: int, sentence: str) -> None:
        self._read.notes.append(Note(at, sentence))

    def _is_at_end(self) -> bool:
        self._pieces += 1
        if self._pieces == MAX_PIECES:
            self._read.cut(self._at)
        return self._at >= len(self._text) or self._pieces >= MAX_PIECES

    def _commands(self, closing: str) -> list[Command]:
        """The commands up to a closing parenthesis, or to the end."""
        found: list[Command] = []
        command, heredocs = Command(), list[_Heredoc]()
        end = ""
        while not self._is_at_end() and not (end == ")" and closing):
            end = self._step(command, heredocs)
            if end and (command.words or command.stdin):
                command.end = end
                found.append(command)
                self._set_as_fish(command)
                command = Command()
        for heredoc in heredocs:
            self._read_heredoc(heredoc)
        if command.words or command.stdin:
            found.append(command)
        # Only now: a heredoc of the first command starts after the line with the others.
        for writer, reader in pairwise(found):
            if writer.end in ("|", "|&") and reader.stdin is None:
                reader.stdin = output_of(writer, self._limit)
        for writer in found:
            written = output_of(writer, self._limit) if writer.writes else None
            if written is not None and written.text is not None:
                self._files[writer.writes] = written.text
        return found

    def _set_as_fish(self, command: Command) -> None:
        """Fish gives a variable its value by `set -l name value`."""
        words = [word for word in command.words if word.is_quoted or not word.text.startswith("-")]
        if len(words) == 3 and words[0].text == "set" and _FISH_NAME.fullmatch(words[1].text):
            self._variables[words[1].text] = words[2].text

    def _step(self, command: Command, heredocs: list[_Heredoc]) -> str:
        """Reads the next piece of a command; returns what ends the command, or nothing."""
        char = self._text[self._at]
        if blanks := _BLANKS.match(self._text, self._at) or _CONTINUATION.match(self._text, self._at):
            self._at = blanks.end()
        elif char == "\n":
            self._at += 1
            for heredoc in heredocs:
                self._read_heredoc(heredoc)
            heredocs.clear()
            return char
        elif char == "#":
            self._at = _or_end(self._text, self._text.find("\n", self._at))
        elif redirection := _REDIRECTION.match(self._text, self._at):
            self._redirect(command, redirection, heredocs)
        elif operator := _OPERATOR.match(self._text, self._at):
            self._at = operator.end()
            return operator[0]
        elif char in "()":
            self._at += 1
            return char
        else:
            self._add_words(command)
        return ""

    def _add_words(self, command: Command) -> None:
        if array := _ARRAY.match(self._text, self._at):
            self._at = array.end()
            words = self._arrays.get(array[1], [])
            if self._limit.allows([each.text for each in words]):
                command.words += words
            else:
                self._note(array.start(), TOO_LONG)
            return
        assignment = _ASSIGNMENT.match(self._text, self._at)
        if assignment and not all(_is_before_command(each.text) for each in command.words):
            assignment = None
        if assignment and self._text.startswith("(", assignment.end()):
            self._at = assignment.end() + 1
            self._arrays[assignment[1]] = [each for part in self._commands(")") for each in part.words]
            return
        word = self._word()
        if assignment:
            self._variables[assignment[1]] = word.text[len(assignment[0]) :]
            self._read.unset.pop(f"${assignment[1]}", None)
        expanded = _PARAMETER.fullmatch(self._text, word.at, word.end)
        if expanded and word.text.startswith("-") and " " in word.text:
            command.words += [Word(part, word.at, word.end) for part in word.text.split()]
        else:
            command.words.append(word)

    def _word(self) -> Word:
        start, pieces, is_quoted = self._at, list[str](), False
        open_parentheses, has_query = 0, False
        while not self._is_at_end():
            char = self._text[self._at]
            if plain := _PLAIN.match(self._text, self._at):
                pieces.append(plain[0])
                has_query = has_query or "?" in plain[0]
                self._at = plain.end()
            elif char in "'\"" or self._text.startswith(("$'", '$"'), self._at):
                is_quoted = True
                pieces.append(self._quoted())
            elif char == "\\":
                if continuation := _CONTINUATION.match(self._text, self._at):
                    self._at = continuation.end()
                    continue
                pieces.append(self._text[self._at + 1 : self._at + 2] or "\\")
                self._at += 2
            elif char in "$`":
                pieces.append(self._expansion())
            elif self._is_plain(char, bool(pieces), open_parentheses):
                open_parentheses += {"(": 1, ")": -1}.get(char, 0)
                pieces.append(char)
                self._at += 1
            elif char == "&" and has_query and _MORE_OF_QUERY.match(self._text, self._at):
                self._note(self._at, "The & in the URL isn't quoted and was read as part of it")
                pieces.append(char)
                self._at += 1
            else:
                break
        return Word("".join(pieces), start, self._at, is_quoted)

    def _is_plain(self, char: str, is_inside: bool, open_parentheses: int) -> bool:
        """Whether an operator is an ordinary character where it is: within a word, or in `<(…)`."""
        if char == ")":
            return open_parentheses > 0
        return (char in "#(" and is_inside) or self._text.startswith(("<(", ">("), self._at)

    def _quoted(self) -> str:
        """The text of a quote that starts at the current offset."""
        if self._text.startswith("$'", self._at):
            ansi_c = _ANSI_C.match(self._text, self._at)
            if self._is_lenient and (guessed := self._guessed_ansi_c(ansi_c)) is not None:
                return guessed
            if ansi_c:
                self._at = ansi_c.end()
                return unescaped(ansi_c[1])
            return unescaped(self._left_open(2))
        if self._text.startswith('$"', self._at):
            self._at += 1
        quote = self._text[self._at]
        if self._is_lenient and (guessed := self._guessed(quote)) is not None:
            return guessed
        if quote == '"':
            return self._double()
        end = self._text.find("'", self._at + 1)
        if end < 0:
            return self._left_open(1)
        inner, self._at = self._text[self._at + 1 : end], end + 1
        return inner

    def _left_open(self, length: int) -> str:
        """The rest of the text, after the quote that opens it."""
        self._read.open_at = self._at
        self._note(self._at, "A quote is left open here; it was read to the end of the text")
        inner, self._at = self._text[self._at + length :], len(self._text)
        return inner

    def _guessed(self, quote: str) -> str | None:
        """The text of a quote with unescaped quotes inside; None when it has none."""
        start = self._at + 1
        end = self._guess.end(start, quote)
        if end is None:
            return None
        if end[0].endswith(quote):
            first = self._text.find(quote, start)
            self._note(first, f"The {quote} here isn't escaped and was read as part of the text")
        else:
            self._note(self._at, "A quote is left open here; it was read to the next option")
        self._at = end.end()
        inner = self._text[start : end.start()]
        # No escape of JSON: it was meant for the shell, which knows none in single quotes.
        return inner.replace("\\'", "'") if quote == "'" and inner.lstrip()[:1] in ("{", "[") else inner

    def _guessed_ansi_c(self, strict: re.Match[str] | None) -> str | None:
        """As `_guessed`, of `$'…'`, which ends at the first unescaped apostrophe for bash."""
        start = self._at + 2
        end = self._guess.end(start, "'")
        if end is None or strict is None or end.end() <= strict.end():
            return None
        self._note(strict.end() - 1, "The ' here isn't escaped and was read as part of the text")
        self._at = end.end()
        return unescaped(self._text[start : end.start()])

    def _double(self) -> str:
        start, value = self._at, list[str]()
        self._at += 1
        while not self._is_at_end():
            char = self._text[self._at]
            if (plain := _DOUBLE_PLAIN.match(self._text, self._at)) and plain[0]:
                value.append(_DOUBLE_ESCAPE.sub(lambda escape: escape[1].strip("\n"), plain[0]))
                self._at = plain.end()
            elif char == '"':
                self._at += 1
                return "".join(value)
            elif char == "\\":
                value.append(char)
                self._at += 1
            else:
                value.append(self._expansion())
        self._read.open_at = start
        self._note(start, "A quote is left open here; it was read to the end of the text")
        return "".join(value)

    def _expansion(self) -> str:
        """The value of what starts with `$` or a backtick; without one, its source."""
        if parameter := _PARAMETER.match(self._text, self._at):
            at, self._at = self._at, parameter.end()
            return self._value(parameter, at)
        if source := _SOURCE.match(self._text, self._at):
            self._at = source.end()
            return self._in_backticks(source[0]) if source[0][0] == "`" else source[0]
        if self._text.startswith("$(", self._at) and self._depth < _MAX_DEPTH:
            return self._substitution()
        self._at += 1
        return self._text[self._at - 1]

    def _value(self, parameter: re.Match[str], at: int) -> str:
        name = parameter[1] or parameter[2]
        value = self._variables.get(name, parameter[3])
        if value is None:
            self._read.unset.setdefault(f"${name}", at)
            return parameter[0]
        if not self._limit.allows(value):
            self._note(at, TOO_LONG)
            return parameter[0]
        return value

    def _substitution(self) -> str:
        start = self._at
        self._at += 2
        self._depth += 1
        commands = self._commands(")")
        self._depth -= 1
        self._nested += commands
        written = self._output(commands[-1]) if commands else None
        if written is not None and written.text is not None:
            return written.text.rstrip("\n")
        source = self._text[start : self._at]
        if not _SENDS.search(source):
            self._note(start, "The command in $(…) wasn't run")
        return source

    def _in_backticks(self, source: str) -> str:
        if self._depth >= _MAX_DEPTH:
            return source
        inner = _Bash(source[1:-1], is_lenient=False)
        inner._depth, inner._variables, inner._limit = self._depth + 1, self._variables, self._limit
        commands = inner._commands("")
        written = output_of(commands[-1], self._limit) if commands else None
        return written.text.rstrip("\n") if written is not None and written.text is not None else source

    def _output(self, command: Command) -> Stdin:
        """What a command would write; of a function of the script, what the first command in it would."""
        name = command.words[0].text if len(command.words) == 1 else ""
        if name not in self._functions and len(self._functions) < _MAX_FUNCTIONS:
            self._functions[name] = self._output_of_function(name) if name and self._depth < _MAX_DEPTH else None
        return self._functions.get(name) or output_of(command, self._limit)

    def _output_of_function(self, name: str) -> Stdin | None:
        function = re.search(_FUNCTION.format(re.escape(name)), self._text)
        if function is None:
            return None
        inner = _Bash(self._text[function.end() : self._at], is_lenient=False)
        inner._depth, inner._variables, inner._limit = self._depth + 1, self._variables, self._limit
        commands = inner._commands("")
        return output_of(commands[0], self._limit) if commands else None

    def _redirect(self, command: Command, redirection: re.Match[str], heredocs: list[_Heredoc]) -> None:
        self._at = redirection.end()
        if blanks := _BLANKS.match(self._text, self._at):
            self._at = blanks.end()
        if self._at >= len(self._text) or self._text[self._at] in "\n;&|()<>":
            return
        word = self._word()
        match redirection[1]:
            case "<<" | "<<-":
                heredocs.append(_Heredoc(command, word.text, word.is_quoted, redirection[1] == "<<-"))
                # Known by now to have an input, whatever is piped into it.
                command.stdin = Stdin("")
            case "<<<":
                command.stdin = Stdin(word.text + "\n")
            case "<":
                command.stdin = Stdin(None, file_words(word.text))
            case ">" | ">|" | ">>":
                command.writes = word.text
            case _:
                pass

    def _read_heredoc(self, heredoc: _Heredoc) -> None:
        """The lines up to the delimiter, which people indent although bash doesn't allow it."""
        end = re.compile(rf"^[ \t]*{re.escape(heredoc.delimiter)}[ \t]*$", re.MULTILINE).search(self._text, self._at)
        stop = end.start() if end else len(self._text)
        if end is None:
            self._note(self._at, f"The heredoc isn't closed by {heredoc.delimiter}; it was read to the end of the text")
        body = self._text[self._at : stop] if heredoc.is_literal else self._expanded_until(stop)
        if heredoc.drops_tabs:
            body = re.sub(r"^\t+", "", body, flags=re.MULTILINE)
        self._at = min(len(self._text), end.end() + 1) if end else len(self._text)
        heredoc.command.stdin = Stdin(body)
        if heredoc.command.words and heredoc.command.words[0].text == "read":
            name = heredoc.command.words[-1].text
            self._variables[name] = body.rstrip("\n")
            self._read.unset.pop(f"${name}", None)

    def _expanded_until(self, stop: int) -> str:
        """The text up to an offset with its variables and commands, as in a heredoc, where quotes are plain text."""
        pieces = list[str]()
        while self._at < stop and not self._is_at_end():
            plain = _IN_HEREDOC.match(self._text, self._at, stop)
            if plain is None:
                pieces.append(self._expansion())
                continue
            self._at = plain.end()
            pieces.append(plain[0] if plain[1] is None else plain[1].strip("\n"))
        return "".join(pieces)


def _or_end(text: str, at: int) -> int:
    return len(text) if at < 0 else at


def _is_before_command(word: str) -> bool:
    return word in _DECLARE or bool(_ASSIGNMENT.match(word)) or (word.startswith("-") and len(word) < 4)
