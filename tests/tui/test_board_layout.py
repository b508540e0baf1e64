"""The words of the board's chips in any width: one line where it can be, two at most, and never another number."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.node import Chip, Tone
from edge_tui.tui.response.board_layout import MAX_LINES, lay_out

ERRORS = Chip("errors", "✖", "1 error", Tone.ERROR)
WARNINGS = Chip("warnings", "▲", "2 warnings", Tone.WARNING, 2, "2")
ECID = Chip("ECID", "●", "ECID known", Tone.GOOD)
TARGET = Chip("Target", "◆", "Target 2/3 scopes", Tone.WARNING, short="Target 2/3")
OFFERS = Chip("Offer Decisioning", "◆", "Offer Decisioning 1/2 scopes", short="ODE 1/2")
SYNCS = Chip("ID syncs", "↻", "2 syncs", count=2, short="2")
DESTINATIONS = Chip("destinations", "⇢", "3 destinations", count=3, short="3")
CONSENT = Chip("consent", "⚑", "consent in", Tone.GOOD, short="in")
MANY = (ECID, TARGET, SYNCS, DESTINATIONS, CONSENT)
ALL = (ERRORS, WARNINGS, ECID, TARGET, OFFERS, SYNCS, DESTINATIONS, CONSENT)


def texts(chips: tuple[Chip, ...], width: int) -> list[str]:
    return [" ".join(placed.text for placed in line) for line in lay_out(chips, width)]


@pytest.mark.parametrize(
    ("chips", "width", "lines"),
    [
        ((ECID, CONSENT), 40, [" ● ECID known   ⚑ consent in "]),
        ((ECID, CONSENT), 25, ["● ECID known ⚑ consent in"]),
        ((ECID, CONSENT), 24, ["● ECID known ⚑ in"]),
        ((ECID, SYNCS, DESTINATIONS, CONSENT), 42, ["● ECID known ↻ 2 syncs ⇢ 3 ⚑ consent in"]),
        (MANY, 60, ["● ECID known ◆ Target 2/3 ↻ 2 syncs ⇢ 3 destinations ⚑ in"]),
        (MANY, 42, ["● ECID known ◆ Target 2/3 ↻ 2 ⇢ 3 ⚑ in"]),
        (ALL, 42, ["✖ 1 error ▲ 2 warnings ● ECID known", "◆ Target 2/3 ◆ ODE 1/2 ↻ 2 syncs ⇢ 3 ⚑ in"]),
    ],
)  # fmt: skip
def test_words_go_before_a_second_line(chips: tuple[Chip, ...], width: int, lines: list[str]) -> None:
    assert texts(chips, width) == lines


@given(st.lists(st.sampled_from(ALL), unique=True), st.integers(1, 200))
def test_no_line_is_wider_than_the_board_and_every_chip_keeps_its_number(chips: list[Chip], width: int) -> None:
    lines = lay_out(chips, width)
    placed = [each for line in lines for each in line]
    assert len(lines) <= MAX_LINES
    assert [each.chip for each in placed] == chips[: len(placed)]
    for line in lines:
        # A board that is narrower than a chip shows its beginning.
        assert line[-1].end <= width or len(line) == 1
        assert all(after.start == before.end + 1 for before, after in pairwise(line))
    for each in placed:
        assert each.chip.glyph in each.text
        assert re.findall(r"\d+", each.text) == re.findall(r"\d+", each.chip.words)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
def test_a_wider_board_has_no_more_lines_and_no_fewer_chips(chips: list[Chip]) -> None:
    laid_out = [lay_out(chips, width) for width in range(14, 200)]
    counts = [sum(map(len, lines)) for lines in laid_out]
    assert counts == sorted(counts)
    whole = [len(lines) for lines in laid_out if sum(map(len, lines)) == len(chips)]
    assert whole == sorted(whole, reverse=True)
    assert whole[-1] == 1
