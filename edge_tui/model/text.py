"""Text of any origin made safe to draw: what a terminal would act upon, or nobody would see, is shown instead."""

import re

# Controls (C0, C1, DEL) and lone surrogates; what reorders a line (bidirectional controls and marks); what
# draws nothing (zero-width and filler characters, variation selectors, tags, noncharacters), behind which
# words hide.
_HIDDEN_RANGES = (
    "\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Emoji are built with a joiner and with variation selectors: between and after pictures these are left alone.
_PICTURES = "\u203c-\u3299\U0001f000-\U0001faff"
_HIDDEN = (
    f"[{_HIDDEN_RANGES}]"
    f"|(?<![{_PICTURES}\ufe0f])\u200d|\u200d(?![{_PICTURES}])"
    f"|(?<![#*0-9\xa9\xae{_PICTURES}])[\ufe0e\ufe0f]"
)

_HIDDEN_IN_JSON = re.compile(_HIDDEN)
_ACTIVE_IN_LINES = re.compile(f"[\x00-\x09\x0b-\x1f]|{_HIDDEN}")
_ACTIVE = re.compile(f"\n|{_ACTIVE_IN_LINES.pattern}")


def visible(text: str) -> str:
    """One line in which every control character is visible: NUL as ␀, a line feed as ␊, others by code point."""
    if text.isascii() and text.isprintable():
        return text
    return _ACTIVE.sub(_picture, text)


def visible_lines(text: str) -> str:
    """As `visible`, keeping line feeds and making tabs four blanks: for blocks of text."""
    return _ACTIVE_IN_LINES.sub(_picture, text.replace("\r\n", "\n").replace("\t", "    "))


def shortened(text: str, head: int = 4, tail: int = 4) -> str:
    """A long id as its beginning and its end: `4f1c…9e2b`."""
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"


def is_visible(text: str) -> bool:
    """Whether a text, line feeds aside, can be drawn as it is."""
    return _ACTIVE_IN_LINES.search(text) is None


def escaped_json(text: str) -> str:
    r"""A JSON text that means the same, with what `visible` would show written as `\uXXXX`.

    The text has to be JSON as `json.dumps` writes it: control characters below U+0020 are
    escaped already, and nothing outside of its strings is.
    """
    return (
        text
        if text.isascii() and "\x7f" not in text
        else _HIDDEN_IN_JSON.sub(lambda match: json_escape(match[0]), text)
    )


def escaped(text: str) -> str:
    r"""A text with what `visible` would show written as `\xXX`, `\uXXXX` or `\UXXXXXXXX`.

    Bash in `$'…'` and Python in quotes read it back as the same text. Backslashes and quotes are
    the caller's to escape.
    """
    return _ACTIVE.sub(lambda match: code_escape(match[0]), text)


def code_escape(character: str) -> str:
    """One character as the escape of its code point."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def json_escape(character: str) -> str:
    """One character as JSON escapes it: beyond the Basic Multilingual Plane as a surrogate pair."""
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"
