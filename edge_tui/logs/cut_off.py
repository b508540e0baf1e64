"""JSON that ends too early, completed: open brackets are closed, an incomplete last member is dropped."""

import re

# A string that is closed, runs of brackets, and commas; a string without an end isn't matched.
_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(?P<open>\\?\Z))|[\[{]|[\]}]|,', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
# What may follow the last comma or bracket as it is: a value, in an object with its name in front. A number counts
# only before whitespace, since its digits may go on.
_VALUE = r'(?:"(?:[^"\\]|\\.)*+"|true|false|null|-?[0-9.eE+-]+(?=\s))'
_ITEM = re.compile(rf"\s*{_VALUE}\s*", re.DOTALL)
_MEMBER = re.compile(rf'\s*"(?:[^"\\]|\\.)*+"\s*:\s*{_VALUE}\s*', re.DOTALL)


def completed(text: str) -> str:
    """The JSON document that `text` is the beginning of, as far as it goes.

    `text` starts with a bracket or a brace and is valid JSON up to its end. Linear in its length.
    """
    open_brackets: list[str] = []
    end = 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if match["open"] is not None:
            break
        if mark in _CLOSING:
            open_brackets.append(mark)
            end = match.end()
        elif mark in "]}":
            if open_brackets:
                open_brackets.pop()
            end = match.end()
        elif mark == ",":
            end = match.start()
    rest = text[end:].removeprefix(",")
    pattern = _MEMBER if open_brackets and open_brackets[-1] == "{" else _ITEM
    kept = text[:end] + (text[end:] if open_brackets and pattern.fullmatch(rest) else "")
    return kept + "".join(_CLOSING[each] for each in reversed(open_brackets))
