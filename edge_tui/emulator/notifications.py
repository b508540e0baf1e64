"""Proposition events (display, interact, dismiss): whether the provider can count them."""

from collections.abc import Collection

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import at

PREFIX = "decisioning.proposition"
FETCH = "decisioning.propositionFetch"


def is_notification(event: Event) -> bool:
    """Whether an event reports propositions as shown, clicked or dismissed.

    Any event may, such as the page view at the bottom of a page (Alloy, includeRenderedPropositions).
    """
    if event.type.startswith(PREFIX) and event.type != FETCH:
        return True
    return "_experience" in event.xdm and bool(_counted(event))


def _counted(event: Event) -> list[str]:
    """What the event counts: the members of `propositionEventType`."""
    counts = at(event.xdm, "/_experience/decisioning/propositionEventType")
    return [name for name, count in counts.items() if count] if isinstance(counts, dict) else []


def log_notifications(context: RequestContext, event: Event, provider: str, known_tokens: Collection[str]) -> None:
    """Logs, for each proposition of a provider, whether its event token was returned.

    The provider counts by this token (Adobe's personalization guide: scopeDetails must be
    returned unchanged). A real gateway's response doesn't show it.
    """
    verbs = " and ".join(_counted(event)) or event.type.removeprefix(PREFIX).lower()
    propositions = at(event.xdm, "/_experience/decisioning/propositions")
    for proposition in propositions if isinstance(propositions, list) else ():
        if at(proposition, "/scopeDetails/decisionProvider") != provider:
            continue
        token = at(proposition, "/scopeDetails/characteristics/eventToken")
        counted = isinstance(token, str) and token in known_tokens
        scope = proposition.get("scope")
        context.notes.append(f"{provider} {verbs} of {scope}" + ("" if counted else " not counted: wrong event token"))
