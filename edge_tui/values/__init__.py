"""Decoders of opaque values (cookies, tokens, scopes, IDs), one module per kind, listed in VALUES."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from edge_tui.model.lazy_modules import LazyModules
from edge_tui.values.reading import Reading


class Value(Protocol):
    """The interface of a decoder module."""

    @property
    def KIND(self) -> str:  # noqa: N802
        """The module's name, with hyphens."""

    @property
    def MARK(self) -> re.Pattern[str] | None:  # noqa: N802
        """A text that fully matches is decoded automatically wherever it appears.

        None: decoded only on request (`edge-tui decode`).
        """

    def read(self, text: str, now: datetime) -> Reading | None:
        """The decoded text, or None when it isn't of this kind."""


# The first characters that each kind's MARK can match, so that a text loads only the decoders that may apply.
# The most specific kind comes first: base64 of a decision scope is also base64 of JSON.
_FIRST_CHARACTERS = {
    "identity-cookie": "C",
    "target-proposition-id": "A",
    "access-token": "bBeE",
    "decision-scope": "e",
    "consent-cookie": "g",
    "tc-string": "C",
    "adobe-mc": "TM",
    "amcv-cookie": "-0123456789M",
    "mbox-cookie": "",
    "mbox-edge-cluster": "",
    "demdex-cookie": "",
    "state-cookie": "",
    "assurance-link": "",
    "ecid": "",
    "edge-region": "",
    "request-id": "",
    "encoded-json": "eEwW%{[ \t\r\n",
}
VALUES: LazyModules[Value] = LazyModules(__name__, {kind: kind.replace("-", "_") for kind in _FIRST_CHARACTERS})
_STATE_COOKIES = ("consent_check", "optout", "cluster", "sessionId", "bc_session_id", "advertising")
# What the `read` of each kind needs in a text without blanks around it, so that `edge-tui decode` loads few decoders.
# Most take percent-encoded text, in which anything can be hidden. Base64 begins with the first six bits of its bytes.
_MAY_READ: dict[str, Callable[[str], bool]] = {
    "identity-cookie": lambda text: text.startswith("Ci") or len(text) >= 54,  # An ECID alone has 40 bytes.
    "target-proposition-id": lambda text: text.startswith("AT:"),
    "access-token": lambda text: text[:1] in "bBeE" and "." in text,
    # JSON in UTF-8, UTF-16 or UTF-32.
    "decision-scope": lambda text: text[:1] in "{%eICD7/_A" and len(text) >= 13,
    "consent-cookie": lambda text: text[:7].lower() == "general" or _has(text, "=in", "=out", "=pending", "%"),
    "tc-string": lambda text: "CO" <= text[:2] <= "CZ" and len(text) >= 36,
    "adobe-mc": lambda text: _has(text, "MCMID=", "%"),
    "amcv-cookie": lambda text: _has(text, "MCMID", "%"),
    "mbox-cookie": lambda text: _has(text, "session#", "PC#", "%"),
    "mbox-edge-cluster": lambda text: text.startswith("mboxEdgeCluster="),
    "demdex-cookie": lambda text: text[:1] in "dD" and "=" in text,
    "state-cookie": lambda text: "=" in text and _has(text, *_STATE_COOKIES),
    "assurance-link": lambda text: len(text) >= 60 and _has(text, "-", "%"),  # A UUID after a name.
    "ecid": lambda text: len(text) == 38,
    "edge-region": lambda text: len(text) <= 6 or ";" in text,
    "request-id": lambda text: text[-17:-16] == "-",
    "encoded-json": lambda text: text[:1] in "{[%eWICD" and len(text) >= 2,
}

