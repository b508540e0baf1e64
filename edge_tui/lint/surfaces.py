"""Surfaces: the URIs of the places that Journey Optimizer fills."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Part, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, at, join

_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://\S+")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+([:/#?]\S*)?")
PAGE_LOAD = "__view__"


def is_surface(text: str) -> bool:
    """Whether a text is the URI of a surface, such as `web://shop.example.com/#hero`."""
    return _URI.fullmatch(text) is not None


def check(subject: Subject) -> Iterator[RuleHit]:
    """Alloy completes `#hero` with the page's own surface before it sends; the gateway doesn't."""
    for part in personalizations(subject):
        surfaces = part.members.get("surfaces")
        for index, surface in enumerate(surfaces if isinstance(surfaces, list) else ()):
            place = join(part.pointer, "surfaces", index)
            if isinstance(surface, str) and not subject.is_unfilled(place):
                yield from _surface(surface, place, part, subject)


def personalizations(subject: Subject) -> Iterator[Part]:
    """`query.personalization` of the request and of its events."""
    for part in subject.queries:
        members = part.members.get("personalization")
        if isinstance(members, dict):
            yield Part(join(part.pointer, "personalization"), members)


def move_item(subject: Subject, personalization: Part, place: str, target: str) -> Suggestion:
    """Moves an item of one list of `query.personalization` to the end of another."""
    source, index = place.split("/")[-2:]
    written = at(subject.written, personalization.pointer, {})
    item = written[source][int(index)]
    left = [each for number, each in enumerate(written[source]) if number != int(index)]
    present = written.get(target)
    known: list[JsonValue] = present if isinstance(present, list) else []
    moved = {**written, source: left, target: known if item in known else [*known, item]}
    kept = {name: value for name, value in moved.items() if value != [] or name != source}
    return Suggestion(f"move to {target}", personalization.pointer, value=kept)


def _surface(surface: str, place: str, part: Part, subject: Subject) -> Iterator[RuleHit]:
    found = _URI.fullmatch(surface)
    if surface == PAGE_LOAD:
        fix = move_item(subject, part, place, "decisionScopes")
        yield warning(place, f"{PAGE_LOAD} is a decision scope, not a surface.", suggestion=fix)
    elif found is None:
        better = _completed(surface, subject)
        yield warning(
            place,
            "A surface must be a URI, such as web://shop.example.com/#hero: this one returns nothing.",
            suggestion=Suggestion(f"write {better}", place, value=better) if better else None,
        )
    elif found[1].casefold() in ("http", "https"):
        better = "web" + surface[len(found[1]) :]
        message = f"The surface of a web page starts with web://, not {found[1]}://."
        yield warning(place, message, suggestion=Suggestion(f"write {better}", place, value=better))


def _completed(surface: str, subject: Subject) -> str:
    """The URI that was probably meant; empty when the page isn't known."""
    if surface.startswith("#") and len(surface) > 1:
        page = next((at(xdm.members, "/web/webPageDetails/URL") for xdm in subject.event_xdms), None)
        parts = urlsplit(page) if isinstance(page, str) and is_surface(page) else None
        return f"web://{parts.netloc}{parts.path or '/'}{surface}" if parts else ""
    return f"web://{surface}" if _HOST.fullmatch(surface) else ""
