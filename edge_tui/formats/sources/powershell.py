"""PowerShell as people paste it: commands, and the variables that the script itself sets. Nothing is run."""

import re

from edge_tui.formats.sources.command import MAX_PIECES, Command, Script, Word, file_words
from edge_tui.formats.sources.powershell_values import Table, Unknown, Values, text_of
from edge_tui.formats.sources.shell_output import output_of

_BLANKS = re.compile(r"(?:[ \t\xa0]|`[ \t]*\n)+")
_COMMENT = re.compile(r"#[^\n]*|<#.*?(?:#>|\Z)", re.DOTALL)
_SEPARATOR = re.compile(r"\n|;|&&|\|\||\|")
_BARE = re.compile(r"(?:[^\s;|`'\"$(){}\xa0,@<>]+|@(?![{('\"])|`[^\n])+")
_REDIRECTION = re.compile(r"[*\d]?>>?(?:&\d|[ \t]*[^\s;|]+)?|<")
_TARGET = re.compile(r"\$(?:(env):|\w+:)?(\w+)((?:\.\w+|\[[^\]\n]*\])*)")
_ASSIGNS = re.compile(r"[ \t]*(\+?=)(?!=)[ \t]*(?:`[ \t]*\n[ \t]*)?")
_ADDS = re.compile(r"\.(?:Add|TryAddWithoutValidation)\s*\(", re.IGNORECASE)
_COMMAND_NAME = re.compile(r"&|[A-Za-z][\w.-]*(?=[ \t`\n;|)]|\Z)|[A-Za-z]:\\|\.\\")
_INDEX = re.compile(r"\[\s*['\"]?([^'\"\]]*)['\"]?\s*\]|\.(\w+)")


def read_powershell(text: str) -> Script:
    """The commands of a script. A word's `value` is that of an expression, such as a table of headers."""
    return _PowerShell(text).script()


