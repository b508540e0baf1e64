"""Keys named in a border, such as `enter load · esc cancel`: a click presses them, for whoever uses the mouse."""

import re

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

_SEPARATOR = " · "
_KEY = re.compile(
    r"\s*(?P<key>\^\S|f\d{1,2}|(?:ctrl|alt|shift)\+\S+|enter|esc|space|tab|del|[^\w\s…–—]|[A-Za-z](?=\s))(?=\s|$)"
)
_NAMES = {"esc": "escape", "del": "delete", "/": "slash", ".": "full_stop", "?": "question_mark", "*": "asterisk"}
_NAMES |= {"[": "left_square_bracket", "]": "right_square_bracket", "+": "plus", "-": "minus", "⏎": "enter"}


def pressable(words: str | Text, action: str = "app.simulate_key", *, key_style: Style | None = None) -> Text:
    """The words, each part that begins with a key pressing it on a click: `action` gets the key's name.

    Without an action the parts only name their keys. `key_style` is the color of keys that have none yet.
    """
    text = words.copy() if isinstance(words, Text) else Text(words)
    start = 0
    for part in text.plain.split(_SEPARATOR):
        if found := _KEY.match(part):
            key = key_named(found["key"])
            text.stylize(presses(key, action) if action else names(key), start, start + len(part))
            if key_style is not None:
                text.stylize(key_style, start + found.start("key"), start + found.end("key"))
        start += len(part) + len(_SEPARATOR)
    return text


def parts_that_fit(words: str, width: int) -> str:
    """The words without the parts that have no room in `width` cells, the last but one first: none is cut.

    The first part says what is meant to be done here, and the last is the way out.
    """
    parts = words.split(_SEPARATOR)
    while len(parts) > 1 and cell_len(_SEPARATOR.join(parts)) > width:
        del parts[-2]
    return _SEPARATOR.join(parts)


def key_named(shown: str) -> str:
    """The name of a key as it is shown: `ctrl+d` of `^d`."""
    return f"ctrl+{shown[1:]}" if shown.startswith("^") and len(shown) > 1 else _NAMES.get(shown, shown)


def presses(key: str, action: str = "app.simulate_key") -> Style:
    """The style of what presses a key on a click."""
    return Style(meta={"@click": (action, (key,))})


def names(key: str) -> Style:
    """The style of what names a key in a widget that presses it itself, see `named_key`.

    Textual draws text that has an action as a link, in other colors.
    """
    return Style(meta={"names": key})


def named_key(style: Style) -> str:
    """The key that the text of a style names; empty if none."""
    return str(style.meta.get("names", ""))
