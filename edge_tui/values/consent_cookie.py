"""The consent cookie, `kndctr_<org>_consent`: the visitor's consent for each purpose."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.node import Node, Tone
from edge_tui.values.reading import Reading

KIND = "consent-cookie"
MARK = re.compile(r"general=(?:in|out)(?:;[\w.-]+=(?:in|out))*;?")

_CHOICES = ("in", "out", "pending")
_WORDS = {
    "in": "in: events are collected",
    "out": "out: the gateway ignores events and returns the warning EXEG-0301-200",
    "pending": "pending: no choice yet",
}
_NOTE = "The gateway checks this cookie with every event: while general is out, it ignores events."
_PROVENANCE = "Edge Network Server API documentation, consent; Alloy, Consent component"
_START = re.compile(r"general(?:=|%3D)", re.IGNORECASE)


def decode(text: str) -> dict[str, str]:
    """The choice for each purpose; raises `ValueError` with one sentence when the text isn't such a list."""
    purposes: dict[str, str] = {}
    for pair in unquote(text.strip()).strip(";").split(";"):
        purpose, equals, choice = pair.strip().partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z][\w.-]*", purpose):
            raise ValueError(f"It isn't a list of purpose=in or purpose=out pairs: {pair!r} doesn't match.")
        if choice not in _CHOICES:
            raise ValueError(f"The purpose {purpose} must be in, out or pending, not {choice!r}.")
        purposes[purpose] = choice
    return purposes


def encode(purposes: dict[str, str]) -> str:
    """The cookie's value: pairs joined by semicolons."""
    return ";".join(f"{purpose}={choice}" for purpose, choice in purposes.items())


def read(text: str, now: datetime) -> Reading | None:
    """A consent cookie; a reading with a problem if it starts like one."""
    reading = read_cookie(text, now)
    return None if reading.problem and not _START.match(text.strip()) else reading


def read_cookie(text: str, now: datetime) -> Reading:  # noqa: ARG001
    """Reads a text that is known to be a consent cookie; a damaged one gives a reading with a problem."""
    try:
        purposes = decode(text)
    except ValueError as error:
        problem = str(error)
        return Reading(KIND, "consent cookie", "", {"problem": problem}, (), _NOTE, _PROVENANCE, problem)
    tones = {"in": Tone.GOOD, "out": Tone.WARNING}
    return Reading(
        KIND,
        "consent cookie",
        " · ".join(f"{purpose} {choice}" for purpose, choice in purposes.items()),
        purposes,
        tuple(
            Node(purpose, _WORDS[choice] if purpose == "general" else choice, tones.get(choice, Tone.PLAIN))
            for purpose, choice in purposes.items()
        ),
        _NOTE,
        _PROVENANCE,
    )
