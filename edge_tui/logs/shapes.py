"""What a JSON document is, by its members."""

from edge_tui.logs.excerpt import Kind
from edge_tui.model.json.document import JsonObject, JsonValue, at
from edge_tui.model.response import is_handle, is_problem

# What the Web SDK's promise resolves with: handle types by member (Alloy, createComponent of Personalization,
# Audiences and MachineLearning: the payloads are joined and returned).
SDK_RESULT_TYPES = {
    "propositions": "personalization:decisions",
    "decisions": "personalization:decisions",
    "destinations": "activation:pull",
    "inferences": "rtml:inferences",
}
# What getIdentity resolves with (Web SDK documentation, getIdentity, response object).
_OF_GET_IDENTITY = {"identity", "edge"}
_NAMESPACES = frozenset({"ECID", "CORE"})
_EVENT = ("xdm", "data", "query")
_EDGE_VENDORS = ("com.adobe.edge", "com.adobe.streaming", "com.adobe.launch.ssf", "com.adobe.experience_platform")
_MAX_ITEMS = 50


def kind_of_document(document: JsonValue) -> Kind | None:
    """What a document of the Edge Network is; None for any other JSON.

    An Assurance event is recognized by its vendor and payload (adobe/griffon-toolkit).
    """
    if isinstance(document, list):
        if document and all(map(_is_typed_handle, document)):
            return Kind.HANDLES
        return Kind.PROPOSITIONS if document and all(map(_is_proposition, document)) else None
    if not isinstance(document, dict):
        return None
    if _is_assurance_event(document):
        return Kind.ASSURANCE_EVENT
    if _is_typed_handle(document):
        return Kind.HANDLE
    if _is_proposition(document) and "scopeDetails" in document and isinstance(document.get("items"), list):
        return Kind.PROPOSITION
    for kind, matches in _SHAPES.items():
        if matches(document):
            return kind
    return None


def assurance_events(document: JsonValue) -> list[JsonObject]:
    """The events of an Assurance export: an array of them, alone or as `events` of an object; else empty."""
    events = document.get("events") if isinstance(document, dict) else document
    if not isinstance(events, list) or not events or not all(map(_is_assurance_event, events[:_MAX_ITEMS])):
        return []
    return [event for event in events if isinstance(event, dict)]


def is_of_edge(event: JsonObject) -> bool:
    """Whether an Assurance event is of the Edge Network, or of the SDK's Edge extension."""
    vendor, event_type = event.get("vendor"), at(event, "/payload/ACPExtensionEventType")
    is_service = isinstance(vendor, str) and vendor.lower().startswith(_EDGE_VENDORS)
    return is_service or (isinstance(event_type, str) and ".edge" in event_type.lower())


def sdk_members(document: JsonObject) -> list[str]:
    """The members of a Web SDK result that are payloads of handles."""
    return [name for name in SDK_RESULT_TYPES if isinstance(document.get(name), list)]


def _is_typed_handle(item: JsonValue) -> bool:
    """A handle, not some other object with a type and a payload: its payload is an array."""
    return is_handle(item) and ":" in item["type"] and isinstance(item["payload"], list)


def _is_proposition(item: JsonValue) -> bool:
    """An item of `propositions`, which people take out of the Web SDK's result."""
    is_placed = isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("scope"), str)
    return is_placed and ("scopeDetails" in item or isinstance(item.get("items"), list))


def _is_assurance_event(item: JsonValue) -> bool:
    return isinstance(item, dict) and isinstance(item.get("vendor"), str) and isinstance(item.get("payload"), dict)


def _is_sent_by_sdk(document: JsonObject) -> bool:
    """Alloy's `onBeforeNetworkRequest`: requestId, url, payload."""
    return isinstance(document.get("url"), str) and isinstance(document.get("payload"), dict)


def _is_received_by_sdk(document: JsonObject) -> bool:
    """Alloy's `onNetworkResponse`: requestId, url, statusCode, body, parsedBody, headers."""
    status = document.get("statusCode")
    is_status = isinstance(status, int) and not isinstance(status, bool)
    return is_status and ("body" in document or "parsedBody" in document)


def _is_adobe_io_error(document: JsonObject) -> bool:
    """`{"error_code": "403010", "message": …}` of the gateway in front of adobe.io."""
    return isinstance(document.get("error_code"), str | int) and isinstance(document.get("message"), str)


def _is_ims_error(document: JsonObject) -> bool:
    """An OAuth error (RFC 6749, 5.2), as IMS returns it."""
    return isinstance(document.get("error"), str) and "error_description" in document


def _is_sdk_result(document: JsonObject) -> bool:
    """A Web SDK result: at least propositions, or two of its arrays; of `getIdentity` the identities."""
    if set(document) <= _OF_GET_IDENTITY and isinstance(document.get("identity"), dict):
        return not _NAMESPACES.isdisjoint(document["identity"])
    return "handle" not in document and ("propositions" in sdk_members(document) or len(sdk_members(document)) > 1)


def _is_request(document: JsonObject) -> bool:
    events = document.get("events")
    if isinstance(events, list) and events:
        return all(isinstance(event, dict) and not _EVENT_SET.isdisjoint(event) for event in events[:_MAX_ITEMS])
    event, consent = document.get("event"), document.get("consent")
    if isinstance(event, dict):
        return not _EVENT_SET.isdisjoint(event)
    if isinstance(consent, list) and consent:
        return all(isinstance(each, dict) and "standard" in each for each in consent)
    return isinstance(at(document, "/query/identity/fetch"), list)


def _is_response(document: JsonObject) -> bool:
    handles = document.get("handle")
    if isinstance(handles, list):
        return all(isinstance(each, dict) for each in handles[:_MAX_ITEMS])
    lists = [document[name] for name in ("errors", "warnings") if isinstance(document.get(name), list)]
    return isinstance(document.get("requestId"), str) and (
        len(document) == 1 or any(isinstance(item, dict) and "title" in item for each in lists for item in each)
    )


def _is_adobe_problem(document: JsonObject) -> bool:
    """A problem of Adobe, not just any object with a title and a type."""
    if not is_problem(document):
        return False
    status = document.get("status")
    return "adobe" in str(document.get("type", "")).lower() or (isinstance(status, int) and status >= 400)


def _is_event(document: JsonObject) -> bool:
    """Options of sendEvent, or an event of the mobile SDK as React Native has it."""
    named = document.get("xdm", document.get("xdmData"))
    return isinstance(named, dict) and "payload" not in document


_EVENT_SET = frozenset(_EVENT)
_SHAPES = {
    Kind.SENT_BY_SDK: _is_sent_by_sdk,
    Kind.RECEIVED_BY_SDK: _is_received_by_sdk,
    Kind.REQUEST: _is_request,
    Kind.RESPONSE: _is_response,
    Kind.SDK_RESULT: _is_sdk_result,
    Kind.PROBLEM: _is_adobe_problem,
    Kind.ADOBE_IO_ERROR: _is_adobe_io_error,
    Kind.IMS_ERROR: _is_ims_error,
    Kind.EVENT: _is_event,
}
