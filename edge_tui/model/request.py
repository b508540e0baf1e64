"""Building a request: its URL, its headers, and a body with the visitor's state."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote_plus, urlencode

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.errors import SetupError
from edge_tui.model.headers import Headers, merged, value_problem
from edge_tui.model.json.document import JsonObject, JsonValue, at, compact, escape_surrogates
from edge_tui.model.profile import ApiVersion, Authentication, Profile
from edge_tui.model.visitor import Identity

MASK = "••••••••"
SERVER_HOST = "server.adobedc.net"
# `configId` of v1 and `datastreamId` of v2, whose names gateways compare without case.
DATASTREAM_PARAMETERS = ("datastreamid", "configid")

_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


class Action(StrEnum):
    """The endpoints of the gateway. `acquire`, `set-consent` and `media` exist in v1 only.

    A `media` call goes to the Media Edge API; its path ends in the event's type: `media.ping` goes to
    `va/v1/ping` (media-edge.yaml of data-collection-apis).
    """

    INTERACT = "interact"
    COLLECT = "collect"
    ACQUIRE = "acquire"
    SET_CONSENT = "set-consent"
    MEDIA = "media"

    @property
    def path(self) -> str:
        """The path after the API version."""
        return {"acquire": "identity/acquire", "set-consent": "privacy/set-consent"}.get(self, str(self))

    def version(self, profile: Profile) -> ApiVersion:
        """The API version this action uses with a profile."""
        is_v1_only = self in (Action.ACQUIRE, Action.SET_CONSENT, Action.MEDIA)
        return ApiVersion.V1 if is_v1_only else profile.api_version

    @property
    def takes_events(self) -> bool:
        """Whether its body has events."""
        return self in (Action.INTERACT, Action.COLLECT, Action.MEDIA)


@dataclass(frozen=True, slots=True)
class InteractRequest:
    """A POST, complete except for the access token, which is added while sending and never stored.

    A lone surrogate in the body, which UTF-8 can't encode, becomes its JSON escape.
    """

    request_id: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    authenticated: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", escape_surrogates(self.body))

    @property
    def datastream_id(self) -> str:
        """The datastream in the URL; empty without one."""
        return datastream_in(self.url)

    @property
    def shown_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers for people and exports: with an authorization header whose token is masked."""
        if not self.authenticated:
            return self.headers
        return (*self.headers, ("authorization", f"Bearer {MASK}"))


def datastream_in(url: str) -> str:
    """The ID in `configId` or `datastreamId` of a gateway's URL, in any case; empty without one."""
    pairs = (pair.partition("=") for pair in url.partition("#")[0].partition("?")[2].split("&"))
    return next(
        (unquote_plus(value) for name, _, value in pairs if value and name.casefold() in DATASTREAM_PARAMETERS), ""
    )


def compose(
    profile: Profile,
    action: Action,
    document: JsonObject,
    request_id: str,
    state: ClientState,
    *,
    identities: Sequence[Identity] = (),
    headers: Headers = (),
) -> InteractRequest:
    """The request with a resolved document and the visitor's live state for a profile's gateway.

    State goes into `meta.state.entries`, or for a first-party gateway into a `Cookie` header, as a
    browser would send it. The location hint goes between base path and version, or in front of the
    host of the server endpoint (Adobe's client-state-management and location-hints guides). The
    visitor's identities go into each event's identity map. State, identities and overrides that
    the document sets itself take precedence. `headers` are the draft's own.

    Raises `SetupError` for an ID or an event type that a header or a URL can't carry. The visitor's
    state never raises: `left_out` says which parts of it can't be sent.
    """
    _check_carried(profile, action, request_id, document)
    cookies, kept = _carried(profile, state, identities)
    body = with_identities(document, kept, action)
    body = _with_overrides(_with_state(body, profile, state), profile)
    authenticated = profile.authentication is not Authentication.NONE
    usual = [("content-type", "application/json"), ("accept", "application/json")]
    if cookies:
        from edge_tui.model.cookies import cookie_header

        usual.append(("cookie", cookie_header(cookies)))
    if authenticated:
        usual += [("x-gw-ims-org-id", profile.org_id), ("x-api-key", profile.credentials.client_id)]
    return InteractRequest(
        request_id,
        url_of(profile, action, request_id, state.hint.hint if state.hint else None, document),
        merged(((name, value) for name, value in usual if value), headers),
        compact(body),
        authenticated,
    )


def left_out(profile: Profile, state: ClientState, identities: Sequence[Identity] = ()) -> tuple[str, ...]:
    """A sentence for each part of the visitor's state that `compose` can't put into a request of this profile."""
    cookies, _ = _carried(profile, state, identities)
    sentences = _unfit_cookies(cookies) if cookies else []
    if state.hint and not _is_segment(state.hint.hint):
        sentences.append("The visitor's location hint was not used: it can't be a path segment.")
    return tuple(sentences)


