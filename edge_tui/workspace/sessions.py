"""Profiles with their secrets, and the conversations that are had with their gateways."""

import asyncio
import contextlib
import time
from functools import cached_property
from typing import TYPE_CHECKING

from edge_tui.model.command_line import command_line
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Failure
from edge_tui.model.profile import EMULATOR, EMULATOR_BASE, EMULATOR_PROFILE, Authentication, Profile
from edge_tui.model.visitor import DEFAULT_VISITOR
from edge_tui.workspace.emulator_control import Emulation

if TYPE_CHECKING:
    import httpx

    from edge_tui.gateway.client import GatewayClient
    from edge_tui.session.session import Gateway, Session
    from edge_tui.store.secrets import SecretKind


class Conversations(Emulation):
    """Connects profiles to their gateways, in process or over the network, with the secret each needs."""

    @cached_property
    def _sessions(self) -> "list[Session]":
        return []

    def profile(self, name: str | None = None) -> Profile:
        """The profile of a name; without one the environment's, the last used, or the emulator's.

        Raises `SetupError` for a name that there is none of. A last used profile that is gone
        gives way to the emulator's.
        """
        name = name or self.environ.get("EDGE_TUI_PROFILE")
        if name:
            return self.profiles.get(name)
        return self.profiles.find(self.profiles.last_used) or self.profiles.get(EMULATOR_PROFILE.name)

    def starting_profile(self, name: str | None = None) -> Profile:
        """The profile that the explorer opens with: the emulator's where the last used one cannot be read.

        Raises `SetupError` for a name that was asked for. What is wrong is said with the list of profiles.
        """
        try:
            return self.profile(name)
        except SetupError:
            if name or self.environ.get("EDGE_TUI_PROFILE"):
                raise
            return EMULATOR_PROFILE

    def secret_kind(self, profile: Profile) -> "SecretKind | None":
        """The secret that a profile authenticates with; None for one that does not."""
        from edge_tui.store.secrets import SecretKind

        kinds = {Authentication.TOKEN: SecretKind.ACCESS_TOKEN, Authentication.OAUTH: SecretKind.CLIENT_SECRET}
        return kinds.get(profile.authentication)

    def rename_profile(self, profile: Profile, name: str) -> Profile:
        """Gives a profile another name; its secrets go with it."""
        self.profiles.rename(profile.name, name)
        if self.secret_kind(profile):
            self.secrets.rename(profile.name, name)
        else:
            # It may have one of the time when it authenticated; a keyring that is locked is then no reason to stop.
            with contextlib.suppress(StorageError):
                self.secrets.rename(profile.name, name)
        return self.profiles.get(name)

    def use(self, profile: Profile) -> None:
        """Remembers a profile as the last used; a folder that cannot be written is no reason to stop."""
        with contextlib.suppress(StorageError):
            self.profiles.use(profile.name)

    def keep_secret(self, profile: Profile, kind: str, value: str) -> str:
        """Keeps a profile's `client-secret` or `access-token`; a sentence says where.

        May block while the keyring is asked: front ends with a screen call it in a thread.
        """
        from edge_tui.store.secrets import SecretKind

        secret_kind = SecretKind(kind)
        self.secrets.put(profile.name, secret_kind, value)
        self._sessions = [session for session in self._sessions if session.profile.name != profile.name]
        return self.secrets.where(profile.name, secret_kind)

    def delete_profile(self, profile: Profile) -> None:
        """Deletes a profile and its secrets; its past exchanges stay."""
        self.profiles.delete(profile.name)
        self.secrets.delete(profile.name)

    def warm_up(self, profile: Profile) -> None:
        """Loads what the first send needs, so that it need not wait: for a thread, once the screen is up."""
        import edge_tui.gateway.client
        import edge_tui.outline
        import edge_tui.session.session  # noqa: F401

        if profile.is_emulated:
            _ = self.emulator

    def session(self, profile: Profile, visitor: str = DEFAULT_VISITOR) -> "Session":
        """The conversation of a visitor with a profile's gateway; one for each of them."""
        from edge_tui.session.session import Session

        for session in self._sessions:
            if session.profile == profile and session.visitor == visitor:
                return session

        async def connect() -> "Gateway":
            return await asyncio.to_thread(self._connect, profile)

        session = Session(
            profile,
            visitor,
            connect=connect,
            history=self.history,
            visitors=self.visitors,
            clock=self.clock,
            new_uuid=self.new_uuid,
            environ=self.environ,
            answers=self.answers.all,
            note_crash=self.note_crash,
        )
        self._sessions.append(session)
        return session

    async def close(self) -> None:
        """Closes every connection that a session holds, and leaves a recovery of history to the next start."""
        self.history.give_up()
        for session in self._sessions:
            await session.close()

    async def access_token(self, profile: Profile) -> str:
        """The access token that a profile's requests are sent with now; raises `SetupError` where there is none."""
        gateway = await asyncio.to_thread(self._connect, profile)
        try:
            token = await gateway.access_token(profile.timeout_seconds)
        finally:
            await gateway.close()
        if isinstance(token, Failure):
            raise SetupError(token.message)
        return token

    def _connect(self, profile: Profile) -> "GatewayClient":
        from edge_tui.gateway.client import GatewayClient

        return GatewayClient(
            profile.base_url,
            transport=self._in_process() if profile.is_emulated else None,
            auth=self._auth(profile),
            monotonic=self.monotonic,
            max_response_mb=profile.max_response_mb,
        )

    def _in_process(self) -> "httpx.AsyncBaseTransport":
        from edge_tui.emulator.in_process import InProcess

        return InProcess(self.emulator)

    def _auth(self, profile: Profile) -> "httpx.Auth | None":
        from edge_tui.gateway.ims import PastedToken, ServerToServer
        from edge_tui.store.secrets import SecretKind

        if profile.authentication is Authentication.TOKEN:
            return PastedToken(self._secret(profile, SecretKind.ACCESS_TOKEN))
        if profile.authentication is Authentication.OAUTH:
            ims_url = profile.credentials.ims_url
            return ServerToServer(
                profile.credentials,
                EMULATOR_BASE if profile.is_emulated or ims_url == EMULATOR else ims_url,
                self._secret(profile, SecretKind.CLIENT_SECRET),
                time.monotonic,
            )
        return None

    def _secret(self, profile: Profile, kind: "SecretKind") -> str:
        secret = self.secrets.get(profile.name, kind)
        if not secret:
            words = str(kind).replace("-", " ")
            variable = "EDGE_TUI_" + words.upper().replace(" ", "_")
            raise SetupError(
                f"The profile {profile.name} has no {words}.",
                f"Store it with `{command_line('edge-tui', 'profiles', 'login', profile.name)}`, or set {variable}.",
            )
        return secret
