"""Profiles and their secrets: which one is used, and what becomes of a secret when its profile changes."""

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Profile

if TYPE_CHECKING:
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.secrets import SecretKind, Secrets


class Accounts:
    """Picks profiles, and keeps each with its secret. `on_secret` is called when a profile has another one."""

    def __init__(
        self,
        profiles: "ProfileStore",
        secrets: "Secrets",
        environ: Mapping[str, str],
        on_secret: Callable[[Profile], object],
    ) -> None:
        self._profiles = profiles
        self._secrets = secrets
        self._environ = environ
        self._on_secret = on_secret

    def profile(self, name: str | None = None) -> Profile:
        """The profile of a name; without one the environment's, the last used, or the emulator's.

        Raises `SetupError` for a name that there is none of. A last used profile that is gone
        gives way to the emulator's.
        """
        name = name or self._environ.get("EDGE_TUI_PROFILE")
        if name:
            return self._profiles.get(name)
        return self._profiles.find(self._profiles.last_used) or self._profiles.get(EMULATOR_PROFILE.name)

    def starting_profile(self, name: str | None = None) -> Profile:
        """The profile that the explorer opens with: the emulator's where the last used one cannot be read.

        Raises `SetupError` for a name that was asked for. What is wrong is said with the list of profiles.
        """
        try:
            return self.profile(name)
        except SetupError:
            if name or self._environ.get("EDGE_TUI_PROFILE"):
                raise
            return EMULATOR_PROFILE

    def secret_kind(self, profile: Profile) -> "SecretKind | None":
        """The secret that a profile authenticates with; None for one that does not."""
        from edge_tui.store.secrets import SecretKind

        kinds = {Authentication.TOKEN: SecretKind.ACCESS_TOKEN, Authentication.OAUTH: SecretKind.CLIENT_SECRET}
        return kinds.get(profile.authentication)

    def rename(self, profile: Profile, name: str) -> Profile:
        """Gives a profile another name; its secrets go with it."""
        self._profiles.rename(profile.name, name)
        if self.secret_kind(profile):
            self._secrets.rename(profile.name, name)
        else:
            # It may have one of the time when it authenticated; a keyring that is locked is then no reason to stop.
            with contextlib.suppress(StorageError):
                self._secrets.rename(profile.name, name)
        return self._profiles.get(name)

    def use(self, profile: Profile) -> None:
        """Remembers a profile as the last used; a folder that cannot be written is no reason to stop."""
        with contextlib.suppress(StorageError):
            self._profiles.use(profile.name)

    def keep_secret(self, profile: Profile, kind: str, value: str) -> str:
        """Keeps a profile's `client-secret` or `access-token`; a sentence says where.

        May block while the keyring is asked: front ends with a screen call it in a thread.
        """
        from edge_tui.store.secrets import SecretKind

        secret_kind = SecretKind(kind)
        self._secrets.put(profile.name, secret_kind, value)
        self._on_secret(profile)
        return self._secrets.where(profile.name, secret_kind)

    def delete(self, profile: Profile) -> None:
        """Deletes a profile and its secrets; its past exchanges stay."""
        self._profiles.delete(profile.name)
        self._secrets.delete(profile.name)
