"""Proposition events (display, interact, dismiss): whether the provider can count them."""

from collections.abc import Collection

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import at

PREFIX = "decisioning.proposition"
FETCH = "decisioning.propositionFetch"


def is_notification(event: Event) -> bool:
    """Whether an event reports propositions as shown, clicked or dismissed."""
    return event.type.startswith(PREFIX) and event.type != FETCH


def log_notifications(context: RequestContext, event: Event, provider: str, known_tokens: Collection[str]) -> None:
    """Logs, for each proposition of a provider, whether its event token was returned.

    The provider counts by this token (Adobe's personalization guide: scopeDetails must be
    returned unchanged). A real gateway's response doesn't show it.
    """
    propositions = at(event.xdm, "/_experience/decisioning/propositions")
    for proposition in propositions if isinstance(propositions, list) else ():
        if at(proposition, "/scopeDetails/decisionProvider") != provider:
            continue
        token = at(proposition, "/scopeDetails/characteristics/eventToken")
        verb = event.type.removeprefix(PREFIX).lower()
        counted = isinstance(token, str) and token in known_tokens
        scope = proposition.get("scope")
        context.notes.append(f"{provider} {verb} of {scope}" + ("" if counted else " not counted: wrong event token"))
