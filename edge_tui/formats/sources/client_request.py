"""A request of a command line, before its body is joined."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from edge_tui.formats.sources.command import Note, Word
from edge_tui.formats.sources.payload import Payload, holds_json

METHOD_IGNORED = "The Edge Network accepts only POST; the command's method was ignored"
PASSWORD_IGNORED = "User and password were ignored: the Edge Network expects a bearer token"


@dataclass
class ClientRequest:
    """One request of a command, and notes on what wasn't read."""

    payload: Payload
    urls: list[Word] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    is_get: bool = False
    at: int = 0
    notes: list[Note] = field(default_factory=list)

    def requests(self) -> Iterator[tuple[str, str | None]]:
        """URL and body of each request that is sent."""
        pieces = self.payload.pieces
        if self.is_get:
            # Only JSON can be a body; the rest belongs to the URL, as curl's `--get` has it.
            bodies = [piece for piece in pieces if holds_json(piece)]
            query = [*self.query, *(piece for piece in pieces if piece not in bodies)]
        else:
            bodies, query = pieces, self.query
        body = self.payload.joined(bodies)
        for url in self.urls:
            yield _with_query(url.text, query), body


def _with_query(url: str, query: list[str]) -> str:
    if not query:
        return url
    address, hash_sign, fragment = url.partition("#")
    return address + ("&" if "?" in address else "?") + "&".join(query) + hash_sign + fragment
