"""A ladder of checks as text: each check beside its mark, in as many rows as it needs."""

from dataclasses import fields

import pytest
from rich.style import Style

from edge_tui.outline.ladder import Ladder, Mark, Rung
from edge_tui.tui.response.ladder_text import ladder_text
from edge_tui.tui.themes import Colors

PALETTE = Colors(**{field.name: Style(meta={"name": field.name}) for field in fields(Colors)})
RUNGS = (Rung(Mark.PASSED, "accepted by Edge"), Rung(Mark.UNKNOWN, "it never had a decision in this history of ours"))


def lines(width: int, *, has_overrides: bool = False) -> list[str]:
    ladder = Ladder(
        "Why?",
        "",
        RUNGS,
        "Nobody knows.",
        "Check it in the service's interface.",
        can_try=True,
        has_overrides=has_overrides,
    )
    return ladder_text(ladder, PALETTE, "?", width).plain.splitlines()


def test_rows_go_on_beside_their_marks_and_labels() -> None:
    assert lines(30) == [
        "Why?",
        "",
        "✓ accepted by Edge",
        "○ it never had a decision in",
        "  this history of ours",
        "",
        "Nobody knows.",
        "Next  Check it in the",
        "      service's interface.",
        "?     again sends the same",
        "      event as a new visitor",
    ]


@pytest.mark.parametrize("width", [0, 10, 200])
def test_without_a_width_or_with_a_large_one_nothing_is_wrapped(width: int) -> None:
    assert len(lines(width)) == 8


def test_overrides_are_named_if_there_are_some() -> None:
    assert lines(0, has_overrides=True)[-1].endswith("as a new visitor, and without its overrides")
    assert "overrides" not in lines(0)[-1]
