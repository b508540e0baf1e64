"""An exchange as one tree: outcome, errors, warnings, missing results, handles, and everything else."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.handles.query import Query, read_query
from edge_tui.model.client_state import short_key
from edge_tui.model.encoding import codings_of, is_kept_packed
from edge_tui.model.exchange import Exchange, Failure, Response
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.node import ABSENT, KeptBranches, Node, Tone, one_line
from edge_tui.model.response import InteractResponse, read_response
from edge_tui.model.text import counted
from edge_tui.outline.envelope import envelope_nodes, huge_envelope_nodes
from edge_tui.values.request_id import sent_id_of

if TYPE_CHECKING:
    from edge_tui.model.exchange import Failure
    from edge_tui.outline.handle_groups import AnyHandle
    from edge_tui.outline.huge_body import HugeBody

_ACCEPTED = (
    "Accepted by Edge. The gateway responds before the event is validated against the dataset's schema; check the "
    "dataset's batches or Assurance to see whether it was stored."
)
# Bodies from this size in bytes are split before parsing. Parsing a smaller one takes no longer than importing msgspec.
HUGE_BYTES = 4_000_000


def outline(exchange: Exchange, now: datetime) -> Node:
    """The tree of an exchange as of `now`. Children are computed when a node is opened; the root keeps its own."""
    if exchange.failure is not None:
        return Node(
            "no response",
            exchange.failure.kind.word,
            Tone.ERROR,
            branches=lambda: _failed(exchange, exchange.failure) if exchange.failure else (),
        )
    if exchange.response is None:
        return Node("unfinished", "no response recorded", Tone.WARNING, branches=lambda: _unfinished(exchange))
    response = exchange.response
    read = response.parsed()
    label = f"{response.status} {response.reason}".strip()
    if isinstance(read, ParseError) and _is_unrecorded(exchange, response):
        return Node(
            label,
            "the body was not recorded",
            _tone_of_status(response.status),
            branches=lambda: [
                *_notes(exchange),
                *_with_visitor(exchange, (), _status(response, exchange) if response.status >= 300 else ()),
                *_origin_nodes(exchange),
            ],
        )
    if isinstance(read, ParseError):
        return Node(
            label,
            "no body" if not response.body.strip() else "the body isn't JSON",
            _tone_of_status(response.status) if _is_empty_success(response) else Tone.ERROR,
            branches=lambda: [
                *_notes(exchange),
                *_with_visitor(exchange, (), _unparsed_nodes(response, read, exchange)),
                *_origin_nodes(exchange),
            ],
        )
    return Node(
        label,
        _summary(read, len(read.handles)),
        _tone_of_response(response, read),
        "",
        read.document,
        _ACCEPTED if response.status < 300 and read.is_of_the_gateway else "",
        branches=KeptBranches(
            lambda: [
                *_notes(exchange),
                *(
                    _with_visitor(exchange, read.handles, _response_nodes(exchange, response, read, now))
                    if read.is_of_the_gateway
                    else _response_nodes(exchange, response, read, now)
                ),
                *_origin_nodes(exchange),
            ]
        ),
    )


def early_outline(exchange: Exchange, now: datetime) -> Node | None:
    """The tree of a response that isn't parsed yet; None if only parsing it can tell what it is.

    It has the labels and values of `outline`, but groups of handles have no content, and anomalies
    in the JSON aren't known yet.
    """
    response = exchange.response
    huge = _split(response.body) if response else None
    if response is None or huge is None:
        return None
    query = _query(exchange)
    return Node(
        f"{response.status} {response.reason}".strip(),
        _summary(huge.rest, len(huge.handles)),
        _tone_of_response(response, huge.rest),
        branches=KeptBranches(
            lambda: [
                *_notes(exchange),
                *_with_visitor(
                    exchange,
                    huge.handles,
                    _around_envelope(
                        exchange,
                        response,
                        huge.rest,
                        has_handles=bool(huge.handles),
                        nodes=lambda: huge_envelope_nodes(huge, exchange.request, query, now),
                    ),
                ),
            ]
        ),
    )


def outline_of_body(body: bytes, now: datetime) -> Node:
    """A response body alone, without its request.

    Takes any bytes: compressed bodies are unpacked, and the status line and headers printed by
    `curl -i` may precede the body.
    """
    from edge_tui.outline.anomalies import deferred_anomalies
    from edge_tui.outline.wrapping import unwrap

    wrapped = unwrap(body)
    huge = _split(wrapped.body) if len(wrapped.body) >= HUGE_BYTES else None
    read = huge.rest if huge else read_response(wrapped.body)
    if isinstance(read, ParseError):
        summary = "not JSON" if wrapped.body.strip() else "empty"
        return Node(
            "body",
            summary,
            Tone.ERROR,
            branches=lambda: [*_unparsable_body(wrapped.body, read), *wrapped.nodes()],
        )
    is_unusual = bool(read.errors or read.warnings) or not read.is_of_the_gateway
    tone = Tone.ERROR if read.problem else Tone.WARNING if is_unusual else Tone.GOOD
    return Node(
        "refused" if read.problem else "response" if read.is_of_the_gateway else "body",
        _summary(read, len(huge.handles if huge else read.handles)),
        tone,
        "",
        ABSENT if huge else read.document,
        branches=lambda: [
            *(
                huge_envelope_nodes(huge, None, None, now, anomalies=[deferred_anomalies(huge.body, now)])
                if huge
                else envelope_nodes(read, None, None, now)
            ),
            *wrapped.nodes(),
        ],
    )


def _split(body: bytes) -> "HugeBody | None":
    from edge_tui.outline.huge_body import split

    return split(body)


def _summary(read: InteractResponse, handles: int) -> str:
    """`5 handles · 1 error`, or the problem if the body is one."""
    if not read.is_of_the_gateway:
        from edge_tui.logs import kind_of_document, named

        kind = kind_of_document(read.document)
        return "JSON, but not an envelope" if kind is None else f"not an envelope, but {named(kind)}"
    if read.problem:
        return one_line(f"{read.problem.name} · {read.problem.title}".removeprefix("about:blank · "))
    counts = ((handles, "handle"), (len(read.errors), "error"), (len(read.warnings), "warning"))
    words = [counted(number, noun) for number, noun in counts if number or noun == "handle"]
    return " · ".join(words)


def _response_nodes(exchange: Exchange, response: Response, read: InteractResponse, now: datetime) -> Iterator[Node]:
    is_envelope = bool(read.framing) or (isinstance(read.document, dict) and "handle" in read.document)
    query = _query(exchange) if is_envelope else None
    yield from _around_envelope(
        exchange,
        response,
        read,
        has_handles=bool(read.handles),
        nodes=lambda: envelope_nodes(read, exchange.request, query, now),
    )


def _query(exchange: Exchange) -> Query | None:
    body = parse(exchange.request.body)
    if isinstance(body, ParseError):
        return None
    return replace(read_query(body), has_identity_cookie=_has_identity_cookie(exchange))


def _has_identity_cookie(exchange: Exchange) -> bool:
    """Whether a first-party gateway was sent the identity cookie, or set it; its name is enough."""
    names = [*exchange.origin.cookies_sent] if exchange.origin else []
    headers = [*exchange.request.headers, *(exchange.response.headers if exchange.response else ())]
    for header, text in headers:
        if header.lower() in ("cookie", "set-cookie"):
            names += [pair.partition("=")[0].strip() for pair in text.split(";")]
    return any(short_key(name) == "identity" for name in names)


def _around_envelope(
    exchange: Exchange,
    response: Response,
    read: InteractResponse,
    *,
    has_handles: bool,
    nodes: Callable[[], Iterator[Node]],
) -> Iterator[Node]:
    """The nodes of an envelope, with what its status and headers say."""
    has_no_handles = read.is_of_the_gateway and not has_handles
    if read.problem is None and (response.status >= 300 or has_no_handles):
        yield from _status(response, exchange)
    yield from _retry_after(response)
    yield from nodes()
    gateway_id = read.request_id
    # Of a recorded request without an ID, the exchange's is the recording's.
    was_sent = exchange.origin is None or exchange.request_id in exchange.request.url
    if was_sent and gateway_id is not None and exchange.request_id not in (gateway_id, sent_id_of(gateway_id)):
        yield Node(
            "request ID mismatch",
            exchange.request_id,
            Tone.WARNING,
            note="This ID was sent, but the ID in the response doesn't start with it: something on the way changed it, "
            "or this is the response to another request.",
        )


def _unparsed_nodes(response: Response, parse_error: ParseError, exchange: Exchange) -> Iterator[Node]:
    if response.status >= 300 or _is_empty_success(response):
        yield from _status(response, exchange)
    yield from _retry_after(response)
    yield from _compression(response)
    if not _is_empty_success(response):
        yield from _unparsable_body(response.body, parse_error)


def _compression(response: Response) -> Iterator[Node]:
    """A warning that the body is still compressed."""
    codings = codings_of(value for name, value in response.headers if name.lower() == "content-encoding")
    if response.body and is_kept_packed(codings):
        yield Node(
            "content-encoding",
            one_line(", ".join(codings)),
            Tone.WARNING,
            note="edge-tui decompresses only one gzip or deflate layer; the body is shown as the bytes that arrived. "
            "Something on the way compressed it, or a header of the event requested this encoding.",
        )


def _is_empty_success(response: Response) -> bool:
    """Whether the status is 202 or 204 and there is no body, as expected."""
    return response.status in (202, 204) and not response.body.strip()


_REDIRECT = (
    "The gateway never redirects; something in front of it does. edge-tui doesn't follow, because a redirected POST "
    "loses its body. Check the URL in the profile."
)
_REDIRECTED_ELSEWHERE = (
    "The gateway never redirects; something in front of it did. A client that follows may lose the event with the body "
    "of its request: check the host that the site sends to."
)


def _status(response: Response, exchange: Exchange) -> Iterator[Node]:
    """The meaning of a status without a problem object."""
    if response.status < 300:
        words = f"{response.status} has no handles" if response.status in (202, 204) else "no handles in the response"
        yield Node("accepted by Edge", words, Tone.GOOD, note=_ACCEPTED)
    elif 300 <= response.status < 400:
        is_recorded = exchange.origin is not None
        yield Node(
            "redirect",
            one_line(response.header("location") or ("not recorded" if is_recorded else "no location")),
            Tone.ERROR,
            note=_REDIRECTED_ELSEWHERE if is_recorded else _REDIRECT,
            request_location="" if is_recorded else "profile:url",
        )
    elif response.status >= 400:
        from edge_tui.outline.problem_nodes import status_node

        yield from status_node(response.status, exchange.request)


def _failure_node(exchange: Exchange, failure: "Failure") -> Node:
    # Explanations are imported when there is something to explain, what a recording knows when there is one.
    if exchange.origin is not None:
        from edge_tui.outline.origin_nodes import recorded_failure_node

        return recorded_failure_node(failure)
    from edge_tui.outline.problem_nodes import failure_node

    return failure_node(failure)


def _origin_nodes(exchange: Exchange) -> Iterable[Node]:
    if exchange.origin is None:
        return ()
    from edge_tui.outline.origin_nodes import origin_nodes

    return origin_nodes(exchange)


def _is_unrecorded(exchange: Exchange, response: Response) -> bool:
    if exchange.origin is None:
        return False
    from edge_tui.outline.origin_nodes import is_unrecorded

    return is_unrecorded(exchange, response)


def _unparsable_body(body: bytes, parse_error: ParseError) -> Iterator[Node]:
    from edge_tui.outline.unparsable import unparsable_body

    return unparsable_body(body, parse_error)


def _with_visitor(exchange: Exchange, handles: "Sequence[AnyHandle]", nodes: Iterable[Node]) -> Iterator[Node]:
    # Imported when there is a response of an exchange: a body alone has no visitor.
    from edge_tui.outline.identification_nodes import with_visitor

    return with_visitor(exchange, handles, nodes)


def _retry_after(response: Response) -> Iterator[Node]:
    wait = response.header("retry-after")
    if wait is not None:
        unit = " s" if wait.strip().isdigit() else ""
        yield Node("retry-after", one_line(wait) + unit, Tone.WARNING, note="Wait this long before you retry.")


def _notes(exchange: Exchange) -> Iterator[Node]:
    for note in exchange.notes:
        yield Node("note", one_line(note), Tone.WARNING, note=note)


def _failed(exchange: Exchange, failure: "Failure") -> Iterator[Node]:
    yield from _notes(exchange)
    yield _failure_node(exchange, failure)
    yield from _origin_nodes(exchange)


def _unfinished(exchange: Exchange) -> Iterator[Node]:
    yield from _notes(exchange)
    if exchange.origin is not None:
        yield from _origin_nodes(exchange)
        return
    yield Node(
        "unfinished",
        "the request is in progress, or edge-tui was closed before the response arrived",
        Tone.WARNING,
        note="The request was recorded before it was sent. It isn't known whether Edge accepted it; replay it to get a "
        "response.",
    )


def _tone_of_response(response: Response, read: InteractResponse) -> Tone:
    is_unusual = bool(read.errors or read.warnings) or not read.is_of_the_gateway
    return Tone.WARNING if is_unusual and response.status < 400 else _tone_of_status(response.status)


def _tone_of_status(status: int) -> Tone:
    return Tone.GOOD if status < 300 else Tone.ERROR
