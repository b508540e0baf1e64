"""Splits command lines into words, as bash and Windows' cmd do."""

import re

_ANSI_C = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v", "0": "\0"}
_ANSI_C |= {"\\": "\\", "'": "'", '"': '"', "?": "?"}
_ANSI_CODE = re.compile(r"x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})")


def bash_words(text: str) -> list[str] | None:
    """The words of the first command; None for an unterminated quote.

    Supports single, double and ANSI-C quoting (`$'…'`), escapes, line continuations and comments.
    Variables aren't expanded.
    """
    words: list[str] = []
    word: list[str] | None = None
    at = 0
    while at < len(text):
        char = text[at]
        if char in " \t\n;":
            if word is not None:
                words.append("".join(word))
                word = None
            if char in "\n;" and words:
                break
            at += 1
        elif char == "#" and word is None:
            at = (text + "\n").index("\n", at)
        else:
            piece = _bash_piece(text, at)
            if piece is None:
                return None
            at, value = piece
            # A line continuation isn't part of a word.
            if value is not None:
                word = [*(word or []), value]
    return [*words, "".join(word)] if word is not None else words


def _bash_piece(text: str, at: int) -> tuple[int, str | None] | None:
    """The end and the value of one piece of a word; the value is None for a line continuation."""
    char = text[at]
    if char == "'":
        end = text.find("'", at + 1)
        return None if end < 0 else (end + 1, text[at + 1 : end])
    if text.startswith("$'", at):
        return _ansi_c(text, at + 2)
    if char == '"' or text.startswith('$"', at):
        return _double(text, at + (1 if char == '"' else 2))
    if char == "\\":
        # At the end of a script, bash drops a backslash: there is no next line to continue on.
        following = text[at + 1 : at + 2]
        return at + 2, (None if following in ("", "\n") else following)
    return at + 1, char


def _double(text: str, at: int) -> tuple[int, str] | None:
    value: list[str] = []
    while at < len(text):
        char = text[at]
        if char == '"':
            return at + 1, "".join(value)
        if char == "\\" and text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
            following = text[at + 1]
            value.append("" if following == "\n" else following)
            at += 2
        else:
            value.append(char)
            at += 1
    return None


def _ansi_c(text: str, at: int) -> tuple[int, str] | None:
    value: list[str] = []
    while at < len(text):
        char = text[at]
        if char == "'":
            return at + 1, "".join(value)
        if char != "\\":
            value.append(char)
            at += 1
            continue
        code = _ANSI_CODE.match(text, at + 1)
        if code:
            digits = next(group for group in code.groups() if group)
            number = int(digits, 8 if code[4] else 16)
            value.append(chr(number) if number < 0x110000 else "\ufffd")
            at = code.end()
        else:
            escaped = text[at + 1 : at + 2]
            value.append(_ANSI_C.get(escaped, "\\" + escaped))
            at += 2
    return None


def cmd_words(text: str) -> list[str]:
    """The words of a command for cmd: carets are processed first, then the C runtime's quoting."""
    return _runtime_words(_without_carets(text))


def _without_carets(text: str) -> str:
    """The line as cmd passes it on: outside double quotes a caret escapes a character or joins lines."""
    out: list[str] = []
    quoted = False
    at = 0
    text = text.replace("\r\n", "\n")
    while at < len(text):
        char = text[at]
        if char == "^" and not quoted:
            following = text[at + 1 : at + 2]
            if following == "\n":
                # The first character of the next line is literal.
                following = text[at + 2 : at + 3]
                at += 1
            out.append(following)
            at += 2
            continue
        if char == '"':
            quoted = not quoted
        elif char == "\n" and not quoted:
            break
        out.append(char)
        at += 1
    return "".join(out)


def _runtime_words(line: str) -> list[str]:
    words: list[str] = []
    word: list[str] | None = None
    quoted = False
    at = 0
    while at < len(line):
        char = line[at]
        if char in " \t\n" and not quoted:
            if word is not None:
                words.append("".join(word))
                word = None
            at += 1
            continue
        word = word if word is not None else []
        if char == "\\":
            run = len(line) - at - len(line[at:].lstrip("\\"))
            at += run
            if line[at : at + 1] == '"':
                word.append("\\" * (run // 2))
                if run % 2:
                    word.append('"')
                    at += 1
            else:
                word.append("\\" * run)
        elif char == '"':
            if quoted and line[at + 1 : at + 2] == '"':
                word.append('"')
                at += 1
            else:
                quoted = not quoted
            at += 1
        else:
            word.append(char)
            at += 1
    return [*words, "".join(word)] if word is not None else words
