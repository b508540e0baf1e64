"""What a pasted text is: a request, a response, cookies, a code, an opaque value or a request ID."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from edge_tui.formats import Reading
from edge_tui.formats.allowed import LeftOut, allowed_response_headers
from edge_tui.formats.visitor_cookies import import_without_requests
from edge_tui.logs import Kind as DocumentKind
from edge_tui.logs.encoded import decodings
from edge_tui.model.exchange import Response, Timings
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.node import Node, branch
from edge_tui.model.request import action_of
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import counted
from edge_tui.model.visitor import Visitor
from edge_tui.outline.log_text import of_another_service, outline_of_text, read_documents
from edge_tui.outline.problem_nodes import explanation_nodes
from edge_tui.problems import explain
from edge_tui.tui.imports.excerpts import FoundBody, bodies_of
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
# What an event that tells of a display has, too.
_OF_AN_EVENT = (DocumentKind.PROPOSITIONS, DocumentKind.PROPOSITION)
# What only a response has.
_OF_A_RESPONSE = (DocumentKind.RESPONSE, DocumentKind.PROBLEM, DocumentKind.RECEIVED_BY_SDK)
_CODE_STATUS = re.compile(r"-([45]\d\d)/?\Z")
_REBUILT = "Its handles are put together from what an SDK returned, which leaves out the rest of the response."
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
    `request_id` the ID that was sent, and `cookies` the names of the cookies that were recognized. `is_fragment`:
    it may as well be a part of an event. A request has a `response` if the text has one beside it. `note` says what
    the response isn't, other than pasted, how it was encoded, or what to do about a document of another service.
    """

    kind: Kind
    title: str
    text: str = field(repr=False)
    reading: Reading = field(default_factory=lambda: Reading("text"), repr=False)
    response: Response | None = field(default=None, repr=False)
    node: Node | None = field(default=None, repr=False)
    request_id: str = ""
    cookies: tuple[str, ...] = ()
    is_fragment: bool = False
    note: str = ""

    @property
    def is_plain_body(self) -> bool:
        """Whether an editor should take the text as it is: it is JSON of an event or a part of it, nothing around."""
        is_body = self.reading.kind == _BODY and isinstance(document := parse(self.text), dict)
        return self.is_fragment or (is_body and ("xdmEntity" not in self.text or action_of(document) is not None))


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
        _excerpts,
        _decoded,
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
    else:
        response = Response(_likely_status(parsed), (), response.body, response.timings)
    return Pasted(Kind.RESPONSE, response_title(response), text, response=response)


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
    response = None if any(each.outcome for each in reading.requests) else _response_beside(text)
    more += " and a response" if response is not None else ""
    title = reading.kind[:1].upper() + reading.kind[1:] + more
    return Pasted(Kind.REQUEST, title, text, reading=reading, response=response)


def _response_beside(text: str) -> Response | None:
    """The response in a text that has requests, too, such as a terminal's; an event has propositions without one."""
    if not any(each in text for each in _RESPONSE_MEMBERS):
        return None
    log, _ = read_documents(text)
    bodies = bodies_of(tuple(each for each in log.excerpts if each.kind in _OF_A_RESPONSE))
    return _response_of(bodies) if bodies else None


def _response_of(bodies: tuple[FoundBody, ...]) -> Response:
    body = "\n".join(each.text for each in bodies).encode("utf-8", "surrogatepass")
    response = Response(_OK, (), body, Timings(0.0))
    told = next((each.status for each in bodies if each.status is not None), None) if len(bodies) == 1 else None
    return Response(told or _likely_status(response.parsed()), (), body, response.timings)


def _cookies(text: str, now: datetime) -> Pasted | None:
    if "=" not in text or text.startswith(("{", "[")):
        return None
    found = import_without_requests(text, Visitor(""), now)
    return Pasted(Kind.COOKIES, "Cookies", text, cookies=found.kept) if found.kept else None


def _excerpts(text: str, now: datetime) -> Pasted | None:
    """What a log or a result of an SDK has of responses; without one, the error or the event that it has."""
    log, _ = read_documents(text)
    if not log.excerpts:
        return _of_another_service(text, now)
    what = log.source if log.source != "text" else log.excerpts[0].kind if len(log.excerpts) == 1 else "responses"
    title = what[:1].upper() + what[1:]
    bodies = bodies_of(log.excerpts)
    if not bodies:
        outline = outline_of_text(text.encode("utf-8", "surrogatepass"), now)
        return Pasted(Kind.VALUE, f"{title} · {outline.tree.value}".removesuffix(" · "), text, node=outline.tree)
    response = _response_of(bodies)
    is_fragment = len(log.excerpts) == 1 and log.excerpts[0].kind in _OF_AN_EVENT and text[:1] in ("[", "{")
    note = _REBUILT if any(each.is_rebuilt for each in bodies) else ""
    title = f"{title} · {_handles(response.parsed())}"
    return Pasted(Kind.RESPONSE, title, text, response=response, is_fragment=is_fragment, note=note)


def _of_another_service(text: str, now: datetime) -> Pasted | None:
    outline = of_another_service(parse(text), now) if text.startswith("{") else None
    if outline is None:
        return None
    what = outline.tree.value
    title = f"{what[:1].upper()}{what[1:]} · not of the Edge Network"
    return Pasted(Kind.VALUE, title, text, node=outline.tree, note=outline.tree.note)


def _decoded(text: str, now: datetime) -> Pasted | None:
    """What has responses, or is of another service, once it's decoded: requests are found however they are encoded."""
    for decoded, note in decodings(text):
        if found := _response(decoded, now) or _excerpts(decoded, now):
            return replace(found, text=text, is_fragment=False, note=f"{found.note} {note}".lstrip())
    return None


def _likely_status(parsed: InteractResponse | ParseError) -> int:
    """The status of a body without a head: a problem tells it, errors beside handles are a partial success."""
    if isinstance(parsed, ParseError):
        return _OK
    if parsed.problem is not None:
        coded = _CODE_STATUS.search(parsed.problem.name)
        return parsed.problem.status or (int(coded[1]) if coded else _OK)
    return _PARTIAL if parsed.errors else _OK


def response_title(response: Response) -> str:
    """A response in words: its status and the number of its handles."""
    return f"Response · {response.status} · {_handles(response.parsed())}"


def _handles(parsed: InteractResponse | ParseError) -> str:
    count = len(parsed.handles) if isinstance(parsed, InteractResponse) else 0
    return counted(count, "handle")
