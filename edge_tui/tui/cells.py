"""Cells of a terminal's screen: text divided into what takes a cell or two, and how many cells are certain."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len, split_graphemes

from edge_tui.tui.pencil import BLANK, Pen, pen_of_blanks

# Other text than ASCII of which every terminal gives one cell to each character.
_is_narrow = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u2010-\u2027\u2190-\u2193\u2500-\u259f]*").fullmatch
# Letters of one cell that terminals which know graphemes join with the letter before or after: the vowel AM of Thai and
# Lao, half-width voice marks of kana, and what Unicode prepends (Grapheme_Cluster_Break, Unicode 16).
_joins_neighbor = re.compile(
    "[\u0d4e\u0e33\u0eb3\uff9e\uff9f\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011a84-\U00011a89\U00011d46]"
).fullmatch
# Two of these are a flag.
_is_flag_letter = re.compile("[\U0001f1e6-\U0001f1ff]").fullmatch
# Of what has no width and isn't a mark, only these change a grapheme: joiners, and tags after a flag. Terminals differ
# about the others, and some of them turn a row around.
_shapes_grapheme = re.compile("[\u200c\u200d\U000e0020-\U000e007f]").fullmatch
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


def _is_wide_script(character: str) -> bool:
    return any(first <= character <= last for first, last in _WIDE_SCRIPTS)


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
        and unicodedata.category(grapheme) not in ("Co", "Cn", "Cs", "Cf", "Mc")
        and not _joins_neighbor(grapheme)
    )


def _is_shown(character: str) -> bool:
    """Whether a character may reach a terminal: it has a cell, or changes the grapheme that it is in."""
    category = unicodedata.category(character)
    if category == "Cf":
        return _shapes_grapheme(character) is not None or cell_len(character) > 0
    return category not in ("Cc", "Zl", "Zp")


@lru_cache(maxsize=4096)
def _graphemes(text: str) -> tuple[tuple[str, int, bool, int], ...]:
    """Each grapheme, its cells, whether terminals agree on them, and where in the text it starts.

    The cells are Rich's, whatever is left out: control characters, and a joiner with nothing to join, which would
    reach for the next cell.
    """
    found: list[tuple[str, int, bool, int]] = []
    for start, end, width in split_graphemes(text)[0]:
        # Some terminals show a soft hyphen, others take it for a mark of the cell before.
        grapheme = "".join(filter(_is_shown, text[start:end].replace("\xad", "-"))).rstrip("\u200d")
        if found and _is_flag_letter(grapheme) and _is_flag_letter(found[-1][0]):
            found[-1] = (found[-1][0] + grapheme, found[-1][1] + width, False, found[-1][3])
        elif grapheme and width:
            found.append((grapheme, width, _is_certain(grapheme, width), start))
    return tuple(found)


@lru_cache(maxsize=4096)
def _fitting(grapheme: str, width: int, room: int) -> tuple[list[str], bool]:
    """The cells of a grapheme of doubtful width at the end of a row, and whether they are doubtful.

    Only what fits in any terminal: GNU screen scrolls for what it has no room for, whatever was said about wrapping,
    and others put marks on another cell. So it may be the first character alone, or a question mark.
    """
    if sum(_most_cells(each) for each in grapheme) <= room:
        return [grapheme, *[""] * (width - 1)], True
    first = grapheme[0]
    if _is_certain(first, 1):
        return [first, *[" "] * (width - 1)], False
    if width == 2 and _is_wide_script(first):
        return [first, ""], False
    return ([first, *[""] * (width - 1)], True) if _most_cells(first) <= room else (["?", *[" "] * (width - 1)], False)


def _most_cells(character: str) -> int:
    """The cells that a character takes where it takes most."""
    if _shapes_grapheme(character):
        return 0
    return 1 if unicodedata.category(character)[0] == "M" or _is_certain(character, 1) else 2


class Cells:
    """Cells side by side: of each its text ("" for the right half of a wide one) and its pen."""

    __slots__ = ("doubtful", "pens", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pens: list[Pen] = []
        # Where there is a grapheme whose width terminals differ about.
        self.doubtful: set[int] = set()

    def copy(self) -> "Cells":
        """The same cells, to be changed."""
        copy = Cells()
        copy.texts, copy.pens, copy.doubtful = self.texts.copy(), self.pens.copy(), self.doubtful.copy()
        return copy

    def add(self, pieces: Iterable[tuple[str, Pen]]) -> None:
        """Appends text in one look after the other.

        A grapheme is one whatever looks divide it, as a cursor may, and has the look of its first character. By itself,
        the second part would take other cells: the rest of the row would move with the cursor.
        """
        held: list[tuple[str, Pen]] = []
        for text, pen in pieces:
            if held and (text[:1] <= "~" or _is_narrow(text[0])) and not held[-1][0].endswith("\u200d"):
                self._add_held(held)
                held = []
            held.append((text, pen))
        self._add_held(held)

    def _add_held(self, pieces: list[tuple[str, Pen]]) -> None:
        if len(pieces) == 1 and ((pieces[0][0].isascii() and pieces[0][0].isprintable()) or _is_narrow(pieces[0][0])):
            text, pen = pieces[0]
            blanks = pen_of_blanks(pen)
            self.texts += text
            if blanks is pen or " " not in text:
                self.pens += [pen] * len(text)
            else:
                self.pens += [blanks if each == " " else pen for each in text]
            return
        pens = [pen for text, pen in pieces for _ in text]
        for grapheme, width, is_certain, start in _graphemes("".join(text for text, _ in pieces)):
            if not is_certain:
                self.doubtful.add(len(self.texts))
            self.texts += [grapheme, *[""] * (width - 1)]
            self.pens += [pen_of_blanks(pens[start]) if grapheme == " " else pens[start]] * width

    def fill(self, width: int) -> None:
        """Crops them to a width, or adds blanks."""
        self.crop(width)
        missing = width - len(self.texts)
        if missing:
            self.texts += " " * missing
            self.pens += [pen_of_blanks(self.pens[-1]) if self.pens else BLANK] * missing

    def crop(self, width: int) -> None:
        """Leaves out what is beyond a width, and the half of a wide character that isn't."""
        if len(self.texts) > width:
            is_half = self.texts[width] == ""
            del self.texts[width:], self.pens[width:]
            self.doubtful = {each for each in self.doubtful if each < width}
            if is_half:
                self.blank_half(width - 1)

    def fit(self, width: int) -> None:
        """Shortens graphemes of doubtful width that would reach beyond a width in some terminal."""
        for x in list(self.doubtful):
            after = x + 1
            while after < len(self.texts) and self.texts[after] == "":
                after += 1
            self.texts[x:after], is_doubtful = _fitting(self.texts[x], after - x, width - x)
            if not is_doubtful:
                self.doubtful.discard(x)
                self.pens[x:after] = [
                    pen_of_blanks(pen) if text == " " else pen
                    for text, pen in zip(self.texts[x:after], self.pens[x:after], strict=True)
                ]

    def blank_half(self, x: int) -> None:
        """Makes blanks of the rest of a wide character, as a terminal does when its other half is overwritten."""
        while True:
            is_head = self.texts[x] != ""
            self.texts[x], self.pens[x] = " ", pen_of_blanks(self.pens[x])
            self.doubtful.discard(x)
            if is_head or x == 0:
                return
            x -= 1
