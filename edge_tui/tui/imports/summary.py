"""Summarizes an imported request, and the profile it implies."""

from dataclasses import replace

from edge_tui.formats import Implied, Imported
from edge_tui.model.placeholders import is_known
from edge_tui.model.profile import EDGE_URL, ApiVersion, Authentication, Credentials, Profile
from edge_tui.model.trust import placeholders_in


def summary(imported: Imported, profile: Profile, notes: tuple[str, ...] = ()) -> str:
    """What was found, what was removed, and where it differs from the profile in use; one line each.

    `notes` are those about the whole text.
    """
    implied = imported.profile
    first = f"{imported.draft.action} request"
    if implied.api_version and implied.api_version is not imported.draft.action.version(profile):
        first += f", API {implied.api_version} (your profile uses {profile.api_version})"
    lines = [first]
    for label, theirs, ours in implied.differences(profile):
        lines.append(f"{label}: {theirs} (your profile: {ours or 'none'})")
    if implied.hint:
        lines.append(f"location hint: {implied.hint}")
    if placeholders := [each for each in placeholders_in(imported.draft) if is_known(each[2:-2])]:
        lines.append(f"Placeholders, filled when you send: {', '.join(placeholders)}")
    if imported.secrets:
        names = ", ".join(name.replace("_", " ") for name in imported.secrets)
        lines.append(f"Secrets removed, never saved to a file: {names}")
    return "\n".join([*lines, *dict.fromkeys((*imported.notes, *notes))])


def differs_from_profile(implied: Implied, profile: Profile) -> bool:
    """Whether a request was sent to another gateway or datastream than the profile's."""
    return any(label != "organization" for label, _, _ in implied.differences(profile))


def profile_of(imported: Imported) -> Profile:
    """The profile that a request implies, without a name yet."""
    implied = imported.profile
    plain = Profile("")
    return replace(
        plain,
        url=implied.url or EDGE_URL,
        base_path=plain.base_path if implied.base_path is None else implied.base_path,
        api_version=implied.api_version or ApiVersion.V2,
        datastream_id=implied.datastream_id,
        org_id=implied.org_id,
        authentication=Authentication.TOKEN if "access_token" in imported.secrets else Authentication.NONE,
        credentials=Credentials(implied.client_id),
    )
