"""A request as it goes out: where to, with which headers, and the body with the visitor's state in it."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlencode

from edge_tui.model.client_state import ClientState
from edge_tui.model.document import JsonObject, JsonValue, compact
from edge_tui.model.profile import ApiVersion, Authentication, Profile

MASK = "••••••••"


class Action(StrEnum):
    """What is asked of the gateway. `acquire` and `set-consent` exist in v1 only."""

    INTERACT = "interact"
    COLLECT = "collect"
    ACQUIRE = "acquire"
    SET_CONSENT = "set-consent"

    @property
    def path(self) -> str:
        """The path behind the API version."""
        return {"acquire": "identity/acquire", "set-consent": "privacy/set-consent"}.get(self, str(self))

    def version(self, profile: Profile) -> ApiVersion:
        """The API version this action has on a profile."""
        return ApiVersion.V1 if self in (Action.ACQUIRE, Action.SET_CONSENT) else profile.api_version


@dataclass(frozen=True, slots=True)
class InteractRequest:
    """A POST, complete but for the access token, which is added while it is sent and kept nowhere."""

    request_id: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    authenticated: bool = False

    @property
    def shown_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers for people and exports: the token's place is marked, its value masked."""
        if not self.authenticated:
            return self.headers
        return (*self.headers, ("authorization", f"Bearer {MASK}"))


def compose(
    profile: Profile, action: Action, document: JsonObject, request_id: str, state: ClientState
) -> InteractRequest:
    """The request that carries a filled document and the visitor's live state to a profile's gateway.

    State travels in `meta.state.entries`, the location hint between base path and version
    (Adobe's client-state-management and location-hints guides). What the document says in
    `meta.state.entries` or `meta.configOverrides` itself is left as it stands.
    """
    body = _with_overrides(_with_state(document, state), profile)
    authenticated = profile.authentication is not Authentication.NONE
    headers = [("content-type", "application/json"), ("accept", "application/json")]
    if authenticated:
        headers += [("x-gw-ims-org-id", profile.org_id), ("x-api-key", profile.credentials.client_id)]
    return InteractRequest(
        request_id,
        url_of(profile, action, request_id, state.hint.hint if state.hint else None),
        tuple((name, value) for name, value in headers if value),
        compact(body),
        authenticated,
    )


def url_of(profile: Profile, action: Action, request_id: str, hint: str | None) -> str:
    """`{base}/{base path}/{hint}/{version}/{action}?…`, empty parts left out."""
    version = action.version(profile)
    path = [*profile.base_path.strip("/").split("/"), hint or "", version, action.path]
    parameter = "configId" if version is ApiVersion.V1 else "datastreamId"
    query = {parameter: profile.datastream_id} if profile.datastream_id else {}
    joined = "/".join(quote(part, safe="/") for part in path if part)
    return f"{profile.base_url}/{joined}?" + urlencode({**query, "requestId": request_id}, safe=":")


def reshape(document: JsonValue, action: Action, version: ApiVersion) -> JsonValue:
    """The document in the shape of an API version: `event` in v2 interact, `events[]` elsewhere.

    Only the envelope changes. A document with several events has no v2 interact form and is
    returned as it is, like anything that is no envelope at all.
    """
    if not isinstance(document, dict) or action not in (Action.INTERACT, Action.COLLECT):
        return document
    single = version is ApiVersion.V2 and action is Action.INTERACT
    events = document.get("events")
    if single and "event" not in document and isinstance(events, list) and len(events) == 1:
        return {("event" if name == "events" else name): value for name, value in document.items()} | {
            "event": events[0]
        }
    if not single and "events" not in document and "event" in document:
        event = document["event"]
        return {("events" if name == "event" else name): value for name, value in document.items()} | {
            "events": [event]
        }
    return document


def _with_state(document: JsonObject, state: ClientState) -> JsonObject:
    meta = document.get("meta", {})
    if not state.entries or not isinstance(meta, dict):
        return document
    own = meta.get("state", {})
    if not isinstance(own, dict) or "entries" in own:
        return document
    entries = [{"key": entry.key, "value": entry.value} for entry in state.entries]
    return {**document, "meta": {**meta, "state": {**own, "entries": entries}}}


def _with_overrides(document: JsonObject, profile: Profile) -> JsonObject:
    meta = document.get("meta", {})
    if not profile.config_overrides or not isinstance(meta, dict) or "configOverrides" in meta:
        return document
    return {**document, "meta": {**meta, "configOverrides": dict(profile.config_overrides)}}
