"""The checks a request passes before anything is answered, in the order that is inferred.

Each takes the visit, adds what it has learnt, and refuses or lets pass.
"""

import json
import re
from collections.abc import Callable

from edge_tui.emulator import consent, limits, media_session, shape
from edge_tui.emulator.authentication import check_authentication
from edge_tui.emulator.faults import HEADER, NO_FAULTS, of_event, read_faults, read_header, refusal_of
from edge_tui.emulator.identities import check_identities
from edge_tui.emulator.inferred import CHECK_ORDER
from edge_tui.emulator.overrides import ON_PLATFORM, mistakes
from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.state import inferred_domain, sent_state
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.emulator.visit import Visit

Check = Callable[[Visit], Refusal | None]

LARGEST_BODY = 64 * 1024
DATASTREAM_PARAMETERS = ("configId", "datastreamId", "dataStreamId")

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+\s*(;.*)?", re.DOTALL)
_CONTENT_TYPES = frozenset(("application/json", "text/plain", "text/javascript", "application/x-jackson-smile"))
_PLAIN_CONTENT_TYPES = frozenset(("application/json", "text/plain;charset=utf-8", "text/plain; charset=utf-8"))


def check(visit: Visit) -> Refusal | None:
    """The first refusal of `CHECKS`, None when the request may be answered."""
    for step in CHECKS:
        refusal = step(visit)
        if refusal is not None:
            return refusal
    return None


def _method(visit: Visit) -> Refusal | None:
    return None if visit.request.method == "POST" else Refusal(None, status=405, headers=(("allow", "POST, OPTIONS"),))


def _header_faults(visit: Visit) -> Refusal | None:
    text = visit.request.headers.get(HEADER)
    if text is None:
        return None
    faults = read_header(text, UPSTREAMS)
    if isinstance(faults, str):
        return Refusal("0102", f"The header {HEADER}: {faults}.")
    visit.faults = visit.faults.joined(faults)
    return refusal_of(visit.faults, visit.config.inferred.retry_after_seconds)


def _parameters(visit: Visit) -> Refusal | None:
    query = visit.request.query
    silent = query.get("silent") if visit.route.action == "collect" else None
    if silent is not None and silent.lower() not in ("true", "false"):
        return Refusal("0108", f"The parameter silent must be true or false, not {silent!r}.")
    if visit.strict:
        sent = query.get("requestid") or visit.request.headers.get("x-request-id")
        if sent is not None and not _UUID.fullmatch(sent):
            return Refusal("0108", f"The request id must be a UUID, not {sent!r}.")
    return None


def _body(visit: Visit) -> Refusal | None:
    return None if visit.request.body.strip() else Refusal("0109", "The request has no body.")


def _content_type(visit: Visit) -> Refusal | None:
    header = visit.request.headers.get("content-type")
    if header is not None and header.lower() in _PLAIN_CONTENT_TYPES:
        return None
    if header is None or not header.strip():
        if visit.config.inferred.missing_content_type_is_refused:
            return Refusal("0106", "The Content-Type header is missing; application/json is usual.")
        return None
    if not _MEDIA_TYPE.fullmatch(header.strip()):
        return Refusal("0106", f"The Content-Type header cannot be read: {header!r}.")
    media_type = header.split(";", 1)[0].strip().lower()
    if media_type not in _CONTENT_TYPES:
        return Refusal("0111", f"The content type {media_type} is not taken; {', '.join(sorted(_CONTENT_TYPES))} are.")
    if media_type == "application/x-jackson-smile":
        return Refusal("0111", "This gateway is an emulator, which does not read Smile; send application/json.")
    return None


def _size(visit: Visit) -> Refusal | None:
    is_small = len(visit.request.body) <= LARGEST_BODY
    return None if is_small else Refusal("0112", f"The body has more than {LARGEST_BODY} bytes, which are the most.")


def _datastream(visit: Visit) -> Refusal | None:
    expected = "configId" if visit.route.version == "v1" else "datastreamId"
    query = visit.request.query
    if visit.strict:
        text = query.get(expected.lower()) if expected in visit.request.query_names else None
    else:
        text = query.get("datastreamid") or query.get("configid")
    if not text and visit.route.is_media and visit.route.action != "sessionStart":
        return media_session.adopt_datastream(visit)
    if not text:
        if visit.route.is_media:
            return Refusal("0107", f"The query parameter {expected} is missing.")
        return Refusal(
            "0002", f"The query parameter {expected} is missing; {visit.route.version} takes it by this name."
        )
    if expected.lower() not in query:
        visit.notes.append(f"{visit.route.version} takes {expected}")
    if not visit.route.base:
        visit.notes.append("the path has no base, such as /ee")
    found = visit.config.datastream(text)
    if found is None:
        return Refusal("0003", f"There is no datastream {text!r}.", report={"configId": text})
    visit.datastream = found
    return None if found.enabled else Refusal("0004", f"The datastream {found.name!r} is disabled.")


