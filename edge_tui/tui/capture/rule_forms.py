"""Rules as they are typed into a form of a few fields."""

import re
from collections.abc import Mapping
from typing import TypeVar

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Profile
from edge_tui.model.text import short_datastream
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.responses import Offer
from edge_tui.rewriting.rules import Rule
from edge_tui.tui.dialogs.fields import Field

_Action = TypeVar("_Action", Destination, Offer, Fault)

_PAGES = Field("pages", "Only on pages", placeholder="https://www.shop.example/cart*   empty: on all")
_EVENTS = Field("events", "Only events", placeholder="commerce.*, web.*   empty: all calls")

DATASTREAM_FIELDS = [Field("datastream", "Datastream ID", placeholder="4f1c…  (with :dev or :stage)"), _PAGES, _EVENTS]
OFFER_FIELDS = [
    Field("scope", "Scope", placeholder="hero   __view__ for the whole page"),
    Field("html", "HTML", placeholder="<b>Spring sale</b>"),
    Field("selector", "CSS selector", placeholder="#hero   where it is shown; empty: the page decides"),
    _PAGES,
]
FAULT_FIELDS = [
    Field("fault", "Fault", placeholder="503   or: off (no network)   or: 300 ms (slower)"),
    _EVENTS,
    Field("every", "Every nth call", placeholder="1"),
]
_DELAY = re.compile(r"(\d{1,6})\s*ms", re.ASCII)
_MAX_NUMBER = 1_000_000


def profile_rule(profile: Profile) -> Rule:
    """Sends every call to a profile's gateway and datastream."""
    return Rule(f"to {profile.name}", to=Destination(profile=profile.name))


def emulator_rule() -> Rule:
    """Sends every call to the built-in emulator."""
    return Rule("to the emulator", to=Destination(emulator=True))


def datastream_rule(texts: Mapping[str, str]) -> Rule:
    """Sends calls to another datastream. Raises `SetupError`."""
    datastream = texts["datastream"].strip()
    if not datastream:
        raise SetupError("Write the ID of the datastream.", "")
    to = _checked(Destination(datastream=datastream), {"datastream": "Datastream ID"})
    return Rule(f"to {short_datastream(datastream)}", to=to, when=_when(texts))


def offer_rule(texts: Mapping[str, str]) -> Rule:
    """A made-up offer for a scope. Raises `SetupError`."""
    scope = texts["scope"].strip()
    if not (scope and texts["html"].strip()):
        raise SetupError("Write the scope and the HTML to show for it.", "")
    named = {"scope": "Scope", "html": "HTML", "selector": "CSS selector"}
    offer = _checked(Offer(scope, html=texts["html"], selector=texts["selector"].strip()), named)
    return Rule(f"offer for {scope}", offer=offer, when=_when(texts))


def fault_rule(texts: Mapping[str, str]) -> Rule:
    """A refusal, no network, or a delay. Raises `SetupError`."""
    text = texts["fault"].strip().lower()
    if delay := _DELAY.fullmatch(text):
        name, fault = f"{delay[1]} ms slower", Fault(delay_ms=int(delay[1]))
    elif text == "off":
        name, fault = "no network", Fault(network="off")
    elif text.isascii() and text.isdigit() and len(text) == 3:
        name, fault = f"status {text}", Fault(status=int(text))
    else:
        raise SetupError("Write a status such as 503, off, or a delay such as 300 ms.", "")
    return Rule(name, fault=_checked(fault, {"status": "Status", "delay_ms": "Delay"}), when=_when(texts))


def _when(texts: Mapping[str, str]) -> When:
    every = texts.get("every", "").strip() or "1"
    if not (every.isascii() and every.isdigit() and 0 < int(every[:8]) <= _MAX_NUMBER):
        raise SetupError("“Every nth call” must be 1 or more.", "Write 1 for every call, 3 for every third.")
    return When(pages=_patterns(texts.get("pages", "")), events=_patterns(texts.get("events", "")), every=int(every))


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(each for part in text.split(",") if (each := part.strip()))


def _checked(made: _Action, labels: Mapping[str, str]) -> _Action:
    for name, problem in made.config_errors():
        raise SetupError(f"{labels.get(name, name)} {problem}.", "")
    return made
