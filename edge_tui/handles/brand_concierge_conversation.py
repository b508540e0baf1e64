"""`brand-concierge:conversation`: a part of a Brand Concierge reply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from edge_tui.handles.members import Members, Reader, each, noted, opened, scalar, text
from edge_tui.handles.query import Query
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, Tone, one_line
from edge_tui.model.text import counted

TYPE = "brand-concierge:conversation"
ABOUT = (
    "Brand Concierge's side of a conversation. It arrives as server-sent events, each a complete envelope whose "
    "state:store applies as well. Parts in progress add to the message; the completed one has it whole."
)
SOURCE = "Alloy, packages/core/src/components/BrandConcierge; concierge-android and concierge-ios"

_STATES = {
    "in-progress": "More parts of this turn follow: add this message to the ones before.",
    "completed": "The turn is complete, with its whole message.",
    "error": "The turn failed; its message says so.",
}


def read(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """The message, from `response.message` or `message`."""
    response = item.get("response") if isinstance(item, dict) else None
    message = text(response, "message") or text(item, "message")
    if not message:
        return None
    state = text(item, "state")
    return Node(
        one_line(state) or "message",
        one_line(message),
        Tone.ERROR if state == "error" else Tone.PLAIN,
        pointer=pointer,
        content=item,
        note=message if len(message) > 80 else "",
        source=SOURCE,
        branches=Members(item, pointer, now, _MEMBERS),
    )


def summarize(items: Sequence[JsonValue], query: Query) -> str:  # noqa: ARG001
    """`3 parts`."""
    return counted(len(items), "part")


def _read_text(item: JsonValue, pointer: str, now: datetime) -> Node | None:  # noqa: ARG001
    return Node("suggestion", one_line(item), pointer=pointer, content=item) if isinstance(item, str) else None


def _read_source(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """`source 1  Trail shoes compared · https://…`."""
    if not isinstance(item, dict):
        return None
    number = scalar(item, "citation_number")
    known = {
        "citation_number": noted("The number that the message cites it by."),
        "start_index": noted("Where the cited characters of the message begin."),
        "end_index": noted("Where the cited characters of the message end."),
    }
    shown = " · ".join(part for part in (text(item, "title"), text(item, "url")) if part)
    label = f"source {number}" if number else "source"
    return Node(label, one_line(shown), pointer=pointer, content=item, branches=Members(item, pointer, now, known))


def _read_link(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """`phone  tel:+15550100`."""
    kind = text(item, "kind")
    if not kind:
        return None
    branches = Members(item, pointer, now, {})
    return Node(one_line(kind), one_line(text(item, "href")), pointer=pointer, content=item, branches=branches)


def _read_element(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """A product card by its name and price, another element by its type."""
    if not isinstance(item, dict):
        return None
    known = {"entity_info": opened(_ENTITY, _words_for_entity)}
    shown = _words_for_entity(item.get("entity_info"))
    label = one_line(text(item, "type")) or "element"
    return Node(label, shown, pointer=pointer, content=item, branches=Members(item, pointer, now, known))


def _words_for_entity(entity: JsonValue) -> str:
    """`Fell Runner · 129.00 (was 159.00) · Sale`."""
    price, before = scalar(entity, "productPrice"), scalar(entity, "productWasPrice")
    if price and before:
        price = f"{price} (was {before})"
    name = text(entity, "productName") or text(entity, "description")
    return one_line(" · ".join(part for part in (name, price, text(entity, "productBadge")) if part))


def _words_for_action(action: Any) -> str:
    return one_line(" · ".join(part for part in (text(action, "text"), text(action, "url")) if part))


def _words_for_elements(value: Any) -> str:
    elements = value.get("elements")
    return counted(len(elements), "element") if isinstance(elements, list) else ""


def _words_for_response(value: Any) -> str:
    """`1 source, 2 suggestions` after the message."""
    parts = [one_line(text(value, "message"))[:80].strip()]
    for name, noun in (("sources", "source"), ("promptSuggestions", "suggestion"), ("linkHints", "link")):
        if isinstance(items := value.get(name), list) and items:
            parts.append(counted(len(items), noun))
    return " · ".join(part for part in parts if part)


def _counter(noun: str) -> Any:
    return lambda items: counted(len(items), noun)


_ENTITY: dict[str, Reader] = {
    "primary": opened({}, _words_for_action, "The card's first button."),
    "secondary": opened({}, _words_for_action, "The card's second button."),
}
_RESPONSE: dict[str, Reader] = {
    "promptSuggestions": each(_read_text, _counter("suggestion")),
    "sources": each(_read_source, _counter("source")),
    "multimodalElements": opened(
        {"elements": each(_read_element, _counter("element"))}, _words_for_elements, "Product cards and buttons."
    ),
    "linkHints": each(_read_link, _counter("link")),
    "feedback": opened({}, lambda value: "eligible" if value.get("eligible") is True else "not eligible"),
}
_MEMBERS: dict[str, Reader] = {
    "conversationId": noted("The same for all turns of a session."),
    "interactionId": noted(
        "This turn. Feedback on it has this ID as conversation.turnID (mobile SDKs) or interactionId (Web SDK)."
    ),
    "request": opened({}, lambda value: one_line(text(value, "message"))),
    "response": opened(_RESPONSE, _words_for_response),
    "state": lambda name, value, pointer, now: noted(_STATES.get(str(value), ""))(name, value, pointer, now),
}
