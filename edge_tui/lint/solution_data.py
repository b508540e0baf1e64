"""`data.__adobe`: values for Analytics and Target under their own names."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.spelling import differs_in_case, shown
from edge_tui.lint.subject import Part, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonObject, join, kind_of

_SOLUTIONS = ("analytics", "target", "audiencemanager")
# Variables of AppMeasurement (Experience League, Analytics variables in data.__adobe.analytics).
ANALYTICS_NAMES = (
    "pageName", "pageURL", "pageType", "channel", "referrer", "server", "campaign", "events", "products",
    "linkType", "linkName", "linkURL", "contextData", "currencyCode", "purchaseID", "transactionID",
    "state", "zip", "visitorID", "timestamp",
)  # fmt: skip
# How many there are of each numbered variable.
_NUMBERED = {"eVar": 250, "prop": 75, "list": 3, "hier": 5}
_NUMBER = re.compile(r"(evar|prop|list|hier)([0-9]+)", re.IGNORECASE)
_LINK_TYPES = ("o", "d", "e", "other", "download", "exit")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Names are case-sensitive; those in another case, and variables that don't exist, are dropped silently."""
    for event in subject.events:
        data = event.members.get("data")
        if isinstance(data, dict):
            yield from _data(Part(join(event.pointer, "data"), data), subject)


def _data(data: Part, subject: Subject) -> Iterator[RuleHit]:
    for name, value in data.members.items():
        root, dot, solution = name.partition(".")
        place = join(data.pointer, name)
        if root.strip().casefold() != "__adobe":
            continue
        if root != "__adobe":
            yield _renamed(place, name, f"__adobe{dot}{solution}", data.members)
        elif dot and isinstance(value, dict):
            # The dotted name is documented for Target, and read like the nested one.
            yield from _solution(solution, Part(place, value), subject)
        elif isinstance(value, dict):
            yield from _members(Part(place, value), subject)


def _members(adobe: Part, subject: Subject) -> Iterator[RuleHit]:
    for name, value in adobe.members.items():
        meant = next((each for each in _SOLUTIONS if each == name.strip().casefold()), name)
        place = join(adobe.pointer, name)
        if name != meant:
            yield _renamed(place, name, meant, adobe.members)
        elif name in _SOLUTIONS and not isinstance(value, dict):
            yield warning(place, f"data.__adobe.{name} must be an object, not {kind_of(value)}.")
        elif isinstance(value, dict):
            yield from _solution(name, Part(place, value), subject)


def _solution(name: str, part: Part, subject: Subject) -> Iterator[RuleHit]:
    if name != "analytics":
        return
    for variable, value in part.members.items():
        place = join(part.pointer, variable)
        yield from _variable(variable, place, part.members)
        if variable == "linkType" and value not in _LINK_TYPES and not subject.is_unfilled(place):
            yield warning(place, "linkType must be o (other), d (download) or e (exit).")


def _variable(name: str, place: str, siblings: JsonObject) -> Iterator[RuleHit]:
    numbered = _NUMBER.fullmatch(name)
    if numbered is not None:
        family = next(each for each in _NUMBERED if each.casefold() == numbered[1].casefold())
        if not 1 <= int(numbered[2]) <= _NUMBERED[family]:
            yield warning(
                place, f"Analytics has {family}1 to {family}{_NUMBERED[family]}, and no {name}.", on_name=True
            )
        elif numbered[1] != family:
            yield _renamed(place, name, family + numbered[2], siblings)
        return
    near = next((each for each in ANALYTICS_NAMES if differs_in_case(name.strip(), each) or name.strip() == each), name)
    if near != name:
        yield _renamed(place, name, near, siblings)


def _renamed(place: str, name: str, meant: str, siblings: JsonObject) -> RuleHit:
    fix = Suggestion(f"rename to {meant}", place, rename=meant) if meant not in siblings else None
    return warning(place, f"{shown(name)} is spelled {meant}: names are case-sensitive.", suggestion=fix, on_name=True)
