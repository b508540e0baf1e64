"""Validation of requests: a list of checks, in the order of `inferred.CHECK_ORDER`.

Each check adds what it parsed to the request's context, and returns a refusal or None.
"""

import json
import re
from collections.abc import Callable

import msgspec

from edge_tui.emulator import consent, limits, media_session, shape
from edge_tui.emulator.authentication import check_authentication
from edge_tui.emulator.dynamic_configuration import matching_rule
from edge_tui.emulator.faults import HEADER, NO_FAULTS, event_faults, read_faults, read_header_faults, refusal_of
from edge_tui.emulator.identities import check_identities
from edge_tui.emulator.inferred import CHECK_ORDER
from edge_tui.emulator.overrides import override_errors
from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request import WHOLE_RESPONSES
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.state import sent_state
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.model.domains import inferred_domain

Check = Callable[[RequestContext], Refusal | None]

MAX_BODY_BYTES = 64 * 1024

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+\s*(;.*)?", re.DOTALL)
_CONTENT_TYPES = frozenset(("application/json", "text/plain", "text/javascript", "application/x-jackson-smile"))
_PLAIN_CONTENT_TYPES = frozenset(("application/json", "text/plain;charset=utf-8", "text/plain; charset=utf-8"))


def check(context: RequestContext) -> Refusal | None:
    """The first refusal of `CHECKS`, None for a valid request."""
    for step in CHECKS:
        refusal = step(context)
        if refusal is not None:
            return refusal
    return None


def _method(context: RequestContext) -> Refusal | None:
    return (
        None if context.request.method == "POST" else Refusal(None, status=405, headers=(("allow", "POST, OPTIONS"),))
    )


def _header_faults(context: RequestContext) -> Refusal | None:
    text = context.request.headers.get(HEADER)
    if text is None:
        return None
    faults = read_header_faults(text, UPSTREAMS)
    if isinstance(faults, str):
        return Refusal("0102", f"The header {HEADER}: {faults}.")
    context.faults = context.faults.merged_with(faults)
    return refusal_of(context.faults, context.config.inferred.retry_after_seconds)


def _parameters(context: RequestContext) -> Refusal | None:
    query = context.request.query
    silent = query.get("silent") if context.route.action == "collect" else None
    if silent is not None and silent.lower() not in ("true", "false"):
        return Refusal("0108", f"The parameter silent must be true or false, not {silent!r}.")
    if context.strict:
        sent = query.get("requestid") or context.request.headers.get("x-request-id")
        if sent is not None and not _UUID.fullmatch(sent):
            return Refusal("0108", f"The request id must be a UUID, not {sent!r}.")
    return None


def _body(context: RequestContext) -> Refusal | None:
    return None if context.request.body.strip() else Refusal("0109", "The request has no body.")


def _content_type(context: RequestContext) -> Refusal | None:
    header = context.request.headers.get("content-type")
    if header is not None and header.lower() in _PLAIN_CONTENT_TYPES:
        return None
    if header is None or not header.strip():
        if context.config.inferred.missing_content_type_is_refused:
            return Refusal("0106", "The Content-Type header is missing; use application/json.")
        return None
    if not _MEDIA_TYPE.fullmatch(header.strip()):
        return Refusal("0106", f"The Content-Type header is malformed: {header!r}.")
    media_type = header.split(";", 1)[0].strip().lower()
    if media_type not in _CONTENT_TYPES:
        return Refusal(
            "0111", f"The content type {media_type} isn't supported; use one of {', '.join(sorted(_CONTENT_TYPES))}."
        )
    if media_type == "application/x-jackson-smile":
        return Refusal("0111", "The emulator doesn't support Smile; send application/json.")
    return None


def _size(context: RequestContext) -> Refusal | None:
    is_small = len(context.request.body) <= MAX_BODY_BYTES
    return None if is_small else Refusal("0112", f"The body exceeds the maximum of {MAX_BODY_BYTES} bytes.")


def _datastream(context: RequestContext) -> Refusal | None:
    expected = "configId" if context.route.version == "v1" else "datastreamId"
    query = context.request.query
    if context.strict:
        text = query.get(expected.lower()) if expected in context.request.query_names else None
    else:
        text = query.get("datastreamid") or query.get("configid")
    if not text and context.route.is_media and context.route.action not in WHOLE_RESPONSES:
        return media_session.adopt_datastream(context)
    if not text:
        if context.route.is_media:
            return Refusal("0107", f"The query parameter {expected} is missing.")
        return Refusal("0002", f"The query parameter {expected} is missing, which {context.route.version} requires.")
    if expected.lower() not in query:
        context.notes.append(f"{context.route.version} takes {expected}")
    if not context.route.base:
        context.notes.append("the path has no base, such as /ee")
    found = context.config.datastream(text)
    if found is None:
        return Refusal("0003", f"There is no datastream {text!r}.", report={"configId": text})
    context.datastream = found
    return None if found.enabled else Refusal("0004", f"The datastream {found.name!r} is disabled.")


