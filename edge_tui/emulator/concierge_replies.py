"""The configured replies of Brand Concierge.

Their members are those that Adobe's clients read: concierge-android, concierge-ios (Models/Network).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from edge_tui.model.json.document import JsonObject


@dataclass(frozen=True, slots=True)
class Source:
    """A source that a reply cites. The indexes are those of the cited characters in its text."""

    title: str
    url: str
    citation_number: int = 1
    start_index: int = 0
    end_index: int = 0


@dataclass(frozen=True, slots=True)
class LinkHint:
    """What kind of link an address in a reply is, such as `phone` or `store`."""

    kind: str
    href: str


@dataclass(frozen=True)
class Reply:
    """A reply to messages that match a pattern, in any case. `elements` are product cards and buttons, as JSON."""

    message: str
    text: str
    suggestions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    links: tuple[LinkHint, ...] = ()
    elements: tuple[Mapping[str, Any], ...] = ()
    state: Literal["completed", "error"] = "completed"

    def response(self, *, feedback: bool) -> JsonObject:
        """The `response` of the completed turn."""
        return {
            "message": self.text,
            "promptSuggestions": list(self.suggestions),
            "sources": [
                {
                    "title": source.title,
                    "url": source.url,
                    "citation_number": source.citation_number,
                    "start_index": source.start_index,
                    "end_index": source.end_index,
                }
                for source in self.sources
            ],
            "multimodalElements": {"elements": [dict(element) for element in self.elements]},
            "linkHints": [{"kind": link.kind, "href": link.href} for link in self.links],
            "feedback": {"eligible": feedback},
        }


@dataclass(frozen=True, slots=True)
class Concierge:
    """The replies of a datastream's Brand Concierge, the first that matches wins."""

    replies: tuple[Reply, ...] = ()
    feedback: bool = True

    def reply_to(self, message: str) -> Reply:
        """The reply to a message; a sentence without one."""
        for reply in self.replies:
            if fnmatchcase(message.casefold(), reply.message.casefold()):
                return reply
        return _NO_REPLY


_NO_REPLY = Reply("*", "No reply is configured for this message.", state="error")
