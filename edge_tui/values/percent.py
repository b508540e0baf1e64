"""Percent-encoding, also of a text that was encoded more than once."""

from urllib.parse import unquote

_MAX_ROUNDS = 4


def fully_unquoted(text: str) -> str:
    """A text without percent-encoding, however often it was encoded."""
    for _ in range(_MAX_ROUNDS):
        plain = unquote(text)
        if plain == text:
            break
        text = plain
    return text