def _configuration(context: RequestContext) -> Refusal | None:
    datastream = context.datastream
    dependent = datastream.platform_upstreams
    platform = datastream.settings.get("experience_platform")
    if dependent and platform is None:
        return Refusal("0010", f"{dependent[0]} is enabled, but the datastream has no Experience Platform service.")
    if dependent and "experience_platform" in datastream.off:
        return Refusal(
            "0011", f"{dependent[0]} is enabled, but the datastream's Experience Platform service is disabled."
        )
    if platform and "experience_platform" in datastream.upstreams and platform.sandbox not in context.config.sandboxes:
        return Refusal("0012", f"The sandbox {platform.sandbox!r} doesn't exist in this organization.")
    if "identity" in datastream.upstreams:
        for code in datastream.settings["identity"].namespaces:
            if code not in context.config.namespaces:
                return Refusal("0013", f"The identity namespace {code!r} doesn't exist in this organization.")
    return None


def _datastream_faults(context: RequestContext) -> Refusal | None:
    faults = context.datastream.faults
    if faults is NO_FAULTS:
        return None
    if context.memory.count(context.datastream.id) % faults.every == 0:
        context.faults = faults.merged_with(context.faults)
    return refusal_of(context.faults, context.config.inferred.retry_after_seconds)


def _json(context: RequestContext) -> Refusal | None:
    try:
        body = _decode(context.request.body)
    except RecursionError:
        return Refusal("0100", "The body is nested too deeply.")
    except ValueError as error:
        return Refusal("0101", f"The body isn't valid JSON: {error}.")
    if not isinstance(body, dict):
        return Refusal("0101", "The body must be a JSON object.")
    context.body = body
    return None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} isn't a JSON value")


_decode_thoroughly = json.JSONDecoder(parse_constant=_refuse_constant).decode
_decode_quickly = msgspec.json.Decoder().decode


def _decode(body: bytes) -> object:
    """The JSON of a body. What msgspec refuses is left to `json`, which accepts more (`1e999`) and says why not."""
    try:
        return _decode_quickly(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _decode_thoroughly(body.decode())


def _event_faults(context: RequestContext) -> Refusal | None:
    for event in context.events:
        requested = event_faults(event.data)
        if requested is None:
            continue
        faults = read_faults(requested, UPSTREAMS)
        if isinstance(faults, str):
            return Refusal("0102", f"data.__emulator of event {event.index}: {faults}.")
        context.faults = context.faults.merged_with(faults)
    return refusal_of(context.faults, context.config.inferred.retry_after_seconds) if context.faults.refuse else None


def _state(context: RequestContext) -> Refusal | None:
    state = context.meta.get("state") or {}
    if state.get("cookiesEnabled") is True and not state.get("domain"):
        domain = "" if context.strict else inferred_domain(context.request.host)
        if not domain and context.strict:
            return Refusal("0110", "meta.state.domain is missing, which cookiesEnabled requires.")
        # The Web SDK sends an empty one from pages of localhost, which has no domain for cookies.
        if not domain and "domain" not in state:
            return Refusal("0110", "meta.state.domain is missing and can't be inferred from the host.")
    context.state = sent_state(context)
    return None


def _overrides(context: RequestContext) -> Refusal | None:
    """Refuses invalid overrides (0113).

    The guide to datastream overrides says in a box that API integrations don't support them; Alloy's
    and the iOS SDK's tests prove them for v1. On v2 only `strict` refuses them; the code is inferred.
    """
    overrides = context.meta.get("configOverrides")
    if not overrides:
        if context.datastream.rules and context.events:
            _apply_rules(context)
        return None
    if context.strict and context.route.version == "v2":
        details = "Edge Network API integrations do not currently support datastream overrides."
        return Refusal("0113", "Overrides are documented for v1 only.", report={"details": details})
    wrong = override_errors(overrides, context.datastream.overrides)
    if wrong:
        return Refusal("0113", "The configuration overrides are invalid.", report={"details": " ".join(wrong)})
    context.overrides = overrides
    if context.route.version == "v2":
        context.notes.append("configuration overrides on v2: they are documented for v1 only")
    return None


def _apply_rules(context: RequestContext) -> None:
    """Lets the datastream's rules change it. A request with several events is judged by its first one (inferred)."""
    rule, note = matching_rule(context.datastream.rules, context.events[0])
    if note:
        context.notes.append(note)
    if rule is not None:
        context.overrides = dict(rule.overrides)


def _country(context: RequestContext) -> Refusal | None:
    for event in context.events if context.datastream.blocked_countries else ():
        place = event.xdm.get("placeContext")
        geo = place.get("geo") if isinstance(place, dict) else None
        country = geo.get("countryCode") if isinstance(geo, dict) else None
        if country in context.datastream.blocked_countries:
            return Refusal("0400", f"Requests from {country} are blocked.")
    return None


def _consent(context: RequestContext) -> Refusal | None:
    return consent.refuse_consent(context.body) if context.route.action == "privacy/set-consent" else None


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
