"""Adobe Analytics: adds nothing to the response, but logs how it would count an event."""

from dataclasses import dataclass
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import JsonObject

SERVICE = "com.adobe.analytics"
PER_REQUEST = False

_DISPLAYS = frozenset(
    ("display", "decisioning.propositionDisplay", "personalization.request", "decisioning.propositionFetch")
)
_CLICKS = frozenset(("click", "decisioning.propositionInteract"))


@dataclass(frozen=True, slots=True)
class Settings:
    """The report suites events are sent to."""

    report_suites: tuple[str, ...] = ()


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Logs whether Analytics counts a page view, a link or an A4T call, or drops the event."""
    context.notes.append(f"analytics: {hit_of(event)}")


def hit_of(event: Event) -> str:
    """How Analytics counts an event: `page view`, `link`, `A4T`, or `dropped`.

    From Adobe's "Edge Network event types in Adobe Analytics".
    """
    web = _member(event.xdm, "web")
    page, interaction = _member(web, "webPageDetails"), _member(web, "webInteraction")
    decisioning = _member(event.xdm, "_experience").get("decisioning")
    if event.type in _DISPLAYS:
        return "A4T" if decisioning else "dropped"
    if event.type in _CLICKS and not interaction.get("type"):
        return "A4T" if decisioning else "dropped"
    if interaction.get("type"):
        return "link"
    data = _member(_member(event.data, "__adobe"), "analytics") or _member(event.data, "__adobe.analytics")
    if data.get("linkType"):
        return "link"
    named = page.get("name") or page.get("URL") or data.get("pageName") or data.get("pageURL")
    return "page view" if named or event.type == "web.webpagedetails.pageViews" else "dropped"


def _member(parent: JsonObject, name: str) -> dict[str, Any]:
    found = parent.get(name)
    return found if isinstance(found, dict) else {}
