"""What a rule may do with a call on its way through a browser or a proxy.

`edge_tui.rewriting` makes rules of a file; sources ask them and carry out what they say.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeAlias

from edge_tui.model.headers import Headers

# A page waits for its calls, so none is delayed longer.
MAX_DELAY_MS = 1000


@dataclass(frozen=True, slots=True)
class PassingRequest:
    """A request as its client made it. `body` is None when the source doesn't have it.

    `page_url` is the document that made it; empty when the source doesn't know it.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class PassingResponse:
    """A response before its client gets it; `body` is decompressed."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class GoElsewhere:
    """Send the request to this URL, after `delay_ms`; the URL may be the request's own.

    Of `headers` each replaces the one of its name, and an empty value removes it; `body` None keeps the body.
    """

    rule: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    delay_ms: int = 0


@dataclass(frozen=True, slots=True)
class AnswerWith:
    """Don't send the request; its client gets this response, after `delay_ms`."""

    rule: str
    response: PassingResponse
    delay_ms: int = 0


@dataclass(frozen=True, slots=True)
class CutOff:
    """Don't send the request; its client sees a connection that broke, after `delay_ms`."""

    rule: str
    delay_ms: int = 0


def with_headers(headers: Headers, replacing: Headers) -> Headers:
    """Headers with some replaced, whatever the case of their names; an empty value removes a header."""
    names = {name.lower() for name, _ in replacing}
    return (*(pair for pair in headers if pair[0].lower() not in names), *(pair for pair in replacing if pair[1]))


RequestAction: TypeAlias = GoElsewhere | AnswerWith | CutOff | None


class Kept(IntEnum):
    """How many of some calls rules keep from the host that their site sends them to."""

    NONE = 0
    SOME = 1
    ALL = 2


class Rewriter(Protocol):
    """Rules that change what passes. None of its methods raises, blocks or takes longer than some milliseconds.

    Each call is asked about once, `on_request` first. `request` is always the one that its client made, also
    after it was sent elsewhere.
    """

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changes, for people, a sentence each: shown in red as long as it holds. Empty when nothing does."""
        ...

    @property
    def keeps_back(self) -> bool:
        """Whether calls may be kept from where their site sends them, so that none may pass unasked."""
        ...

    def kept_of(self, url: str) -> Kept:
        """How many of the calls to a URL don't get to its host, as far as a URL tells: a preflight has no more."""
        ...

    def on_request(self, request: PassingRequest) -> RequestAction:
        """What happens to a request; None lets it pass."""
        ...

    def wants_response(self, request: PassingRequest) -> bool:
        """Whether a response to this request may be changed, so that it has to be read whole."""
        ...

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        """The rule's name and the changed response, or None when it passes as it is."""
        ...
