"""Everything of one user on one machine: the one place where parts are chosen and joined."""

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID, uuid4

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.store.paths import Paths
from edge_tui.store.unfinished import clear_unfinished
from edge_tui.workspace.emulator_control import EmulatorControl

if TYPE_CHECKING:
    from edge_tui.store.answers import Answers
    from edge_tui.store.choices import Choices
    from edge_tui.store.crash_notes import CrashNotes
    from edge_tui.store.drafts import Drafts
    from edge_tui.store.history import History
    from edge_tui.store.ignored_paths import IgnoredPaths
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.secrets import Secrets
    from edge_tui.store.templates import TemplateStore
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.workspace.accounts import Accounts
    from edge_tui.workspace.linting import Linting
    from edge_tui.workspace.permissions import Permissions
    from edge_tui.workspace.sessions import Sessions


def _project_templates() -> Path | None:
    """The templates of the folder that edge-tui was started in; None where that folder was deleted."""
    try:
        return Path(".edge-tui", "templates").absolute()
    except FileNotFoundError:
        return None


class _Store(Protocol):
    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what it keeps."""


_Opened = TypeVar("_Opened", bound=_Store)


class Workspace:
    """Profiles, templates, history, visitors and sessions of one user on one machine.

    Each part is opened when it is first asked for: a headless command pays for what it uses.
    `clock` gives an aware moment, `monotonic` seconds for measuring; tests freeze them together
    with `new_uuid`.
    """

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
        self._stores: list[_Store] = []

    def _open(self, store: _Opened) -> _Opened:
        self._stores.append(store)
        return store

    @cached_property
    def paths(self) -> Paths:
        """The folders that everything is kept in, without what killed processes left half written."""
        paths = Paths.from_environment(self.environ)
        clear_unfinished((paths.config, paths.data, paths.drafts, paths.visitors, paths.templates))
        return paths

    @cached_property
    def profiles(self) -> "ProfileStore":
        """The profiles."""
        from edge_tui.store.profiles import ProfileStore

        return self._open(ProfileStore(self.paths))

    @cached_property
    def choices(self) -> "Choices":
        """What was chosen last, such as the theme."""
        from edge_tui.store.choices import Choices

        return self._open(Choices(self.paths.state))

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

        return TemplateStore(shipped_folder(), self.paths.templates, _project_templates())

    @cached_property
    def history(self) -> "History":
        """Every past exchange."""
        from edge_tui.store.history import History

        return self._open(History(self.paths.history))

    @cached_property
    def visitors(self) -> "VisitorStore":
        """The visitors and their state."""
        from edge_tui.store.visitors import VisitorStore

        return self._open(VisitorStore(self.paths.visitors))

    def keymap(self) -> dict[str, str]:
        """The keys that the user changed, by binding id."""
        from edge_tui.store.keymap import read_keymap

        return read_keymap(self.paths.keymap)

    @cached_property
    def ignored_paths(self) -> "IgnoredPaths":
        """The paths that a comparison leaves out."""
        from edge_tui.compare.diff import IGNORED_PATHS
        from edge_tui.store.ignored_paths import IgnoredPaths

        return self._open(IgnoredPaths(self.paths.ignored_paths, IGNORED_PATHS))

    @cached_property
    def drafts(self) -> "Drafts":
        """What stood in the editor last."""
        from edge_tui.store.drafts import Drafts

        return self._open(Drafts(self.paths.drafts))

    @cached_property
    def answers(self) -> "Answers":
        """What was answered to the questions that events ask."""
        from edge_tui.store.answers import Answers

        return self._open(Answers(self.paths.answers))

    @cached_property
    def crash_notes(self) -> "CrashNotes":
        """What went wrong that nobody foresaw."""
        from edge_tui.store.crash_notes import CrashNotes

        return CrashNotes(self.paths.crashes, self.clock)

    def note_crash(self, error: BaseException, during: str) -> str:
        """Keeps an exception that nobody foresaw for a bug report; a sentence says where. Never raises."""
        try:
            return self.crash_notes.keep(error, during)
        except Exception as error_writing:  # noqa: BLE001
            return f"A crash note could not be written: an unexpected {type(error_writing).__name__}."

    def storage_warnings(self) -> tuple[str, ...]:
        """Sentences about what is kept here: a file that was damaged and set aside, a disk without locks."""
        return tuple(dict.fromkeys(warning for store in self._stores for warning in store.warnings))

    @cached_property
    def emulator(self) -> EmulatorControl:
        """The built-in emulator."""
        return EmulatorControl(self.clock, self.new_uuid, lambda: self.paths.data / "emulator")

    @cached_property
    def sessions(self) -> "Sessions":
        """The conversations with gateways."""
        from edge_tui.workspace.sessions import Sessions

        return Sessions(
            self.emulator,
            history=self.history,
            visitors=self.visitors,
            answers=self.answers,
            secrets=self.secrets,
            environ=self.environ,
            clock=self.clock,
            new_uuid=self.new_uuid,
            monotonic=self.monotonic,
            note_crash=self.note_crash,
        )

    @cached_property
    def accounts(self) -> "Accounts":
        """The profiles with their secrets."""
        from edge_tui.workspace.accounts import Accounts

        return Accounts(self.profiles, self.secrets, self.environ, lambda profile: self.sessions.forget(profile))  # noqa: PLW0108

    @cached_property
    def linting(self) -> "Linting":
        """What is known about drafts before they are sent."""
        from edge_tui.workspace.linting import Linting

        return Linting(
            self.sessions,
            self.emulator,
            self.permissions,
            templates=self.templates,
            history=self.history,
            clock=self.clock,
        )

    def outline(self, exchange: Exchange) -> Node:
        """An exchange as one tree."""
        from edge_tui.outline import outline

        return outline(exchange, self.clock())

    async def close(self) -> None:
        """Closes every connection, and leaves a recovery of history to the next start."""
        if "sessions" in vars(self):
            await self.sessions.close()
