"""Text of any origin made safe to draw: what a terminal would act upon is shown instead."""

import re

# C0 and C1 controls, DEL, the bidirectional controls that reorder a line, and lone surrogates.
_ACTIVE_IN_LINES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_ACTIVE = re.compile(f"\n|{_ACTIVE_IN_LINES.pattern}")


def visible(text: str) -> str:
    """One line in which every control character is visible: NUL as ␀, a line feed as ␊, others by code point."""
    return _ACTIVE.sub(_picture, text)


def visible_lines(text: str) -> str:
    """As `visible`, keeping line feeds and making tabs four blanks: for blocks of text."""
    return _ACTIVE_IN_LINES.sub(_picture, text.replace("\r\n", "\n").replace("\t", "    "))


def shortened(text: str, head: int = 4, tail: int = 4) -> str:
    """A long id as its beginning and its end: `4f1c…9e2b`."""
    return text if len(text) <= head + tail + 1 else f"{text[:head]}…{text[-tail:]}"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"⟨U+{code:04X}⟩"
