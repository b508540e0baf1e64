"""Experience Platform: where events are kept, and what edge services of the Platform run on."""

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


def answer(context: RequestContext, event: Event, settings: Settings) -> None:
    """Adds nothing: whether an event fits its dataset's schema is not told in the answer."""
