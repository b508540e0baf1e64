"""What a secret and an identifier may be made of, told without ever quoting one."""

import re
import unicodedata
from collections.abc import Callable

# RFC 6750, 2.1 has a narrower set for tokens; services are known to go beyond it, h11 sends no more than this.
_VISIBLE_ASCII = re.compile(r"[\x21-\x7e]")
_SCHEME = re.compile(r"bearer(?:[ \t]+|$)", re.IGNORECASE)


def plain_token(text: str) -> str:
    """An access token as it was pasted or given, without blanks around it and without the word Bearer."""
    return _SCHEME.sub("", text.strip(), count=1).strip()


def token_problem(token: str) -> str:
    """Which character a header could not carry in a token, and where; empty for a token as it should be.

    To follow the words `The access token`. `token` is one that `plain_token` made.
    """
    if not token:
        return "is empty"
    return _first_problem(token, lambda character: _VISIBLE_ASCII.fullmatch(character) is not None)


def client_secret_problem(secret: str) -> str:
    """Which character no client secret has, and where: a control character; empty for a secret as it should be."""
    if not secret.strip():
        return "is empty"
    return _first_problem(secret, lambda character: unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp"))


def identifier_problem(text: str) -> str:
    """Which character a header could not carry in an id, and where; empty for an id as it should be, and for none."""
    return _first_problem(text, lambda character: _VISIBLE_ASCII.fullmatch(character) is not None)


def _first_problem(text: str, is_allowed: Callable[[str], bool]) -> str:
    for position, character in enumerate(text, 1):
        if not is_allowed(character):
            return f"has {_kind(character)} at position {position} of {len(text)}"
    return ""


def _kind(character: str) -> str:
    """The kind of a character, in words that do not give the character away."""
    if character in "\r\n\x85\u2028\u2029":
        return "a line break"
    if character == "\t":
        return "a tab"
    category = unicodedata.category(character)
    if category == "Zs":
        return "a blank"
    if category == "Cc":
        return "a control character"
    return "a character that is not ASCII"