MIN_LENGTH = 8
_ENCODED_TWICE = "It was percent-encoded more than once."
_LEAST_SPECIFIC = "encoded-json"
_KINDS_BY_CHARACTER = {
    character: tuple(kind for kind, characters in _FIRST_CHARACTERS.items() if character in characters)
    for character in frozenset("".join(_FIRST_CHARACTERS.values()))
}
# The characters that a recognizable text can begin with: other strings are rejected at once.
FIRST_CHARACTERS = frozenset(_KINDS_BY_CHARACTER)
# Names before a value that say nothing its form doesn't say.
_NAME = re.compile(
    r"(?:(?:set-)?cookie:\s*)?(?:kndctr_\w+_(?P<cookie>identity|consent|cluster)|AMCV_[\w%@]+|(?P<s_ecid>s_ecid)"
    r"|adobe_mc|x-adobe-edge|requestId)\s*[=:]\s*",
    re.IGNORECASE,
)
# The attributes after a cookie value in a header; the pairs of the consent cookie have no space between them.
_ATTRIBUTES = re.compile(
    r";(?:\s+\S|\s*$|\s*(?:path|domain|expires|max-age|samesite|secure|httponly)\b)[\s\S]*", re.IGNORECASE
)


def readings(text: str, now: datetime) -> tuple[Reading, ...]:
    """Every way to decode a text, the most specific first; none when it isn't opaque.

    The value may follow the name of a cookie or a header, which then selects the format. Quotes
    around it are ignored, and one that was percent-encoded several times is decoded as often. Plain
    encoded JSON is omitted when a more specific reading covers it.
    """
    found = _readings(text, now)
    if any(not reading.problem for reading in found):
        return found
    from edge_tui.values.copied_text import unwrapped
    from edge_tui.values.encoded_text import fully_unquoted

    for plain, why in ((unwrapped(text), ""), (fully_unquoted(unwrapped(text)), _ENCODED_TWICE)):
        again = _readings(plain, now) if plain != text.strip() else ()
        if any(not reading.problem for reading in again) or not found:
            found = tuple(replace(each, note=f"{each.note} {why}".strip()) for each in again)
        if any(not reading.problem for reading in found):
            break
    return found


def _readings(text: str, now: datetime) -> tuple[Reading, ...]:
    bare = text.strip()
    if name := _NAME.match(bare):
        bare = bare[name.end() :]
        if cookie := name["cookie"]:
            bare = _ATTRIBUTES.sub("", bare)
            if reading := _read_cookie(cookie.lower(), bare, now):
                return (reading,)
        if name["s_ecid"]:
            from edge_tui.values import amcv_cookie

            if s_ecid := amcv_cookie.read_s_ecid(bare, now):
                return (s_ecid,)
    found = [reading for kind in kinds_that_may_read(bare) if (reading := VALUES[kind].read(bare, now))]
    specific = [reading for reading in found if reading.kind != _LEAST_SPECIFIC]
    return tuple(specific or found)


def kinds_that_may_read(text: str) -> tuple[str, ...]:
    """The kinds that a text can be of, without looking into it; the others certainly don't read it."""
    bare = text.strip()
    return tuple(kind for kind, may_read in _MAY_READ.items() if may_read(bare))


def _has(text: str, *parts: str) -> bool:
    return any(part in text for part in parts)


def _read_cookie(cookie: str, text: str, now: datetime) -> Reading | None:
    """The cookie of this name, even if it is malformed; None for a cookie that has no special format."""
    if cookie == "identity":
        from edge_tui.values import identity_cookie

        return identity_cookie.read_cookie(text, now)
    if cookie == "consent":
        from edge_tui.values import consent_cookie

        return consent_cookie.read_cookie(text, now)
    return None


def recognize(text: str, now: datetime) -> Reading | None:
    """The first reading whose MARK matches the text."""
    if len(text) < MIN_LENGTH:
        return None
    for kind in _KINDS_BY_CHARACTER.get(text[0], ()):
        value = VALUES[kind]
        if value.MARK and value.MARK.fullmatch(text) and (reading := value.read(text, now)):
            return reading
    return None


def read_decision_scope(scope: str, now: datetime) -> Reading | None:
    """The reading of a scope of Offer Decisioning; None for any other scope."""
    reading = recognize(scope, now)
    return reading if reading and reading.kind == "decision-scope" else None
