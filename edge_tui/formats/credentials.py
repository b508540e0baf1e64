"""Pasted texts with their credentials masked: for a place that is saved, such as a draft."""

import re

from edge_tui.model.credential_text import QUOTE, without_secrets
from edge_tui.model.request import MASK

_NAMES = r"(?:proxy-)?authorization|(?:set-)?cookie|x-user-token|x-auth-token|client_secret"
_PATTERNS = (
    # A header as any tool writes it, and as an entry of a HAR.
    re.compile(rf"(\b(?:{_NAMES}){QUOTE}\s*(?:[:=,]|=>)(?!\s*\"value)\s*{QUOTE})([^\"'`\r\n]+)", re.IGNORECASE),
    re.compile(rf'("name"\s*:\s*"(?:{_NAMES})"\s*,\s*"value"\s*:\s*")([^"]+)', re.IGNORECASE),
    # Options of curl, HTTPie and wget.
    re.compile(
        r"((?<=\s)(?:-b|--cookie|-u|--user|-U|--proxy-user|--oauth2-bearer|-a|--auth|--password)[ =]\s*"
        r"(?:[\"'](?=[^\"'\n]*[\"']))?)([^\s\"'][^\"'\n]*?)(?=[\"'\n]|\s+-|\Z)"
    ),
    re.compile(r"(\b(?:bearer|basic|digest)\s+)([^\s\"'`\\]+)", re.IGNORECASE),
    re.compile(r"()\b(eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)"),
    # In a URL.
    re.compile(r"(://)([^\s/@\"'`]{1,300})(?=@)"),
    re.compile(r"([?&](?:access_token|token|client_secret)=)([^\s&\"'`]+)", re.IGNORECASE),
)
# A value between two cookies' names, or after the only one.
_COOKIE_VALUE = re.compile(r"(=[ \t]*)([^;\s]+)")


def without_credentials(text: str) -> str:
    """A copied request with the values of credentials and cookies masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return without_secrets(text)


def without_cookie_values(text: str) -> str:
    """Copied cookies with their names alone."""
    return _COOKIE_VALUE.sub(rf"\1{MASK}", text)
