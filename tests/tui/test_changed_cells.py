"""What is written is enough: a terminal shows the frame, whatever it held and however wide it takes emoji to be."""

import random
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style

from edge_tui.tui.changed_cells import ChangedCells
from tests.tui.terminal import GNU_SCREEN, GRAPHEMES, OLD, TMUX, Kind, Look, Terminal

# Every terminal takes these to be so wide.
CERTAIN = [*[(each, 1) for each in "ab  .é─│█…→Ж•ก"], *[(each, 2) for each in "漢あ한！"]]
# Terminals differ about these.
DOUBTFUL = [
    *[
        (each, 2)
        for each in ("👍", "👍🏽", "👩\u200d👧", "👨\u200d👩\u200d👧\u200d👦", "❤\ufe0f\u200d🔥", "☺\ufe0f", "⌚")
    ],
    *[(each, 2) for each in ("한\u0301", "🇩🇪", "1\ufe0f\u20e3", "\u1100\u1161\u11a8", "🏴\U000e0067\U000e007f")],
    *[(each, 1) for each in ("e\u0301", " \u0301", "\ue0b0", "क\u093e", "☝🏽", "☺\ufe0e", "\u0e33", "\uff9e")],
]
# Terminals that were seen to differ, and others that may exist.
KINDS = [GNU_SCREEN, TMUX, GRAPHEMES, OLD]
STYLES = [
    None,
    Style(),
    Style(bold=True),
    Style(dim=True, italic=True),
    Style(bold=True, dim=True, color="green"),
    Style(color="#102030", bgcolor="#405060"),
    Style(color="#f0f0f0", bgcolor="#405060", bold=True),
    Style(bgcolor="#405060", underline=True),
    Style(reverse=True, color="#102030", bgcolor="#405060"),
    Style(strike=True, blink=True, conceal=True, bgcolor="blue"),
    Style(underline2=True, overline=True, color="bright_green"),
    Style(color="default", bgcolor="default"),
    Style(link="https://example.com/a", bgcolor="#405060"),
    Style(link="https://example.com/b"),
]

# A cell as it should look: its grapheme, "" for the right half of a wide one, and its style.
Wanted = tuple[str, Style | None]


class Show:
    """Draws random frames, and knows what the terminal should show."""

    def __init__(self, chance: random.Random, kind: Kind, graphemes: list[tuple[str, int]]) -> None:
        erases_in_color = kind.erases_in_color and chance.random() < 0.7
        self.chance = chance
        self.graphemes = graphemes
        self.cells = ChangedCells(ColorSystem.TRUECOLOR, erases_in_color=erases_in_color)
        self.terminal = Terminal(1, 1, kind)
        self.frame: list[list[Wanted]] = []
        self._drawn: list[tuple[int, int, list[Wanted], list[Segment]]] = []

    def resize(self) -> None:
        """Gives terminal and frame another size, and draws all of it."""
        width, height = self.chance.randint(1, 24), self.chance.randint(1, 5)
        self.terminal.resize(width, height)
        self.cells.resize(width, height)
        self.frame = [[(" ", None)] * width for _ in range(height)]
        self._drawn = [each for each in self._drawn if each[0] + len(each[2]) <= width and each[1] < height]
        for y in range(height):
            self._draw(0, y, *self._part(width))

    def update(self) -> None:
        """Draws some parts."""
        width = len(self.frame[0])
        for _ in range(self.chance.randint(0, 4)):
            x, y = self.chance.randrange(width), self.chance.randrange(len(self.frame))
            if self.chance.random() < 0.5:
                self._draw(x, y, *self._part(self.chance.randint(1, width - x)))
            else:
                self._draw(*self.chance.choice(self._drawn))

    def show(self) -> str:
        """Shows the frame; returns what was written for it."""
        cursor = self.chance.randrange(len(self.frame[0])), self.chance.randrange(len(self.frame))
        written = self.cells.frame(cursor, self.chance.random() < 0.5)
        self.terminal.feed(written)
        assert (self.terminal.x, self.terminal.y) == cursor
        assert differences(self.frame, self.terminal) == [], repr(written)
        return written

    def _part(self, width: int) -> tuple[list[Wanted], list[Segment]]:
        """A part of a row, of exactly so many cells."""
        part: list[Wanted] = []
        while len(part) < width:
            style = self.chance.choice(STYLES)
            for _ in range(self.chance.choice((1, 1, 2, 7))):
                grapheme, cells = self.chance.choice(self.graphemes)
                if len(part) + cells <= width:
                    part += [(grapheme, style), *[("", style)] * (cells - 1)]
            part += [(" ", style)] * min(self.chance.choice((0, 0, 1, 9, 15)), width - len(part))
        return part, [Segment("".join(text for text, _ in run), style) for style, run in _runs(part)]

    def _draw(self, x: int, y: int, part: list[Wanted], segments: list[Segment]) -> None:
        self._drawn = [*self._drawn[-7:], (x, y, part, segments)]
        row, end = self.frame[y], x + len(part)
        # Half of a wide character that is drawn over is a blank.
        if row[x][0] == "":
            row[x - 1] = (" ", row[x - 1][1])
        if end < len(row) and row[end][0] == "":
            row[end] = (" ", row[end][1])
        row[x:end] = part
        self.cells.draw(x, y, segments)


