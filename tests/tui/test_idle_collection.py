"""Garbage is collected when its time has come."""

import pytest

from edge_tui.tui import idle_collection


@pytest.mark.parametrize(
    ("counts", "collected"),
    [
        ((2_499, 9, 999), []),
        ((2_500, 2, 999), [0]),
        ((2_500, 3, 499), [1]),
        ((9_999, 3, 500), [2]),
    ],
)
def test_the_generation_that_is_due_is_collected(
    counts: tuple[int, int, int], collected: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(idle_collection.gc, "get_count", lambda: counts)
    monkeypatch.setattr(idle_collection.gc, "collect", asked.append)
    idle_collection.collect_what_is_due()
    assert asked == collected
    monkeypatch.setattr(idle_collection.gc, "isenabled", lambda: False)
    idle_collection.collect_what_is_due()
    assert asked == collected
