"""Everything of one user on one machine; the only place where parts are chosen and connected."""

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID, uuid4

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.store.paths import Paths
from edge_tui.store.unfinished import clear_unfinished

if TYPE_CHECKING:
    from edge_tui.store.answers import Answers
    from edge_tui.store.choices import Choices
    from edge_tui.store.crash_notes import CrashNotes
    from edge_tui.store.drafts import Drafts
    from edge_tui.store.history import History
    from edge_tui.store.ignored_paths import IgnoredPaths
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.recordings import RecordingStore
    from edge_tui.store.secrets import Secrets
    from edge_tui.store.templates import TemplateStore
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.workspace.accounts import Accounts
    from edge_tui.workspace.captures import Captures
    from edge_tui.workspace.emulator_control import EmulatorControl
    from edge_tui.workspace.examination import Examiner
    from edge_tui.workspace.imports import Imports
    from edge_tui.workspace.intermediaries import Intermediaries
    from edge_tui.workspace.linting import Linting
    from edge_tui.workspace.permissions import Permissions
    from edge_tui.workspace.profile_trial import ProfileTrial
    from edge_tui.workspace.rewriting import Rewriting
    from edge_tui.workspace.sessions import Sessions


def _project_templates() -> Path | None:
    """The template folder of the current project; None if the current folder was deleted."""
    try:
        return Path(".edge-tui", "templates").absolute()
    except FileNotFoundError:
        return None


