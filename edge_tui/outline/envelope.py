"""The nodes of a response body: problems, missing results, handles, and other members."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue, join
from edge_tui.model.node import ABSENT, Node, Tone, one_line
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse
from edge_tui.outline.handle_groups import handle_groups
from edge_tui.outline.missing import missing_nodes
from edge_tui.values import request_id
from edge_tui.values.opening import children_of, in_ranges, node_of, node_of_reading

if TYPE_CHECKING:
    from edge_tui.outline.huge_body import HugeBody


def envelope_nodes(
    read: InteractResponse, request: InteractRequest | None, query: Query | None, now: datetime
) -> Iterator[Node]:
    """All nodes of a body. `request` and `query` are None when unknown."""
    if read.problem:
        from edge_tui.outline.problem_nodes import problem_node

        yield problem_node(read.problem, Tone.ERROR, now, request, opened=True)
        yield from _anomalies(read, now)
        return
    yield from _problem_groups(read, now, request)
    if query is not None:
        yield from missing_nodes(query, read, read.handles, now)
    yield from handle_groups(read.handles, read.document, query or Query(), now)
    if read.framing:
        from edge_tui.outline.stream import stream_node

        yield stream_node(read, now)
    else:
        yield from _other_members(read, now)
    yield from _anomalies(read, now)
    if read.request_id is not None:
        yield _request_id(read.request_id, "/0/requestId" if read.framing else "/requestId", now)


def huge_envelope_nodes(
    huge: "HugeBody",
    request: InteractRequest | None,
    query: Query | None,
    now: datetime,
    *,
    anomalies: Iterable[Node] = (),
) -> Iterator[Node]:
    """All nodes of a body whose handles aren't parsed yet; what is unusual in them isn't known."""
    yield from _problem_groups(huge.rest, now, request)
    if query is not None:
        yield from missing_nodes(query, huge.rest, huge.handles, now)
    yield from handle_groups(huge.handles, ABSENT, query or Query(), now)
    yield from _other_members(huge.rest, now)
    yield from anomalies
    if huge.rest.request_id is not None:
        yield _request_id(huge.rest.request_id, "/requestId", now)


def _problem_groups(read: InteractResponse, now: datetime, request: InteractRequest | None) -> Iterator[Node]:
    if not read.errors and not read.warnings:
        return
    # Most responses have none, and the explanations take as long to import as a small response takes to read.
    from edge_tui.outline.problem_nodes import problem_group

    yield from problem_group("errors", read.errors, Tone.ERROR, now, request)
    yield from problem_group("warnings", read.warnings, Tone.WARNING, now, request)


def _anomalies(read: InteractResponse, now: datetime) -> Iterator[Node]:
    if read.anomalies or read.repeated:
        # Rare.
        from edge_tui.outline.anomalies import anomaly_nodes

        yield from anomaly_nodes(read, now)


def _other_members(read: InteractResponse, now: datetime) -> Iterator[Node]:
    """Other members of the envelope, and items of its arrays that don't belong there."""
    if not read.is_of_the_gateway:
        # Rare, and a response of the gateway needn't wait for it.
        from edge_tui.logs import kind_of_document
        from edge_tui.outline.recognized import recognized_nodes

        kind = kind_of_document(read.document)
        if kind is not None:
            yield from recognized_nodes(kind, read.document, now)
            return
        yield Node(
            "not an envelope",
            "this is JSON, but not a gateway response",
            Tone.WARNING,
            note="A gateway response is an object with a handle array, or a problem. Something else responded: another "
            "server at this URL, a proxy, or a login page that returns JSON.",
        )
    for name, value in read.others.items():
        if not isinstance(read.document, dict):
            yield from _root_nodes(value, now)
        elif value is read.document[name]:
            yield node_of(name, value, join("", name), now)
        else:
            yield _invalid_items(name, read, now)


def _invalid_items(name: str, read: InteractResponse, now: datetime) -> Node:
    """Invalid items of `handle`, `errors` or `warnings`."""
    valid = {handle.pointer for handle in read.handles} | {each.pointer for each in read.errors + read.warnings}
    items = read.document[name]
    invalid = [index for index in range(len(items)) if join("", name, index) not in valid]

    def node(place: int) -> Node:
        index = invalid[place]
        return node_of(str(index), items[index], join("", name, index), now)

    return Node(
        name,
        f"{len(invalid)} invalid",
        Tone.WARNING,
        f"/{name}",
        items,
        f"Items that aren't valid in {name}, such as a handle without a type or a payload.",
        branches=lambda: in_ranges(len(invalid), node),
    )


def _root_nodes(document: JsonValue, now: datetime) -> Iterator[Node]:
    """A document that isn't an envelope: an array, a string, a number."""
    if isinstance(document, dict | list):
        yield from children_of(document, "", now)
    else:
        yield node_of("value", document, "", now)


def _request_id(gateway_id: str, pointer: str, now: datetime) -> Node:
    reading = request_id.read(gateway_id, now)
    if reading is None:
        return node_of("requestId", gateway_id, pointer, now)
    return replace(node_of_reading(reading, "requestId", gateway_id, pointer, now), value=one_line(gateway_id))
