"""How long a page had been loaded when a call was made."""

from datetime import UTC, datetime, timedelta

import pytest

from edge_tui.model.origin import Page
from edge_tui.model.visit import seconds_on_page

LOADED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "seconds"),
    [(0.0, 0.0), (1.5, 1.5), (7200.0, 7200.0), (-0.004, 0.0), (-2.0, 0.0), (-2.1, None), (-3600.0, None)],
)
def test_a_call_that_seems_a_moment_earlier_than_its_page_was_made_as_soon_as_it_was_there(
    after: float, seconds: float | None
) -> None:
    page = Page("https://www.shop.example/", 1, "1", LOADED)
    assert seconds_on_page(page, LOADED + timedelta(seconds=after)) == seconds


def test_without_a_page_or_its_moment_nothing_is_known() -> None:
    assert seconds_on_page(None, LOADED) is None
    assert seconds_on_page(Page("https://www.shop.example/", 1), LOADED) is None