class _PowerShell:
    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = 0
        self._read = Script()
        self._values = Values(text, self._command_value)
        self._nested: list[Command] = []

    def script(self) -> Script:
        """Everything that was read."""
        values = self._values
        found: list[Command] = []
        while not self._is_at_end():
            if skipped := self._blank():
                values.at = skipped
                continue
            if separator := _SEPARATOR.match(self._text, values.at):
                values.at = separator.end()
                if found and separator[0] != "\n":
                    found[-1].end = separator[0]
                elif found:
                    found[-1].end = found[-1].end or "\n"
                continue
            before = values.at
            if not self._assignment() and (command := self._command()) is not None:
                if found and found[-1].end == "|":
                    command.stdin = output_of(found[-1], values.limit)
                found.append(command)
            # Anything that isn't read is skipped by one character.
            values.at = max(values.at, before + 1)
        self._read.commands = [*found, *self._nested]
        self._read.open_at = values.open_at
        self._read.notes += values.notes
        self._read.unset = values.unset
        return self._read

    def _is_at_end(self) -> bool:
        self._pieces += 1
        is_cut = self._pieces >= MAX_PIECES or self._values.is_exhausted
        if is_cut:
            self._read.cut(self._values.at)
        return is_cut or self._values.at >= len(self._text)

    def _blank(self) -> int:
        """The end of blanks or a comment at the current offset; 0 for anything else."""
        at = self._values.at
        skipped = _BLANKS.match(self._text, at) or _COMMENT.match(self._text, at)
        return skipped.end() if skipped else 0

    def _assignment(self) -> bool:
        """Reads `$name = …`, `$name["key"] = …` or `$name.Add("key", …)`; False for anything else."""
        values = self._values
        target = _TARGET.match(self._text, values.at)
        if target is None:
            return False
        name = f"env:{target[2]}" if target[1] else target[2]
        if assigns := _ASSIGNS.match(self._text, target.end()):
            values.at = assigns.end()
            value = self._assigned()
            self._assign(name.casefold(), target[3], value, is_more=assigns[1] == "+=")
            return True
        if target[3].casefold().endswith((".add", ".tryaddwithoutvalidation")) and self._text.startswith(
            "(", target.end()
        ):
            values.at = target.end()
            path = [index[1] or index[2] for index in _INDEX.finditer(target[3])][:-1]
            self._add(name.casefold(), path, values.arguments())
            return True
        return False

    def _assigned(self) -> object:
        """The value of the right side, which may be a command."""
        if _COMMAND_NAME.match(self._text, self._values.at) and (command := self._command()) is not None:
            return self._command_value(command)
        return self._values.pipeline()

    def _assign(self, name: str, path: str, value: object, *, is_more: bool) -> None:
        variables = self._values.variables
        keys = [index[1] or index[2] for index in _INDEX.finditer(path)]
        self._values.unset.pop(f"${name}", None)
        if not keys:
            old = variables.get(name)
            variables[name] = old + value if is_more and isinstance(old, str) and isinstance(value, str) else value
            return
        holder = variables.setdefault(name, Table())
        if isinstance(holder, Table) and len(keys) == 1:
            holder[keys[0]] = value

    def _add(self, name: str, path: list[str], arguments: list[object]) -> None:
        """`$headers.Add(name, value)`, or a cookie into a session."""
        holder = self._values.variables.setdefault(name, Table())
        if not isinstance(holder, Table) or not arguments:
            return
        if [key.casefold() for key in path] == ["cookies"]:
            if len(arguments) > 1:
                known = holder.get("cookies", "")
                pair = f"{text_of(arguments[0])}={text_of(arguments[1])}"
                holder["cookies"] = f"{known}; {pair}" if known else pair
        elif len(arguments) > 1:
            holder[text_of(arguments[0])] = arguments[1]

    def _command_value(self, command: Command) -> object:
        """What a command gives as a value; one that is a client is kept among the commands."""
        name = command.words[0].text.casefold() if command.words else ""
        given = [word for word in command.words[1:] if not _is_parameter(word)]
        match name:
            case "new-object":
                is_cookie = len(given) > 1 and given[0].text.casefold().endswith("net.cookie")
                return given[1].value if is_cookie else Table()
            case "convertto-json":
                return self._values.as_json(given[0].value if given else None)
            case "get-content" | "gc" | "cat" | "type":
                return Unknown(file_words(given[0].text) if given else name)
            case _:
                self._nested.append(command)
                return Unknown(f"the output of {name}")

    def _command(self) -> Command | None:
        """The command at the current offset, up to its end, and the values of its arguments."""
        values, command = self._values, Command()
        if self._text.startswith("& ", values.at):
            values.at += 2
        while not self._is_at_end():
            if skipped := _BLANKS.match(self._text, values.at):
                values.at = skipped.end()
            elif (self._text.startswith("#", values.at) and self._is_after_blank()) or self._text.startswith(
                "<#", values.at
            ):
                comment = _COMMENT.match(self._text, values.at)
                values.at = comment.end() if comment else values.at + 1
            elif _SEPARATOR.match(self._text, values.at) or self._text[values.at] in ")}":
                break
            elif redirection := _REDIRECTION.match(self._text, values.at):
                values.at = redirection.end()
            else:
                before = values.at
                command.words.append(self._word())
                values.at = max(values.at, before + 1)
        return command if command.words else None

    def _is_after_blank(self) -> bool:
        return self._text[self._values.at - 1 : self._values.at] in ("", " ", "\t", "\n")

    def _word(self) -> Word:
        values, start = self._values, self._values.at
        pieces, value, is_quoted = list[str](), None, False
        while not self._is_at_end():
            char = self._text[values.at]
            if bare := _BARE.match(self._text, values.at):
                pieces.append(re.sub(r"`(.)", r"\1", bare[0]))
                values.at = bare.end()
            elif char in "'\"$(@":
                before = values.at
                value = values.argument()
                is_quoted = is_quoted or char in "'\""
                pieces.append(text_of(value))
                if values.at == before:
                    values.at += 1
            elif char in ",{":
                pieces.append(char)
                values.at += 1
            else:
                break
        text = "".join(pieces)
        if value is None and re.fullmatch(r"@\w+", text):
            # Splatting: `@params` passes a table as parameters.
            value = values.variables.get(text[1:].casefold())
            return Word(text, start, values.at, value=value)
        return Word(text, start, values.at, is_quoted, value if len(pieces) == 1 and value is not None else text)


def _is_parameter(word: Word) -> bool:
    return not word.is_quoted and word.text.startswith("-")