class _Store(Protocol):
    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about damaged or unusable files."""


_Opened = TypeVar("_Opened", bound=_Store)


class Workspace:
    """Profiles, templates, history, visitors and sessions of one user on one machine.

    Each part is opened on first use, so that a command pays only for what it needs. `clock` returns
    an aware datetime, `monotonic` seconds; tests replace them and `new_uuid`.
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
        """The folders of all files, cleaned of unfinished files of killed processes."""
        paths = Paths.from_environment(self.environ)
        clear_unfinished((paths.config, paths.data, paths.drafts, paths.visitors, paths.templates, paths.recordings))
        return paths

    @cached_property
    def profiles(self) -> "ProfileStore":
        """The profiles."""
        from edge_tui.store.profiles import ProfileStore

        return self._open(ProfileStore(self.paths))

    @cached_property
    def choices(self) -> "Choices":
        """Last choices, such as the theme."""
        from edge_tui.store.choices import Choices

        return self._open(Choices(self.paths.state))

    @cached_property
    def permissions(self) -> "Permissions":
        """Which environment variables events from other origins may read."""
        from edge_tui.workspace.permissions import Permissions

        return Permissions(self.choices)

    @cached_property
    def secrets(self) -> "Secrets":
        """Client secrets and access tokens."""
        from edge_tui.store.secrets import Secrets

        return Secrets(self.environ)

    @cached_property
    def templates(self) -> "TemplateStore":
        """The built-in templates, the user's, and those of the current project."""
        from edge_tui.store.templates import TemplateStore, shipped_folder

        return TemplateStore(shipped_folder(), self.paths.templates, _project_templates(), self.paths.template_index)

    @cached_property
    def history(self) -> "History":
        """Every past exchange."""
        from edge_tui.store.history import History

        return self._open(History(self.paths.history, lambda: self.templates.titles()))  # noqa: PLW0108

    @cached_property
    def imports(self) -> "Imports":
        """Adds requests from elsewhere to history."""
        from edge_tui.workspace.imports import Imports

        return Imports(self.history, self.profiles, self.recordings, self.clock, self.new_uuid)

    @cached_property
    def recordings(self) -> "RecordingStore":
        """What recordings have besides their exchanges."""
        from edge_tui.store.recordings import RecordingStore

        return self._open(RecordingStore(self.paths.recordings))

    @cached_property
    def captures(self) -> "Captures":
        """Recordings of visits: new ones, and those in history."""
        from edge_tui.workspace.captures import Captures

        return Captures(self.history, self.recordings, self.profiles, self.clock, self.new_uuid)

    @cached_property
    def visitors(self) -> "VisitorStore":
        """The visitors and their state."""
        from edge_tui.store.visitors import VisitorStore

        return self._open(VisitorStore(self.paths.visitors))

    def keymap(self) -> dict[str, str]:
        """The user's key bindings, by binding id."""
        from edge_tui.store.keymap import read_keymap

        return read_keymap(self.paths.keymap)

    @cached_property
    def ignored_paths(self) -> "IgnoredPaths":
        """The paths that comparisons ignore."""
        from edge_tui.compare.diff import IGNORED_PATHS
        from edge_tui.store.ignored_paths import IgnoredPaths

        return self._open(IgnoredPaths(self.paths.ignored_paths, IGNORED_PATHS))

    @cached_property
    def drafts(self) -> "Drafts":
        """The draft in the editor."""
        from edge_tui.store.drafts import Drafts

        return self._open(Drafts(self.paths.drafts))

    @cached_property
    def answers(self) -> "Answers":
        """Values entered for prompts in events."""
        from edge_tui.store.answers import Answers

        return self._open(Answers(self.paths.answers))

    @cached_property
    def crash_notes(self) -> "CrashNotes":
        """Notes about unexpected exceptions."""
        from edge_tui.store.crash_notes import CrashNotes

        return CrashNotes(self.paths.crashes, self.clock)

    def note_crash(self, error: BaseException, during: str) -> str:
        """Writes a note about an unexpected exception for a bug report; a sentence says where. Never raises."""
        try:
            return self.crash_notes.keep(error, during)
        except Exception as error_writing:  # noqa: BLE001
            return f"A crash note could not be written: an unexpected {type(error_writing).__name__}."

    def storage_warnings(self) -> tuple[str, ...]:
        """Warnings of all stores: a damaged file that was set aside, a disk without locks."""
        return tuple(dict.fromkeys(warning for store in self._stores for warning in store.warnings))

    @cached_property
    def emulator(self) -> "EmulatorControl":
        """The built-in emulator."""
        from edge_tui.workspace.emulator_control import EmulatorControl

        config = self.environ.get("EDGE_TUI_EMULATOR_CONFIG")
        folder = self.paths.data / "emulator"
        return EmulatorControl(self.clock, self.new_uuid, lambda: folder, Path(config) if config else None)

    @cached_property
    def rewriting(self) -> "Rewriting":
        """Rules for what passes a browser or a proxy."""
        from edge_tui.workspace.rewriting import Rewriting

        return Rewriting(self.profiles, self.emulator)

    @cached_property
    def intermediaries(self) -> "Intermediaries":
        """Proxies that watch what passes."""
        from edge_tui.workspace.intermediaries import Intermediaries

        return Intermediaries(self.environ, lambda: self.paths.data / "proxy", self.profiles, self.note_crash)

    @cached_property
    def sessions(self) -> "Sessions":
        """The sessions with gateways."""
        from edge_tui.workspace.sessions import Sessions

        return Sessions(
            lambda: self.emulator,
            history=self.history,
            visitors=self.visitors,
            answers=self.answers,
            secrets=lambda: self.secrets,
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

        def forget(profile: Profile) -> None:
            self.sessions.forget(profile)

        return Accounts(self.profiles, lambda: self.secrets, self.environ, forget)

    def profile_trial(self, profile: Profile, client_secret: str = "", access_token: str = "") -> "ProfileTrial":
        """A test of a profile with secrets that may not be stored yet."""
        from edge_tui.store.secrets import SecretKind
        from edge_tui.workspace.profile_trial import ProfileTrial

        typed = {SecretKind.CLIENT_SECRET: client_secret, SecretKind.ACCESS_TOKEN: access_token}
        kind = self.accounts.secret_kind(profile)
        return ProfileTrial(profile, typed, sessions=self.sessions, secrets=self.secrets, kind=kind, clock=self.clock)

    def new_visitor_name(self, names: Iterable[str], current: str = "") -> str:
        """The first of the names that neither a visitor has, nor one had that was deleted, nor the `current` one.

        History takes two visitors of one name for the same one, and an ECID of the second for a change.
        """
        taken = {*self.visitors.names(), current}
        return next(name for name in names if name not in taken and not self.history.has_visitor(name))

    @cached_property
    def examiner(self) -> "Examiner":
        """Probes datastreams."""
        from edge_tui.workspace.examination import Examiner

        return Examiner(self.sessions, self.visitors, self.new_uuid, self.new_visitor_name)

    @cached_property
    def linting(self) -> "Linting":
        """Linting and previews of drafts."""
        from edge_tui.workspace.linting import Linting

        return Linting(
            self.sessions,
            self.emulator,
            self.permissions,
            history=self.history,
            clock=self.clock,
        )

    def upstream_count(self, profile_name: str) -> int:
        """The number of services of a profile's datastream, for request units; 0 if they aren't known."""
        with suppress(SetupError):
            return len(self.emulator.upstreams(self.profiles.get(profile_name)))
        return 0

    def outline(self, exchange: Exchange) -> Node:
        """An exchange as one tree."""
        from edge_tui.outline import outline

        return outline(exchange, self.clock())

    def arranged_outline(self, exchange: Exchange) -> Node:
        """An exchange as one tree, arranged for a screen."""
        from edge_tui.outline.arrangement import arranged

        return arranged(self.outline(exchange), exchange.request)

    def early_outline(self, exchange: Exchange) -> "Node | None":
        """The arranged outline before the response is parsed; None if it must be parsed first."""
        from edge_tui.outline import early_outline
        from edge_tui.outline.arrangement import arranged

        outline = early_outline(exchange, self.clock())
        return arranged(outline, exchange.request) if outline is not None else None

    async def close(self) -> None:
        """Closes every connection, and leaves a running recovery of history to the next start."""
        if "sessions" in vars(self):
            await self.sessions.close()
