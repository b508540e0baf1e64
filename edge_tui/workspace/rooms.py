"""What is kept on this machine, each part opened when it is first asked for."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from edge_tui.store.paths import Paths

if TYPE_CHECKING:
    from edge_tui.store.answers import Answers
    from edge_tui.store.choices import Choices
    from edge_tui.store.drafts import Drafts
    from edge_tui.store.history import History
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.secrets import Secrets
    from edge_tui.store.templates import TemplateStore
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.store.volatile import VolatilePaths
    from edge_tui.workspace.permissions import Permissions


class Rooms:
    """The stores of one user on one machine, and the clock and ids that everything else is given."""

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_uuid: Callable[[], UUID] = uuid4,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.environ = os.environ if environ is None else environ
        self.clock = clock
        self.new_uuid = new_uuid
        self.monotonic = monotonic

    @cached_property
    def paths(self) -> Paths:
        """The folders that everything is kept in."""
        return Paths.from_environment(self.environ)

    @cached_property
    def profiles(self) -> "ProfileStore":
        """The profiles."""
        from edge_tui.store.profiles import ProfileStore

        return ProfileStore(self.paths)

    @cached_property
    def choices(self) -> "Choices":
        """What was chosen last, such as the theme."""
        from edge_tui.store.choices import Choices

        return Choices(self.paths.state)

    @cached_property
    def permissions(self) -> "Permissions":
        """Which environment variables events from elsewhere may read."""
        from edge_tui.workspace.permissions import Permissions

        return Permissions(self.choices)

    @cached_property
    def secrets(self) -> "Secrets":
        """Client secrets and access tokens."""
        from edge_tui.store.secrets import Secrets

        return Secrets(self.environ)

    @cached_property
    def templates(self) -> "TemplateStore":
        """The shipped templates, the user's own, and those of the folder that edge-tui was started in."""
        from edge_tui.store.templates import TemplateStore, shipped_folder

        return TemplateStore(shipped_folder(), self.paths.templates, Path(".edge-tui", "templates").absolute())

    @cached_property
    def history(self) -> "History":
        """Every past exchange."""
        from edge_tui.store.history import History

        return History(self.paths.history)

    @cached_property
    def visitors(self) -> "VisitorStore":
        """The visitors and their state."""
        from edge_tui.store.visitors import VisitorStore

        return VisitorStore(self.paths.visitors)

    def keymap(self) -> dict[str, str]:
        """The keys that the user changed, by binding id."""
        from edge_tui.store.keymap import read_keymap

        return read_keymap(self.paths.keymap)

    @cached_property
    def volatile(self) -> "VolatilePaths":
        """The paths that a comparison leaves out."""
        from edge_tui.diff import VOLATILE
        from edge_tui.store.volatile import VolatilePaths

        return VolatilePaths(self.paths.volatile, VOLATILE)

    @cached_property
    def drafts(self) -> "Drafts":
        """What stood in the editor last."""
        from edge_tui.store.drafts import Drafts

        return Drafts(self.paths.drafts)

    @cached_property
    def answers(self) -> "Answers":
        """What was answered to the questions that events ask."""
        from edge_tui.store.answers import Answers

        return Answers(self.paths.answers)

    def troubles(self) -> tuple[str, ...]:
        """Sentences about what is kept here: a file that was damaged and set aside, a disk without locks."""
        return (*self.history.troubles, *self.visitors.troubles, *self.profiles.troubles)
