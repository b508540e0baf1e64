"""The two columns of a comparison scroll together, whichever one is scrolled."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown, MouseScrollUp

from edge_tui.tui.compare.value_pair import MAX_MARKED_CHARACTERS, ValuePair
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.themes import variables_for


class Columns(App[None]):
    """Nothing but the two columns."""

    def __init__(self, values: tuple[Any, Any]) -> None:
        super().__init__()
        self.animation_level = "none"
        self._values = values

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield ValuePair("pair")

    def on_mount(self) -> None:
        self.query_one(ValuePair).show(("left", "right"), self._values)

    @property
    def columns(self) -> tuple[TextRows, TextRows]:
        left, right = self.query(TextRows)
        return left, right


def top(rows: TextRows) -> str:
    """The first line that is visible."""
    return rows.render_line(0).text.strip()


LONG = [f"{number:04}" for number in range(400)]
MORE = [*LONG[:30], *(f"new {number}" for number in range(100)), *LONG[30:]]


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("size", [(160, 45), (60, 20)])
async def test_equal_lines_stay_beside_each_other(side: int, size: tuple[int, int]) -> None:
    app = Columns((LONG, MORE))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        leader, follower = app.columns[side], app.columns[1 - side]
        for number in (10, 200, 12, 300, 0):
            line = (LONG, MORE)[side].index(f"{number:04}") + 1
            leader.scroll_to(y=line, animate=False)
            await pilot.pause()
            assert top(leader) == top(follower) == f'"{number:04}",', number


async def test_the_column_without_the_new_lines_waits_for_them_to_pass() -> None:
    app = Columns((LONG, MORE))
    async with app.run_test(size=(80, 24)) as pilot:
        left, right = app.columns
        for line in (31, 60, 130):
            right.scroll_to(y=line, animate=False)
            await pilot.pause()
            assert top(left) == '"0030",', line
        right.scroll_to(y=132, animate=False)
        await pilot.pause()
        assert top(left) == top(right) == '"0031",'


async def test_a_column_that_is_at_its_end_holds_back_nobody() -> None:
    app = Columns((["a"] * 30, [*["a"] * 30, *LONG]))
    async with app.run_test(size=(80, 24)) as pilot:
        left, right = app.columns
        right.action_scroll_end()
        await pilot.pause()
        assert right.scroll_offset.y == right.max_scroll_y > 300
        assert left.scroll_offset.y == left.max_scroll_y


async def test_wrapped_lines_are_followed_row_by_row() -> None:
    text = [f"{number} " + "word " * 40 for number in range(40)]
    app = Columns((text, ["first", *text]))
    async with app.run_test(size=(60, 20)) as pilot:
        left, right = app.columns
        for row in (3, 50, 101):
            left.scroll_to(y=row, animate=False)
            await pilot.pause()
            assert top(left) == top(right), row


async def test_texts_too_large_for_marks_scroll_row_by_row() -> None:
    large = ["x" * 10] * (MAX_MARKED_CHARACTERS // 5)
    app = Columns((large, large))
    async with app.run_test(size=(80, 24)) as pilot:
        left, right = app.columns
        for row in (100, 5_000, 20):
            left.scroll_to(y=row, animate=False)
            await pilot.pause(0.2)
            assert left.scroll_offset.y == right.scroll_offset.y == row


async def test_a_value_that_one_side_does_not_have_scrolls_alone() -> None:
    from edge_tui.model.node import ABSENT

    app = Columns((LONG, ABSENT))
    async with app.run_test(size=(80, 24)) as pilot:
        left, right = app.columns
        left.scroll_to(y=50, animate=False)
        await pilot.pause()
        assert (left.scroll_offset.y, right.scroll_offset.y) == (50, 0)


async def test_the_wheel_over_a_column_at_its_end_scrolls_the_other_one() -> None:
    app = Columns((LONG, ["short"]))
    async with app.run_test(size=(80, 24)) as pilot:
        left, right = app.columns
        await pilot.pause()
        assert app.query_one(ValuePair).longer is left
        right.post_message(MouseScrollDown(right, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert left.scroll_offset.y == 3
        right.post_message(MouseScrollUp(right, 5, 5, 0, -1, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert left.scroll_offset.y == 0
