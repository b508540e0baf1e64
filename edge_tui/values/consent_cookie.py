"""The consent cookie, `kndctr_<org>_consent`: what the visitor agreed to, purpose by purpose."""

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
    "out": "out: the gateway drops events and answers with a warning, EXEG-0301-200",
    "pending": "pending: not decided yet",
}
_NOTE = "The gateway reads this cookie with every event: once general is out, it ignores them until consent is given."
_PROVENANCE = "Edge Network Server API documentation, consent; Alloy, Consent component"
_MEANT = re.compile(r"general(?:=|%3D)", re.IGNORECASE)


def decode(text: str) -> dict[str, str]:
    """Purpose by purpose, `in` or `out`; raises `ValueError` with one sentence when it is no such list."""
    purposes: dict[str, str] = {}
    for pair in unquote(text.strip()).strip(";").split(";"):
        purpose, equals, choice = pair.strip().partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z][\w.-]*", purpose):
            raise ValueError(f"It is no list of purpose=in or purpose=out: {pair!r} is not such a pair.")
        if choice not in _CHOICES:
            raise ValueError(f"The purpose {purpose} is neither in nor out, but {choice!r}.")
        purposes[purpose] = choice
    return purposes


def encode(purposes: dict[str, str]) -> str:
    """The cookie's value: pairs joined by semicolons."""
    return ";".join(f"{purpose}={choice}" for purpose, choice in purposes.items())


def read(text: str, now: datetime) -> Reading | None:
    """A consent cookie, or what begins like one and is damaged."""
    reading = read_meant(text, now)
    return None if reading.problem and not _MEANT.match(text.strip()) else reading


def read_meant(text: str, now: datetime) -> Reading:  # noqa: ARG001
    """What is said to be a consent cookie: its reading, or what is wrong with it."""
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
