"""Cells of a terminal's screen: text divided into what takes a cell or two, and how many cells are certain."""

import re
import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes

from edge_tui.tui.pencil import Pen, pen_of_blanks

# Other text than ASCII of which every terminal gives one cell to each character.
_is_narrow = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u2010-\u2027\u2190-\u2193\u2500-\u259f]*").fullmatch
# Scripts of which every terminal gives two cells to each character: kana, Han, Hangul, full-width forms. A regular
# expression of tens of thousands of characters takes a millisecond to compile.
_WIDE_SCRIPTS = (
    ("\u3041", "\u30ff"),
    ("\u3105", "\u31ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uac00", "\ud7a3"),
    ("\uff01", "\uff60"),
)


def _is_certain(grapheme: str, width: int) -> bool:
    """Whether every terminal gives a grapheme so many cells.

    They differ about emoji, joined and combined characters, private use, and whatever is new in Unicode.
    """
    if len(grapheme) != 1:
        return False
    if width == 2:
        return any(first <= grapheme <= last for first, last in _WIDE_SCRIPTS)
    return (
        width == 1
        and grapheme < "\U0001f000"
        and unicodedata.east_asian_width(grapheme) not in "WF"
        and unicodedata.category(grapheme) not in ("Co", "Cn", "Cs", "Mc")
    )


@lru_cache(maxsize=4096)
def _graphemes(text: str) -> tuple[tuple[str, int, bool], ...]:
    """Each grapheme, its cells, and whether terminals agree on them.

    Control characters are left out, and so is a joiner with nothing to join, which would reach for the next cell.
    """
    printable = "".join(each for each in text if unicodedata.category(each) != "Cc")
    spans, _ = split_graphemes(printable)
    found = ((printable[start:end].rstrip("\u200d"), width) for start, end, width in spans)
    return tuple((grapheme, width, _is_certain(grapheme, width)) for grapheme, width in found if grapheme)


class Cells:
    """Cells side by side: of each its text ("" for the right half of a wide one) and its pen."""

    __slots__ = ("doubtful", "pens", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pens: list[Pen] = []
        # Where there is a grapheme whose width terminals differ about.
        self.doubtful: set[int] = set()

    def add(self, text: str, pen: Pen) -> None:
        """Appends text in one look."""
        blanks = pen_of_blanks(pen)
        if (text.isascii() and text.isprintable()) or _is_narrow(text):
            self.texts += text
            if blanks is pen or " " not in text:
                self.pens += [pen] * len(text)
            else:
                self.pens += [blanks if each == " " else pen for each in text]
            return
        for grapheme, width, is_certain in _graphemes(text):
            if width == 0:
                self._combine(grapheme)
                continue
            if not is_certain:
                self.doubtful.add(len(self.texts))
            self.texts += [grapheme, *[""] * (width - 1)]
            self.pens += [blanks if grapheme == " " else pen] * width

    def _combine(self, mark: str) -> None:
        """Adds a mark to the character before it, which another segment may have given."""
        head = len(self.texts) - 1
        while head >= 0 and self.texts[head] == "":
            head -= 1
        if head >= 0 and unicodedata.category(mark[0]) in ("Mn", "Me"):
            self.texts[head] += mark
            self.doubtful.add(head)

    def crop(self, width: int) -> None:
        """Leaves out what is beyond a width, and the half of a wide character that isn't."""
        if len(self.texts) > width:
            is_half = self.texts[width] == ""
            del self.texts[width:], self.pens[width:]
            self.doubtful = {each for each in self.doubtful if each < width}
            if is_half:
                self.blank_half(width - 1)

    def blank_half(self, x: int) -> None:
        """Makes blanks of the rest of a wide character, as a terminal does when its other half is overwritten."""
        while True:
            is_head = self.texts[x] != ""
            self.texts[x], self.pens[x] = " ", pen_of_blanks(self.pens[x])
            self.doubtful.discard(x)
            if is_head or x == 0:
                return
            x -= 1
