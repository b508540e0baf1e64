"""A table that is one test fails as one test for each row would: for every failing row, with its name."""

import asyncio
import inspect

import pytest

from tests.tables import every_row


def test_every_failing_row_is_reported_with_its_name_and_the_others_are_checked() -> None:
    checked = []

    @every_row("number", [pytest.param(1, id="one"), pytest.param(2, id="two"), 3, 4])
    def check(number: int) -> None:
        checked.append(number)
        assert number % 2 == 0
        if number == 4:
            pytest.fail("four")

    with pytest.raises(BaseExceptionGroup) as raised:
        check()
    assert checked == [1, 2, 3, 4]
    assert "3 of 4 rows fail: 'one' (1), '3' (3), '4' (4)" in str(raised.value)
    assert [each.__notes__ for each in raised.value.exceptions] == [
        ["in the row 'one' (1)"],
        ["in the row '3' (3)"],
        ["in the row '4' (4)"],
    ]


def test_two_tables_are_checked_in_every_combination_with_the_same_fixtures() -> None:
    checked = []

    @every_row("left", [1, 2])
    @every_row("right", [3, 4], ids=lambda value: f"right {value}")
    def check(left: int, right: int, ten: int) -> None:
        checked.append((left, right, ten))
        assert right != 4

    assert list(inspect.signature(check).parameters) == ["ten"]
    with pytest.raises(BaseExceptionGroup, match="2 of 2 rows fail: '1'") as raised:
        check(ten=10)
    assert checked == [(1, 3, 10), (1, 4, 10), (2, 3, 10), (2, 4, 10)]
    assert [str(each) for each in raised.value.exceptions] == ["1 of 2 rows fail: 'right 4' (2) (1 sub-exception)"] * 2


def test_a_row_that_would_be_skipped_fails() -> None:
    @every_row("number", [1, 2])
    def check(number: int) -> None:
        pytest.skip("not here")

    with pytest.raises(AssertionError, match="would be skipped"):
        check()


def test_a_table_that_would_check_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="without rows"):
        every_row("number", [])

    async def wait(number: int) -> None:
        await asyncio.sleep(number)

    with pytest.raises(TypeError, match="asynchronous"):
        every_row("number", [0])(wait)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="doesn't take letter"):
        every_row("letter", ["a"])(lambda number: None)
    with pytest.raises(TypeError, match="marks"):
        every_row("number", [pytest.param(1, marks=pytest.mark.skip)])
    with pytest.raises(ValueError, match="zip"):
        every_row("one, other", [(1, 2, 3)])
