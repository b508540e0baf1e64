"""For each error code, the search for its likely cause in a request."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from edge_tui.model.certainty import Certainty
from edge_tui.model.json.document import at, compact, join
from edge_tui.model.text import counted
from edge_tui.problems import likely_causes_consent, likely_causes_identity
from edge_tui.problems.likely_cause import LikelyCause, Search, Sent

_MAX_BODY_BYTES = 64 * 1024
_MAX_SCOPES = 30


def _datastream(sent: Sent) -> Iterator[LikelyCause]:
    used = next((sent.query[name][0] for name in ("datastreamId", "configId") if sent.query.get(name)), None)
    sentence = f"The request used the datastream ID {used}." if used else "The profile has no datastream ID."
    yield LikelyCause(sentence, profile_field="datastream_id")


def _envelope(sent: Sent) -> Iterator[LikelyCause]:
    is_single = urlsplit(sent.request.url).path.endswith("/v2/interact")
    wrong, right = ("events", "event") if is_single else ("event", "events")
    if isinstance(sent.body, dict) and wrong in sent.body and right not in sent.body:
        yield LikelyCause(f"This endpoint expects {right}, not {wrong}.", join("", wrong), certainty=Certainty.CERTAIN)
    elif not isinstance(sent.body, dict):
        yield LikelyCause("The body must be an object.", "", certainty=Certainty.CERTAIN)
    for pointer in ("/xdm", "/data"):
        if at(sent.body, pointer) is not None:
            yield LikelyCause(f"{pointer[1:]} belongs inside {right}, not beside it.", pointer)


def _cookies(sent: Sent) -> Iterator[LikelyCause]:
    if at(sent.body, "/meta/state/cookiesEnabled") is True:
        yield LikelyCause(
            "cookiesEnabled is true, so domain is required next to it.", "/meta/state", certainty=Certainty.CERTAIN
        )


def _size(sent: Sent) -> Iterator[LikelyCause]:
    size = len(sent.request.body.encode("utf-8", "surrogatepass"))
    pointer, value = "", sent.body
    while isinstance(value, dict | list) and value:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        token, largest = max(inner, key=lambda each: len(compact(each[1])))
        if len(compact(largest)) < size / 2:
            break
        pointer, value = join(pointer, token), largest
    yield LikelyCause(
        f"The body is {size:,} bytes (limit {_MAX_BODY_BYTES:,}); most of them are here.",
        pointer,
        certainty=Certainty.CERTAIN,
    )


def _overrides(sent: Sent) -> Iterator[LikelyCause]:
    overrides = at(sent.body, "/meta/configOverrides")
    for service, settings in overrides.items() if isinstance(overrides, dict) else ():
        place = join("/meta/configOverrides", service)
        if at(settings, "/enabled") is True:
            yield LikelyCause("Only enabled: false is allowed.", place + "/enabled")
        elif isinstance(at(settings, "/idSyncContainerId"), str):
            yield LikelyCause("idSyncContainerId must be a number.", place + "/idSyncContainerId")
        else:
            yield LikelyCause("This override must be declared on the datastream.", place, certainty=Certainty.POSSIBLE)
    if not isinstance(overrides, dict):
        yield LikelyCause(
            "The overrides are set in the profile.", profile_field="config_overrides", certainty=Certainty.POSSIBLE
        )


def _scopes(sent: Sent) -> Iterator[LikelyCause]:
    for place in ("", *(place for place, _ in sent.events())):
        pointer = f"{place}/query/personalization/decisionScopes"
        scopes = at(sent.body, pointer)
        if isinstance(scopes, list) and len(scopes) > _MAX_SCOPES:
            yield LikelyCause(
                f"{counted(len(scopes), 'scope')} are requested; the limit is {_MAX_SCOPES}.",
                pointer,
                certainty=Certainty.CERTAIN,
            )


def _content_type(sent: Sent) -> Iterator[LikelyCause]:
    sent_as = sent.header("content-type")
    if sent_as is not None and sent_as.partition(";")[0].strip() != "application/json":
        yield LikelyCause(f"The body was sent as {sent_as}.", header="content-type", certainty=Certainty.CERTAIN)


def _body(sent: Sent) -> Iterator[LikelyCause]:
    if not sent.request.body.strip():
        yield LikelyCause("The body is empty.", "", certainty=Certainty.CERTAIN)


def _sender_location(sent: Sent) -> Iterator[LikelyCause]:
    if (address := sent.header("x-forwarded-for")) is not None:
        yield LikelyCause(f"The request names {address} as the sender.", header="x-forwarded-for")
    for place, event in sent.events():
        pointer = "/xdm/placeContext/geo/countryCode"
        if at(event, pointer) is not None:
            yield LikelyCause("The event sets its country here.", place + pointer)


def _media_session(sent: Sent) -> Iterator[LikelyCause]:
    for place, event in sent.events():
        pointer = "/xdm/mediaCollection/sessionID"
        if at(event, pointer) is not None:
            yield LikelyCause("No open session has this ID.", place + pointer)


def _location_hint(sent: Sent) -> Iterator[LikelyCause]:
    """The gateway answers an unknown location hint with a 404 without a body."""
    steps = urlsplit(sent.request.url).path.strip("/").split("/")
    if len(steps) > 3:
        yield LikelyCause(
            f"The path contains this visitor's location hint, {steps[-3]}.",
            in_visitor_state=True,
            certainty=Certainty.POSSIBLE,
        )
    yield LikelyCause(
        "The base path comes before the API version.", profile_field="base_path", certainty=Certainty.POSSIBLE
    )


def _authentication(sent: Sent) -> Iterator[LikelyCause]:
    if sent.request.authenticated:
        yield LikelyCause(
            "The token was requested with the profile's IMS host and client ID.", profile_field="credentials"
        )
        missing = {"x-api-key", "x-gw-ims-org-id"} - {name.lower() for name, _ in sent.request.headers}
        fields = {"x-api-key": "credentials", "x-gw-ims-org-id": "org_id"}
        yield from (
            LikelyCause(f"The header {name} wasn't sent.", profile_field=fields[name]) for name in sorted(missing)
        )
    else:
        yield LikelyCause("The profile is set to send without a token.", profile_field="authentication")


SEARCHES: dict[str, Search] = {
    **dict.fromkeys(("0002", "0003", "0004", "0010", "0011", "0012", "0013", "0107"), _datastream),
    "0101": _envelope,
    **dict.fromkeys(("0102", "0103", "0104"), likely_causes_consent.malformed),
    "0105": _scopes,
    **dict.fromkeys(("0106", "0111", "415"), _content_type),
    "0109": _body,
    "0110": _cookies,
    **dict.fromkeys(("0112", "413"), _size),
    "0113": _overrides,
    "0301": likely_causes_consent.missing,
    "0302": likely_causes_consent.advertising,
    "0303": likely_causes_identity.fetched,
    "0304": likely_causes_identity.unexpected,
    **dict.fromkeys(("0305", "0308"), likely_causes_identity.malformed),
    "0306": likely_causes_identity.primary,
    "0400": _sender_location,
    **dict.fromkeys(("0500", "0501", "0502", "0503", "0504", "0505", "0506", "401"), _authentication),
    "va-edge-0404": _media_session,
    "404": _location_hint,
    "410": _media_session,
}
