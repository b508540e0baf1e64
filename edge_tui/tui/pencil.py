"""The terminal's cursor and look, and the shortest control sequences that change them.

ECMA-48 (5th edition): CUP, CHA, VPA, CUF, CUB, CUU, CUD, ED, EL, ECH and SGR. Links: OSC 8.
"""

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.style import Style

from edge_tui.tui.few_colors import look_in

_CLEAR = "\x1b[m\x1b[2J"
_CLOSE_LINK = "\x1b]8;;\x1b\\"

# SGR: attributes in the order of Rich's, and what ends each of the widely supported ones.
_ATTRIBUTES = {
    "bold": "1", "dim": "2", "italic": "3", "underline": "4", "blink": "5", "blink2": "6", "reverse": "7",
    "conceal": "8", "strike": "9", "underline2": "21", "frame": "51", "encircle": "52", "overline": "53",
}  # fmt: skip
_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
# GNU screen shows italics in reverse, and others show what blinks on a bright background.
_SEEN_ON_BLANKS = frozenset({"3", "4", "5", "6", "7", "9", "21", "51", "52", "53"})


class Pen(NamedTuple):
    """How a cell looks, as SGR parameters; "" is the terminal's default color.

    A blank without visible attributes has no foreground (None): any will do.
    """

    attributes: tuple[str, ...] = ()
    foreground: str | None = ""
    background: str = ""
    link: str = ""

    @property
    def parameters(self) -> list[str]:
        """The parameters that give this look after a reset."""
        return [each for each in (*self.attributes, self.foreground, self.background) if each]

    @property
    def can_erase(self) -> bool:
        """Whether cells that it erases in its background look as if it had written blanks."""
        return not self.link and not _SEEN_ON_BLANKS.intersection(self.attributes)

    def can_write(self, pen: "Pen") -> bool:
        """Whether a cell of another pen looks the same when this one writes it."""
        if pen.foreground is not None:
            return self == pen
        has_same_ground = self.background == pen.background and self.link == pen.link
        return has_same_ground and not _SEEN_ON_BLANKS.intersection(self.attributes)


_DEFAULT = Pen()
BLANK = Pen(foreground=None)


@lru_cache(maxsize=4096)
def pen_of(style: Style | None, colors: ColorSystem) -> Pen:
    """The pen of a style in so many colors."""
    if style is None:
        return _DEFAULT
    text, ground, is_bold = look_in(style, colors)
    foreground, background = (
        ";".join(color.get_ansi_codes(foreground=is_foreground)) if color is not None else ""
        for color, is_foreground in ((text, True), (ground, False))
    )
    return Pen(
        tuple(code for name, code in _ATTRIBUTES.items() if (is_bold if name == "bold" else getattr(style, name))),
        foreground if foreground != "39" else "",
        background if background != "49" else "",
        f"id={style.link_id};{style.link}" if style.link and style.link.isprintable() else "",
    )


@lru_cache(maxsize=4096)
def pen_of_blanks(pen: Pen) -> Pen:
    """The pen of a blank cell, without what can't be seen on it."""
    return pen if _SEEN_ON_BLANKS.intersection(pen.attributes) else Pen((), None, pen.background, pen.link)


@lru_cache(maxsize=4096)
def _change(current: Pen | None, wanted: Pen) -> tuple[str, Pen]:
    """The shortest SGR sequence from one pen to another, which leaves out links, and the pen after it."""
    if current is None:
        return f"\x1b[{';'.join(['0', *wanted.parameters])}m", wanted._replace(foreground=wanted.foreground or "")
    if wanted.foreground is None:
        visible = _SEEN_ON_BLANKS.intersection(current.attributes)
        kept = tuple(each for each in current.attributes if each not in visible)
        after = Pen(kept, current.foreground, wanted.background, wanted.link)
    else:
        after = wanted
    ended = set(current.attributes).difference(after.attributes)
    reset = f"\x1b[{';'.join(['0', *after.parameters])}m" if after.parameters else "\x1b[m"
    if not ended <= _ENDS.keys():
        return reset, after
    ends = {_ENDS[each] for each in ended}
    # 22 ends both bold and dim.
    begun = [each for each in after.attributes if each not in current.attributes or _ENDS.get(each) in ends]
    changes = [*sorted(ends), *begun]
    if after.foreground != current.foreground:
        changes.append(after.foreground or "39")
    if after.background != current.background:
        changes.append(after.background or "49")
    sequence = f"\x1b[{';'.join(changes)}m" if changes else ""
    return (reset, after) if len(reset) < len(sequence) else (sequence, after)


