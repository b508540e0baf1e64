"""A gateway's response: handles, problems, and any members beyond them."""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from edge_tui.model.encoding import decoded
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, join
from edge_tui.model.json.received import RepeatedNames, receive

if TYPE_CHECKING:
    from edge_tui.model.json.stream import Stream

_CODE = re.compile(r"(?:EXEG|va-edge)-(\d{4})(?:-(\d{2,3}))?", re.IGNORECASE)
_ENVELOPE = {"requestId", "handle", "errors", "warnings"}
_LARGE_CHARACTERS = 10_000
_HUGE_CHARACTERS = 1_000_000

T = TypeVar("T")


class FreedGradually(list[T]):
    """A list of many values of a response. To free half a million at once would block the keyboard.

    It isn't freed where its last reference goes, but given to `take`, which does so in small steps: whoever drops a
    response needn't know that it is large. Without `take` it is freed as any list.
    """

    __slots__ = ()
    take: "ClassVar[Callable[[FreedGradually[Any]], object] | None]" = None

    def __del__(self) -> None:
        take = FreedGradually.take
        if take is not None:
            take(self)


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle. `payload` is unparsed; `pointer` is the handle's JSON pointer in the body."""

    type: str
    payload: JsonValue
    event_index: int | None
    pointer: str
    others: JsonObject = field(default_factory=dict)

    @property
    def items(self) -> list[JsonValue]:
        """The payload's items; empty when the payload isn't an array."""
        return self.payload if isinstance(self.payload, list) else []

    @property
    def summary_items(self) -> list[JsonValue]:
        """The items as far as a summary needs them: here, all in full."""
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
        """The four-digit code of the problem: `0104` for `…/EXEG-0104-422`."""
        match = _CODE.search(self.type)
        return match[1] if match else None

    @property
    def name(self) -> str:
        """The problem's short name: `EXEG-0104-422`, or the full type without a code."""
        match = _CODE.search(self.type)
        return match[0] if match else self.type

    @property
    def event_index(self) -> int | None:
        """The index of the event it is about: usually inside `report`, sometimes at the root."""
        index = self.report.get("eventIndex", self.members.get("eventIndex"))
        return index if isinstance(index, int) else None


@dataclass(frozen=True, slots=True)
class InteractResponse:
    """A parsed response body. `document` is all of it; `others` are members without a field here.

    `problem` is set when the body itself is a problem object: the request was rejected. For a body
    of several documents `document` is an array of them, `framing` says how they were separated and
    `parse_error` where the body is cut off. `anomalies` are sentences on what is unusual about the
    JSON, `repeated` the objects with duplicate names.
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
    # The document again, if it is large.
    _to_free: FreedGradually[JsonValue] | None = field(default=None, compare=False, repr=False)

    @property
    def is_of_the_gateway(self) -> bool:
        """Whether the body looks like the gateway's; any JSON can be read as an `InteractResponse`."""
        if self.framing or self.problem:
            return True
        return isinstance(self.document, dict) and not _ENVELOPE.isdisjoint(self.document)

    def of_type(self, handle_type: str) -> tuple[Handle, ...]:
        """The handles of one type."""
        return tuple(handle for handle in self.handles if handle.type == handle_type)


def read_response(body: bytes) -> InteractResponse | ParseError:
    """Parses a response body; a `ParseError` says where it stops being JSON.

    JSON that isn't an envelope (an array, a string, a handle without a type) is kept in `others`,
    under its name, or under `""` for the whole document.
    """
    text, odd = decoded(body)
    with _collector_paused(len(text)):
        read = _read_text(text, (odd.sentence,) if odd else ())
    if isinstance(read, ParseError) or len(text) <= _HUGE_CHARACTERS:
        return read
    return replace(read, _to_free=FreedGradually([read.document]))


def _read_text(text: str, encoding: tuple[str, ...]) -> InteractResponse | ParseError:
    received = receive(text)
    if isinstance(received, ParseError):
        from edge_tui.model.json.stream import read_stream

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


def _read_stream(stream: "Stream", encoding: tuple[str, ...]) -> InteractResponse:
    """All envelopes of a stream as one; pointers start with the index of the envelope."""
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
        non_handles = [item for item in others.pop("handle") if not is_handle(item)]
        handles = [
            read_handle(item, join("/handle", i)) for i, item in enumerate(document["handle"]) if is_handle(item)
        ]
        if non_handles:
            others["handle"] = non_handles
    for member, found in problems.items():
        if isinstance(document.get(member), list):
            non_objects = [item for item in others.pop(member) if not isinstance(item, dict)]
            found += [
                read_problem(item, join("", member, i))
                for i, item in enumerate(document[member])
                if isinstance(item, dict)
            ]
            if non_objects:
                others[member] = non_objects
    return InteractResponse(
        document, request_id, tuple(handles), tuple(problems["errors"]), tuple(problems["warnings"]), None, others
    )


def is_handle(item: JsonValue) -> bool:
    """Whether a value is a handle: an object with a type and a payload."""
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "payload" in item


def read_handle(item: JsonObject, pointer: str) -> Handle:
    """The handle in an object for which `is_handle` is true. A non-integer event index goes into `others`."""
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
    """A problem object, read leniently: names in any case, fields of an unexpected type in `members` only."""
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


def _lowered(members: JsonObject) -> JsonObject:
    """The members by their names in lower case; a name that already is wins."""
    return {**{name.lower(): value for name, value in members.items()}, **members}


def _string(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


@contextmanager
def _collector_paused(characters: int) -> Iterator[None]:
    """Pauses the garbage collector for a large parse, which would otherwise take twice as long.

    Parsed JSON has no cycles and is freed by reference counting. A huge document is frozen, so that
    the collector never traverses it: each traversal would delay key presses noticeably.
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
