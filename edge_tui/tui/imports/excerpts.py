"""The responses in a text that is more than a body: a log, a result of an SDK, handles alone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from edge_tui.logs import Excerpt, Kind
from edge_tui.logs.shapes import SDK_RESULT_TYPES, sdk_members
from edge_tui.model.json.document import JsonObject, JsonValue, at, compact, parse

_STATUSES = range(100, 600)


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A gateway's body: as it was in the text, or with the handles of what an SDK made of it.

    `status` is None where the text doesn't tell it.
    """

    text: str
    status: int | None = None
    is_rebuilt: bool = False


def bodies_of(excerpts: tuple[Excerpt, ...]) -> tuple[FoundBody, ...]:
    """The body of each excerpt that is part of a response; the others have none."""
    return tuple(body for each in excerpts for body in _bodies(each))


def _bodies(excerpt: Excerpt) -> Iterator[FoundBody]:
    document, kind = excerpt.document, excerpt.kind
    if kind in (Kind.RESPONSE, Kind.PROBLEM):
        yield FoundBody(excerpt.text, excerpt.status)
    elif kind is Kind.RECEIVED_BY_SDK and isinstance(document, dict):
        yield from _received(document)
    elif handles := list(_handles(kind, document)):
        yield FoundBody(compact({"handle": handles}), excerpt.status, is_rebuilt=True)


def _received(document: JsonObject) -> Iterator[FoundBody]:
    body, parsed, status = document.get("body"), document.get("parsedBody"), document.get("statusCode")
    text = body if isinstance(body, str) and isinstance(parse(body), dict) else None
    if text is None and isinstance(parsed, dict):
        text = json.dumps(parsed)
    if text is not None:
        yield FoundBody(text, status if isinstance(status, int) and status in _STATUSES else None)


def _handles(kind: Kind, document: JsonValue) -> Iterator[JsonValue]:
    match kind:
        case Kind.HANDLES if isinstance(document, list):
            yield from document
        case Kind.HANDLE:
            yield document
        case Kind.PROPOSITIONS:
            yield _handle("personalization:decisions", document)
        case Kind.PROPOSITION:
            yield _handle("personalization:decisions", [document])
        case Kind.SDK_RESULT if isinstance(document, dict):
            names = sdk_members(document)
            # The older form of the same decisions.
            repeated = {"decisions"} if document.get("propositions") else set()
            yield from (_handle(SDK_RESULT_TYPES[name], document[name]) for name in names if name not in repeated)
            identities = document.get("identity")
            if isinstance(identities, dict):
                ids = identities.items()
                listed: list[JsonValue] = [{"id": id_, "namespace": {"code": code}} for code, id_ in ids if id_]
                yield _handle("identity:result", listed)
        case Kind.ASSURANCE_EVENT:
            data = at(document, "/payload/ACPExtensionEventData")
            if isinstance(data, dict) and isinstance(data.get("type"), str) and isinstance(data.get("payload"), list):
                yield data


def _handle(handle_type: str, payload: JsonValue) -> JsonObject:
    return {"type": handle_type, "payload": payload}
