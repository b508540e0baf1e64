"""What the workbench knows, and everybody on it may watch: profile, visitor, draft, and the exchange on screen."""

import contextlib

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.session.session import Session
from edge_tui.tui.observable import Happening, Observable
from edge_tui.workspace import Workspace


class WorkbenchState:
    """The state of one workbench. It knows no widget and asks nobody: who needs to follow a value watches it."""

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        self.workspace = workspace
        self.profile = Observable(profile)
        self.visitor = Observable(DEFAULT_VISITOR)
        # As it was loaded, or as it is named; its text is the editor's.
        self.draft = Observable(Draft(""))
        # What the draft counts as unchanged against.
        self.saved_text = ""
        self.exchange: Observable[Exchange | None] = Observable(None)
        # Those of the profile; looked up once the screen is up, for the emulator has to be asked.
        self.upstreams: Observable[tuple[str, ...]] = Observable(profile.upstreams)
        # Something was sent, here or on a screen that sends by itself: history and client state may differ.
        self.sent = Happening()
        # Exchanges were deleted, or another process wrote some.
        self.history_changed = Happening()

    @property
    def session(self) -> Session:
        """The conversation of the current visitor with the current profile's gateway."""
        return self.workspace.sessions.get(self.profile.value, self.visitor.value)

    def look_up_upstreams(self) -> None:
        """Asks which upstreams the profile's datastream has."""
        self.upstreams.value = self.workspace.emulator.upstreams(self.profile.value)

    def upstream_count(self, profile_name: str) -> int:
        """How many upstreams the datastream of a profile has as far as is known; 0 where nothing is known."""
        if profile_name == self.profile.value.name:
            return len(self.upstreams.value)
        with contextlib.suppress(SetupError):
            return len(self.workspace.profiles.get(profile_name).upstreams)
        return 0