def _unfit_cookies(entries: Iterable[StateEntry]) -> list[str]:
    from edge_tui.model.cookies import cookie_problem

    return [
        f"{entry.key[:80] or 'An entry'} of the visitor was not sent: as a cookie it {problem}."
        for entry in entries
        if (problem := cookie_problem(entry))
    ]


def _check_carried(profile: Profile, action: Action, request_id: str, document: JsonValue) -> None:
    """Raises `SetupError` that names the field for a value that a header or a URL can't carry unchanged."""
    how_in_profile = f"Fix it in the profile {profile.name}. Nothing was sent."
    for name, value in (("organization ID", profile.org_id), ("client ID", profile.credentials.client_id)):
        if profile.authentication is not Authentication.NONE and (problem := value_problem(value)):
            raise SetupError(f"The {name} {problem}.", how_in_profile)
    half = "contains half of a surrogate pair, which a URL can't carry"
    for name, value in (("datastream ID", profile.datastream_id), ("base path", profile.base_path)):
        if not _is_utf8(value):
            raise SetupError(f"The {name} {half}.", how_in_profile)
    if not _is_utf8(request_id):
        raise SetupError(f"The request ID {half}.", "Use letters, digits and hyphens. Nothing was sent.")
    if action is not Action.MEDIA:
        return
    event = _media_event(document)
    how = "It becomes part of the path; use one such as media.ping. Nothing was sent."
    if not _is_utf8(event):
        raise SetupError(f"The event type {half}.", how)
    if event and not _is_segment(event):
        raise SetupError(f"The event type media.{event} would change the path.", how)


def _is_segment(text: str) -> bool:
    """Whether a text can be a path segment: not empty, `.` or `..`."""
    return text not in ("", ".", "..") and _is_utf8(text)


