"""Checks the characters of secrets and identifiers, with messages that never quote them."""

import re
import unicodedata
from collections.abc import Callable

# RFC 6750, 2.1 allows fewer characters in tokens, but services use more; h11 sends exactly these.
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]")
_SCHEME = re.compile(r"bearer(?:[ \t]+|$)", re.IGNORECASE)


def plain_token(text: str) -> str:
    """A pasted access token without surrounding whitespace and without `Bearer`."""
    return _SCHEME.sub("", text.strip(), count=1).strip()


def token_problem(token: str) -> str:
    """Which character of a token a header can't carry, and where; empty for a valid one.

    A predicate for `The access token`. `token` is the result of `plain_token`.
    """
    if not token:
        return "is empty"
    return _first_problem(token, lambda character: _VISIBLE_ASCII.fullmatch(character) is not None)


def client_secret_problem(secret: str) -> str:
    """Which control character a client secret has, and where; empty for a valid one."""
    if not secret.strip():
        return "is empty"
    return _first_problem(secret, lambda character: unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"))


def identifier_problem(text: str) -> str:
    """Which character of an ID a header can't carry, and where; empty for a valid or empty one."""
    return _first_problem(text, lambda character: _VISIBLE_ASCII.fullmatch(character) is not None)


def _first_problem(text: str, is_allowed: Callable[[str], bool]) -> str:
    for position, character in enumerate(text, 1):
        if not is_allowed(character):
            return f"has {_kind(character)} at position {position} of {len(text)}"
    return ""


def _kind(character: str) -> str:
    """The kind of a character, without disclosing the character."""
    if character in "\r\n\x85\u2028\u2029":
        return "a line break"
    if character == "\t":
        return "a tab"
    category = unicodedata.category(character)
    if category == "Zs":
        return "a space"
    if category == "Cc":
        return "a control character"
    return "a non-ASCII character"
