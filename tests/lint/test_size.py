"""The size of a request, and its request units."""

from datetime import UTC, datetime

from edge_tui.lint import Context, lint
from edge_tui.lint.size import Size, measure

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
LONG = {"event": {"xdm": {"_acme": "x" * 9_000}}}


def size_sentence(*upstreams: str) -> str:
    """The finding for an event of two fragments."""
    return next(each.message for each in lint(LONG, Context(NOW, upstreams=upstreams)) if each.rule == "size")


def test_fragments_are_rounded_up_and_multiplied_by_the_upstreams() -> None:
    assert [Size(count, 3).request_units for count in (1, 8192, 8193, 65_536)] == [3, 3, 6, 24]


def test_request_units_are_shown_as_a_product() -> None:
    assert Size(400, 3).units_in_words == "1 fragment × 3 upstreams = 3 RU"
    assert Size(9_000, 1).units_in_words == "2 fragments × 1 upstream = 2 RU"


def test_unknown_upstreams_are_not_counted() -> None:
    assert Size(400).request_units is None
    assert Size(400).units_in_words == "1 fragment, upstreams unknown"


def test_bytes_are_counted_and_not_characters() -> None:
    assert measure({"a": "ä€"}).body_bytes == len('{"a":""}') + 5


def test_a_finding_uses_the_datastreams_upstreams() -> None:
    assert "2 fragments × 2 upstreams = 4 request units" in size_sentence("analytics", "target")
    assert "the profile doesn't list the upstreams" in size_sentence()
