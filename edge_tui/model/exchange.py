"""One exchange with a gateway: the draft, the request as sent, and how it ended."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

from edge_tui.model.client_state import ClientState
from edge_tui.model.encoding import decode_body
from edge_tui.model.headers import Headers
from edge_tui.model.json.document import ParseError, at, parse
from edge_tui.model.request import Action, InteractRequest
from edge_tui.model.response import InteractResponse, read_response

if TYPE_CHECKING:
    from edge_tui.model.origin import Origin


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as edited: placeholders unresolved, possibly not valid JSON.

    `headers` are sent in addition to the usual ones and override those of the same name; their
    values may contain placeholders. `origin` says for people where the draft came from; empty for
    one written here. `allowed` are the environment variables that a draft from elsewhere may read
    for this send only: they are not stored.
    """

    text: str
    action: Action = Action.INTERACT
    template: str | None = None
    headers: Headers = ()
    origin: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the start of the send; a phase that did not happen is None.

    A reused connection has no `resolved` (DNS lookup done), `connected` or `secured`.
    """

    elapsed_ms: float
    connected: float | None = None
    secured: float | None = None
    first_byte: float | None = None
    resolved: float | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response, whatever its status. `body` is the raw bytes, decompressed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timings: Timings
    _read: list[InteractResponse | ParseError] = field(default_factory=list, init=False, compare=False, repr=False)
    _parse_exception: list[Exception] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The body as text, every byte of it visible."""
        return decode_body(self.body)

    @property
    def reason(self) -> str:
        """The reason phrase of the status: `Multi-Status`."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    @property
    def is_redirect(self) -> bool:
        """Whether it sends the client elsewhere, which the gateway never does."""
        return self.status in (301, 302, 303, 307, 308)

    def header(self, name: str) -> str | None:
        """The first header of a name, case-insensitive."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)

    def parsed(self) -> InteractResponse | ParseError:
        """The body, parsed on first access.

        The parsed form is never stored, so that a better parser improves old history. If a body
        crashes the parser, the result is a `ParseError` that names the exception's class, and the
        body is still shown as text.
        """
        if not self._read:
            try:
                self._read.append(read_response(self.body))
            except Exception as error:  # noqa: BLE001
                self._parse_exception.append(error)
                self._read.append(ParseError(f"parsing failed with an unexpected {type(error).__name__}", 1, 1, 0))
        return self._read[0]

    @property
    def reading_error(self) -> Exception | None:
        """The unexpected exception that parsing failed with; None before `response()` was called."""
        return self._parse_exception[0] if self._parse_exception else None


class FailureKind(StrEnum):
    """Why there is no response: the value as it is stored, in history and in JSON."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    BROKEN = "broken"
    AUTHENTICATION = "authentication"
    CANCELED = "cancelled"
    # Something in the browser: an extension, a content security policy, CORS.
    BLOCKED = "blocked"

    @property
    def word(self) -> str:
        """The kind as it is shown."""
        return shown_failure(self)


def shown_failure(stored: str) -> str:
    """The word for a stored kind of failure."""
    return "canceled" if stored == FailureKind.CANCELED else str(stored)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no response; `message` also says how to fix it.

    `cause` is more exact than the kind where a browser told it: a value of `model/sightings.Cause`, or empty.
    """

    kind: FailureKind
    message: str
    elapsed_ms: float = 0.0
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One send. `outcome` is None while it is in flight, or when edge-tui was killed during it.

    `notes` are sentences about the send that belong neither to the request nor to the response,
    such as a failure to write history. `state` is the visitor's client state when it was sent,
    None when that wasn't recorded. `origin` says where it was seen, None when edge-tui sent it.
    `previous_ecid` is the ECID of the visitor's exchange before it with the same datastream, as far
    as history has it; empty when it isn't known.
    """

    draft: Draft
    request: InteractRequest
    profile_name: str
    visitor: str
    sent_at: datetime
    outcome: Response | Failure | None = None
    replay_of: str | None = None
    notes: tuple[str, ...] = ()
    state: ClientState | None = None
    origin: "Origin | None" = None
    previous_ecid: str = field(default="", compare=False)

    @property
    def request_id(self) -> str:
        """The request ID that was sent."""
        return self.request.request_id

    @property
    def response(self) -> Response | None:
        """The response, if there is one."""
        return self.outcome if isinstance(self.outcome, Response) else None

    @property
    def failure(self) -> Failure | None:
        """The failure, if it failed."""
        return self.outcome if isinstance(self.outcome, Failure) else None

    @property
    def elapsed_ms(self) -> float | None:
        """Milliseconds until the response or failure; None before either."""
        if isinstance(self.outcome, Response):
            return self.outcome.timings.elapsed_ms
        return self.outcome.elapsed_ms if self.outcome else None

    def ended(self, outcome: Response | Failure, *notes: str) -> "Exchange":
        """The exchange with its outcome."""
        return replace(self, outcome=outcome, notes=(*self.notes, *notes))

    def noted(self, note: str) -> "Exchange":
        """The exchange with one more note; duplicates are dropped."""
        if note in self.notes:
            return self
        return replace(self, notes=(*self.notes, note))

    @property
    def event_type(self) -> str | None:
        """`xdm.eventType` of the first event in the request."""
        return event_type_in(self.request.body)


def event_type_in(body: str) -> str | None:
    """`xdm.eventType` of the first event in a request body."""
    document = parse(body)
    if isinstance(document, ParseError):
        return None
    kinds = (at(document, pointer) for pointer in ("/event/xdm/eventType", "/events/0/xdm/eventType"))
    return next((kind for kind in kinds if isinstance(kind, str)), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """An exchange as one row of a list. `status` is None without a response.

    `failure` is the failure's kind; neither `status` nor `failure` means unfinished: in flight, or
    edge-tui was killed during it. `codes` are the four-digit codes of its problems. `key` is the
    record's ID in history: it increases with each exchange and tells apart two with the same request ID.
    `capture` is the recording it belongs to and `page` the URL of its page; both are empty for one
    that edge-tui sent. `ecid` is the visitor's, `previous_ecid` that of the exchange before it of the
    same visitor and datastream; both are empty when they aren't known. `timings` has the phases, None
    without a response and for exchanges recorded before history kept them.
    """

    request_id: str
    sent_at: datetime
    profile_name: str
    visitor: str
    action: Action
    gateway_request_id: str | None = None
    template: str | None = None
    event_type: str | None = None
    status: int | None = None
    failure: str | None = None
    handle_types: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    elapsed_ms: float | None = None
    replay_of: str | None = None
    key: int = 0
    pinned: bool = False
    note: str = ""
    capture: str = ""
    page: str = ""
    datastream: str = ""
    ecid: str = ""
    previous_ecid: str = ""
    timings: Timings | None = None

    @property
    def has_new_ecid(self) -> bool:
        """Whether the visitor had another ECID in the exchange before."""
        return bool(self.ecid and self.previous_ecid and self.ecid != self.previous_ecid)
