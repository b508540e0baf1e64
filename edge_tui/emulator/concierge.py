"""Brand Concierge: conversations, streamed as server-sent events, and feedback on their turns.

What is known of it is in Adobe's clients: Alloy's BrandConcierge component, concierge-android and
concierge-ios. A turn comes as several envelopes: those in progress add to the message, the completed
one has it whole. iOS reads only the first handle of an envelope.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.response_json import encode
from edge_tui.model.json.document import JsonObject, at

if TYPE_CHECKING:
    from edge_tui.emulator.request_context import RequestContext

TYPE = "brand-concierge:conversation"
EVENT_STREAM_TYPE = "text/event-stream;charset=utf-8"
FEEDBACK = "conversation.feedback"
# A session without activity ends after half an hour (concierge-ios, SessionManager).
SESSION = timedelta(minutes=30)
MAX_TURNS = 100
_PIECES = 4
_PING = b": ping\n\n"


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


@dataclass(slots=True)
class Conversation:
    """A session's conversation. `turns` are the IDs of its interactions."""

    id: str
    last_at: datetime
    turns: list[str] = field(default_factory=list)


def converse(context: "RequestContext") -> Refusal | None:
    """Adds a turn to the session's conversation, or takes feedback, which has no response.

    A datastream without Brand Concierge is refused like one without another service it needs; the
    code is inferred.
    """
    concierge = context.datastream.concierge
    if concierge is None:
        return Refusal("0010", "The datastream has no Brand Concierge.")
    event = context.events[0]
    asked = event.query.get("conversation")
    asked = asked if isinstance(asked, dict) else {}
    message, data = asked.get("message"), asked.get("data")
    conversation = _conversation(context)
    if not isinstance(message, str) and not isinstance(data, dict):
        context.notes.append(_feedback_note(event.xdm, conversation))
        return None
    if consent_of(context) == "out":
        context.warn("0301", "The message was ignored. The visitor has opted out.", event)
        return None
    text = message if isinstance(message, str) else str(at(data, "/type") or "")
    interaction = context.new_id()
    conversation.turns = [*conversation.turns[1 - MAX_TURNS :], interaction]
    context.notes.append(f"turn {len(conversation.turns)} of conversation {conversation.id}")
    context.turns += _turns(concierge, text, conversation.id, interaction)
    return None


def consent_of(context: "RequestContext") -> str:
    """The consent that the clients put into `meta.consent.state`, inside the event."""
    state = at(context.body, "/events/0/meta/consent/state") or at(context.body, "/meta/consent/state")
    return state if isinstance(state, str) else ""


def _conversation(context: "RequestContext") -> Conversation:
    """The conversation of the session in the URL, a new one after half an hour without activity."""
    session = context.request.query.get("sessionid") or context.new_id()
    kept = context.memory.conversations
    key = f"{context.datastream.org_id}/{session}"
    found = kept.get(key)
    if found is None or context.now - found.last_at > SESSION:
        found = Conversation(context.request.query.get("conversationid") or context.new_id(), context.now)
        kept.put(key, found)
    found.last_at = context.now
    return found


def _turns(concierge: Concierge, text: str, conversation: str, interaction: str) -> Iterator[JsonObject]:
    """The payloads of a turn, in the order in which they are streamed."""
    reply = concierge.reply_to(text)
    common = {"conversationId": conversation, "interactionId": interaction, "request": {"message": text}}
    for piece in _pieces(reply.text):
        # Until it's complete, multimodalElements is an empty array (concierge-ios, ConversationResponse).
        partial = {"message": piece, "multimodalElements": []}
        yield {**common, "response": partial, "state": "in-progress"}
    yield {**common, "response": reply.response(feedback=concierge.feedback), "state": reply.state}


def _pieces(text: str) -> list[str]:
    """The text in a few parts, between words."""
    words = text.split(" ")
    size = -(-len(words) // _PIECES)
    parts = [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
    return [part if index == 0 else f" {part}" for index, part in enumerate(parts)]


def _feedback_note(xdm: JsonObject, conversation: Conversation) -> str:
    """What the log says of an event without a message: the feedback, and whether its turn is known.

    The mobile SDKs have `conversation.turnID` and `feedback.rating`, the Web SDK `interactionId` and
    `conversation.feedback.classification`.
    """
    feedback = at(xdm, "/conversation/feedback")
    if not isinstance(feedback, dict):
        return "conversation event without a message"
    rating = at(feedback, "/rating/classification") or feedback.get("classification") or "without a rating"
    turn = at(xdm, "/conversation/turnID") or xdm.get("interactionId")
    known = "" if turn in conversation.turns else ", which this session never had"
    return f"feedback {rating} on {turn or 'no turn'}{known}"


def stream_of(context: "RequestContext", problems: JsonObject) -> tuple[bytes, ...]:
    """The stream's parts: a comment that keeps the connection alive, then an envelope for each payload."""
    envelopes: list[JsonObject] = [
        {"requestId": context.request_id, "handle": [{"payload": [turn], "type": TYPE}]} for turn in context.turns
    ]
    if not envelopes or problems:
        envelopes.append({"requestId": context.request_id, "handle": [], **problems})
    # After the conversation: iOS reads only the first handle.
    envelopes[0]["handle"] += context.handles
    return (_PING, *(b"data: " + encode(envelope) + b"\n\n" for envelope in envelopes))


def has_body(context: "RequestContext") -> bool:
    """Whether there is something to stream: feedback is answered with 204."""
    return bool(context.turns or context.warnings or context.errors)


def without_missing_ids(events: Sequence[Any]) -> None:
    """Removes identities without an ID: the Web SDK sends `ECID: [{}]` before it has an identity cookie."""
    for event in events:
        identity_map = at(event, "/xdm/identityMap")
        for namespace, items in identity_map.items() if isinstance(identity_map, dict) else ():
            if isinstance(items, list):
                identity_map[namespace] = [
                    item for item in items if not (isinstance(item, dict) and item.get("id") is None)
                ]
