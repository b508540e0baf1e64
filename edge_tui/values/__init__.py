"""Decoders of opaque values (cookies, tokens, scopes, IDs), one module per kind, listed in VALUES."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from edge_tui.values import (
    access_token,
    adobe_mc,
    amcv_cookie,
    assurance_link,
    consent_cookie,
    decision_scope,
    demdex_cookie,
    ecid,
    edge_region,
    encoded_json,
    identity_cookie,
    mbox_cookie,
    mbox_edge_cluster,
    request_id,
    state_cookie,
    target_proposition_id,
    tc_string,
)
from edge_tui.values.copied_text import unwrapped
from edge_tui.values.percent import fully_unquoted
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


# The most specific kind comes first: base64 of a decision scope is also base64 of JSON.
VALUES: tuple[Value, ...] = (
    identity_cookie,
    target_proposition_id,
    access_token,
    decision_scope,
    consent_cookie,
    tc_string,
    adobe_mc,
    amcv_cookie,
    mbox_cookie,
    mbox_edge_cluster,
    demdex_cookie,
    state_cookie,
    assurance_link,
    ecid,
    edge_region,
    request_id,
    encoded_json,
)

_ENCODED_TWICE = "It was percent-encoded more than once."
_MIN_LENGTH = 8
# The first characters that any MARK can match: rejects most strings at once.
_FIRST_CHARACTERS = frozenset("CAbBeEWw%{[gTM-0123456789 \t\r\n")
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
_COOKIE_READERS: dict[str, Callable[[str, datetime], Reading]] = {
    "identity": identity_cookie.read_cookie,
    "consent": consent_cookie.read_cookie,
}


def readings(text: str, now: datetime) -> tuple[Reading, ...]:
    """Every way to decode a text, the most specific first; none when it isn't opaque.

    The value may follow the name of a cookie or a header, which then selects the format. Quotes
    around it are ignored, and one that was percent-encoded several times is decoded as often. Plain
    encoded JSON is omitted when a more specific reading covers it.
    """
    found = _readings(text, now)
    if any(not reading.problem for reading in found):
        return found
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
            if read_cookie := _COOKIE_READERS.get(cookie.lower()):
                return (read_cookie(bare, now),)
        if name["s_ecid"] and (s_ecid := amcv_cookie.read_s_ecid(bare, now)):
            return (s_ecid,)
    found = [reading for value in VALUES if (reading := value.read(bare, now))]
    specific = [reading for reading in found if reading.kind != encoded_json.KIND]
    return tuple(specific or found)


def recognize(text: str, now: datetime) -> Reading | None:
    """The first reading whose MARK matches the text."""
    if len(text) < _MIN_LENGTH or text[0] not in _FIRST_CHARACTERS:
        return None
    for value in VALUES:
        if value.MARK and value.MARK.fullmatch(text) and (reading := value.read(text, now)):
            return reading
    return None
