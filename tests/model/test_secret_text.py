"""Problems of a secret name the kind of character and its position, never the text."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.secret_text import (
    client_secret_problem,
    identifier_problem,
    plain_token,
    token_problem,
)
from tests.tables import every_row


@pytest.mark.parametrize(
    ("text", "token"),
    [("abc", "abc"), (" abc\r\n", "abc"), ("Bearer abc", "abc"), ("bearer  abc\n", "abc"), ("Bearerabc", "Bearerabc")],
)
def test_whitespace_and_the_scheme_are_removed_from_a_token(text: str, token: str) -> None:
    assert plain_token(text) == token
    assert token_problem(token) == ""


@every_row(
    ("token", "trouble"),
    [
        ("", "is empty"),
        ("ab\ncd", "has a line break at position 3 of 5"),
        ("ab\r\ncd", "has a line break at position 3 of 6"),
        ("ab\u2028cd", "has a line break at position 3 of 5"),
        ("ab cd", "has a space at position 3 of 5"),
        ("ab\u00a0cd", "has a space at position 3 of 5"),
        ("ab\tcd", "has a tab at position 3 of 5"),
        ("\x00", "has a control character at position 1 of 1"),
        ("\x7f", "has a control character at position 1 of 1"),
        ("abé", "has a non-ASCII character at position 3 of 3"),
        ("ab\u200b", "has a non-ASCII character at position 3 of 3"),
        ("ab\udc80", "has a non-ASCII character at position 3 of 3"),
    ],
)
def test_the_first_character_that_a_header_cannot_carry_is_reported(token: str, trouble: str) -> None:
    assert token_problem(token) == trouble
    assert identifier_problem(token) == (trouble if token else "")


@given(token=st.text(max_size=30).map(plain_token))
def test_an_accepted_token_can_be_sent(token: str) -> None:
    if not token_problem(token):
        headers = [("host", "a"), ("authorization", f"Bearer {token}")]
        assert h11.Request(method="GET", target="/", headers=headers)


@given(
    before=st.text("abcdef", min_size=3, max_size=9),
    wrong=st.characters(exclude_categories=["L", "N", "P", "S", "M"]),
    after=st.text("uvwxyz", min_size=3, max_size=9),
)
def test_no_problem_quotes_the_secret(before: str, wrong: str, after: str) -> None:
    for trouble_in in (token_problem, client_secret_problem, identifier_problem):
        trouble = trouble_in(f"{before}{wrong}{after}")
        words = trouble.split()
        assert before not in words
        assert after not in words
        assert wrong in (" ", "") or wrong not in trouble


@pytest.mark.parametrize(
    ("secret", "trouble"),
    [
        ("p@ss/word+s3cret é 日", ""),
        (" ", "is empty"),
        ("a\nb", "has a line break at position 2 of 3"),
        ("a\x1bb", "has a control character at position 2 of 3"),
        ("a\udcffb", "has a non-ASCII character at position 2 of 3"),
    ],
)
def test_a_client_secret_may_have_anything_but_control_characters(secret: str, trouble: str) -> None:
    assert client_secret_problem(secret) == trouble
