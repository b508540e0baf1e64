"""The consent stored in the profile: looked up every two hours, and returned to the client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.state import CONSENT_CHECK_SECONDS

SERVICE = "com.adobe.experience_platform.consent"
PER_REQUEST = True


@dataclass(frozen=True, slots=True)
class Settings:
    """`preferences` are the defaults for a profile without any, in the Adobe 2.0 format."""

    preferences: Mapping[str, Any] = field(default_factory=dict)


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `consent:preferences`, unless the `consent_check` entry shows a recent lookup."""
    if "consent_check" in context.state:
        return
    stored = context.memory.consent(context.datastream.org_id, context.ecid) if context.ecid else None
    preferences = stored or settings.preferences
    if preferences:
        context.add("consent:preferences", [dict(preferences)])
    context.store("consent_check", "1", CONSENT_CHECK_SECONDS)
