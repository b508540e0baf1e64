"""Opaque values opened up; one module a kind, listed in VALUES."""

import re
from datetime import datetime
from typing import Protocol

from edge_tui.values import (
    access_token,
    adobe_mc,
    amcv_cookie,
    consent_cookie,
    decision_scope,
    edge_region,
    encoded_json,
    identity_cookie,
    request_id,
    target_proposition_id,
    tc_string,
)
from edge_tui.values.reading import Reading


class Value(Protocol):
    """What a module of this room offers."""

    @property
    def KIND(self) -> str:  # noqa: N802
        """The module's name, with hyphens."""

    @property
    def MARK(self) -> re.Pattern[str] | None:  # noqa: N802
        """What a text must wholly match to be opened unasked, wherever it stands.

        A kind without one is only tried when somebody asks.
        """

    def read(self, text: str, now: datetime) -> Reading | None:
        """The text's reading, or None when it is none of this kind."""


# The most telling kind comes first: base64 of a decision scope is base64 of JSON, too.
VALUES: tuple[Value, ...] = (
    identity_cookie,
    target_proposition_id,
    access_token,
    decision_scope,
    consent_cookie,
    tc_string,
    adobe_mc,
    amcv_cookie,
    edge_region,
    request_id,
    encoded_json,
)

_SHORTEST = 8
# What the marks can begin with: most strings are told apart by one look.
_FIRST = frozenset("CAbBeEWw%{[gTM-0123456789 \t\r\n")
_NAME = re.compile(
    r"(?:(?:set-)?cookie:\s*)?(?:kndctr_\w+_(?P<cookie>identity|consent|cluster)|AMCV_[\w%@]+|adobe_mc|x-adobe-edge"
    r"|requestId)\s*[=:]\s*",
    re.IGNORECASE,
)
# What follows a cookie's value in a header; the pairs of the consent cookie have no blank between them.
_ATTRIBUTES = re.compile(
    r";(?:\s+\S|\s*$|\s*(?:path|domain|expires|max-age|samesite|secure|httponly)\b)[\s\S]*", re.IGNORECASE
)
_MEANT = {"identity": identity_cookie.read_meant, "consent": consent_cookie.read_meant}


def readings(text: str, now: datetime) -> tuple[Reading, ...]:
    """Every way a text can be read, the most telling one first; none when it is not opaque.

    A cookie's or a header's name before the value is no hindrance, and tells what it is meant to
    be. JSON that a better reading has already opened is not told again.
    """
    bare = text.strip()
    if name := _NAME.match(bare):
        bare = bare[name.end() :]
        if cookie := name["cookie"]:
            bare = _ATTRIBUTES.sub("", bare)
            if meant := _MEANT.get(cookie.lower()):
                return (meant(bare, now),)
    found = [reading for value in VALUES if (reading := value.read(bare, now))]
    told = [reading for reading in found if reading.kind != encoded_json.KIND]
    return tuple(told or found)


def recognise(text: str, now: datetime) -> Reading | None:
    """The first reading of a text that bears the mark of an opaque value."""
    if len(text) < _SHORTEST or text[0] not in _FIRST:
        return None
    for value in VALUES:
        if value.MARK and value.MARK.fullmatch(text) and (reading := value.read(text, now)):
            return reading
    return None
