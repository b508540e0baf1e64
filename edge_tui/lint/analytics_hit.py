"""The type of hit Adobe Analytics counts an event as, when the datastream has Analytics.

Source: Experience League, Analytics implementation, "Edge Network event types in Adobe Analytics".
"""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonObject, JsonValue, at, join

_SHOWN = ("display", "decisioning.propositionDisplay", "personalization.request", "decisioning.propositionFetch")
_CLICKED = ("click", "decisioning.propositionInteract")
_PAGE_VIEW = "web.webpagedetails.pageViews"
_LINKS = {"other": "custom link", "o": "custom link", "download": "download link", "d": "download link"}
_LINKS |= {"exit": "exit link", "e": "exit link"}

_LINK_CLICK = "web.webinteraction.linkClicks"

NOTHING = "nothing"
A4T = "A4T call, no page view"


def check(subject: Subject) -> Iterator[RuleHit]:
    """A link without `web.webInteraction.type`: Analytics counts the page, or nothing at all."""
    if not subject.context.has_analytics:
        return
    for event in subject.events:
        interaction = at(event.members, "/xdm/web/webInteraction")
        expects_link = at(event.members, "/xdm/eventType") == _LINK_CLICK or isinstance(interaction, dict)
        counted = _hit(event.members)
        if not expects_link or _is_link(counted) or counted == A4T:
            continue
        place = join(event.pointer, "xdm", "web", "webInteraction")
        if at(event.members, "/xdm/web/webInteraction/type"):
            if counted.startswith(NOTHING):
                yield warning(place, "Analytics will count nothing: a link needs web.webInteraction.name or URL.")
            continue
        in_place = isinstance(interaction, dict)
        what = counted.partition(":")[0]
        yield warning(
            place if in_place else join(event.pointer, "xdm", "eventType"),
            f"Analytics {_counts_instead(what)}: web.webInteraction.type is missing.",
            suggestion=Suggestion("add the type other", join(place, "type"), value="other") if in_place else None,
        )


def _counts_instead(what: str) -> str:
    return "won't count this link" if what == NOTHING else f"will count {_article(what)}{what} and not a link"


def hit_sentence(hit: str) -> str:
    """A hit as a sentence: `Analytics will count a page view: home.`"""
    return f"Analytics will count {_article(hit)}{hit}."


def _article(hit: str) -> str:
    return "" if hit.startswith(NOTHING) else "an " if hit[0] in "Ae" else "a "


def analytics_hit(document: JsonValue) -> str:
    """The hit in words: `page view: home`, `exit link: Partner`, `nothing: …`; several are joined by `; `.

    The document is a request of either API version, its placeholders resolved or not.
    """
    event, events = at(document, "/event"), at(document, "/events")
    found = [event] if isinstance(event, dict) else [each for each in events or () if isinstance(each, dict)]
    return "; ".join(_hit(each) for each in found) or f"{NOTHING}: there is no event"


def _hit(event: JsonObject) -> str:
    event_type = at(event, "/xdm/eventType")
    has_decisions = isinstance(at(event, "/xdm/_experience/decisioning"), dict)
    is_link = bool(at(event, "/xdm/web/webInteraction/type"))
    if event_type in _SHOWN:
        return A4T if has_decisions else f"{NOTHING}: no _experience.decisioning"
    if event_type in _CLICKED and not is_link:
        return A4T if has_decisions else f"{NOTHING}: no _experience.decisioning, no link"
    hits = (_xdm_hit(event), _data_hit(event))
    link = next((hit for hit in hits if _is_link(hit)), "")
    views = sorted(filter(None, hits), key=lambda hit: ": " not in hit)
    return link or next(iter(views), f"{NOTHING}: no page and no link")


def _xdm_hit(event: JsonObject) -> str:
    page = _first(event, "/xdm/web/webPageDetails/name", "/xdm/web/webPageDetails/URL")
    kind = at(event, "/xdm/web/webInteraction/type")
    if kind:
        link = _first(event, "/xdm/web/webInteraction/name", "/xdm/web/webInteraction/URL")
        return _link(kind, link or page) if link or page else ""
    if page or at(event, "/xdm/eventType") == _PAGE_VIEW:
        return _named("page view", page)
    return ""


def _data_hit(event: JsonObject) -> str:
    """As `_xdm_hit`, for the variables in `data.__adobe.analytics`, nested or under a dotted name."""
    members = at(event, "/data/__adobe/analytics") or at(event, "/data/__adobe.analytics")
    if not isinstance(members, dict):
        return ""
    kind = members.get("linkType")
    if kind:
        link = _first(members, "/linkName", "/linkURL")
        return _link(kind, link) if link else ""
    page = _first(members, "/pageName", "/pageURL")
    return _named("page view", page) if page else ""


def _is_link(hit: str) -> bool:
    """Whether a hit is a link; a page's name may have the word, too."""
    return " link" in hit.partition(":")[0]


def _link(kind: JsonValue, name: str) -> str:
    return _named(_LINKS.get(str(kind), "custom link"), name)


def _named(kind: str, name: str) -> str:
    return f"{kind}: {name}" if name else kind


def _first(members: JsonObject, *pointers: str) -> str:
    found = (at(members, pointer) for pointer in pointers)
    return next((value for value in found if isinstance(value, str) and value), "")
