"""The consent stored in the profile: looked up every two hours, and returned to the client."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.emulator.response_json import EncodedJson, encoded
from edge_tui.emulator.state import CONSENT_CHECK_SECONDS

SERVICE = "com.adobe.experience_platform.consent"
PER_REQUEST = True


@dataclass(frozen=True)
class Settings:
    """`preferences` are the defaults for a profile without any, in the Adobe 2.0 format."""

    preferences: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def encoded_preferences(self) -> EncodedJson:
        """The preferences as JSON."""
        return encoded(self.preferences)


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds `consent:preferences`, unless the `consent_check` entry shows a recent lookup."""
    if "consent_check" in context.state:
        return
    stored = context.memory.consent(context.datastream.org_id, context.ecid) if context.ecid else None
    if stored or settings.preferences:
        context.add("consent:preferences", [encoded(stored) if stored else settings.encoded_preferences])
    context.store("consent_check", "1", CONSENT_CHECK_SECONDS)
