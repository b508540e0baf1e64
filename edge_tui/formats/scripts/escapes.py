"""The values of string and number literals as written in JavaScript and Python."""

import json
import re

_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(\r\n|.))", re.DOTALL
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Python refuses to convert longer ones.
_MAX_DIGITS = 4_000


def unescaped(inner: str) -> str:
    """The characters of the inside of a string literal."""
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_character, inner)
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3] or match[4]
    if code:
        number = int(code, 16) if len(code) < 9 else 0x110000
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPES.get(match[5], match[5])


def python_string(literal: str) -> tuple[str, str]:
    """The prefix in lower case and the characters of a Python string literal; those of `f""` unescaped too."""
    place = min(index for index in (literal.find("'"), literal.find('"')) if index >= 0)
    prefix, quoted = literal[:place].lower(), literal[place:]
    width = 3 if quoted[:3] in ('"""', "'''") and len(quoted) >= 6 else 1
    inner = quoted[width:-width]
    return prefix, inner if "r" in prefix else unescaped(inner)


def number(literal: str) -> int | float | None:
    """The value of a number literal; None for one that JSON can't hold."""
    plain = literal.replace("_", "").removesuffix("n") if not literal.lower().startswith("0x") else literal
    plain = plain.replace("_", "")
    if len(plain) > _MAX_DIGITS:
        return None
    try:
        if plain[:2].lower() in ("0x", "0o", "0b"):
            return int(plain.removesuffix("n"), 0)
        return int(plain) if plain.isdigit() else _finite(float(plain))
    except ValueError:
        return None


def _finite(value: float) -> float | None:
    return value if value - value == 0 else None


def spelled(value: object) -> str:
    """A value as JavaScript puts it into a string."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
