"""What the gateway answers: handles, problems, and the members nobody has a name for yet."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from edge_tui.model.document import JsonObject, JsonValue, ParseError, join
from edge_tui.model.encoding import decode_body, odd_encoding
from edge_tui.model.received import RepeatedNames, receive
from edge_tui.model.stream import Stream, read_stream

_CODE = re.compile(r"(?:EXEG|va-edge)-(\d{4})(?:-(\d{2,3}))?", re.IGNORECASE)
_SUFFIXED = re.compile(r"(.+)-([0-9a-f]{16})", re.DOTALL)
_ENVELOPE = {"requestId", "handle", "errors", "warnings"}
_LARGE_CHARACTERS = 10_000
_HUGE_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle. `payload` is as it came; `pointer` leads to it in the answer's body."""

    type: str
    payload: JsonValue
    event_index: int | None
    pointer: str
    others: JsonObject = field(default_factory=dict)

    @property
    def items(self) -> list[JsonValue]:
        """The payload's items; empty when the payload is no array."""
        return self.payload if isinstance(self.payload, list) else []

    @property
    def summary_items(self) -> list[JsonValue]:
        """As much of the items as a summary of them needs; they are there, so all of it."""
        return self.items


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem details object (RFC 9457), fatal or listed under `errors` or `warnings`."""

    type: str
    status: int | None
    title: str
    detail: str
    report: JsonObject
    pointer: str
    members: JsonObject

    @property
    def code(self) -> str | None:
        """The four digits that name the problem: `0104` of `…/EXEG-0104-422`."""
        match = _CODE.search(self.type)
        return match[1] if match else None

    @property
    def name(self) -> str:
        """The problem's short name: `EXEG-0104-422`, or the whole type when it has no code."""
        match = _CODE.search(self.type)
        return match[0] if match else self.type

    @property
    def event_index(self) -> int | None:
        """The event it is about; told at the root by handles, inside `report` by problems."""
        index = self.report.get("eventIndex", self.members.get("eventIndex"))
        return index if isinstance(index, int) else None


