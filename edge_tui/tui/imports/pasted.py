"""What a pasted text is: a request, a response, cookies, a code, an opaque value or a request ID."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from edge_tui.formats import Reading
from edge_tui.formats.allowed import LeftOut, allowed_response_headers
from edge_tui.formats.visitor_cookies import import_without_requests
from edge_tui.model.exchange import Response, Timings
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.node import Node, branch
from edge_tui.model.request import action_of
from edge_tui.model.response import InteractResponse
from edge_tui.model.visitor import Visitor
from edge_tui.outline.problem_nodes import explanation_nodes
from edge_tui.problems import explain
from edge_tui.values import readings, recognize
from edge_tui.values.opening import node_of_reading
from edge_tui.values.request_id import sent_id_of
from edge_tui.workspace.reading import read

_CODE = re.compile(r"(?:https?://\S*/)?(?:EXEG|va-edge)-\d{4}(?:-\d{2,3})?/?", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HTTP = re.compile(r"HTTP/[\d.]+ (?P<status>[1-5]\d\d)\b[^\n]*(?:\n|$)")
_NAMED = re.compile(r"(?:x-adobe-edge|adobe_mc|requestId)\s*[=:]", re.IGNORECASE)
# Every response of the gateway has one of these members.
_RESPONSE_MEMBERS = ('"handle"', '"errors"', '"warnings"', '"type"')
_BODY = "request body"
_OK, _PARTIAL, _LEAST_ERROR = 200, 207, 400


class Kind(StrEnum):
    """The kinds of pasted texts that are more than text."""

    REQUEST = "request"
    RESPONSE = "response"
    COOKIES = "cookies"
    CODE = "code"
    VALUE = "value"
    REQUEST_ID = "request ID"


@dataclass(frozen=True, slots=True)
class Pasted:
    """A recognized text. `title` names it for people.

    `reading` has the requests, `response` the response, `node` the explanation or the decoded value as a tree,
    `request_id` the ID that was sent, and `cookies` the names of the cookies that were recognized.
    """

    kind: Kind
    title: str
    text: str = field(repr=False)
    reading: Reading = field(default_factory=lambda: Reading("text"), repr=False)
    response: Response | None = field(default=None, repr=False)
    node: Node | None = field(default=None, repr=False)
    request_id: str = ""
    cookies: tuple[str, ...] = ()

    @property
    def is_plain_body(self) -> bool:
        """Whether an editor should take the text as it is: it is JSON of an event, and nothing around it."""
        is_body = self.reading.kind == _BODY and isinstance(document := parse(self.text), dict)
        return is_body and ("xdmEntity" not in self.text or action_of(document) is not None)


def recognize_pasted(text: str, now: datetime) -> Pasted | None:
    """What a text is; None for one that is only text. May take a while for megabytes."""
    bare = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if not bare:
        return None
    is_line = "\n" not in bare
    readers: tuple[Callable[[str, datetime], Pasted | None], ...] = (
        *((_code, _request_id, _value) if is_line else ()),
        _response,
        _request,
        _cookies,
    )
    return next((found for reader in readers if (found := reader(bare, now))), None)


def _code(text: str, now: datetime) -> Pasted | None:  # noqa: ARG001 (a reader like the others)
    explanation = explain(text) if _CODE.fullmatch(text) else None
    if explanation is None:
        return None
    code = text.rstrip("/").rpartition("/")[2]
    node = Node(code, explanation.title, branches=branch(*explanation_nodes(explanation)))
    return Pasted(Kind.CODE, f"{code} · {explanation.title}", text, node=node)


def _request_id(text: str, now: datetime) -> Pasted | None:  # noqa: ARG001 (a reader like the others)
    bare = re.sub(r"^requestId\s*[=:]\s*", "", text, flags=re.IGNORECASE).strip("\"', ")
    sent = sent_id_of(bare)
    is_id = _UUID.fullmatch(sent)
    return Pasted(Kind.REQUEST_ID, "Request ID", text, request_id=sent) if is_id else None


def _value(text: str, now: datetime) -> Pasted | None:
    # JSON with a mistake isn't an opaque value either.
    if text.startswith(("{", "[")):
        return None
    named = readings(text, now) if _NAMED.match(text) else ()
    reading = named[0] if named else recognize(text, now)
    if reading is None or reading.problem:
        return None
    node = node_of_reading(reading, reading.title, text, None, now)
    return Pasted(Kind.VALUE, reading.title[:1].upper() + reading.title[1:], text, node=node)


def _response(text: str, now: datetime) -> Pasted | None:  # noqa: ARG001 (a reader like the others)
    head, body = _HTTP.match(text), text
    headers: Headers = ()
    if head is not None:
        written, _, body = text[head.end() :].partition("\n\n")
        pairs = (line.partition(":") for line in written.splitlines())
        headers = allowed_response_headers([(name, value.strip()) for name, _, value in pairs], LeftOut())
    elif not text.startswith(("{", "[", "data:", "event:")) or not any(each in text for each in _RESPONSE_MEMBERS):
        return None
    response = Response(_OK, headers, body.encode("utf-8", "surrogatepass"), Timings(0.0))
    parsed = response.parsed()
    if head is not None:
        response = Response(int(head["status"]), headers, response.body, response.timings)
    elif isinstance(parsed, ParseError) or not _is_of_edge(parsed):
        return None
    elif parsed.problem is not None and parsed.problem.status:
        response = Response(parsed.problem.status, (), response.body, response.timings)
    elif parsed.errors:
        response = Response(_PARTIAL, (), response.body, response.timings)
    count = len(parsed.handles) if isinstance(parsed, InteractResponse) else 0
    handles = f" · {count:,} {'handle' if count == 1 else 'handles'}"
    return Pasted(Kind.RESPONSE, f"Response · {response.status}{handles}", text, response=response)


def _is_of_edge(parsed: InteractResponse) -> bool:
    problem = parsed.problem
    # A JSON schema has a title and a type, too.
    is_refusal = problem is not None and bool(problem.code or (problem.status or 0) >= _LEAST_ERROR)
    return bool(parsed.handles or parsed.errors or parsed.warnings or is_refusal)


def _request(text: str, now: datetime) -> Pasted | None:  # noqa: ARG001 (a reader like the others)
    reading = read(text)
    if not reading.requests:
        return None
    count = len(reading.requests)
    more = f" · {count:,} requests" if count > 1 else ""
    return Pasted(Kind.REQUEST, reading.kind[:1].upper() + reading.kind[1:] + more, text, reading=reading)


def _cookies(text: str, now: datetime) -> Pasted | None:
    if "=" not in text or text.startswith(("{", "[")):
        return None
    found = import_without_requests(text, Visitor(""), now)
    return Pasted(Kind.COOKIES, "Cookies", text, cookies=found.kept) if found.kept else None
