"""The items of a proposition: the content to show, and where."""

from datetime import datetime
from typing import Any

from edge_tui.handles.members import Members, Reader, each, noted, opened, scalar, text
from edge_tui.model.json.document import JsonValue
from edge_tui.model.node import Node, one_line
from edge_tui.model.text import counted

PREFIX = "https://ns.adobe.com/personalization/"
OFFER_PREFIX = "https://ns.adobe.com/experience/offer-management/"

_NAME_TOKENS = ("activity.name", "experience.name", "offer.name")
_SOURCE = "Alloy, packages/core/src/constants/schema.js; messaging-ios and messaging-android"
_SCHEMAS = {
    "default-content-item": "Default content (the control experience): the page keeps its own content.",
    "html-content-item": "HTML to render in the scope.",
    "json-content-item": "JSON for the page's code to use.",
    "dom-action": "A DOM change, applied by the Web SDK to the element at the selector.",
    "redirect-item": "A redirect to another page.",
    "ruleset-item": "Rules that the client evaluates; their consequences are messages and content cards.",
    "measurement": "A marker for click tracking, without content.",
    "message/in-app": "An in-app message.",
    "message/content-card": "A content card.",
    "message/inbox": "An inbox: its heading, its layout, and what it says while it's empty. Its messages are content "
    "cards.",
    "message/feed-item": "A content card, under its old name.",
    "message/native-alert": "A native alert of the operating system.",
    "eventHistoryOperation": "Writes to the client's event history.",
    "content-component-html": "An offer in HTML.",
    "content-component-json": "An offer in JSON.",
    "content-component-text": "An offer in plain text.",
    "content-component-imagelink": "An offer that is an image, at deliveryURL.",
}


def short_schema(schema: str) -> str:
    """`html-content-item` from the full schema URL; other URLs unchanged."""
    return schema.removeprefix(PREFIX).removeprefix(OFFER_PREFIX)


def words_for_items(items: JsonValue) -> str:
    """`2 items html-content-item, dom-action setHtml`."""
    if not isinstance(items, list):
        return ""
    kinds = list(dict.fromkeys(_kind_of(item) for item in items[:20]))
    shown = ", ".join(kind for kind in kinds[:3] if kind) + (" …" if len(kinds) > 3 else "")
    return f"{counted(len(items), 'item')} {shown}".strip() if items else "no items"


def read_item(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    """An item by its schema, with its content as the value."""
    schema = _schema_of(item)
    if not isinstance(item, dict) or not schema:
        return None
    return Node(
        _kind_of(item),
        _words_for_data(item.get("data")),
        pointer=pointer,
        content=item,
        note=_SCHEMAS.get(short_schema(schema), ""),
        source=_SOURCE,
        branches=Members(item, pointer, now, _MEMBERS),
    )


def _schema_of(item: JsonValue) -> str:
    """The item's schema; some documentation shows it inside `data`."""
    return text(item, "schema") or text(item.get("data") if isinstance(item, dict) else None, "schema")


def _kind_of(item: JsonValue) -> str:
    schema = short_schema(_schema_of(item))
    action = text(item.get("data"), "type") if schema == "dom-action" else ""
    return one_line(f"{schema} {action}" if action else schema)


def _words_for_data(data: JsonValue) -> str:
    if not isinstance(data, dict):
        return ""
    rules = data.get("rules")
    if isinstance(rules, list):
        return counted(len(rules), "rule")
    content = data.get("content")
    shown = text(data, "deliveryURL") or text(data, "deliveryUrl")
    if content and isinstance(content, dict):
        shown = text(content.get("heading"), "content") or f"{{{len(content)}}}"
    elif content and isinstance(content, list):
        shown = f"[{len(content)}]"
    elif content and isinstance(content, str):
        shown = content[:120]
    selector = text(data, "selector")
    return f"{one_line(selector)} · {one_line(shown)}" if selector and shown else one_line(selector or shown)


def _words_for_tokens(value: Any) -> str:
    """The names of activity, experience and offer, if Target's response tokens include them."""
    return " · ".join([name for token in _NAME_TOKENS if token in value and (name := scalar(value, token))])


def _read_rule(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    consequences = item.get("consequences") if isinstance(item, dict) else None
    if not isinstance(consequences, list):
        return None
    known = {"consequences": each(_read_consequence, lambda found: counted(len(found), "consequence"))}
    kinds = ", ".join(dict.fromkeys(_consequence_schema(found) for found in consequences[:5]))
    return Node("rule", kinds, pointer=pointer, content=item, branches=Members(item, pointer, now, known))


def _consequence_schema(item: JsonValue) -> str:
    detail = item.get("detail") if isinstance(item, dict) else None
    return short_schema(text(detail, "schema")) or text(item, "type")


def _read_consequence(item: JsonValue, pointer: str, now: datetime) -> Node | None:
    detail = item.get("detail") if isinstance(item, dict) else None
    if not isinstance(detail, dict):
        return None
    kind = _consequence_schema(item)
    known = {"detail": opened({"data": opened({}, _words_for_data)}, lambda _: kind)}
    return Node(
        kind or "consequence",
        _words_for_data(detail.get("data")),
        pointer=pointer,
        content=item,
        note=_SCHEMAS.get(kind, ""),
        branches=Members(item, pointer, now, known),
    )


_DATA: dict[str, Reader] = {
    "selector": noted("The page element to change."),
    "prehidingSelector": noted("The element to hide until the change is applied, to avoid flicker."),
    "rules": each(_read_rule, lambda rules: counted(len(rules), "rule")),
}
_MEMBERS: dict[str, Reader] = {
    "schema": noted("The type of content; clients skip schemas they don't know."),
    "meta": opened({}, _words_for_tokens, "Response tokens, as configured in Target."),
    "data": opened(_DATA, _words_for_data),
    "characteristics": opened({}),
}
