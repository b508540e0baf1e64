"""Experience Platform: stores events; required by its edge services."""

from dataclasses import dataclass

from edge_tui.emulator.request_context import Event, RequestContext

SERVICE = "com.adobe.experience_platform"
PER_REQUEST = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The sandbox, which must be one of the config's `sandboxes`, and the datasets."""

    sandbox: str = "prod"
    event_dataset: str = ""
    profile_dataset: str = ""


def respond(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds nothing: the response doesn't show whether an event matches its dataset's schema."""
