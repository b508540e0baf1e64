"""Whether a profile is complete, without sending anything."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.model.document import JsonObject
from edge_tui.model.profile import Authentication, Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: sentences on the secret, and on what is missing."""

    profile: Profile
    secret: str
    troubles: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether an event can be sent with the profile."""
        return not self.troubles

    def document(self) -> JsonObject:
        """As JSON."""
        return {"profile": self.profile.name, "ok": self.ok, "secret": self.secret, "troubles": list(self.troubles)}

    def lines(self) -> list[str]:
        """As text, the profile first."""
        profile = self.profile
        begins = f"{profile.name}: {profile.host}, {profile.environment}"
        begins += f", datastream {profile.datastream_id}." if profile.datastream_id else "."
        verdict = [f"  ✗ {trouble}" for trouble in self.troubles] or ["  ✓ Complete."]
        return [begins, f"  {self.secret}", *verdict]


def check_profile(workspace: "Workspace", profile: Profile) -> Report:
    """The report on one profile; looks into the keyring when it authenticates."""
    kind = workspace.accounts.secret_kind(profile)
    secret = workspace.secrets.where(profile.name, kind) if kind else "It does not authenticate, and needs no secret."
    troubles = list(_missing_fields(profile))
    if kind and not workspace.secrets.get(profile.name, kind):
        troubles.append(f"It has no {kind.words}.")
    return Report(profile, secret, tuple(troubles))


def _missing_fields(profile: Profile) -> list[str]:
    missing = []
    if not profile.datastream_id:
        missing.append("It has no datastream id: set one with --datastream-id.")
    if profile.authentication is not Authentication.NONE and not profile.org_id:
        missing.append("It authenticates, but has no organisation id: set one with --org-id.")
    if profile.authentication is Authentication.OAUTH and not profile.credentials.client_id:
        missing.append("It has no client id: set one with --client-id.")
    return missing
