"""Pasted texts with their credentials masked: for a place that is saved, such as a draft."""

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


# What is a credential in any text, an event included, in which `Basic plan` is none. A placeholder isn't one.
_NO_PLACEHOLDER = r"(?![{$<%*])"
_SECRET_NAMES = (
    r"x-(?:user|auth|api|csrf|amz-security)-token|client[-_]?secret|(?:access|refresh|id|auth|session|bearer)[-_]?token"
    r"|passw(?:or)?d|secret[-_]?(?:access[-_]?)?key|private[-_]?key"
)
_SIGN = rf"{_QUOTE}[ \t]*(?:[:=]|=>)[ \t]*{_QUOTE}"
_SECRETS = (
    re.compile(r"()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}-----|\Z))", re.DOTALL),
    re.compile(
        rf"(\b(?:proxy-)?authorization{_SIGN}(?:(?:bearer|basic|digest)[ \t]+)?){_NO_PLACEHOLDER}([^\"'`\r\n]{{3,}})",
        re.IGNORECASE,
    ),
    re.compile(rf"((?:\b|_)(?:{_SECRET_NAMES}){_SIGN}){_NO_PLACEHOLDER}([^\s\"'`\\,;&]{{3,}})", re.IGNORECASE),
    re.compile(rf"(\b(?:set-)?cookie{_SIGN})([\w.-]+=[^\"'`\r\n]+)", re.IGNORECASE),
    re.compile(r"(\b(?:bearer|basic|digest)[ \t]+)((?=[^\s\"'`]{0,200}[\d=])[\w.~+/=-]{16,})", re.IGNORECASE),
    re.compile(r"()\b(eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?)"),
    # A client secret of Adobe's Developer Console.
    re.compile(r"()\b(p8e-[\w-]{16,})"),
    re.compile(r"(://)([^\s/@:\"'`]{1,300}:[^\s/@\"'`]{1,300})(?=@)"),
)
# A value between two cookies' names, or after the only one.
_COOKIE_VALUE = re.compile(r"(=[ \t]*)([^;\s]+)")


def without_credentials(text: str) -> str:
    """A copied request with the values of credentials and cookies masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return without_secrets(text)


def without_secrets(text: str) -> str:
    """Any text with what is a credential in all of them masked."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text


def without_cookie_values(text: str) -> str:
    """Copied cookies with their names alone."""
    return _COOKIE_VALUE.sub(rf"\1{MASK}", text)
