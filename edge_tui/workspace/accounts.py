"""Profiles and their secrets: selects the profile to use, and updates secrets when a profile changes."""

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Environment, Profile

if TYPE_CHECKING:
    from edge_tui.store.profiles import ProfileStore
    from edge_tui.store.secrets import SecretKind, Secrets


class Accounts:
    """Selects profiles and stores their secrets.

    `secrets` is asked for when one is needed; `on_secret` is called after a profile's secret has changed.
    """

    def __init__(
        self,
        profiles: "ProfileStore",
        secrets: "Callable[[], Secrets]",
        environ: Mapping[str, str],
        on_secret: Callable[[Profile], object],
    ) -> None:
        self._profiles = profiles
        self._secrets = secrets
        self._environ = environ
        self._on_secret = on_secret

    def profile(self, name: str | None = None) -> Profile:
        """The profile with a name; the default is the environment's, the last used in the explorer, or the emulator's.

        Raises `SetupError` for an unknown name. If the last used profile no longer exists, the
        emulator's is used.
        """
        name = name or self._environ.get("EDGE_TUI_PROFILE")
        if name:
            return self._profiles.get(name)
        return self._profiles.find(self._profiles.last_used) or self._profiles.get(EMULATOR_PROFILE.name)

    def sending_profile(self, name: str | None = None) -> Profile:
        """The profile that a command sends with: as `profile`, but the default is never production.

        Nobody chose it for this command, so the emulator's is used instead.
        """
        profile = self.profile(name)
        return self._profiles.get(EMULATOR_PROFILE.name) if self.is_unchosen_production(name, profile) else profile

    def is_unchosen_production(self, name: str | None, profile: Profile) -> bool:
        """Whether a profile is production, and only the default because the explorer used it last."""
        is_chosen = bool(name or self._environ.get("EDGE_TUI_PROFILE"))
        return profile.environment is Environment.PROD and not is_chosen

    def starting_profile(self, name: str | None = None) -> Profile:
        """The profile to start the explorer with; the emulator's if the last used one is invalid.

        Raises `SetupError` for an explicitly named profile. The profile list shows what is wrong.
        """
        try:
            return self.profile(name)
        except SetupError:
            if name or self._environ.get("EDGE_TUI_PROFILE"):
                raise
            return EMULATOR_PROFILE

    def secret_kind(self, profile: Profile) -> "SecretKind | None":
        """The secret that a profile authenticates with, or None."""
        from edge_tui.store.secrets import SecretKind

        kinds = {Authentication.TOKEN: SecretKind.ACCESS_TOKEN, Authentication.OAUTH: SecretKind.CLIENT_SECRET}
        return kinds.get(profile.authentication)

    def rename(self, profile: Profile, name: str) -> Profile:
        """Renames a profile, and its secrets with it."""
        self._profiles.rename(profile.name, name)
        if self.secret_kind(profile):
            self._secrets().rename(profile.name, name)
        else:
            # It may have a secret from when it authenticated; a locked keyring must not prevent the renaming.
            with contextlib.suppress(StorageError):
                self._secrets().rename(profile.name, name)
        return self._profiles.get(name)

    def use(self, profile: Profile) -> None:
        """Remembers a profile as the last used, if the folder is writable."""
        with contextlib.suppress(StorageError):
            self._profiles.use(profile.name)

    def keep_secret(self, profile: Profile, kind: str, value: str) -> str:
        """Stores a profile's `client-secret` or `access-token`; returns a sentence about where.

        May block on the keyring: front ends with a screen call it in a thread.
        """
        from edge_tui.store.secrets import SecretKind

        secret_kind = SecretKind(kind)
        self._secrets().put(profile.name, secret_kind, value)
        self._on_secret(profile)
        return self._secrets().where(profile.name, secret_kind)

    def delete(self, profile: Profile) -> None:
        """Deletes a profile and its secrets; its exchanges stay in history."""
        self._profiles.delete(profile.name)
        self._secrets().delete(profile.name)
