"""Untrusted text made safe to draw: control and invisible characters become visible."""

import re
from functools import cache

# Controls (C0, C1, DEL) and lone surrogates; characters that reorder a line (bidirectional controls and
# marks); characters that draw nothing (zero-width and filler characters, variation selectors, tags,
# noncharacters) and can hide text.
_HIDDEN_RANGES = (
    "\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Emoji sequences use joiners and variation selectors: between and after emoji these are kept.
_PICTURES = "\u203c-\u3299\U0001f000-\U0001faff"
_HIDDEN = (
    f"[{_HIDDEN_RANGES}]"
    f"|(?<![{_PICTURES}\ufe0f])\u200d|\u200d(?![{_PICTURES}])"
    f"|(?<![#*0-9\xa9\xae{_PICTURES}])[\ufe0e\ufe0f]"
)

_ACTIVE_IN_LINES = f"[\x00-\x09\x0b-\x1f]|{_HIDDEN}"
_ACTIVE = f"\n|{_ACTIVE_IN_LINES}"
# Every character that `_ACTIVE` can match, wherever it is: much faster to look for.
_SUSPECT = f"[\x00-\x1f{_HIDDEN_RANGES}\u200d\ufe0e\ufe0f]"
_MARKED = r"`([^`\n]+)`|\*(\S(?:[^*\n]*\S)?)\*"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiles a pattern on first use: that takes milliseconds, and most texts are plain ASCII."""
    return re.compile(pattern)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 cookie`, `2 cookies`, `1,200 entries`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def visible(text: str) -> str:
    """One line with every control character visible: NUL as ␀, a line feed as ␊, others as code points."""
    if (text.isascii() and text.isprintable()) or _compiled(_SUSPECT).search(text) is None:
        return text
    return _compiled(_ACTIVE).sub(_picture, text)


def visible_lines(text: str) -> str:
    """As `visible` for blocks of text: line feeds are kept, tabs become four spaces."""
    if text.isascii() and text.isprintable():
        return text
    return _compiled(_ACTIVE_IN_LINES).sub(_picture, text.replace("\r\n", "\n").replace("\t", "    "))


def without_marks(text: str) -> str:
    """A summary as plain words, without the marks that set names and code apart: `code`, *name*."""
    return _compiled(_MARKED).sub(lambda match: match[1] or match[2], text)


def shortened(text: str, head: int = 4, tail: int = 4) -> str:
    """A long ID as its start and its end: `4f1c…9e2b`."""
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"


def short_datastream(datastream_id: str, head: int = 0) -> str:
    """The end of a datastream's ID, with the environment that may follow it: `…9e2b:dev`."""
    start, colon, environment = datastream_id.partition(":")
    return f"{shortened(start, head, 4)}{colon}{environment}" if len(start) > 12 else datastream_id


def is_visible(text: str) -> bool:
    """Whether a text, except for line feeds, can be drawn unchanged."""
    return (text.isascii() and text.isprintable()) or _compiled(_ACTIVE_IN_LINES).search(text) is None


def escaped_json(text: str) -> str:
    r"""An equivalent JSON text with characters that `visible` replaces written as `\uXXXX`.

    Expects the output of `json.dumps`: control characters below U+0020 are already escaped.
    """
    return (
        text
        if text.isascii() and "\x7f" not in text
        else _compiled(_HIDDEN).sub(lambda match: json_escape(match[0]), text)
    )


def escaped(text: str) -> str:
    r"""A text with characters that `visible` replaces written as `\xXX`, `\uXXXX` or `\UXXXXXXXX`.

    Python in quotes reads it back unchanged. The caller escapes backslashes and quotes.
    """
    return _compiled(_ACTIVE).sub(lambda match: code_escape(match[0]), text)


def byte_escaped(text: str) -> str:
    r"""A text with characters that `visible` replaces written as their bytes in UTF-8, each as `\xXX`.

    Bash in `$'…'` reads it back unchanged, in every locale. `\uXXXX` is for UTF-8 locales, and for bash 4.2 and later.
    The caller escapes backslashes and quotes.
    """
    return _compiled(_ACTIVE).sub(lambda match: _byte_escapes(match[0]), text)


def _byte_escapes(character: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in character.encode(errors="surrogatepass"))


def code_escape(character: str) -> str:
    """One character as the escape of its code point."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def json_escape(character: str) -> str:
    """One character as a JSON escape: outside the Basic Multilingual Plane as a surrogate pair."""
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
