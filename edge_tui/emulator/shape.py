"""The structure of a request body: required fields and types."""

from typing import Any

from edge_tui.emulator.concierge import without_missing_ids
from edge_tui.emulator.inferred import merged_xdm
from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import Event, RequestContext
from edge_tui.model.json.document import JsonObject, kind_of

STATES = ("ambiguous", "authenticated", "loggedOut")

_NOTHING: JsonObject = {}


class _ShapeError(Exception):
    """Internal control flow of the nested readers; never leaves this module."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


def check_shape(context: RequestContext) -> Refusal | None:
    """Reads the body into `context.events`; refuses an invalid field by its path."""
    try:
        _read(context)
    except _ShapeError as error:
        return error.refusal
    return None


def _read(context: RequestContext) -> None:
    body = context.body
    action = context.route.action
    if context.route.is_conversation:
        # concierge-ios sends feedback as a bare event.
        if "events" not in body and "xdm" in body:
            context.body = body = {"events": [body]}
        without_missing_ids(events if isinstance(events := body.get("events"), list) else ())
    common = _object(body, "xdm", "")
    _identity_map(common, "xdm.")
    _identity_map(body, "")
    query = _object(body, "query", "")
    _query(query, "query", context)
    context.meta = _object(body, "meta", "")
    _meta(context.meta, context)
    if action in ("identity/acquire", "privacy/set-consent"):
        return
    if "data" in body:
        context.notes.append("data is ignored here: it belongs inside the event")
    if context.route.version == "v2" and action == "interact":
        written, paths = [_without_query(_required(body, "event", "events"), context)], ["event"]
    else:
        written = _required(body, "events", "event")
        if not isinstance(written, list):
            raise _wrong("events", f"must be an array, not {kind_of(written)}")
        if not written:
            raise _ShapeError(
                Refusal("0104", "The request has no events.", report={"errors": ["events must not be empty"]})
            )
        paths = [f"events[{index}]" for index in range(len(written))]
    context.events = [
        _event(context, index, event, path, (common, query))
        for index, (event, path) in enumerate(zip(written, paths, strict=True))
    ]


def _without_query(event: Any, context: RequestContext) -> Any:
    """A v2 event without what only a v1 event has (`SingleEventRequest` of the OpenAPI description)."""
    ignored = [name for name in ("query", "meta") if isinstance(event, dict) and name in event]
    context.notes += [f"{name} is ignored in the event: it belongs beside it in v2" for name in ignored]
    return {name: value for name, value in event.items() if name not in ignored} if ignored else event


def _event(context: RequestContext, index: int, event: Any, path: str, shared: tuple[JsonObject, JsonObject]) -> Event:
    """One event, with the request's `xdm` and `query` as defaults."""
    common, query = shared
    if not isinstance(event, dict):
        raise _wrong(path, f"must be an object, not {kind_of(event)}")
    xdm = _object(event, "xdm", path + ".")
    _identity_map(xdm, path + ".xdm.")
    data = _object(event, "data", path + ".")
    own_query = _object(event, "query", path + ".")
    if own_query:
        _query(own_query, path + ".query", context)
        query = {**query, **own_query}
    _object(event, "meta", path + ".")
    if not isinstance(xdm.get("eventType", ""), str):
        raise _wrong(f"{path}.xdm.eventType", f"must be a string, not {kind_of(xdm['eventType'])}")
    return Event(index, merged_xdm(common, xdm), data, query, context.request.headers)


def _identity_map(parent: JsonObject, path: str) -> None:
    identity_map = _object(parent, "identityMap", path)
    for namespace, items in identity_map.items():
        here = f"{path}identityMap.{namespace}"
        if not isinstance(items, list):
            raise _wrong(here, f"must be an array, not {kind_of(items)}")
        for index, item in enumerate(items):
            _identity(item, f"{here}[{index}]")


