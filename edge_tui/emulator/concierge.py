"""Brand Concierge: conversations, streamed as server-sent events, and feedback on their turns.

What is known of it is in Adobe's clients: Alloy's BrandConcierge component, concierge-android and
concierge-ios. A turn comes as several envelopes: those in progress add to the message, the completed
one has it whole. iOS reads only the first handle of an envelope.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from edge_tui.emulator.concierge_replies import Concierge
from edge_tui.emulator.memory import Conversation
from edge_tui.emulator.problem import Refusal
from edge_tui.emulator.request_context import RequestContext
from edge_tui.emulator.response_json import encode
from edge_tui.model.json.document import JsonObject, at

TYPE = "brand-concierge:conversation"
EVENT_STREAM_TYPE = "text/event-stream;charset=utf-8"
# A session without activity ends after half an hour (concierge-ios, SessionManager).
SESSION = timedelta(minutes=30)
MAX_TURNS = 100
# IDs come from the client and are kept, so they're cut to what any client sends.
MAX_ID_CHARACTERS = 128
_PIECES = 4
_PING = b": ping\n\n"


def converse(context: RequestContext) -> Refusal | None:
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
    # Inferred: as for any other event; the documentation of conversations says nothing of consent.
    if consent_of(context) == "out":
        context.warn("0301", "The message was ignored. The visitor has opted out.", event)
        return None
    text = message if isinstance(message, str) else str(at(data, "/type") or "")
    interaction = context.new_id()
    conversation.turns = [*conversation.turns[1 - MAX_TURNS :], interaction]
    context.notes.append(f"turn {len(conversation.turns)} of conversation {conversation.id}")
    context.turns += _turns(concierge, text, conversation.id, interaction)
    return None


def consent_of(context: RequestContext) -> str:
    """The consent that the clients put into `meta.consent.state`, inside the event."""
    state = at(context.body, "/events/0/meta/consent/state") or at(context.body, "/meta/consent/state")
    return state if isinstance(state, str) else ""


def _conversation(context: RequestContext) -> Conversation:
    """The conversation of the session in the URL, a new one after half an hour without activity."""
    query = context.request.query
    session, named = (query.get(name, "")[:MAX_ID_CHARACTERS] for name in ("sessionid", "conversationid"))
    session = session or context.new_id()
    kept = context.memory.conversations
    key = f"{context.datastream.org_id}/{session}"
    found = kept.get(key)
    if found is None or context.now - found.last_at > SESSION:
        found = Conversation(named or context.new_id(), context.now)
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


def stream_of(context: RequestContext, problems: JsonObject) -> tuple[bytes, ...]:
    """The stream's parts: a comment that keeps the connection alive, then an envelope for each payload."""
    envelopes: list[JsonObject] = [
        {"requestId": context.request_id, "handle": [{"payload": [turn], "type": TYPE}]} for turn in context.turns
    ]
    if not envelopes or problems:
        envelopes.append({"requestId": context.request_id, "handle": [], **problems})
    # After the conversation: iOS reads only the first handle.
    envelopes[0]["handle"] += context.handles
    return (_PING, *(b"data: " + encode(envelope) + b"\n\n" for envelope in envelopes))


def has_body(context: RequestContext) -> bool:
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
