"""The consent cookie, `kndctr_<org>_consent`: what the visitor agreed to, purpose by purpose."""

import re
from datetime import datetime
from urllib.parse import unquote

from edge_tui.model.node import Node, Tone
from edge_tui.values.reading import Reading

KIND = "consent-cookie"
MARK = re.compile(r"general=(?:in|out)(?:;[\w.-]+=(?:in|out))*;?")

_WORDS = {
    "in": "in: events are collected",
    "out": "out: the gateway drops events and answers with a warning, EXEG-0301-200",
    "pending": "pending: not decided yet",
}


def decode(text: str) -> dict[str, str]:
    """Purpose by purpose, `in` or `out`; raises `ValueError` with one sentence when it is no such list."""
    purposes: dict[str, str] = {}
    for pair in unquote(text.strip()).strip(";").split(";"):
        purpose, equals, choice = pair.strip().partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z][\w.-]*", purpose):
            raise ValueError(f"It is no list of purpose=in or purpose=out: {pair!r} is not such a pair.")
        if choice not in _WORDS:
            raise ValueError(f"The purpose {purpose} is neither in nor out, but {choice!r}.")
        purposes[purpose] = choice
    return purposes


def encode(purposes: dict[str, str]) -> str:
    """The cookie's value: pairs joined by semicolons."""
    return ";".join(f"{purpose}={choice}" for purpose, choice in purposes.items())


def read(text: str, now: datetime) -> Reading | None:  # noqa: ARG001
    """A consent cookie, or None."""
    try:
        purposes = decode(text)
    except ValueError:
        return None
    parts = tuple(
        Node(purpose, _WORDS[choice], Tone.WARNING if choice == "out" else Tone.GOOD if choice == "in" else Tone.PLAIN)
        for purpose, choice in purposes.items()
    )
    return Reading(
        KIND,
        "consent cookie",
        " · ".join(f"{purpose} {choice}" for purpose, choice in purposes.items()),
        purposes,
        parts,
        "The gateway reads this cookie with every event: once general is out, it ignores them until consent is given.",
        "Edge Network Server API documentation, consent; Alloy, Consent component",
    )
