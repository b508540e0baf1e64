"""A likely cause of a problem, and the sent request that searches read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from edge_tui.model.certainty import Certainty
from edge_tui.model.json.document import JsonValue, at
from edge_tui.model.request import InteractRequest


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """A place in the request body, the headers, the profile or the visitor's state, and why to look there.

    Its certainty: whether the request shows the fault, fits what the problem says, or only may be the cause.
    """

    sentence: str
    pointer: str | None = None
    profile_field: str | None = None
    header: str | None = None
    in_visitor_state: bool = False
    certainty: Certainty = Certainty.LIKELY

    @property
    def request_location(self) -> str:
        """The place as a link that nodes carry: `profile:FIELD`, `header:NAME`, `visitor:` or a JSON pointer."""
        if self.profile_field:
            return f"profile:{self.profile_field}"
        if self.header:
            return f"header:{self.header}"
        return "visitor:" if self.in_visitor_state else self.pointer or ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and its parsed body. `problem_text` is the prose of the problem: detail, details, errors."""

    request: InteractRequest
    body: JsonValue
    problem_text: str = ""

    @property
    def query(self) -> dict[str, list[str]]:
        """The query parameters of the URL."""
        return parse_qs(urlsplit(self.request.url).query)

    def header(self, name: str) -> str | None:
        """The first value of a header; `name` in lower case."""
        return next((value for each, value in self.request.headers if each.lower() == name), None)

    def events(self) -> Iterator[tuple[str, JsonValue]]:
        """Every event with its pointer, in either form of the envelope."""
        if isinstance(at(self.body, "/event"), dict):
            yield "/event", at(self.body, "/event")
        events = at(self.body, "/events")
        for index, event in enumerate(events if isinstance(events, list) else ()):
            yield f"/events/{index}", event


Search = Callable[[Sent], Iterator[LikelyCause]]
