"""The formats of JSON Schema."""

from edge_tui.lint.value_format import format_problem
from tests.tables import every_row

RIGHT = [
    ("date-time", "2026-03-01T09:29:00Z"),
    ("date-time", "2026-03-01T09:29:00.123456789-05:30"),
    ("date", "2026-03-01"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("email", "anna@example.com"),
    ("uri", "https://example.com/?a=b#c"),
    ("uri", "urn:x:y"),
    ("uri-reference", "/a/b?c"),
    ("uri-reference", ""),
    ("unknown-format", "anything at all"),
]
WRONG = [
    ("date-time", "2026-03-01"),
    ("date-time", "2026-02-30T09:29:00Z"),
    ("date-time", "2026-03-01T09:29:00"),
    ("date", "01.03.2026"),
    ("ipv4", "2001:db8::1"),
    ("ipv6", "192.0.2.1"),
    ("email", "anna"),
    ("uri", "example.com"),
    ("uri", "https://example.com/a b"),
    ("uri-reference", "a b"),
]


@every_row(("name", "text"), RIGHT)
def test_a_valid_value_has_no_format_problem(name: str, text: str) -> None:
    assert format_problem(name, text) is None


@every_row(("name", "text"), WRONG)
def test_an_invalid_value_has_a_format_problem(name: str, text: str) -> None:
    assert format_problem(name, text)
