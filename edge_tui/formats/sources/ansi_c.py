r"""ANSI-C escapes, as bash reads them in `$'…'` and as `echo -e` and `printf` do."""

import re

_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_NAMED |= {"\\": "\\", "'": "'", '"': '"', "?": "?"}
_ESCAPE = re.compile(
    r"((?:\\x[89a-fA-F][0-9a-fA-F])+)|\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_SURROGATE = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def unescaped(text: str) -> str:
    """The text with its escapes replaced; bytes above ASCII are UTF-8 if they can be, otherwise latin-1."""
    if "\\" not in text:
        return text
    return _SURROGATE.sub(lambda pair: _joined(pair[0]), _ESCAPE.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    if match[1]:
        encoded = bytes.fromhex(match[1].replace("\\x", ""))
        try:
            return encoded.decode()
        except UnicodeDecodeError:
            return encoded.decode("latin-1")
    digits = match[2] or match[3] or match[4] or match[5]
    if digits:
        number = int(digits, 8 if match[5] else 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _NAMED.get(match[6], "\\" + match[6])


def _joined(pair: str) -> str:
    return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
