"""Credentials in any text: recognized by the name before them, or by their own form."""

import re
from collections.abc import Iterator

from edge_tui.model.encoded_credentials import MAX_LAYERS, encoded_runs, replaced, text_behind
from edge_tui.model.json.document import JsonValue, ParseError, compact, parse
from edge_tui.model.request import MASK

QUOTE = r"[\"'`^\\]*"
# What is a credential in any text, an event included, in which `Basic plan` is none. A placeholder isn't one.
_NO_PLACEHOLDER = r"(?![{$<%*])"
_SECRET_NAMES = (
    r"x-(?:user|auth|api|csrf|amz-security)-token|client[-_]?secret|(?:access|refresh|id|auth|session|bearer)[-_]?token"
    r"|passw(?:or)?d|secret[-_]?(?:access[-_]?)?key|private[-_]?key"
)
_SECRET_NAME = re.compile(rf"(?:\b|_)(?:{_SECRET_NAMES})\Z", re.IGNORECASE)
_SIGN = rf"{QUOTE}[ \t]*(?:[:=]|=>)[ \t]*{QUOTE}"
# Each with words of which one is in every text that it matches: a plain search takes a fraction of the time.
_PATTERNS = (
    (
        ("-----begin",),
        re.compile(r"()(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}-----|\Z))", re.DOTALL),
    ),
    (
        ("authorization",),
        re.compile(
            rf"(\b(?:proxy-)?authorization{_SIGN}(?:(?:bearer|basic|digest)[ \t]+)?)"
            rf"{_NO_PLACEHOLDER}([^\"'`\r\n]{{3,}})",
            re.IGNORECASE,
        ),
    ),
    (
        ("token", "secret", "passw", "private"),
        re.compile(rf"((?:\b|_)(?:{_SECRET_NAMES}){_SIGN}){_NO_PLACEHOLDER}([^\s\"'`\\,;&]{{3,}})", re.IGNORECASE),
    ),
    # What a safe export has for an identity cookie isn't one.
    (("cookie",), re.compile(rf"(\b(?<!\(identity )(?:set-)?cookie{_SIGN})([\w.-]+=[^\"'`\r\n]+)", re.IGNORECASE)),
    (
        ("bearer", "basic", "digest"),
        re.compile(r"(\b(?:bearer|basic|digest)[ \t]+)((?=[^\s\"'`]{0,200}[\d=])[\w.~+/=-]{16,})", re.IGNORECASE),
    ),
    (("eyj",), re.compile(r"()\b(eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?)")),
    # A client secret of Adobe's Developer Console.
    (("p8e-",), re.compile(r"()\b(p8e-[\w-]{16,})")),
    # Keys that say by their first letters whose they are: of AWS, GitHub, Slack and Stripe.
    (
        ("akia", "asia", "gho_", "ghp_", "ghs_", "ghu_", "xox", "k_live_"),
        re.compile(r"()\b(A(?:KIA|SIA)[0-9A-Z]{16}\b|gh[opsu]_\w{36}|xox[abprs]-[\w-]{10,}|[rs]k_live_\w{16,})"),
    ),
    (("@",), re.compile(r"(://)([^\s/@:\"'`]{1,300}:[^\s/@\"'`]{1,300})(?=@)")),
)
# So many characters take a few milliseconds.
_SLICE = 20_000


def without_secrets(text: str) -> str:
    """Any text with what is a credential in all of them masked, and what has one behind its encoding masked whole."""
    for pattern in _likely(text):
        text = pattern.sub(rf"\1{MASK}", text)
    return replaced(text, lambda match: MASK if _hides_secret(match[0]) else match[0])


def masked_document(document: JsonValue, name: str = "") -> JsonValue:
    """A document whose strings have their credentials masked, by the names of the members and by themselves."""
    if isinstance(document, dict):
        return {key: masked_document(member, key) for key, member in document.items()}
    if isinstance(document, list):
        return [masked_document(item, name) for item in document]
    return without_secret(name, document) if isinstance(document, str) else document


def masked_body(body: str) -> str:
    """A request's body with its credentials masked; JSON stays JSON."""
    if not has_secret(body):
        return body
    masked = without_secrets(body)
    document = parse(body)
    return (
        masked
        if isinstance(document, ParseError) or parse(masked) == masked_document(document)
        else compact(masked_document(document))
    )


def without_secret(name: str, value: str) -> str:
    """A member's value without what is a credential by the member's name or by itself."""
    if _SECRET_NAME.search(name) and len(value) > 2 and re.match(_NO_PLACEHOLDER, value):
        return MASK
    start = f"{name}: "
    return without_secrets(start + value).removeprefix(start)


def has_secret(text: str) -> bool:
    """Whether a text has what `without_secrets` masks, unless it is masked already."""
    return _has_secret(text, 0)


def _has_secret(text: str, layer: int) -> bool:
    """Whether a text that is behind so many encodings has a credential."""
    if any(match[2] != MASK for pattern in _likely(text) for match in pattern.finditer(text)):
        return True
    return layer < MAX_LAYERS and any(_hides_secret(run[0], layer) for run in encoded_runs(text))


def _hides_secret(run: str, layer: int = 0) -> bool:
    return _has_secret(text_behind(run), layer + 1)


def _likely(text: str) -> Iterator[re.Pattern[str]]:
    lowered = text.lower()
    return (pattern for words, pattern in _PATTERNS if any(word in lowered for word in words))


def json_without_secrets(text: str) -> str:
    """The text of a JSON document, in which no value goes over a line end, as `without_secrets` has it.

    Some lines at a time: a large text at once would stop every other thread.
    """
    pieces, start = [], 0
    while start < len(text):
        end = text.find("\n", start + _SLICE) + 1 or len(text)
        pieces.append(without_secrets(text[start:end]))
        start = end
    return "".join(pieces)
