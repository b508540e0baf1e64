"""What a search for a cause goes through, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from edge_tui.model.document import JsonValue, at
from edge_tui.model.request import InteractRequest


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """A part of the request's body, a header of the draft, a field of the profile or the visitor's state, and why."""

    sentence: str
    pointer: str | None = None
    profile_field: str | None = None
    header: str | None = None
    is_visitors: bool = False

    @property
    def request_location(self) -> str:
        """The place as a node tells it."""
        if self.profile_field:
            return f"profile:{self.profile_field}"
        if self.header:
            return f"header:{self.header}"
        return "visitor:" if self.is_visitors else self.pointer or ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request and its body, read. `told` is what the problem says in words."""

    request: InteractRequest
    body: JsonValue
    told: str = ""

    @property
    def query(self) -> dict[str, list[str]]:
        """The query parameters."""
        return parse_qs(urlsplit(self.request.url).query)

    def header(self, name: str) -> str | None:
        """A header that was sent."""
        return next((value for each, value in self.request.headers if each.lower() == name), None)

    def events(self) -> Iterator[tuple[str, JsonValue]]:
        """Each event with its pointer."""
        if isinstance(at(self.body, "/event"), dict):
            yield "/event", at(self.body, "/event")
        events = at(self.body, "/events")
        for index, event in enumerate(events if isinstance(events, list) else ()):
            yield f"/events/{index}", event


Search = Callable[[Sent], Iterator[LikelyCause]]
