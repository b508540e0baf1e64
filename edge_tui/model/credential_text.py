"""Credentials in any text: recognized by the name before them, or by their own form."""

import re

from edge_tui.model.request import MASK

QUOTE = r"[\"'`^\\]*"
# What is a credential in any text, an event included, in which `Basic plan` is none. A placeholder isn't one.
_NO_PLACEHOLDER = r"(?![{$<%*])"
_SECRET_NAMES = (
    r"x-(?:user|auth|api|csrf|amz-security)-token|client[-_]?secret|(?:access|refresh|id|auth|session|bearer)[-_]?token"
    r"|passw(?:or)?d|secret[-_]?(?:access[-_]?)?key|private[-_]?key"
)
_SIGN = rf"{QUOTE}[ \t]*(?:[:=]|=>)[ \t]*{QUOTE}"
_PATTERNS = (
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
    # Keys that say by their first letters whose they are: of AWS, GitHub, Slack and Stripe.
    re.compile(r"()\b(A(?:KIA|SIA)[0-9A-Z]{16}\b|gh[opsu]_\w{36}|xox[abprs]-[\w-]{10,}|[rs]k_live_\w{16,})"),
    re.compile(r"(://)([^\s/@:\"'`]{1,300}:[^\s/@\"'`]{1,300})(?=@)"),
)


def without_secrets(text: str) -> str:
    """Any text with what is a credential in all of them masked."""
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{MASK}", text)
    return text


def without_secret(name: str, value: str) -> str:
    """A member's value without what is a credential by the member's name or by itself."""
    start = f"{name}: "
    return without_secrets(start + value).removeprefix(start)


def has_secret(text: str) -> bool:
    """Whether a text has what `without_secrets` masks, unless it is masked already."""
    return any(match[2] != MASK for pattern in _PATTERNS for match in pattern.finditer(text))