def _configuration(visit: Visit) -> Refusal | None:
    datastream = visit.datastream
    dependent = [name for name in datastream.upstreams if name in ON_PLATFORM]
    platform = datastream.settings.get("experience_platform")
    if dependent and platform is None:
        return Refusal("0010", f"{dependent[0]} is on, but the datastream has no Experience Platform service.")
    if dependent and "experience_platform" in datastream.off:
        return Refusal("0011", f"{dependent[0]} is on, but the datastream's Experience Platform service is off.")
    if platform and "experience_platform" in datastream.upstreams and platform.sandbox not in visit.config.sandboxes:
        return Refusal("0012", f"The sandbox {platform.sandbox!r} does not exist in this organisation.")
    if "identity" in datastream.upstreams:
        for code in datastream.settings["identity"].namespaces:
            if code not in visit.config.namespaces:
                return Refusal("0013", f"The identity namespace {code!r} does not exist in this organisation.")
    return None


def _datastream_faults(visit: Visit) -> Refusal | None:
    faults = visit.datastream.faults
    if faults is NO_FAULTS:
        return None
    if visit.memory.count(visit.datastream.id) % faults.every == 0:
        visit.faults = faults.joined(visit.faults)
    return refusal_of(visit.faults, visit.config.inferred.retry_after_seconds)


def _json(visit: Visit) -> Refusal | None:
    try:
        body = _decode(visit.request.body.decode())
    except RecursionError:
        return Refusal("0100", "The body is nested too deeply.")
    except ValueError as error:
        return Refusal("0101", f"The body is no JSON: {error}.")
    if not isinstance(body, dict):
        return Refusal("0101", "The body must be a JSON object.")
    visit.body = body
    return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def _event_faults(visit: Visit) -> Refusal | None:
    for event in visit.events:
        asked = of_event(event.data)
        if asked is None:
            continue
        faults = read_faults(asked, UPSTREAMS)
        if isinstance(faults, str):
            return Refusal("0102", f"data.__emulator of event {event.index}: {faults}.")
        visit.faults = visit.faults.joined(faults)
    return refusal_of(visit.faults, visit.config.inferred.retry_after_seconds) if visit.faults.refuse else None


def _state(visit: Visit) -> Refusal | None:
    state = visit.meta.get("state") or {}
    if state.get("cookiesEnabled") is True and not state.get("domain"):
        domain = "" if visit.strict else inferred_domain(visit.request.host)
        if not domain and visit.strict:
            return Refusal("0110", "meta.state.domain is missing, which cookiesEnabled needs.")
        if not domain:
            return Refusal("0110", "meta.state.domain is missing and cannot be told from the host.")
    visit.state = sent_state(visit)
    return None


def _overrides(visit: Visit) -> Refusal | None:
    overrides = visit.meta.get("configOverrides")
    if not overrides:
        return None
    wrong = mistakes(overrides, visit.datastream.overrides)
    if wrong:
        return Refusal("0113", "The configuration overrides cannot be used.", report={"details": " ".join(wrong)})
    visit.overrides = overrides
    if visit.route.version == "v2":
        visit.notes.append("configuration overrides on v2, where only the SDKs' v1 is known to take them")
    return None


def _country(visit: Visit) -> Refusal | None:
    for event in visit.events if visit.datastream.blocked_countries else ():
        place = event.xdm.get("placeContext")
        geo = place.get("geo") if isinstance(place, dict) else None
        country = geo.get("countryCode") if isinstance(geo, dict) else None
        if country in visit.datastream.blocked_countries:
            return Refusal("0400", f"Requests from {country} are not served.")
    return None


def _consent(visit: Visit) -> Refusal | None:
    return consent.refuse_consent(visit.body) if visit.route.action == "privacy/set-consent" else None


_BY_NAME: dict[str, Check] = {
    "method": _method,
    "header_faults": _header_faults,
    "parameters": _parameters,
    "body": _body,
    "content_type": _content_type,
    "size": _size,
    "datastream": _datastream,
    "datastream_faults": _datastream_faults,
    "configuration": _configuration,
    "rate": limits.check_rate,
    "authentication": check_authentication,
    "json": _json,
    "shape": shape.check_shape,
    "event_faults": _event_faults,
    "country": _country,
    "state": _state,
    "overrides": _overrides,
    "identities": check_identities,
    "consent": _consent,
}
CHECKS = tuple(_BY_NAME[name] for name in CHECK_ORDER)
