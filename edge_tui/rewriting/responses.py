"""Responses of a rule's own, and changed parts of a gateway's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edge_tui.model.encoding import decode_body
from edge_tui.model.headers import Headers, header_problem
from edge_tui.model.item_schemas import schema_url
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, compact, parse, patched
from edge_tui.model.passing import PassingRequest, PassingResponse

# Larger responses pass as they are: reading one would take longer than a page may wait.
MAX_RESPONSE_BYTES = 4 << 20
DECISIONS = "personalization:decisions"
# They describe the bytes of a body that is replaced.
_OF_THE_BODY = frozenset(
    ("content-encoding", "content-length", "transfer-encoding", "content-md5", "digest", "repr-digest", "etag")
)
_JSON = "application/json;charset=utf-8"
_WITHOUT_BODY = (204, 304)


@dataclass(frozen=True, slots=True)
class Reply:
    """The `response` table: the client gets this, and nothing is sent. `json` is any value, `body` a text."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    json: Any = None

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A status that is none, two bodies, a header that can't be sent."""
        if not 200 <= self.status <= 599:
            yield "status", "must be a number from 200 to 599"
        if self.body and self.json is not None:
            yield "json", "can't be combined with body"
        for name, value in self.headers.items():
            if problem := header_problem(name, value):
                yield "headers", f"can't be sent: {problem}"

    def response(self, request: PassingRequest) -> PassingResponse:
        """The response, with the headers that a page of another origin needs to read it."""
        given = tuple((name.lower(), value) for name, value in self.headers.items())
        body = compact(self.json).encode() if self.json is not None else self.body.encode()
        typed = any(name == "content-type" for name, _ in given)
        content_type = (("content-type", _JSON),) if body and not typed else ()
        return PassingResponse(self.status, (*content_type, *given, *cors_headers(request)), body)


@dataclass(frozen=True, slots=True)
class Offer:
    """The `offer` table: a made-up proposition for a scope, in the place of the gateway's.

    `html` is shown, with a `selector` as a change of the page; `json` is any value, `text` plain.
    """

    scope: str
    html: str = ""
    text: str = ""
    json: Any = None
    selector: str = ""
    action: str = "setHtml"

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """No content, or two."""
        given = [name for name in ("html", "text", "json") if getattr(self, name) not in ("", None)]
        if not given:
            yield "html", "is missing: give html, text or json"
        if len(given) > 1:
            yield given[1], f"can't be combined with {given[0]}"
        if self.selector and not self.html:
            yield "selector", "needs html"
        if not self.scope:
            yield "scope", "must not be empty"

    def proposition(self) -> JsonObject:
        """The proposition, as the gateway would have it; its provider says who made it."""
        item_id = f"edge-tui-{self.scope}"
        kind, data = self._content()
        item = {"id": item_id, "schema": schema_url(kind), "data": {"id": item_id, **data}}
        details = {"decisionProvider": "edge-tui", "activity": {"id": "made-up"}}
        return {"id": f"edge-tui:{self.scope}", "scope": self.scope, "scopeDetails": details, "items": [item]}

    def _content(self) -> tuple[str, JsonObject]:
        if self.selector:
            action = {"type": self.action, "format": "text/html", "content": self.html, "selector": self.selector}
            return "dom-action", {**action, "prehidingSelector": self.selector}
        if self.json is not None:
            return "json-content-item", {"format": "application/json", "content": self.json}
        if self.html:
            return "html-content-item", {"format": "text/html", "content": self.html}
        return "html-content-item", {"format": "text/plain", "content": self.text}

    def change(self, document: JsonObject) -> JsonObject:
        """The response with this proposition, which replaces those of its scope."""
        handles = [_without_scope(handle, self.scope) for handle in _handles(document)]
        kept = [handle for handle in handles if handle is not None]
        place = next((index for index, handle in enumerate(kept) if _is_decisions(handle)), None)
        if place is None:
            kept.append({"type": DECISIONS, "eventIndex": 0, "payload": [self.proposition()]})
        else:
            payload = [*kept[place]["payload"], self.proposition()]
            kept[place] = {**kept[place], "payload": payload}
        return {**document, "handle": kept}


