"""A completeness check of a profile that sends nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Authentication, Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Report:
    """Sentences about the secret and about missing settings."""

    profile: Profile
    secret: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether an event can be sent with the profile."""
        return not self.problems

    def document(self) -> JsonObject:
        """The report as JSON; `troubles` is the field that scripts know."""
        return {"profile": self.profile.name, "ok": self.ok, "secret": self.secret, "troubles": list(self.problems)}

    def lines(self) -> list[str]:
        """The report as text, the profile first."""
        profile = self.profile
        heading = f"{profile.name}: {profile.host}, {profile.environment}"
        heading += f", datastream {profile.datastream_id}." if profile.datastream_id else "."
        verdict = [f"  ✗ {problem}" for problem in self.problems] or ["  ✓ Complete."]
        return [heading, f"  {self.secret}", *verdict]


def check_profile(workspace: "Workspace", profile: Profile) -> Report:
    """Checks one profile; reads the keyring only if the profile authenticates."""
    kind = workspace.accounts.secret_kind(profile)
    secret = workspace.secrets.where(profile.name, kind) if kind else "No authentication, no secret needed."
    problems = list(_missing_fields(profile))
    if kind and not workspace.secrets.get(profile.name, kind):
        problems.append(f"No {kind.words}.")
    return Report(profile, secret, tuple(problems))


def _missing_fields(profile: Profile) -> list[str]:
    missing = []
    if not profile.datastream_id:
        missing.append("No datastream ID: set it with --datastream-id.")
    if profile.authentication is not Authentication.NONE and not profile.org_id:
        missing.append("Authentication needs an organization ID: set it with --org-id.")
    if profile.authentication is Authentication.OAUTH and not profile.credentials.client_id:
        missing.append("No client ID: set it with --client-id.")
    return missing
