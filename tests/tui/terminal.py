"""A small strict terminal for tests: what it shows after a stream of bytes. An unknown sequence is an error."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

# Each takes a cell in every kind of terminal, and joins nothing.
_PLAIN_OR_ANOTHER = re.compile("[ -~\u2500-\u259f]+|.", re.DOTALL)
_TOKENS = re.compile(
    r"\x1b\[(?P<private>[?<>]?)(?P<parameters>[0-9;]*)(?P<final>\$?[@-~])"
    r"|\x1b\](?P<command>\d+);(?P<data>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
# The cursor, mouse, focus, paste, resize and complete frames: nothing that shows in the cells.
_UNSEEN_MODES = {"25", "1000", "1003", "1004", "1006", "1015", "1016", "2004", "2026", "2048"}
_ENDED_BY = {"22": {"1", "2"}, "23": {"3"}, "24": {"4", "21"}, "25": {"5", "6"}, "27": {"7"}, "28": {"8"},
             "29": {"9"}, "54": {"51", "52"}, "55": {"53"}}  # fmt: skip
_ATTRIBUTES = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53"}
_SEEN_ON_BLANKS = {"3", "4", "5", "6", "7", "9", "21", "51", "52", "53"}
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"


class Look(NamedTuple):
    """How a cell looks."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""
    link: str = ""


@lru_cache(maxsize=4096)
def _erased(background: str) -> Look:
    return Look(background=background)


@lru_cache(maxsize=4096)
def _styled(look: Look, codes: str) -> Look:
    """A look after the codes of a style."""
    parts = codes.split(";")
    at = 0
    while at < len(parts):
        code = parts[at] or "0"
        size = {"5": 3, "2": 5}[parts[at + 1]] if code in ("38", "48") else 1
        color = ";".join(parts[at : at + size])
        at += size
        if code == "0":
            look = Look(link=look.link)
        elif code in _ATTRIBUTES:
            look = look._replace(attributes=look.attributes | {code})
        elif code in _ENDED_BY:
            look = look._replace(attributes=look.attributes - _ENDED_BY[code])
        elif code in ("39", "38") or 30 <= int(code) <= 37 or 90 <= int(code) <= 97:
            look = look._replace(foreground=color if code != "39" else "")
        else:
            assert code in ("48", "49") or 40 <= int(code) <= 47 or 100 <= int(code) <= 107, f"SGR {code}"
            look = look._replace(background=color if code != "49" else "")
    return look


Cell = tuple[str, Look]


@lru_cache(maxsize=16_384)
def seen(cell: Cell) -> Cell:
    """What can be seen of a cell: nothing of the color of letters where there is none. The IDs of links differ."""
    text, look = cell
    link = look.link.partition(";")[2]
    if text == " " and not look.attributes & _SEEN_ON_BLANKS:
        return text, Look(background=look.background, link=link)
    return text, look._replace(link=link)


@dataclass(frozen=True)
class Kind:
    """What terminals differ in: the cells of emoji and of combining marks, joined emoji, and their last column."""

    emoji_cells: int = 2
    mark_cells: int = 0
    joins: bool = True
    widens: bool = True
    wraps: bool = False
    # Whether erased cells take the background of the pen, or the default one.
    erases_in_color: bool = True
    # Joins what Unicode has as one grapheme: flags, skin tones, Hangul's letters, the vowel AM; until the cursor moves.
    knows_graphemes: bool = False
    # A mark goes to the cell left of the cursor. In the last column, where the cursor stays, that is another one.
    marks_left_cell: bool = False
    # For a wide character without room, it scrolls, whatever was said about wrapping.
    scrolls_for_room: bool = False
    # Of a wide character of which a half is erased, the other half stays.
    keeps_halves: bool = False

    def cells(self, character: str) -> int:
        """The cells of a character by itself."""
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            return self.mark_cells if character not in (_JOINER, _EMOJI_STYLE) else 0
        if character >= "\U0001f000" or character in "⌚⏳⭐":
            return self.emoji_cells
        return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# As each was seen to do.
