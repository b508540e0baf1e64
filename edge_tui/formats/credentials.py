"""A copied request as text, with its credentials masked: for a place that is saved, such as a draft."""

import re

from edge_tui.model.request import MASK

_NAMES = r"(?:proxy-)?authorization|(?:set-)?cookie|x-user-token|x-auth-token|client_secret"
_QUOTE = r"[\"'`^\\]*"
_PATTERNS = (
    # A header as any tool writes it, and as an entry of a HAR.
    re.compile(rf"(\b(?:{_NAMES}){_QUOTE}\s*(?:[:=,]|=>)(?!\s*\"value)\s*{_QUOTE})([^\"'`\r\n]+)", re.IGNORECASE),
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


def without_credentials(text: str) -> str:
    """The text with the values of credentials and cookies masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text