@dataclass(frozen=True, slots=True)
class HandleChange:
    """A handle that replaces those of its type."""

    type: str
    payload: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The `change` table: parts of the gateway's response that are replaced.

    `merge` is a JSON merge patch (RFC 7386): a table, or a text of JSON, in which null removes a member.
    """

    status: int = 0
    handles: tuple[HandleChange, ...] = ()
    remove_handles: tuple[str, ...] = ()
    merge: Any = None

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """Nothing to change, a status that is none, a merge patch that isn't an object."""
        if not (self.status or self.handles or self.remove_handles or self.merge is not None):
            yield "merge", "is missing: give status, handles, remove_handles or merge"
        if self.status and not 200 <= self.status <= 599:
            yield "status", "must be a number from 200 to 599"
        if self.merge is not None and not isinstance(self._patch(), dict):
            yield "merge", "must be a table, or a text that is a JSON object"

    def _patch(self) -> JsonValue | ParseError:
        return parse(self.merge) if isinstance(self.merge, str) else self.merge

    def change(self, document: JsonObject) -> JsonObject:
        """The response with its parts replaced."""
        gone = {*self.remove_handles, *(handle.type for handle in self.handles)}
        if gone:
            kept = [handle for handle in _handles(document) if _type_of(handle) not in gone]
            made = [{"type": handle.type, "payload": [*handle.payload]} for handle in self.handles]
            document = {**document, "handle": [*kept, *made]}
        patch = self._patch()
        merged = patched(document, patch) if isinstance(patch, dict) else document
        return merged if isinstance(merged, dict) else document


def changed_response(response: PassingResponse, change: "Offer | Change") -> PassingResponse | None:
    """The response after a change; None for one without a JSON object in its body, which passes as it is."""
    status = change.status if isinstance(change, Change) and change.status else response.status
    document = _document(response)
    if document is None:
        return None
    changed = change.change(document)
    if changed == document and status == response.status:
        return None
    headers = tuple(pair for pair in response.headers if pair[0].lower() not in _OF_THE_BODY)
    return PassingResponse(status, headers, compact(changed).encode())


def cors_headers(request: PassingRequest) -> Headers:
    """What lets a page of any origin read a response; the gateway itself answers every origin with it."""
    origin = next((value for name, value in request.headers if name.lower() == "origin"), "")
    exposed = ("access-control-expose-headers", "Retry-After, X-Request-Id")
    if not origin:
        return (("access-control-allow-origin", "*"), exposed)
    allowed = (("access-control-allow-origin", origin), ("access-control-allow-credentials", "true"))
    return (*allowed, exposed, ("vary", "Origin"))


def _document(response: PassingResponse) -> JsonObject | None:
    is_stream = any(
        name.lower() == "content-type" and "event-stream" in value.lower() for name, value in response.headers
    )
    if is_stream or response.status in _WITHOUT_BODY or not 0 < len(response.body) <= MAX_RESPONSE_BYTES:
        return None
    document = parse(decode_body(response.body))
    return document if isinstance(document, dict) else None


def _handles(document: JsonObject) -> list[Any]:
    handles = document.get("handle")
    return handles if isinstance(handles, list) else []


def _type_of(handle: JsonValue) -> JsonValue:
    return handle.get("type") if isinstance(handle, dict) else None


def _is_decisions(handle: JsonValue) -> bool:
    return _type_of(handle) == DECISIONS and isinstance(handle, dict) and isinstance(handle.get("payload"), list)


def _without_scope(handle: JsonValue, scope: str) -> JsonValue:
    """A handle without the propositions for a scope; None when there were no others."""
    if not isinstance(handle, dict) or not _is_decisions(handle):
        return handle
    payload = [each for each in handle["payload"] if not (isinstance(each, dict) and each.get("scope") == scope)]
    if payload == handle["payload"]:
        return handle
    return {**handle, "payload": payload} if payload else None