@dataclass(frozen=True, slots=True)
class InteractResponse:
    """An answer's body, read. `document` is the whole of it; `others` what no field here names.

    `problem` is set when the body itself is a problem object: the request was refused. A body of
    several documents has them all in `document`, an array, and says in `framing` how they were
    told apart; `parse_error` then is where it breaks off. `anomalies` are sentences on what is unusual
    about the JSON, `repeated` the objects in it that repeat a name.
    """

    document: JsonValue
    request_id: str | None = None
    handles: tuple[Handle, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    problem: Problem | None = None
    others: JsonObject = field(default_factory=dict)
    framing: str = ""
    parse_error: ParseError | None = None
    anomalies: tuple[str, ...] = ()
    repeated: tuple[RepeatedNames, ...] = ()

    @property
    def is_of_the_gateway(self) -> bool:
        """Whether the body has anything of what the gateway answers; any JSON at all can be read as a response."""
        if self.framing or self.problem:
            return True
        return isinstance(self.document, dict) and not _ENVELOPE.isdisjoint(self.document)

    def of_type(self, handle_type: str) -> tuple[Handle, ...]:
        """The handles of one type."""
        return tuple(handle for handle in self.handles if handle.type == handle_type)


def read_response(body: bytes) -> InteractResponse | ParseError:
    """Reads an answer's body; a `ParseError` says where it stops being JSON.

    What is JSON but no envelope (an array, a string, a handle without a type) is kept in
    `others`, under its own name or under `""` for the whole document.
    """
    text = decode_body(body)
    odd = odd_encoding(body)
    encoding = (odd.sentence,) if odd else ()
    with _collector_paused(len(text)):
        received = receive(text)
        if isinstance(received, ParseError):
            stream = read_stream(text)
            return _read_stream(stream, encoding) if stream else received
    read = _read_document(received.document)
    return replace(read, anomalies=(*encoding, *received.anomalies), repeated=received.repeated)


def _read_document(document: JsonValue) -> InteractResponse:
    if not isinstance(document, dict):
        return InteractResponse(document, others={"": document})
    if is_problem(document):
        problem = read_problem(document, "")
        return InteractResponse(document, _string(problem.report.get("requestId")), problem=problem)
    return _read_envelope(document)


def _read_stream(stream: Stream, encoding: tuple[str, ...]) -> InteractResponse:
    """All envelopes of a stream as one; pointers begin with the place of the envelope."""
    handles: list[Handle] = []
    errors: list[Problem] = []
    warnings: list[Problem] = []
    request_id = None
    for index, document in enumerate(stream.documents):
        read, place = _read_document(document), join("", index)
        request_id = request_id or read.request_id
        handles += [replace(handle, pointer=place + handle.pointer) for handle in read.handles]
        refusal = (read.problem,) if read.problem else ()
        errors += [replace(problem, pointer=place + problem.pointer) for problem in (*refusal, *read.errors)]
        warnings += [replace(problem, pointer=place + problem.pointer) for problem in read.warnings]
    return InteractResponse(
        list(stream.documents),
        request_id,
        tuple(handles),
        tuple(errors),
        tuple(warnings),
        framing=stream.framing,
        parse_error=stream.parse_error,
        anomalies=(*encoding, *stream.anomalies),
        repeated=stream.repeated,
    )


def _read_envelope(document: JsonObject) -> InteractResponse:
    others = dict(document)
    request_id = others.pop("requestId", None) if isinstance(document.get("requestId"), str) else None
    handles: list[Handle] = []
    problems: dict[str, list[Problem]] = {"errors": [], "warnings": []}
    if isinstance(document.get("handle"), list):
        strays = [item for item in others.pop("handle") if not is_handle(item)]
        handles = [
            read_handle(item, join("/handle", i)) for i, item in enumerate(document["handle"]) if is_handle(item)
        ]
        if strays:
            others["handle"] = strays
    for member, found in problems.items():
        if isinstance(document.get(member), list):
            strays = [item for item in others.pop(member) if not isinstance(item, dict)]
            found += [
                read_problem(item, join("", member, i))
                for i, item in enumerate(document[member])
                if isinstance(item, dict)
            ]
            if strays:
                others[member] = strays
    return InteractResponse(
        document, request_id, tuple(handles), tuple(problems["errors"]), tuple(problems["warnings"]), None, others
    )


def is_handle(item: JsonValue) -> bool:
    """Whether a value is a handle: an object with a type and a payload."""
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "payload" in item


def read_handle(item: JsonObject, pointer: str) -> Handle:
    """A handle, of an object that is one. An event index that is no integer is among the `others`."""
    index = item.get("eventIndex")
    others = {name: value for name, value in item.items() if name not in ("type", "payload", "eventIndex")}
    is_index = isinstance(index, int) and not isinstance(index, bool)
    if "eventIndex" in item and not is_index:
        others["eventIndex"] = index
    return Handle(item["type"], item["payload"], index if is_index else None, pointer, others)


def is_problem(document: JsonValue) -> bool:
    """Whether a body is itself a problem object rather than an envelope of handles."""
    if not isinstance(document, dict) or "handle" in document:
        return False
    names = _lowered(document)
    return isinstance(names.get("title"), str) and ("type" in names or "status" in names)


def read_problem(members: JsonObject, pointer: str) -> Problem:
    """A problem object, leniently, its names in any case: fields of another type stay in `members` only."""
    names = _lowered(members)
    status = names.get("status")
    report = names.get("report")
    return Problem(
        type=_string(names.get("type")) or "about:blank",
        status=status if isinstance(status, int) and not isinstance(status, bool) else None,
        title=_string(names.get("title")) or _string(names.get("message")) or "",
        detail=_string(names.get("detail")) or "",
        report=report if isinstance(report, dict) else {},
        pointer=pointer,
        members=members,
    )


def sent_id_of(gateway_request_id: str) -> str:
    """The client's part of `<requestId>-<16 hex>`; the whole when there is no such suffix."""
    match = _SUFFIXED.fullmatch(gateway_request_id)
    return match[1] if match else gateway_request_id


def _lowered(members: JsonObject) -> JsonObject:
    """The members by their names in lower case; a name that is written so wins."""
    return {**{name.lower(): value for name, value in members.items()}, **members}


def _string(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


@contextmanager
def _collector_paused(characters: int) -> Iterator[None]:
    """Stops the garbage collector for a large parse, which it would otherwise slow down twofold.

    What was read holds no cycles, and is freed like anything else. Where it is huge the collector
    is told never to walk through it: each walk would hold up the keys for longer than one feels.
    """
    paused = characters > _LARGE_CHARACTERS and gc.isenabled()
    if paused:
        gc.disable()
    try:
        yield
    finally:
        if paused and characters > _HUGE_CHARACTERS:
            gc.freeze()
        if paused:
            gc.enable()
