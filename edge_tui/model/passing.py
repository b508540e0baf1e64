"""What a rule may do with a call on its way through a browser or a proxy.

`edge_tui.rewriting` makes rules of a file; sources ask them and carry out what they say.
"""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from edge_tui.model.headers import Headers


@dataclass(frozen=True, slots=True)
class PassingRequest:
    """A request before it leaves. `body` is None when the source doesn't have it."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class PassingResponse:
    """A response before its client gets it; `body` is decompressed."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class GoElsewhere:
    """Send the request to this URL. Of `headers` each replaces the one of its name; `body` None keeps the body."""

    rule: str
    url: str
    headers: Headers = ()
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class AnswerWith:
    """Don't send the request; its client gets this response."""

    rule: str
    response: PassingResponse


@dataclass(frozen=True, slots=True)
class CutOff:
    """Don't send the request; its client sees a connection that broke."""

    rule: str


RequestAction: TypeAlias = GoElsewhere | AnswerWith | CutOff | None


class Rewriter(Protocol):
    """Rules that change what passes. None of its methods raises, blocks or takes longer than some milliseconds."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changes, for people, a sentence each: shown in red as long as it holds. Empty when nothing does."""
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
