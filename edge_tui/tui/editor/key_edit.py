"""The edit that a key makes in a line of JSON: closes pairs, types over them, indents."""

from dataclasses import dataclass

_PAIRS = {"{": "}", "[": "]", '"': '"'}
_CLOSING = "}]"
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class KeyEdit:
    """`text` replaces the selection and `before` and `after` characters around the cursor.

    The cursor ends up `back` characters before the end of the inserted text.
    """

    text: str
    back: int = 0
    before: int = 0
    after: int = 0


def edit_for_key(character: str, before: str, after: str, selected: str = "") -> KeyEdit:
    """The edit of a typed character between the two parts of a line; it replaces `selected`."""
    if selected:
        closing = _PAIRS.get(character, "")
        # A bracket or quote wraps the selection, unless that put a line break inside quotes.
        wraps = closing and not (character == '"' and "\n" in selected)
        return KeyEdit(character + selected + closing) if wraps else KeyEdit(character)
    if character == "\n":
        return _line_end(before, after)
    if in_string(before):
        return _in_string(character, before, after)
    if character in _CLOSING:
        return _closing(character, before, after)
    if character in _PAIRS and _may_close_pair(after):
        return KeyEdit(character + _PAIRS[character], back=1)
    return KeyEdit(character)


def edit_for_backspace(before: str, after: str) -> KeyEdit | None:
    """The edit of a backspace that deletes more than one character: an empty pair, or an indentation."""
    if before and after and _PAIRS.get(before[-1]) == after[0]:
        opens = before[-1] != '"' or not in_string(before[:-1])
        is_placeholder = before.endswith("{{") and after.startswith("}}")
        return KeyEdit("", before=2, after=2) if is_placeholder else KeyEdit("", before=1, after=1) if opens else None
    if before and not before.strip() and len(before) % len(_INDENT) == 0:
        return KeyEdit("", before=len(_INDENT))
    return None


def in_string(before: str) -> bool:
    """Whether a line ends inside a string: JSON strings never span lines."""
    inside = escaped = False
    for character in before:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = inside
        elif character == '"':
            inside = not inside
    return inside


def _in_string(character: str, before: str, after: str) -> KeyEdit:
    if character == '"' and after.startswith('"') and not _is_escaped(before):
        return KeyEdit('"', after=1)
    if character == "{" and before.endswith("{") and not before.endswith("{{") and not after.startswith("}"):
        return KeyEdit("{}}", back=2)
    if character == "}" and after.startswith("}") and "{{" in before:
        return KeyEdit("}", after=1)
    return KeyEdit(character)


def _is_escaped(before: str) -> bool:
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _closing(character: str, before: str, after: str) -> KeyEdit:
    if after.startswith(character):
        return KeyEdit(character, after=1)
    if before and not before.strip():
        # Alone on its line, it is outdented one level.
        return KeyEdit(character, before=min(len(_INDENT), len(before)))
    return KeyEdit(character)


def _line_end(before: str, after: str) -> KeyEdit:
    margin = before[: len(before) - len(before.lstrip())]
    blanks = len(after) - len(after.lstrip())
    rest = after.lstrip()
    opening = before.rstrip()[-1:]
    if opening not in ("{", "[") or in_string(before):
        return KeyEdit("\n" + margin, after=0 if in_string(before) else blanks)
    inner = "\n" + margin + _INDENT
    if rest.startswith(_PAIRS[opening]):
        outer = "\n" + margin
        return KeyEdit(inner + outer, back=len(outer), after=blanks)
    return KeyEdit(inner, after=blanks)


def _may_close_pair(after: str) -> bool:
    """Whether the text after the cursor allows closing a pair automatically."""
    return not after or after[0] in " \t,:}]"
