"""Custom headers of a draft: read from lines, rejected with a reason, merged with the usual ones."""

import pytest

from edge_tui.model.client_state import ClientState
from edge_tui.model.headers import header_problem, merged, read_headers, write_headers
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.request import Action, compose


def test_headers_are_one_per_line_and_written_back_unchanged() -> None:
    headers, errors = read_headers("User-Agent: Mozilla/5.0 (X11; Linux)\n\nX-Forwarded-For:203.0.113.7")
    assert headers == (("user-agent", "Mozilla/5.0 (X11; Linux)"), ("x-forwarded-for", "203.0.113.7"))
    assert not errors
    assert read_headers(write_headers(headers)) == (headers, ())


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Authorization: Bearer abc", "secret"),
        ("Proxy-Authorization: Basic abc", "secret"),
        ("Cookie: a=b", "visitor"),
        ("Host: example.com", "URL"),
        ("no colon here", "Name: value"),
        ("bad name: x", "not a valid header name"),
        ("X-Name: naïve ☃", "plain ASCII"),
    ],
)
def test_an_unusable_header_is_reported_with_its_line(line: str, word: str) -> None:
    headers, (error,) = read_headers(f"x-fine: 1\n{line}")
    assert headers == (("x-fine", "1"),)
    assert error.line == 2
    assert word in error.message


def test_a_value_with_a_line_break_is_rejected() -> None:
    assert header_problem("x-a", "1\r\nauthorization: Bearer x")


def test_a_custom_header_overrides_the_usual_one() -> None:
    assert merged((("accept", "application/json"), ("x", "1")), (("accept", "*/*"),)) == (("x", "1"), ("accept", "*/*"))
    request = compose(
        EMULATOR_PROFILE, Action.INTERACT, {}, "r", ClientState(), headers=(("content-type", "text/plain"),)
    )
    assert [value for name, value in request.headers if name == "content-type"] == ["text/plain"]