def _is_utf8(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def url_of(
    profile: Profile, action: Action, request_id: str, hint: str | None = None, document: JsonValue = None
) -> str:
    """`{base}/{base path}/{hint}/{version}/{action}?…`, without empty parts.

    For the server endpoint the hint is part of the host: `or2.server.adobedc.net`. A media call's
    path depends on the event in the document. Any input gives a URL in plain ASCII; `compose` rejects
    values that a gateway couldn't read back.
    """
    version = action.version(profile)
    base, hint = _hinted_base(profile, hint if hint and _is_segment(hint) else None)
    called = ("va", version, _media_event(document)) if action is Action.MEDIA else (version, *action.path.split("/"))
    path = [*profile.base_path.strip("/").split("/"), hint or "", *called]
    parameter = "configId" if version is ApiVersion.V1 else "datastreamId"
    query = {parameter: profile.datastream_id} if profile.datastream_id else {}
    joined = "/".join(quote(part, safe="", errors="surrogatepass") for part in path if part)
    return f"{base}/{joined}?" + urlencode({**query, "requestId": request_id}, safe=":", errors="surrogatepass")


def _media_event(document: JsonValue) -> str:
    event_type = at(document, "/events/0/xdm/eventType") or at(document, "/event/xdm/eventType")
    return event_type.removeprefix("media.") if isinstance(event_type, str) else ""


def _hinted_base(profile: Profile, hint: str | None) -> tuple[str, str | None]:
    """Scheme and host, and the hint for the path unless the host has it."""
    if hint is None or profile.hostname != SERVER_HOST or not _HOST_LABEL.fullmatch(hint):
        return profile.base_url, hint
    return profile.base_url.replace("://", f"://{hint}.", 1), None


def reshape(document: JsonValue, action: Action, version: ApiVersion) -> JsonValue:
    """The document in the shape of an API version: `event` in v2 interact, `events[]` elsewhere.

    v1's `query` of an event and `xdm` of the request move to where v2 has them. A document with
    several events has no v2 interact form and is returned unchanged, as is anything that isn't an
    envelope.
    """
    if not isinstance(document, dict) or not action.takes_events:
        return document
    single = version is ApiVersion.V2 and action is Action.INTERACT
    events = document.get("events")
    if single and "event" not in document and isinstance(events, list) and len(events) == 1:
        renamed = {("event" if name == "events" else name): value for name, value in document.items()}
        return _as_single_event({**renamed, "event": events[0]})
    if not single and "events" not in document and "event" in document:
        event = document["event"]
        return {("events" if name == "event" else name): value for name, value in document.items()} | {
            "events": [event]
        }
    return document


def action_of(document: JsonValue) -> Action | None:
    """The action that a request body is for, as its members tell; None when they don't.

    An event is for `interact`: nothing in it tells whether it was sent to `collect` or to the Media Edge API.
    """
    if not isinstance(document, dict):
        return None
    if "consent" in document:
        return Action.SET_CONSENT
    if "event" in document or "events" in document:
        return Action.INTERACT
    return Action.ACQUIRE if isinstance(at(document, "/query/identity"), dict) else None


def shape_of(document: JsonValue) -> ApiVersion | None:
    """The API version whose interact shape a document has; None without events."""
    if not isinstance(document, dict):
        return None
    if "event" in document:
        return ApiVersion.V2
    return ApiVersion.V1 if "events" in document else None


def converted(document: JsonValue, version: ApiVersion) -> JsonValue:
    """The document in the interact shape of an API version.

    Raises `SetupError` when there is none: without events, or with several for v2.
    """
    shape = shape_of(document)
    if shape is None:
        raise SetupError("There is no event to convert.", "Put one under event, or in events[].")
    fitting = reshape(document, Action.INTERACT, version)
    if shape_of(fitting) is not version:
        raise SetupError("v2 takes exactly one event.", "Leave one in events[].")
    return fitting


def _as_single_event(document: JsonObject) -> JsonObject:
    """A v2 document with the event's `query` moved next to the event and the common `xdm` merged into it.

    The event's own members win; identity maps are merged by namespace, as in v1.
    """
    event, query, common = document["event"], document.get("query", {}), document.get("xdm", {})
    if not all(isinstance(part, dict) for part in (event, query, common)):
        return document
    own_query, own_xdm = event.get("query", {}), event.get("xdm", {})
    if isinstance(own_query, dict) and own_query:
        event = {name: value for name, value in event.items() if name != "query"}
        document = {**document, "event": event, "query": {**query, **own_query}}
    if isinstance(own_xdm, dict) and common:
        xdm = {**common, **own_xdm}
        shared, own = common.get("identityMap"), own_xdm.get("identityMap")
        if isinstance(shared, dict) and isinstance(own, dict):
            xdm["identityMap"] = {**shared, **own}
        without = {name: value for name, value in document.items() if name != "xdm"}
        document = {**without, "event": {**event, "xdm": xdm}}
    return document


def _carried(
    profile: Profile, state: ClientState, identities: Sequence[Identity]
) -> tuple[tuple[StateEntry, ...], tuple[Identity, ...]]:
    """The entries sent as cookies, and the identities that go into the identity map.

    When cookies are sent, a first-party ID is one of them (Adobe's guide to first-party device IDs).
    """
    if not profile.is_first_party:
        return (), tuple(identities)
    entries = state
    for identity in identities:
        if identity.namespace == "FPID":
            entries = entries.with_entry(StateEntry("FPID", identity.id))
    return entries.entries, tuple(identity for identity in identities if identity.namespace != "FPID")


def with_identities(document: JsonObject, identities: Sequence[Identity], action: Action) -> JsonObject:
    """The document with identities in every event, or in the request for actions without events."""
    if not identities:
        return document
    if action is Action.SET_CONSENT:
        return _with_identity_map(document, identities)
    if action is Action.ACQUIRE:
        return _with_xdm_identities(document, identities)
    if isinstance(document.get("event"), dict):
        return {**document, "event": _with_xdm_identities(document["event"], identities)}
    events = document.get("events")
    if isinstance(events, list):
        named = [_with_xdm_identities(event, identities) if isinstance(event, dict) else event for event in events]
        return {**document, "events": named}
    return document


def _with_xdm_identities(event: JsonObject, identities: Sequence[Identity]) -> JsonObject:
    xdm = event.get("xdm", {})
    return {**event, "xdm": _with_identity_map(xdm, identities)} if isinstance(xdm, dict) else event


def _with_identity_map(holder: JsonObject, identities: Sequence[Identity]) -> JsonObject:
    said = holder.get("identityMap", {})
    if not isinstance(said, dict):
        return holder
    has_primary = any(
        isinstance(item, dict) and item.get("primary") is True
        for items in said.values()
        for item in (items if isinstance(items, list) else [])
    )
    added = {each.namespace: [_item(each, has_primary)] for each in identities if each.namespace not in said}
    return {**holder, "identityMap": {**said, **added}} if added else holder


def _item(identity: Identity, has_primary: bool) -> JsonObject:
    item: JsonObject = {"id": identity.id}
    if identity.authenticated_state:
        item["authenticatedState"] = identity.authenticated_state
    if identity.is_primary and not has_primary:
        item["primary"] = True
    return item


def _with_state(document: JsonObject, profile: Profile, state: ClientState) -> JsonObject:
    """The document with state entries unless they are sent as cookies, and with the website's domain."""
    meta = document.get("meta", {})
    own = meta.get("state", {}) if isinstance(meta, dict) else None
    if not isinstance(own, dict):
        return document
    added: JsonObject = {}
    if profile.site_domain and profile.authentication is Authentication.NONE:
        added = {"domain": profile.site_domain, "cookiesEnabled": True}
    entries = [{"key": each.key, "value": each.value} for each in state.entries if not each.is_cookie_only]
    if entries and not profile.is_first_party:
        added["entries"] = entries
    return {**document, "meta": {**meta, "state": {**added, **own}}} if added else document


def _with_overrides(document: JsonObject, profile: Profile) -> JsonObject:
    meta = document.get("meta", {})
    if not profile.config_overrides or not isinstance(meta, dict) or "configOverrides" in meta:
        return document
    return {**document, "meta": {**meta, "configOverrides": dict(profile.config_overrides)}}
