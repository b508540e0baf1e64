"""An exchange as one tree: how it ended, errors, warnings, what was not answered, handles, and the rest."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.handles.query import read_query
from edge_tui.model.document import ParseError, parse
from edge_tui.model.encoding import codings_of, is_kept_packed
from edge_tui.model.exchange import Answer, Exchange
from edge_tui.model.node import ABSENT, Node, Tone, one_line
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse, read_response, sent_id_of
from edge_tui.outline.envelope import envelope_nodes, huge_envelope_nodes
from edge_tui.outline.problem_nodes import explanation_nodes, failure_node, likely_cause_nodes, meaning_of
from edge_tui.outline.unparsable import strange_body
from edge_tui.outline.wrapping import unwrap
from edge_tui.problems import explain
from edge_tui.problems.likely_causes import likely_causes_of_status

if TYPE_CHECKING:
    from edge_tui.outline.huge_body import HugeBody

_ACCEPTED = (
    "Accepted by Edge. The gateway answers before the event is checked against the dataset's schema: whether it was "
    "stored is told later, by the dataset's batches and in Assurance."
)
# A body of so many bytes is split before it is read. Reading a smaller one whole takes no longer than loading msgspec.
HUGE = 4_000_000


def outline(exchange: Exchange, now: datetime) -> Node:
    """The whole of an exchange; `now` is when it is looked at. What lies below a node is worked out when asked for."""
    if exchange.failure is not None:
        return Node(
            "no answer",
            str(exchange.failure.kind),
            Tone.ERROR,
            branches=lambda: [*_remarks(exchange), failure_node(exchange.failure)] if exchange.failure else (),
        )
    if exchange.answer is None:
        return Node("unfinished", "no answer is recorded", Tone.WARNING, branches=lambda: _unfinished(exchange))
    answer = exchange.answer
    read = answer.response()
    label = f"{answer.status} {answer.reason}".strip()
    if isinstance(read, ParseError):
        return Node(
            label,
            "no body" if not answer.body.strip() else "the body is not JSON",
            _tone_of(answer.status) if _may_be_silent(answer) else Tone.ERROR,
            branches=lambda: [*_remarks(exchange), *_without_json(answer, read, exchange.request)],
        )
    return Node(
        label,
        _summary(read, len(read.handles)),
        _tone_of_answer(answer, read),
        "",
        read.document,
        _ACCEPTED if answer.status < 300 and read.is_of_the_gateway else "",
        branches=lambda: [*_remarks(exchange), *_answered(exchange, answer, read, now)],
    )


def outline_of_body(body: bytes, now: datetime) -> Node:
    """A response body on its own, with no request to hold it against.

    Takes any bytes: compressed ones are unpacked, and the status line and headers that
    `curl -i` prints may stand before the body.
    """
    wrapped = unwrap(body)
    huge = _split(wrapped.body) if len(wrapped.body) >= HUGE else None
    read = huge.rest if huge else read_response(wrapped.body)
    if isinstance(read, ParseError):
        summary = "not JSON" if wrapped.body.strip() else "empty"
        return Node(
            "body",
            summary,
            Tone.ERROR,
            branches=lambda: [*strange_body(wrapped.body, read), *wrapped.nodes()],
        )
    is_odd = bool(read.errors or read.warnings) or not read.is_of_the_gateway
    tone = Tone.ERROR if read.problem else Tone.WARNING if is_odd else Tone.GOOD
    return Node(
        "refused" if read.problem else "answer" if read.is_of_the_gateway else "body",
        _summary(read, len(huge.handles if huge else read.handles)),
        tone,
        "",
        ABSENT if huge else read.document,
        branches=lambda: [
            *(huge_envelope_nodes(huge, now) if huge else envelope_nodes(read, None, None, now)),
            *wrapped.nodes(),
        ],
    )


def _split(body: bytes) -> "HugeBody | None":
    from edge_tui.outline.huge_body import split

    return split(body)


def _summary(read: InteractResponse, handles: int) -> str:
    """`5 handles · 1 error`, or the problem that the body is."""
    if not read.is_of_the_gateway:
        return "JSON, but no envelope"
    if read.problem:
        return one_line(f"{read.problem.name} · {read.problem.title}".removeprefix("about:blank · "))
    counts = ((handles, "handle"), (len(read.errors), "error"), (len(read.warnings), "warning"))
    told = [f"{number} {noun}" + ("" if number == 1 else "s") for number, noun in counts if number or noun == "handle"]
    return " · ".join(told)


def _answered(exchange: Exchange, answer: Answer, read: InteractResponse, now: datetime) -> Iterator[Node]:
    body = parse(exchange.request.body)
    is_envelope = bool(read.framing) or (isinstance(read.document, dict) and "handle" in read.document)
    query = None if isinstance(body, ParseError) or not is_envelope else read_query(body)
    is_silent = read.is_of_the_gateway and not read.handles
    if read.problem is None and (answer.status >= 300 or is_silent):
        yield from _status(answer, exchange.request)
    yield from _pause(answer)
    yield from envelope_nodes(read, exchange.request, query, now)
    gateway_id = read.request_id
    if gateway_id is not None and exchange.request_id not in (gateway_id, sent_id_of(gateway_id)):
        yield Node(
            "another request id",
            exchange.request_id,
            Tone.WARNING,
            note="This id was sent, and the answer's id does not begin with it: something on the way changed it, or "
            "this is another request's answer.",
        )


def _without_json(answer: Answer, parse_error: ParseError, request: InteractRequest) -> Iterator[Node]:
    if answer.status >= 300 or _may_be_silent(answer):
        yield from _status(answer, request)
    yield from _pause(answer)
    yield from _packing(answer)
    if not _may_be_silent(answer):
        yield from strange_body(answer.body, parse_error)


def _packing(answer: Answer) -> Iterator[Node]:
    """Says that a body is still packed."""
    codings = codings_of(value for name, value in answer.headers if name.lower() == "content-encoding")
    if answer.body and is_kept_packed(codings):
        yield Node(
            "content-encoding",
            one_line(", ".join(codings)),
            Tone.WARNING,
            note="edge-tui unpacks gzip or deflate, and one of them only; the body is kept as the bytes that arrived. "
            "Edge is asked for no other: something on the way packed it, or a header of the event asked for it.",
        )


def _may_be_silent(answer: Answer) -> bool:
    """Whether an answer of this status comes without a body, and did."""
    return answer.status in (202, 204) and not answer.body.strip()


def _status(answer: Answer, request: InteractRequest) -> Iterator[Node]:
    """What a status means that comes without a problem object."""
    if answer.status < 300:
        told = f"{answer.status} comes without handles" if answer.status in (202, 204) else "no handles came back"
        yield Node("accepted by Edge", told, Tone.GOOD, note=_ACCEPTED)
    elif 300 <= answer.status < 400:
        yield Node(
            "redirect",
            one_line(answer.header("location") or "to nowhere"),
            Tone.ERROR,
            note="The gateway never redirects. Something before it does; edge-tui does not follow, since a redirected "
            "POST loses its body. Check the URL of the profile.",
            request_location="profile:url",
        )
    elif answer.status >= 400 and (explanation := explain(str(answer.status))):
        yield Node(
            f"{answer.status} {explanation.title}",
            "with no problem told by the gateway itself",
            Tone.ERROR,
            note=meaning_of(explanation),
            source=explanation.source,
            opened=True,
            branches=lambda: [
                *explanation_nodes(explanation),
                *likely_cause_nodes(likely_causes_of_status(answer.status, request)),
            ],
        )


def _pause(answer: Answer) -> Iterator[Node]:
    wait = answer.header("retry-after")
    if wait is not None:
        unit = " s" if wait.strip().isdigit() else ""
        yield Node("retry-after", one_line(wait) + unit, Tone.WARNING, note="The gateway asks to wait this long.")


def _remarks(exchange: Exchange) -> Iterator[Node]:
    for remark in exchange.remarks:
        yield Node("remark", one_line(remark), Tone.WARNING, note=remark)


def _unfinished(exchange: Exchange) -> Iterator[Node]:
    yield from _remarks(exchange)
    yield Node(
        "unfinished",
        "the request is under way, or edge-tui was closed before the answer came",
        Tone.WARNING,
        note="The request was recorded before it was sent. Whether Edge accepted it is not known; replay it to see an "
        "answer.",
    )


def _tone_of_answer(answer: Answer, read: InteractResponse) -> Tone:
    is_odd = bool(read.errors or read.warnings) or not read.is_of_the_gateway
    return Tone.WARNING if is_odd and answer.status < 400 else _tone_of(answer.status)


def _tone_of(status: int) -> Tone:
    return Tone.GOOD if status < 300 else Tone.ERROR
