"""JSON that isn't a gateway response, but known: results of the SDKs, lone handles, errors of other services."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from edge_tui.handles import DECODERS
from edge_tui.handles.query import Query
from edge_tui.logs.excerpt import Kind
from edge_tui.logs.shapes import SDK_RESULT_TYPES, sdk_members
from edge_tui.model.json.document import JsonObject, JsonValue, at, join
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.response import read_handle
from edge_tui.model.text import counted
from edge_tui.outline.handle_groups import handle_groups
from edge_tui.outline.problem_nodes import explanation_nodes, meaning_of
from edge_tui.problems import explain
from edge_tui.values.opening import children_of, in_ranges, node_of

_SDK_MEMBERS = {
    "propositions": "What the visitor was offered. renderAttempted says whether the Web SDK rendered it.",
    "decisions": "The same decisions in the Web SDK's older form, without renderAttempted.",
    "destinations": "Segments and attributes from destinations.",
    "inferences": "Scores of machine learning models; only older Web SDK versions return them.",
}
_IDENTITY = "The visitor's IDs by namespace. CORE is null where third-party cookies aren't available."
_SDK_SOURCE = "Web SDK documentation, sendEvent, response"


def recognized_nodes(kind: Kind, document: JsonValue, now: datetime) -> Iterator[Node]:
    """The nodes of a document of a kind; all of its members and items are below them."""
    yield from _NODES.get(kind, _members)(document, now)


def recognized_summary(kind: Kind, document: JsonValue) -> str:
    """A document in one line, after its kind."""
    if kind is Kind.PROPOSITIONS:
        return counted(len(document), "proposition")
    if kind is Kind.PROPOSITION:
        return one_line(document["scope"])
    if kind is Kind.SDK_RESULT and "identity" in document:
        return one_line(f"ECID {at(document, '/identity/ECID', 'none')}")
    if kind is Kind.SDK_RESULT:
        counts = ((len(document[name]), name) for name in sdk_members(document))
        return " · ".join(counted(count, name.removesuffix("s"), name) for count, name in counts)
    if kind is Kind.HANDLES:
        return counted(len(document), "handle")
    if kind is Kind.HANDLE:
        return one_line(document["type"])
    if kind in (Kind.ADOBE_IO_ERROR, Kind.IMS_ERROR):
        return one_line(f"{_code(document)} · {_message(document)}")
    if kind is Kind.ASSURANCE_EVENT:
        return one_line(" · ".join(filter(None, (_assurance_name(document), str(document["vendor"])))))
    if kind in (Kind.SENT_BY_SDK, Kind.RECEIVED_BY_SDK):
        return one_line(" ".join(str(document[name]) for name in ("statusCode", "url") if name in document))
    if kind is Kind.REQUEST:
        return _request_summary(document)
    if kind is Kind.EVENT:
        return one_line(at(document, "/xdm/eventType") or document.get("type") or "")
    return ""


def _request_summary(document: JsonObject) -> str:
    events = document.get("events", [document["event"]] if "event" in document else [])
    types = [at(event, "/xdm/eventType") for event in events[:5]]
    named = ", ".join(each for each in types if isinstance(each, str))
    count = counted(len(events), "event")
    subject = "consent" if "consent" in document else count if events else "identity"
    return one_line(f"{subject} · {named}" if named else subject)


def _members(document: JsonValue, now: datetime) -> Iterator[Node]:
    yield from children_of(document, "", now)


def _sdk_result(document: JsonObject, now: datetime) -> Iterator[Node]:
    known = sdk_members(document)
    for name, value in document.items():
        if name in known:
            yield _payload(name, value, join("", name), now)
        elif name == "identity":
            yield replace(node_of(name, value, join("", name), now), note=_IDENTITY)
        else:
            yield node_of(name, value, join("", name), now)


def _propositions(document: list[Any], now: datetime) -> Iterator[Node]:
    yield _payload("propositions", document, "", now)


def _proposition(document: JsonObject, now: datetime) -> Iterator[Node]:
    read = DECODERS[SDK_RESULT_TYPES["propositions"]].read(document, "", now)
    yield from (read.children() if read is not None else children_of(document, "", now))


def _payload(name: str, items: list[Any], place: str, now: datetime) -> Node:
    """A member of a Web SDK result, decoded as the payload of its handle."""
    decoder = DECODERS[SDK_RESULT_TYPES[name]]

    def node(index: int) -> Node:
        pointer = join(place, index)
        return decoder.read(items[index], pointer, now) or node_of(str(index), items[index], pointer, now)

    return Node(
        name,
        decoder.summarize(items, Query()) if items else "none",
        Tone.HEADING if items else Tone.DIM,
        place,
        items,
        f"{_SDK_MEMBERS[name]} From the handles of type {SDK_RESULT_TYPES[name]}. {decoder.ABOUT}",
        _SDK_SOURCE,
        branches=(lambda: in_ranges(len(items), node)) if items else None,
    )


def _handles(document: list[Any], now: datetime) -> Iterator[Node]:
    handles = [read_handle(item, join("", index)) for index, item in enumerate(document)]
    yield from handle_groups(handles, document, Query(), now)


def _handle(document: JsonObject, now: datetime) -> Iterator[Node]:
    yield from handle_groups([read_handle(document, "")], document, Query(), now)


def _error(document: JsonObject, now: datetime) -> Iterator[Node]:
    explanation = explain(_code(document))
    if explanation:
        yield Node(
            explanation.title,
            one_line(_message(document)),
            Tone.ERROR,
            "",
            document,
            meaning_of(explanation),
            explanation.source,
            opened=True,
            branches=lambda: explanation_nodes(explanation),
        )
    yield from children_of(document, "", now)


def _code(document: JsonObject) -> str:
    return str(document["error_code"] if "error_code" in document else document["error"])


def _message(document: JsonObject) -> str:
    return str(document.get("message") or document.get("error_description") or "")


def _received_by_sdk(document: JsonObject, now: datetime) -> Iterator[Node]:
    """A network response of the Web SDK, with the handles of its body."""
    handles = at(document, "/parsedBody/handle")
    if isinstance(handles, list):
        typed = [(index, item) for index, item in enumerate(handles) if isinstance(item, dict)]
        found = [
            read_handle(item, join("/parsedBody/handle", index))
            for index, item in typed
            if isinstance(item.get("type"), str) and "payload" in item
        ]
        yield from handle_groups(found, document, Query(), now)
    yield from children_of(document, "", now)


def _assurance_event(document: JsonObject, now: datetime) -> Iterator[Node]:
    """An event of the SDK's Edge extension, with the handle in it, or of the gateway, with its messages."""
    data = at(document, "/payload/ACPExtensionEventData")
    if isinstance(data, dict) and isinstance(data.get("type"), str) and isinstance(data.get("payload"), list):
        yield from handle_groups([read_handle(data, "/payload/ACPExtensionEventData")], document, Query(), now)
    messages = at(document, "/payload/messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, str):
            yield Node("message", one_line(message), content=message)
    request_id = at(document, "/payload/attributes/requestId")
    if isinstance(request_id, str):
        yield Node("request ID", one_line(request_id), note="It starts with the requestId of the request.")
    yield from children_of(document, "", now)


def _assurance_name(document: JsonObject) -> str:
    places = ("/payload/ACPExtensionEventName", "/payload/name", "/type")
    return next((name for each in places if isinstance(name := at(document, each), str)), "event")


_NODES: dict[Kind, Callable[[Any, datetime], Iterator[Node]]] = {
    Kind.SDK_RESULT: _sdk_result,
    Kind.PROPOSITIONS: _propositions,
    Kind.PROPOSITION: _proposition,
    Kind.HANDLES: _handles,
    Kind.HANDLE: _handle,
    Kind.ADOBE_IO_ERROR: _error,
    Kind.IMS_ERROR: _error,
    Kind.RECEIVED_BY_SDK: _received_by_sdk,
    Kind.ASSURANCE_EVENT: _assurance_event,
}