def _runs(part: list[Wanted]) -> list[tuple[Style | None, list[Wanted]]]:
    return [(style, list(run)) for style, run in groupby(part, lambda cell: cell[1])]


def seen(style: Style | None, text: str) -> Look:
    """How a cell of a style looks: as Rich writes it to a terminal."""
    if (id(style), text) not in _SEEN:
        terminal = Terminal(2, 1)
        terminal.feed((style or Style()).render(text or "x", color_system=ColorSystem.TRUECOLOR))
        _SEEN[id(style), text] = terminal.seen(0)[0][1]
    return _SEEN[id(style), text]


_SEEN: dict[tuple[int, str], Look] = {}


def differences(frame: list[list[Wanted]], terminal: Terminal) -> list[str]:
    """Where a terminal doesn't show a frame."""
    doubtful = {grapheme for grapheme, _ in DOUBTFUL}
    found = []
    for y, row in enumerate(frame):
        grapheme = ""
        for x, ((text, style), (shown, look)) in enumerate(zip(row, terminal.seen(y), strict=True)):
            grapheme = text or grapheme
            wanted = seen(style, text)
            if grapheme in doubtful:
                # The terminal decides how it looks, but nothing else is left in its cells.
                is_right = set(shown) <= {*grapheme, " ", "?"} and look.background == wanted.background
            else:
                is_right = (shown, look) == (text, wanted)
            if not is_right:
                found.append(f"({x}, {y}): {shown!r} {look} instead of {text!r} {wanted}")
        found += [f"({x}, {y}): half a character" for x in terminal.overlaps(y)]
    return found


@given(seed=st.integers(0, 2**32))
def test_a_terminal_shows_the_frame_after_any_frames_updates_sizes_and_losses(seed: int) -> None:
    chance = random.Random(seed)
    any_kind = Kind(
        chance.choice((1, 2)), chance.choice((0, 1)), *[chance.random() < 0.5 for _ in range(8)]
    )  # fmt: skip
    _watch(chance, chance.choice([*KINDS, any_kind]))


@pytest.mark.parametrize("kind", KINDS, ids=["GNU screen", "tmux", "graphemes", "old"])
def test_a_kind_of_terminal_shows_the_frame_after_storms_of_sizes(kind: Kind) -> None:
    for seed in range(40):
        _watch(random.Random(seed), kind, storm=0.5)


def _watch(chance: random.Random, kind: Kind, storm: float = 0.1) -> None:
    """Shows random frames, with a share of new sizes."""
    show = Show(chance, kind, chance.choice(([*CERTAIN], [*CERTAIN, *DOUBTFUL], [("a", 1), (" ", 1), *DOUBTFUL])))
    show.resize()
    show.show()
    for _ in range(12):
        step = chance.random()
        if step < storm:
            for _ in range(chance.choice((1, 1, 3))):
                show.resize()
                if chance.random() < 0.5:
                    # Some of a frame for the size before.
                    show.terminal.garble(*chance.choice((("漢", ""), ("", "漢"), ("👍", "", "e\u0301"))))
        elif step < storm + 0.1:
            show.terminal.garble(*chance.choice((("漢", ""), ("", "漢"), ("x",))))
            show.cells.forget()
        elif step < storm + 0.2:
            show.terminal.feed(show.cells.release())
            assert show.terminal.look == Look()
            show.terminal.garble("#")
        else:
            show.update()
        show.show()


def _written(*frames: list[Segment], width: int = 20) -> list[str]:
    """What is written for one row after the other, the cursor at its start."""
    cells, found = ChangedCells(ColorSystem.TRUECOLOR), []
    cells.resize(width, 1)
    for segments in frames:
        cells.draw(0, 0, segments)
        found.append(cells.frame((0, 0)))
    return found


def test_a_frame_that_changes_nothing_writes_nothing() -> None:
    assert _written([Segment("abc", STYLES[5])], [Segment("ab", STYLES[5]), Segment("c", STYLES[5])])[1] == ""


def test_a_changed_cell_is_written_alone_and_without_a_style_that_the_terminal_has() -> None:
    row = "abcdefghijklmnopqrst"
    assert _written([Segment(row, STYLES[5])], [Segment(row.replace("t", "T"), STYLES[5])])[1] == "\x1b[20GT\r"


