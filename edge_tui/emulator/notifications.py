"""Propositions a client says it has shown: which of them their provider can count."""

from collections.abc import Collection

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.document import at

PREFIX = "decisioning.proposition"
FETCH = "decisioning.propositionFetch"


def is_notification(event: Event) -> bool:
    """Whether an event tells of propositions shown, clicked or dismissed."""
    return event.type.startswith(PREFIX) and event.type != FETCH


def note_notifications(context: RequestContext, event: Event, provider: str, known_tokens: Collection[str]) -> None:
    """Notes for the log, proposition by proposition of a provider, whether its event token came back.

    The token is what the provider counts by (Adobe's personalization guide: scopeDetails goes
    back unchanged); the answer of a real gateway does not tell.
    """
    propositions = at(event.xdm, "/_experience/decisioning/propositions")
    for proposition in propositions if isinstance(propositions, list) else ():
        if at(proposition, "/scopeDetails/decisionProvider") != provider:
            continue
        token = at(proposition, "/scopeDetails/characteristics/eventToken")
        verb = event.type.removeprefix(PREFIX).lower()
        counted = isinstance(token, str) and token in known_tokens
        scope = proposition.get("scope")
        context.notes.append(f"{provider} {verb} of {scope}" + ("" if counted else " not counted: not its event token"))
