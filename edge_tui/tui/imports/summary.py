"""What a pasted request says beside its event: in a few lines, and as a profile."""

from dataclasses import replace

from edge_tui.formats import Implied, Imported
from edge_tui.model.profile import EDGE_URL, ApiVersion, Authentication, Credentials, Profile
from edge_tui.model.trust import placeholders_in


def summary(imported: Imported, profile: Profile) -> str:
    """What was found, what was taken out of it, and where it differs from the profile in use; a line each."""
    implied = imported.profile
    lines = [f"A request of the kind {imported.draft.action}."]
    if implied.api_version and implied.api_version is not imported.draft.action.version(profile):
        lines.append(f"It is in the shape of API {implied.api_version}; the profile sends {profile.api_version}.")
    for words, theirs, ours in (
        ("gateway", implied.url, profile.base_url),
        ("datastream", implied.datastream_id, profile.datastream_id),
        ("organisation", implied.org_id, profile.org_id),
    ):
        if theirs and theirs != ours:
            lines.append(f"{words}: {theirs} (the profile {profile.name} has {ours or 'none'})")
    if implied.hint:
        lines.append(f"location hint: {implied.hint}")
    if imported.entries:
        entries = "entry" if len(imported.entries) == 1 else "entries"
        lines.append(f"The state of its visitor was taken out: {len(imported.entries)} {entries}.")
    if imported.draft.headers:
        lines.append("Headers that come with it: " + ", ".join(name for name, _ in imported.draft.headers))
    if placeholders := placeholders_in(imported.draft):
        lines.append(f"Placeholders, filled when it is sent: {', '.join(placeholders)}")
    if imported.secrets:
        names = ", ".join(name.replace("_", " ") for name in imported.secrets)
        lines.append(f"Secrets were taken out and are written into no file: {names}.")
    return "\n".join([*lines, *imported.remarks])


def tells_a_profile(implied: Implied, profile: Profile) -> bool:
    """Whether a request was sent with another profile than this one."""
    pairs = ((implied.url, profile.base_url), (implied.datastream_id, profile.datastream_id))
    return any(theirs and theirs != ours for theirs, ours in pairs)


def profile_of(imported: Imported) -> Profile:
    """The profile that a request implies, still without a name."""
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
