"""One exchange with a gateway: the draft, the request as sent, and how it ended."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from edge_tui.model.client_state import ClientState
from edge_tui.model.document import ParseError, at, parse
from edge_tui.model.encoding import decode_body
from edge_tui.model.headers import Headers
from edge_tui.model.request import Action, InteractRequest
from edge_tui.model.response import InteractResponse, read_response


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as it stands in the editor: placeholders unfilled, perhaps not even JSON.

    `headers` are sent beside those that every request has, in place of those of the same name;
    their values may hold placeholders. `origin` says where it came from, for people; it is empty for
    one that was written here. `allowed` are the environment variables that somebody let a draft from
    elsewhere read for this send: they are not kept.
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

    A connection that was kept open has no `resolved` (the host's name looked up), no
    `connected` and no `secured`.
    """

    elapsed_ms: float
    connected: float | None = None
    secured: float | None = None
    first_byte: float | None = None
    resolved: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, whatever its status. The body is kept as its bytes came, unpacked."""

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
        """The status in words: `Multi-Status`."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    def header(self, name: str) -> str | None:
        """The first header of a name, any case."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)

    def response(self) -> InteractResponse | ParseError:
        """The body, read when first asked for.

        What was read is never stored, so that a better reader improves old history. Whatever a
        body does to the reader, it is still shown: as a text, with a `ParseError` that names the kind
        of exception.
        """
        if not self._read:
            try:
                self._read.append(read_response(self.body))
            except Exception as error:  # noqa: BLE001
                self._parse_exception.append(error)
                self._read.append(ParseError(f"an unexpected {type(error).__name__} ended the reading here", 1, 1, 0))
        return self._read[0]

    @property
    def reading_error(self) -> Exception | None:
        """The exception that nobody foresaw and that ended the reading; None before it was read."""
        return self._parse_exception[0] if self._parse_exception else None


class FailureKind(StrEnum):
    """Why there is no answer."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    BROKEN = "broken"
    AUTHENTICATION = "authentication"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer, and why, in a sentence that says how to mend it."""

    kind: FailureKind
    message: str
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One send. `outcome` is None while it is under way, or when edge-tui was killed during it.

    `remarks` are sentences about how it went that belong neither to the request nor to the
    answer, such as a history that could not be written. `state` is what the visitor kept when it
    was sent, None where that was not recorded.
    """

    draft: Draft
    request: InteractRequest
    profile_name: str
    visitor: str
    sent_at: datetime
    outcome: Answer | Failure | None = None
    replay_of: str | None = None
    remarks: tuple[str, ...] = ()
    state: ClientState | None = None

    @property
    def request_id(self) -> str:
        """The id that was sent."""
        return self.request.request_id

    @property
    def answer(self) -> Answer | None:
        """The answer, if there is one."""
        return self.outcome if isinstance(self.outcome, Answer) else None

    @property
    def failure(self) -> Failure | None:
        """The failure, if it failed."""
        return self.outcome if isinstance(self.outcome, Failure) else None

    @property
    def elapsed_ms(self) -> float | None:
        """Milliseconds until it was answered, or had failed; None while neither."""
        if isinstance(self.outcome, Answer):
            return self.outcome.timings.elapsed_ms
        return self.outcome.elapsed_ms if self.outcome else None

    def ended(self, outcome: Answer | Failure, *remarks: str) -> "Exchange":
        """The exchange with its outcome."""
        return replace(self, outcome=outcome, remarks=(*self.remarks, *remarks))

    def remarked(self, remark: str) -> "Exchange":
        """The exchange with one more remark; what was said already is not said again."""
        if remark in self.remarks:
            return self
        return replace(self, remarks=(*self.remarks, remark))

    @property
    def event_type(self) -> str | None:
        """`xdm.eventType` of the first event that was sent."""
        body = parse(self.request.body)
        if isinstance(body, ParseError):
            return None
        kinds = (at(body, pointer) for pointer in ("/event/xdm/eventType", "/events/0/xdm/eventType"))
        return next((kind for kind in kinds if isinstance(kind, str)), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """An exchange as one line of a list. `status` is None when there is no answer (yet).

    `failure` is the failure's kind; neither `status` nor `failure` means unfinished: under way,
    or edge-tui was killed during it. `codes` are the four digits of its problems. `key` names
    the record in history: it grows with each exchange and tells two with one request id apart.
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
