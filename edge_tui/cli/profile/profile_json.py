"""A profile as JSON and as a table row; neither has a secret."""

from collections.abc import Iterable

from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Authentication, Profile

_WORDS = {
    Authentication.NONE: "none",
    Authentication.TOKEN: "access token",
    Authentication.OAUTH: "OAuth server-to-server",
}


def profile_document(profile: Profile, *, is_current: bool | None = None) -> JsonObject:
    """A profile as JSON; the shape is stable."""
    document: JsonObject = {
        "name": profile.name,
        "environment": str(profile.environment),
        "url": profile.url,
        "basePath": profile.base_path,
        "apiVersion": str(profile.api_version),
        "datastreamId": profile.datastream_id,
        "orgId": profile.org_id,
        "authentication": str(profile.authentication),
        "clientId": profile.credentials.client_id,
        "scopes": list(profile.credentials.scopes),
        "imsUrl": profile.credentials.ims_url,
        "timeoutSeconds": profile.timeout_seconds,
        "configOverrides": dict(profile.config_overrides),
        "siteDomain": profile.site_domain,
        "keepsHistory": profile.keeps_history,
        "variables": dict(profile.variables),
        "schema": profile.schema,
        "upstreams": list(profile.upstreams),
        "maxResponseMb": profile.max_response_mb,
        "env": list(profile.env),
    }
    return document if is_current is None else {**document, "current": is_current}


def profile_rows(profiles: Iterable[Profile], current: str) -> list[tuple[str, ...]]:
    """One row per profile; the profile named `current` is marked."""
    return [
        (
            "*" if profile.name == current else "",
            profile.name,
            profile.environment_name,
            profile.host,
            profile.datastream_id or "not set",
            _WORDS[profile.authentication],
        )
        for profile in profiles
    ]