def test_a_short_gap_between_changes_is_written_again_and_a_long_one_moved_over() -> None:
    first, second, third = _written([Segment("ab c efghijklmnop")], [Segment("Ab C")], [Segment("aB c efghijklmnoP")])
    assert second == "Ab C\r"
    assert third == "aB c\x1b[17GP\r"
    assert "ab c efghijklmnop" in first


def test_a_blank_has_no_foreground_and_needs_no_change_of_it() -> None:
    red, green = Style(color="#ff0000", bgcolor="#000000", bold=True), Style(color="#00ff00", bgcolor="#000000")
    first, second = _written(
        [Segment("a   b" * 4, red)], [Segment("a", red), Segment("   ", green), *[Segment("b" + "a   b" * 3, red)]]
    )
    assert first.count("m") == len(["the one style"]) + first.count("\x1b[m")
    assert second == ""


def test_blanks_to_the_right_edge_are_erased_only_in_the_default_background_which_every_terminal_erases_with() -> None:
    plain, colored = (
        _written([Segment("a" + " " * 19)])[0],
        _written([Segment("a" + " " * 19, Style(bgcolor="#102030"))])[0],
    )
    assert "a\x1b[K" in plain
    # The row is erased before it is written, in any color.
    assert colored.count("\x1b[K") == 1
    assert " " * 19 in colored


def test_a_combining_mark_stays_with_its_base_across_styles_and_a_lone_one_is_left_out() -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR)
    cells.resize(4, 1)
    cells.draw(0, 0, [Segment("\u0301ae", STYLES[5]), Segment("\u0301b", STYLES[6])])
    written = cells.frame((0, 0))
    assert [text for text, _ in cells.cells[0]] == ["a", "e\u0301", "b", " "]
    # The cursor is put where the next cell is: terminals differ about the width of the one before.
    assert "e\u0301\x1b[3G" in written
    assert "\u0301a" not in written


@pytest.mark.parametrize(("base", "mark"), ["e\u0301", "क\u093e", "\u1100\u1161", "👍🏽"])
def test_what_has_no_width_belongs_to_the_grapheme_before_it_also_in_another_style(base: str, mark: str) -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR)
    cells.resize(8, 1)
    cells.draw(0, 0, [Segment(base, STYLES[5]), Segment(mark + "b", STYLES[6])])
    cells.frame((0, 0))
    assert [text for text, _ in cells.cells[0] if text.strip()] == [base + mark, "b"]


@pytest.mark.parametrize("text", ["a☺\ufe0fb", "a👩\u200d👧b", "a🇩🇪b", "a\u1100\u1161b", "ae\u0301b", "a👍🏽b"])
def test_a_line_takes_the_same_cells_wherever_a_style_divides_it(text: str) -> None:
    whole = ChangedCells(ColorSystem.TRUECOLOR)
    whole.resize(8, 1)
    whole.draw(0, 0, [Segment(text)], 8)
    whole.frame((0, 0))
    for at in range(1, len(text)):
        divided = ChangedCells(ColorSystem.TRUECOLOR)
        divided.resize(8, 1)
        divided.draw(0, 0, [Segment("#" * 8)])
        divided.frame((0, 0))
        divided.draw(0, 0, [Segment(text[:at]), Segment(text[at], STYLES[5]), Segment(text[at + 1 :])], 8)
        divided.frame((0, 0))
        assert [each for each, _ in divided.cells[0]] == [each for each, _ in whole.cells[0]]


def test_a_flag_is_one_grapheme_though_rich_counts_two() -> None:
    assert "🇩🇪\x1b[3G" in _written([Segment("🇩🇪🇫🇷")])[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" " * 19 + "e\u0301", "e"),
        (" " * 18 + "👩\u200d👧", "👩"),
        (" " * 18 + "한\u0301", "한"),
        (" " * 19 + "\ue0b0", "?"),
    ],
)
def test_at_the_right_edge_only_what_fits_in_any_terminal_is_written(text: str, shown: str) -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR)
    cells.resize(20, 1)
    cells.draw(0, 0, [Segment(text)])
    cells.frame((0, 0))
    assert "".join(each for each, _ in cells.cells[0]).strip() == shown


