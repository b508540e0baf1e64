"""An exchange's origin as JSON in history."""

from datetime import datetime
from typing import Any

from edge_tui.model.json.document import JsonObject
from edge_tui.model.origin import Frame, Origin, Page, SentTo, Source


def origin_to_json(origin: Origin) -> JsonObject:
    """An origin as JSON."""
    return {
        "source": str(origin.source),
        "capture": origin.capture,
        "sourceId": origin.source_id,
        "page": None if origin.page is None else page_to_json(origin.page),
        "initiator": [_frame_to_json(frame) for frame in origin.initiator],
        "sdk": origin.sdk,
        "unload": origin.is_unload,
        "cookiesSent": origin.cookies_sent,
        "cookiesRefused": origin.cookies_refused,
        "changed": origin.changed,
        "heldMs": origin.held_ms,
        "address": origin.address,
        "tagRules": origin.tag_rules,
        "sentTo": None if origin.sent_to is None else [origin.sent_to.host, origin.sent_to.datastream],
        **({"prerendered": True} if origin.is_prerendered else {}),
    }


def _frame_to_json(frame: Frame) -> list[object]:
    placed = [frame.function, frame.url, frame.line]
    return [*placed, frame.column] if frame.column else placed


def page_to_json(page: Page) -> list[object]:
    """A page as a list; a loaded one has four items, as in earlier versions."""
    listed = [page.url, page.number, page.tab, None if page.loaded_at is None else page.loaded_at.isoformat()]
    if page.prerendered_at is not None:
        return [*listed, page.route_of, page.return_of, page.prerendered_at.isoformat()]
    if page.return_of:
        return [*listed, page.route_of, page.return_of]
    return [*listed, page.route_of] if page.route_of else listed


def origin_from_json(origin: Any) -> Origin:
    """The origin read from JSON; malformed JSON raises a built-in exception."""
    return Origin(
        Source(origin["source"]),
        origin["capture"],
        origin["sourceId"],
        None if origin["page"] is None else _page_from_json(*origin["page"]),
        tuple(Frame(*frame) for frame in origin["initiator"]),
        origin["sdk"],
        origin["unload"],
        tuple(origin["cookiesSent"]),
        tuple((name, reason) for name, reason in origin["cookiesRefused"]),
        tuple(origin["changed"]),
        origin["heldMs"],
        origin["address"],
        tuple(origin.get("tagRules", ())),
        None if origin.get("sentTo") is None else SentTo(*origin["sentTo"]),
        origin.get("prerendered", False),
    )


def _page_from_json(  # noqa: PLR0917 (the items of a list)
    url: str,
    number: int,
    tab: str,
    loaded_at: str | None,
    route_of: int = 0,
    return_of: int = 0,
    prerendered_at: str | None = None,
) -> Page:
    return Page(url, number, tab, _moment(loaded_at), route_of, return_of, _moment(prerendered_at))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
