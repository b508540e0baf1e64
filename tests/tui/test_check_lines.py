"""The lines of a doctor's checks, at any width."""

from dataclasses import fields

import pytest
from rich.style import Style

from edge_tui.doctor import Check, Status
from edge_tui.tui.profiles.check_lines import check_lines, line_of_first_trouble
from edge_tui.tui.themes import Colors

PLAIN = Colors(**{field.name: Style() for field in fields(Colors)})
WORDS = "requested CORE, none was returned, which is usual in a browser that blocks cookies of third parties"
CHECKS = [
    Check("gateway", Status.SEEN, "responded in 2 ms"),
    Check("cookie and URL destinations", Status.NOT_SEEN, WORDS, "Enable third-party ID sync on the datastream."),
]


@pytest.mark.parametrize("width", [20, 40, 56, 62, 63, 76, 156])
def test_no_line_is_wider_than_its_room_and_none_begins_below_the_marks(width: int) -> None:
    lines = check_lines(CHECKS, PLAIN, width).plain.splitlines()
    # A subject alone may be wider than a very narrow pane.
    assert all(len(line) <= max(width, 29) for line in lines)
    assert [line[0] for line in lines if line[0] != " "] == ["✓", "–"]
    assert " ".join(" ".join(lines).split()).count(WORDS) == 1


@pytest.mark.parametrize("width", [20, 62, 156])
def test_the_first_check_that_needs_attention_is_found_among_wrapped_lines(width: int) -> None:
    assert line_of_first_trouble(CHECKS, PLAIN, width) == 0
    checks = [*CHECKS, Check("token", Status.TROUBLE, "refused"), Check("access", Status.TROUBLE, "refused")]
    first = line_of_first_trouble(checks, PLAIN, width)
    assert check_lines(checks, PLAIN, width).plain.splitlines()[first].startswith("✖ token")
    assert first >= 3


def test_a_copy_has_each_check_on_a_line_and_its_fix_below() -> None:
    assert len(check_lines(CHECKS, PLAIN).plain.splitlines()) == 3