@pytest.mark.parametrize("invisible", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u2028", "\u2060"])
def test_what_shows_nothing_and_may_turn_a_row_around_never_reaches_the_terminal(invisible: str) -> None:
    assert invisible not in _written([Segment(f"a{invisible}b"), Segment(f"{invisible}c")])[0]


def test_a_soft_hyphen_is_a_hyphen() -> None:
    assert "a-b" in _written([Segment("a\xadb")])[0]


def test_control_characters_never_reach_the_terminal() -> None:
    hostile = Style(link="https://example.com/\x1b]52;c;aGk=\x07")
    written = _written([Segment("a\x1b]0;title\x07\x9b2Jb\r\n", hostile)])[0]
    assert "a]0;title2Jb" in written
    assert "\x07" not in written
    assert "52;c" not in written


def test_parts_that_change_as_a_whole_are_written_one_pen_after_the_other() -> None:
    cells, terminal = ChangedCells(ColorSystem.TRUECOLOR), Terminal(40, 20)
    cells.resize(40, 20)
    cells.forget(may_clear=True)
    for ground in ("#101010", "#202020"):
        colors = [Style(color=color, bgcolor=ground) for color in ("#112233", "#445566", "#778899")]
        row = [Segment(word, style) for word, style in zip(("first ", "second ", "third "), colors, strict=True)]
        for y in range(20):
            cells.draw(0, y, [*row, *row])
        written = cells.frame((0, 0), is_synchronized=True)
        terminal.feed(written)
        styles = written.count("\x1b[38;2;") + written.count("\x1b[0;38;2;")
        assert styles == len(colors)
        assert {"".join(text for text, _ in terminal.rows[y][:38]) for y in range(20)} == {"first second third " * 2}


def test_few_cells_are_written_by_row_where_that_is_shorter() -> None:
    row = [Segment(each, Style(color=color)) for each, color in zip("abc", ("red", "blue", "red"), strict=True)]
    first, second = _written(row, [Segment(each.upper(), style) for each, style, _ in row], width=5)
    assert "a\x1b[34mb\x1b[31mc" in first
    assert "A\x1b[34mB\x1b[31mC" in second


def test_long_blanks_are_erased_where_the_terminal_takes_the_color_of_the_pen_for_certain() -> None:
    ground = Style(color="#c0c0c0", bgcolor="#102030")
    row = [Segment("a" + " " * 19 + "b" + " " * 9, ground), Segment(" " * 10, Style(bgcolor="#405060"))]
    written = []
    for erases in (True, False):
        cells = ChangedCells(ColorSystem.TRUECOLOR, erases_in_color=erases)
        cells.resize(40, 1)
        cells.draw(0, 0, row)
        written.append(cells.frame((0, 0)))
    assert "a\x1b[19X\x1b[21Gb\x1b[9X" in written[0]
    assert written[0].count(" ") == 0
    assert "\x1b[K" in written[0]
    assert "X" not in written[1]
    assert written[1].count(" ") == 38


@pytest.mark.parametrize("style", [Style(underline=True), Style(reverse=True), Style(link="https://example.com")])
def test_blanks_that_a_style_shows_on_are_written(style: Style) -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR, erases_in_color=True)
    cells.resize(40, 1)
    cells.draw(0, 0, [Segment("a" + " " * 39, style + Style(bgcolor="#102030"))])
    assert cells.frame((0, 0)).count(" ") == 39


def test_nothing_is_erased_in_a_row_with_a_wide_character() -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR, erases_in_color=True)
    cells.resize(40, 1)
    for text in ("漢" * 20, "a".ljust(40)):
        cells.draw(0, 0, [Segment(text, Style(bgcolor="#102030"))])
        written = cells.frame((0, 0))
    assert written.count(" ") == 39


def test_a_link_is_closed_at_the_end_of_a_frame() -> None:
    written = _written([Segment("see here", STYLES[13])], [Segment("see HERE", STYLES[13])])
    for each in written:
        terminal = Terminal(20, 1)
        terminal.feed(each)
        assert terminal.look.link == ""
    assert "https://example.com/b\x1b\\HERE" in written[1]


def test_a_frame_of_several_runs_is_shown_at_once_where_the_terminal_can() -> None:
    cells = ChangedCells(ColorSystem.TRUECOLOR)
    cells.resize(30, 1)
    written = []
    for text in ("a" * 30, "b" + "a" * 29, "c" + "a" * 28 + "c"):
        cells.draw(0, 0, [Segment(text)])
        written.append(cells.frame((0, 0), is_synchronized=True))
    assert [each.startswith("\x1b[?2026h") and each.endswith("\x1b[?2026l") for each in written] == [False, False, True]


@pytest.mark.parametrize(
    ("colors", "expected"), [("standard", "31"), ("256", "38;5;196"), ("truecolor", "38;2;255;0;0")]
)
def test_colors_are_written_in_the_terminals_number_of_colors(colors: str, expected: str) -> None:
    cells = ChangedCells(COLOR_SYSTEMS[colors])
    cells.resize(1, 1)
    cells.draw(0, 0, [Segment("a", Style(color="#ff0000"))])
    assert f"\x1b[0;{expected}ma" in cells.frame((0, 0))