def _identity(item: Any, path: str) -> None:
    if not isinstance(item, dict):
        raise _wrong(path, f"must be an object, not {kind_of(item)}")
    if item.get("id") is None:
        raise _missing(f"{path}.id")
    if not isinstance(item["id"], str):
        raise _wrong(f"{path}.id", f"must be a string, not {kind_of(item['id'])}")
    if item.get("authenticatedState", "ambiguous") not in STATES:
        raise _wrong(f"{path}.authenticatedState", f"must be one of {', '.join(STATES)}")
    # Adobe's own samples write the string "true".
    if item.get("primary", False) not in (True, False, "true", "false"):
        raise _wrong(f"{path}.primary", f"must be true or false, not {kind_of(item['primary'])}")


def _query(query: JsonObject, path: str, context: RequestContext) -> None:
    if not query:
        return
    identity = _object(query, "identity", path + ".")
    _strings(identity, "fetch", path + ".identity")
    personalization = _object(query, "personalization", path + ".")
    for name in ("schemas", "decisionScopes", "scopes", "surfaces"):
        _strings(personalization, name, path + ".personalization")
    scopes = personalization.get("decisionScopes") or personalization.get("scopes") or ()
    most = context.config.inferred.most_decision_scopes
    if len(scopes) > most:
        raise _ShapeError(Refusal("0105", f"{len(scopes)} decision scopes were requested; the maximum is {most}."))
    operation = _object(query, "consent", path + ".").get("operation")
    if operation is not None and operation != "update":
        raise _wrong(f"{path}.consent.operation", "must be update")


def _meta(meta: JsonObject, context: RequestContext) -> None:
    if not meta:
        return
    state = _object(meta, "state", "meta.")
    if state:
        _state(state)
    for name in ("configOverrides", "konductorConfig", "target", "sdkConfig"):
        _object(meta, name, "meta.")
    _object(meta.get("konductorConfig") or _NOTHING, "streaming", "meta.konductorConfig.")
    waited = meta.get("queueTimeMillis")
    if waited is None:
        return
    if type(waited) is not int:
        raise _wrong("meta.queueTimeMillis", f"must be a whole number, not {kind_of(waited)}")
    most = context.config.inferred.longest_queue_time_ms
    if not 0 <= waited <= most:
        errors = [f"meta.queueTimeMillis must be between 0 and {most}"]
        raise _ShapeError(Refusal("0104", "The request can't be processed.", report={"errors": errors}))


def _state(state: JsonObject) -> None:
    for name, shape in (("cookiesEnabled", bool), ("domain", str)):
        if state.get(name) is not None and type(state[name]) is not shape:
            raise _wrong(f"meta.state.{name}", f"can't be {kind_of(state[name])}")
    entries = state.get("entries")
    if entries is None:
        return
    if not isinstance(entries, list):
        raise _wrong("meta.state.entries", f"must be an array, not {kind_of(entries)}")
    for index, entry in enumerate(entries):
        path = f"meta.state.entries[{index}]"
        if not isinstance(entry, dict):
            raise _wrong(path, f"must be an object, not {kind_of(entry)}")
        if entry.get("key") is None:
            raise _missing(f"{path}.key")
        for name in ("key", "value"):
            if not isinstance(entry.get(name), str | None):
                raise _wrong(f"{path}.{name}", f"must be a string, not {kind_of(entry[name])}")


def _strings(parent: JsonObject, name: str, path: str) -> None:
    value = parent.get(name)
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _wrong(f"{path}.{name}", "must be an array of strings")


def _object(parent: JsonObject, name: str, path: str) -> JsonObject:
    value = parent.get(name)
    if value is None:
        return _NOTHING
    if not isinstance(value, dict):
        raise _wrong(path + name, f"must be an object, not {kind_of(value)}")
    return value


def _required(body: JsonObject, name: str, other: str) -> Any:
    value = body.get(name)
    if value is not None:
        return value
    if other in body:
        raise _ShapeError(Refusal("0101", f"The body has {other}, but this API version takes {name}."))
    raise _missing(name)


def _wrong(path: str, reason: str) -> _ShapeError:
    details = [{"name": f"$.{path}", "reason": reason}]
    return _ShapeError(Refusal("0102", f"{path} {reason}.", report={"details": details}))


def _missing(path: str) -> _ShapeError:
    details = [{"name": f"$.{path}", "reason": "is required"}]
    return _ShapeError(Refusal("0103", f"The required field {path} is missing.", report={"details": details}))