class Pencil:
    """The terminal's cursor and pen, and the bytes that move and change them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.forget()

    def forget(self) -> None:
        """Assumes nothing about the terminal."""
        self._x: int | None = None
        self._y: int | None = None
        self._pen: Pen | None = None

    def copy(self) -> "Pencil":
        """A pencil that is where this one is, and has written nothing yet."""
        copy = Pencil()
        copy._x, copy._y, copy._pen = self._x, self._y, self._pen
        return copy

    @property
    def length(self) -> int:
        """The number of characters written since the last `take`."""
        return sum(map(len, self._parts))

    def follow(self, other: "Pencil") -> None:
        """Writes what a copy of this pencil has written, and goes to where it is."""
        self._parts += other._parts
        self._x, self._y, self._pen = other._x, other._y, other._pen

    def take(self) -> str:
        """What was written, without a link left open."""
        if self._pen is not None and self._pen.link:
            self._parts.append(_CLOSE_LINK)
            self._pen = self._pen._replace(link="")
        taken = "".join(self._parts)
        self._parts.clear()
        return taken

    def control(self, sequence: str) -> None:
        """Writes a sequence that changes neither the cursor nor the pen."""
        self._parts.append(sequence)

    def clear(self) -> None:
        """Clears the screen in the default look."""
        self._parts.append(_CLEAR)
        self._pen = Pen()

    def move(self, x: int, y: int) -> None:
        """Moves the cursor by the shortest sequence."""
        if (x, y) != (self._x, self._y):
            self._parts.append(_way(self._x, self._y, x, y))
            self._x, self._y = x, y

    def use(self, pen: Pen) -> None:
        """Changes the pen."""
        if pen == self._pen:
            return
        link = self._pen.link if self._pen is not None else None
        sequence, after = _change(self._pen, pen)
        if link != pen.link and not (link is None and not pen.link):
            self._parts.append(f"\x1b]8;{pen.link}\x1b\\" if pen.link else _CLOSE_LINK)
        self._parts.append(sequence)
        self._pen = after

    def write(self, text: str, cells: int, width: int) -> None:
        """Writes text of a certain width; in the last column terminals differ about where the cursor is then."""
        self._parts.append(text)
        assert self._x is not None
        self._x += cells
        if self._x >= width:
            self._x = None

    def write_doubtful(self, grapheme: str, cells: int, width: int) -> None:
        """Writes a grapheme that may be narrower or wider: over blanks, and with the cursor nowhere known."""
        assert self._x is not None
        assert self._y is not None
        x, y = self._x, self._y
        self.write(" " * cells, cells, width)
        self.move(x, y)
        self._parts.append(grapheme)
        self._x = None

    def erase(self, cells: int, width: int) -> None:
        """Erases cells from the cursor on, which stays; a terminal with `erases_in_color` takes the background."""
        assert self._x is not None
        self._parts.append("\x1b[K" if self._x + cells == width else f"\x1b[{cells}X")


@lru_cache(maxsize=16384)
def _way(from_x: int | None, from_y: int | None, x: int, y: int) -> str:
    """The shortest sequence that moves the cursor; None is a column or a row that isn't known."""
    ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"]
    if from_y is not None:
        down = y - from_y
        vertical = min(f"\x1b[{y + 1}d", _by(down, "B", "A"), key=len) if down else ""
        ways.append(vertical + _across(from_x, x))
        if down == 1:
            ways.append("\r\n" + _across(0, x))
    return min(ways, key=len)


def _across(from_x: int | None, x: int) -> str:
    """The shortest sequence that moves the cursor in its row."""
    if x == from_x:
        return ""
    ways = [f"\x1b[{x + 1}G" if x else "\r"]
    if from_x is not None:
        ways.append(_by(x - from_x, "C", "D"))
        if x < from_x:
            ways.append("\b" * (from_x - x))
    return min(ways, key=len)


def _by(count: int, forward: str, back: str) -> str:
    final = forward if count > 0 else back
    return f"\x1b[{final}" if abs(count) == 1 else f"\x1b[{abs(count)}{final}"
