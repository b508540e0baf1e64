"""A session for each profile and visitor, connected to the gateway with the profile's secret."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Failure
from edge_tui.model.profile import EMULATOR, EMULATOR_BASE, Authentication, Profile
from edge_tui.model.visitor import DEFAULT_VISITOR, Identity, Visitor
from edge_tui.runtime import Runtime, running_loop

if TYPE_CHECKING:
    import httpx

    from edge_tui.gateway.client import GatewayClient
    from edge_tui.model.unforeseen import NoteCrash
    from edge_tui.session.session import Gateway, Session
    from edge_tui.store.answers import Answers
    from edge_tui.store.history import History
    from edge_tui.store.secrets import SecretKind, Secrets
    from edge_tui.store.visitors import VisitorStore
    from edge_tui.workspace.emulator_control import EmulatorControl


class Sessions:
    """Connects profiles to their gateways, in process or over the network, with the secret each needs.

    `monotonic` gives seconds for measuring. `emulator` and `secrets` are asked for when a send needs them.
    """

    def __init__(
        self,
        emulator: "Callable[[], EmulatorControl]",
        *,
        history: "History",
        visitors: "VisitorStore",
        answers: "Answers",
        secrets: "Callable[[], Secrets]",
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
        monotonic: Callable[[], float],
        note_crash: "NoteCrash",
    ) -> None:
        self._emulator = emulator
        self._history = history
        self._visitors = visitors
        self._answers = answers
        self._secrets = secrets
        self._environ = environ
        self._clock = clock
        self._new_uuid = new_uuid
        self._monotonic = monotonic
        self._note_crash = note_crash
        self._open: list[Session] = []

    def forget(self, profile: Profile) -> None:
        """Makes the next `get` for a profile open a new session, because its secret has changed."""
        self._open = [session for session in self._open if session.profile.name != profile.name]

    def warm_up(self, profile: Profile) -> None:
        """Imports what the first send needs; call it in a thread once the screen is up."""
        import edge_tui.gateway.client
        import edge_tui.gateway.failures
        import edge_tui.outline.huge_body
        import edge_tui.session.session  # noqa: F401

        if profile.is_emulated:
            _ = self._emulator().app

    def for_one_send(self, profile: Profile, visitor: str = DEFAULT_VISITOR) -> "Session":
        """The session for a command that sends one event, and waits for it.

        It has no event loop, which takes a while to load, unless the gateway is in this process and needs one.
        """
        if profile.is_emulated:
            return self.get(profile, visitor)
        from edge_tui.runtime.blocking import Blocking

        return self.get(profile, visitor, Blocking())

    def get(self, profile: Profile, visitor: str = DEFAULT_VISITOR, runtime: Runtime | None = None) -> "Session":
        """The session of a profile and a visitor; always the same one until `forget`.

        A new one waits in the event loop if there is no other `runtime`.
        """
        from edge_tui.session.session import Session

        waits = runtime or running_loop()

        for session in self._open:
            if session.profile == profile and session.visitor == visitor:
                return session

        async def connect() -> "Gateway":
            return await waits.in_thread(lambda: self._connect(profile, runtime=waits))

        session = Session(
            profile,
            visitor,
            connect=connect,
            history=self._history,
            visitors=self._visitors,
            clock=self._clock,
            new_uuid=self._new_uuid,
            environ=self._environ,
            answers=self._answers.all,
            note_crash=self._note_crash,
            runtime=waits,
        )
        self._open.append(session)
        return session

    def trial(self, profile: Profile, typed: "Mapping[SecretKind, str]") -> "Session":
        """A session apart: a visitor that nobody keeps, and `typed` secrets in place of stored ones."""
        from edge_tui.session.session import Session

        async def connect() -> "Gateway":
            return await running_loop().in_thread(lambda: self._connect(profile, typed))

        return Session(
            replace(profile, keeps_history=False),
            DEFAULT_VISITOR,
            connect=connect,
            history=self._history,
            visitors=_PassingVisitor(first_identities(profile, self._new_uuid)),
            clock=self._clock,
            new_uuid=self._new_uuid,
            environ=self._environ,
            note_crash=self._note_crash,
        )

    async def close(self) -> None:
        """Closes every connection, and leaves a running recovery of history to the next start."""
        self._history.cancel_recovery()
        for session in self._open:
            await session.close()

    async def access_token(self, profile: Profile, typed: "Mapping[SecretKind, str] | None" = None) -> str:
        """The current access token of a profile; raises `SetupError` if there is none.

        `typed` secrets take the place of stored ones.
        """
        gateway = await running_loop().in_thread(lambda: self._connect(profile, typed))
        try:
            token = await gateway.access_token(profile.timeout_seconds)
        finally:
            await gateway.close()
        if isinstance(token, Failure):
            raise SetupError(token.message)
        return token

    def _connect(
        self, profile: Profile, typed: "Mapping[SecretKind, str] | None" = None, runtime: Runtime | None = None
    ) -> "GatewayClient":
        with _seldom_used_libraries_delayed() if runtime and runtime.is_blocking else nullcontext():
            from edge_tui.gateway.client import GatewayClient

            return GatewayClient(
                profile.base_url,
                transport=self._emulator().transport() if profile.is_emulated else None,
                auth=self._auth(profile, typed or {}),
                monotonic=self._monotonic,
                max_response_mb=profile.max_response_mb,
                runtime=runtime,
            )

    def _auth(self, profile: Profile, typed: "Mapping[SecretKind, str]") -> "httpx.Auth | None":
        if profile.authentication is Authentication.NONE:
            return None
        from edge_tui.gateway.ims import PastedToken, ServerToServer
        from edge_tui.store.secrets import SecretKind

        if profile.authentication is Authentication.TOKEN:
            return PastedToken(self._secret(profile, SecretKind.ACCESS_TOKEN, typed))
        if profile.authentication is Authentication.OAUTH:
            ims_url = profile.credentials.ims_url
            return ServerToServer(
                profile.credentials,
                EMULATOR_BASE if profile.is_emulated or ims_url == EMULATOR else ims_url,
                self._secret(profile, SecretKind.CLIENT_SECRET, typed),
                time.monotonic,
            )
        return None

    def _secret(self, profile: Profile, kind: "SecretKind", typed: "Mapping[SecretKind, str]") -> str:
        secret = typed.get(kind) or self._secrets().get(profile.name, kind)
        if not secret:
            from edge_tui.model.command_line import command_line

            words = str(kind).replace("-", " ")
            variable = "EDGE_TUI_" + words.upper().replace(" ", "_")
            login = command_line("edge-tui", "profiles", "login", profile.name)
            raise SetupError(
                f"The profile {profile.name} has no {words}.",
                f"Enter it in the profile's form, run `{login}`, or set {variable}.",
            )
        return secret


def _seldom_used_libraries_delayed() -> AbstractContextManager[None]:
    from edge_tui.gateway.imported_on_use import RARELY_USED, imported_on_use

    return imported_on_use(*RARELY_USED)


def first_identities(profile: Profile, new_uuid: Callable[[], UUID]) -> tuple[Identity, ...]:
    """What identifies a visitor without state: the authenticated API refuses an event without a primary identity."""
    if profile.authentication is Authentication.NONE:
        return ()
    return (Identity("FPID", str(new_uuid()), is_primary=True),)


class _PassingVisitor:
    """A visitor that is gone with its session."""

    def __init__(self, identities: tuple[Identity, ...]) -> None:
        self._visitor = Visitor(identities=identities)

    def get(self, name: str) -> Visitor:
        """The visitor, whatever its name."""
        return replace(self._visitor, name=name)

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        """Applies a change."""
        self._visitor = change(self.get(name))
        return self._visitor