GNU_SCREEN = Kind(joins=False, widens=False, erases_in_color=False, marks_left_cell=True, scrolls_for_room=True)
TMUX = Kind(widens=False, marks_left_cell=True, keeps_halves=True)
GRAPHEMES = Kind(knows_graphemes=True)
OLD = Kind(emoji_cells=1, mark_cells=1, joins=False, widens=False)
_is_flag_letter = re.compile("[\U0001f1e6-\U0001f1ff]").fullmatch
_extends_grapheme = re.compile("[\u0e33\u1160-\u11ff\uff9e\U0001f3fb-\U0001f3ff]").fullmatch


@dataclass
class Terminal:
    """Rows of cells; the right half of a wide character is an empty text."""

    width: int
    height: int
    kind: Kind = field(default_factory=Kind)

    def __post_init__(self) -> None:
        self.rows: list[list[Cell]] = [[(" ", Look())] * self.width for _ in range(self.height)]
        self.x, self.y, self.look = 0, 0, Look()
        self._wraps_next = False
        # Where the last character is, until the cursor moves.
        self._last: int | None = None
        self.touched: set[int] = set()

    def seen(self, y: int) -> list[Cell]:
        """The cells of a row, without what can't be seen on blank ones and without the IDs of links."""
        return [seen(cell) for cell in self.rows[y]]

    def overlaps(self, y: int) -> list[int]:
        """The columns of wide characters whose right half isn't theirs."""
        texts = [*[text for text, _ in self.rows[y]], ""]
        return [x for x, text in enumerate(texts[:-1]) if text and self.kind.cells(text[0]) == 2 and texts[x + 1] != ""]

    def resize(self, width: int, height: int) -> None:
        """Cuts or extends the screen, as most terminals do with their alternate one."""
        self.rows = [(row + [(" ", Look())] * width)[:width] for row in self.rows[:height]]
        self.rows += [[(" ", Look())] * width for _ in range(height - len(self.rows))]
        self.width, self.height = width, height
        self.x, self.y = min(self.x, width - 1), min(self.y, height - 1)

    def garble(self, *texts: str) -> None:
        """Overwrites the screen and moves the cursor, as another program's output does; "" is half a character."""
        row = [(text, Look()) for text in texts] * self.width
        self.rows = [row[: self.width] for _ in range(self.height)]
        self.x = self.y = 0
        self.look = Look(frozenset({"1", "7"}), "31", "42")

    def feed(self, data: str) -> None:
        """Does what the data say."""
        at = 0
        while at < len(data):
            token = _TOKENS.match(data, at)
            assert token is not None, f"no sequence: {data[at : at + 20]!r}"
            at = token.end()
            if token["text"]:
                for each in _PLAIN_OR_ANOTHER.findall(token["text"]):
                    self._print(each[0])
                    if len(each) > 1:
                        self._print_plain(each[1:])
            elif token["control"]:
                self._control(token["control"])
            elif token["command"]:
                self._command(token["command"], token["data"])
            else:
                self._sequence(token["private"], token["parameters"], token["final"])

    def _control(self, control: str) -> None:
        self._wraps_next, self._last = False, None
        if control == "\r":
            self.x = 0
        elif control == "\n":
            assert self.y < self.height - 1, "the screen would scroll"
            self.y += 1
        elif control == "\b":
            assert self.x > 0, "left of the screen"
            self.x -= 1
        else:
            assert control == "\x07", f"unknown control {control!r}"

    def _command(self, command: str, data: str) -> None:
        if command == "8":
            self.look = self.look._replace(link=data if data != ";" else "")
        else:
            assert command in ("2", "22", "52"), f"unknown command {command}"

    def _sequence(self, private: str, parameters: str, final: str) -> None:
        if private:
            self._mode(private, parameters, final)
            return
        if final == "m":
            self.look = _styled(self.look, parameters)
            return
        numbers = [int(each or 0) for each in parameters.split(";")]
        count = max(numbers[0], 1)
        if final == "H":
            row, column = [*numbers, 0][:2]
            self._go(max(column, 1) - 1, max(row, 1) - 1)
        elif final in "CDABGd":
            x, y = {
                "C": (self.x + count, self.y),
                "D": (self.x - count, self.y),
                "A": (self.x, self.y - count),
                "B": (self.x, self.y + count),
                "G": (count - 1, self.y),
                "d": (self.x, count - 1),
            }[final]
            self._go(x, y)
        else:
            is_row = (final, numbers[0]) == ("K", 0)
            assert is_row or final == "X" or (final, numbers[0]) == ("J", 2), f"unknown sequence {parameters}{final}"
            self._wraps_next = False
            erased = _erased(self.look.background if self.kind.erases_in_color else "")
            if final == "J":
                self.rows = [[(" ", erased)] * self.width for _ in range(self.height)]
                self.touched.update(range(self.height))
                return
            for x in range(self.x, self.width if is_row else min(self.x + count, self.width)):
                if self.kind.keeps_halves:
                    self.rows[self.y][x] = (" ", erased)
                self._set(x, " ", erased)

    def _mode(self, private: str, parameters: str, final: str) -> None:
        if (private, final) in (("?", "h"), ("?", "l")) and parameters in ("7", "1049"):
            self.kind = replace(self.kind, wraps=final == "h") if parameters == "7" else self.kind
            if (parameters, final) == ("1049", "h"):
                self.rows = [[(" ", Look())] * self.width for _ in range(self.height)]
            return
        assert final in ("u", "$p") or (final in "hl" and parameters in _UNSEEN_MODES), f"{private}{parameters}{final}"

    def _go(self, x: int, y: int) -> None:
        assert 0 <= x < self.width, f"no column {x}"
        assert 0 <= y < self.height, f"no row {y}"
        self.x, self.y, self._wraps_next, self._last = x, y, False, None

    def _set(self, x: int, text: str, look: Look) -> None:
        """Sets a cell; the other half of a wide character becomes a blank."""
        row = self.rows[self.y]
        self.touched.add(self.y)
        if row[x][0] == "" and x > 0:
            row[x - 1] = (" ", row[x - 1][1])
        if x + 1 < self.width and row[x + 1][0] == "":
            row[x + 1] = (" ", row[x + 1][1])
        row[x] = (text, look)

    def _print(self, character: str) -> None:
        is_new = self._last is None
        row, before = self.rows[self.y], self.x - 1 if self._last is None or self.kind.marks_left_cell else self._last
        while before > 0 and row[before][0] == "":
            before -= 1
        cells = self.kind.cells(character)
        is_joined = self.kind.joins and before >= 0 and row[before][0].endswith(_JOINER)
        if self.kind.knows_graphemes and not is_new:
            is_flag = _is_flag_letter(character) and _is_flag_letter(row[before][0])
            is_joined = bool(is_joined or is_flag or _extends_grapheme(character))
        if cells == 0 or is_joined:
            if before >= 0:
                self.touched.add(self.y)
                row[before] = (row[before][0] + character, row[before][1])
                is_narrow = before + 1 < self.width and row[before + 1][0] != ""
                if character == _EMOJI_STYLE and self.kind.widens and is_narrow and before + 1 == self.x:
                    self._set(before + 1, " ", self.look)
                    row[before + 1] = ("", self.look)
                    self._advance(1)
            return
        if self._wraps_next:
            assert self.y < self.height - 1, "the screen would scroll"
            self.x, self.y, self._wraps_next = 0, self.y + 1, False
            row = self.rows[self.y]
        if self.x + cells > self.width:
            # Without wrapping there is no room for it.
            assert not self.kind.scrolls_for_room, "the screen would scroll"
            self._last = None
            return
        for x in range(self.x, self.x + cells):
            self._set(x, " ", self.look)
        row[self.x : self.x + cells] = [(character, self.look), ("", self.look)][:cells]
        self._last = self.x
        self._advance(cells)

    def _print_plain(self, text: str) -> None:
        """Prints plain characters that follow one: as `_print` does one by one."""
        end = self.x + len(text)
        if self._wraps_next or end >= self.width:
            for character in text:
                self._print(character)
            return
        row = self.rows[self.y]
        if row[self.x][0] == "":
            row[self.x - 1] = (" ", row[self.x - 1][1])
        if row[end][0] == "":
            row[end] = (" ", row[end][1])
        row[self.x : end] = [(character, self.look) for character in text]
        self._last, self.x = end - 1, end

    def _advance(self, cells: int) -> None:
        self.x += cells
        if self.x >= self.width:
            self.x, self._wraps_next = self.width - 1, self.kind.wraps
